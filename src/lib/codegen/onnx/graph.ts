import { block, joined, text, utf8, whole, wholes, type Bytes } from './bytes.ts';

/** Numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.in.proto, TensorProto.DataType. */
const types = { uint8: 2, int64: 7, string: 8, double: 11 } as const;

/** The name of a value in the graph. */
export type Value = string;

export interface Tensor {
  readonly type: keyof typeof types;
  readonly dims: readonly number[];
  readonly values: ArrayLike<number> | readonly string[];
}

export type Attribute = number | readonly number[] | Tensor | string;

export const doubles = (values: ArrayLike<number>, dims = [values.length]): Tensor => ({
  type: 'double',
  dims,
  values,
});

/** opset 21 of ONNX, and 5 of its operators for classical models, which know trees in double precision. */
const opsets = [
  ['', 21],
  ['ai.onnx.ml', 5],
] as const;
const irVersion = 10;

/** Collects the nodes of one graph; values are rows × columns, of doubles or texts. */
export class Graph {
  readonly #nodes: Uint8Array[][] = [];
  readonly #constants: Uint8Array[][] = [];
  readonly #inputs: Uint8Array[][] = [];
  readonly #outputs: Uint8Array[][] = [];
  readonly #taken: Set<string>;
  readonly #known = new Map<number, Value>();

  /** @param reserved names of inputs and outputs, which no other value may have */
  constructor(reserved: Iterable<string>) {
    this.#taken = new Set(reserved);
  }

  input(name: string, type: 'double' | 'string'): Value {
    this.#inputs.push([...described(name, type, ['rows', 1])]);
    return name;
  }

  output(name: string, value: Value, type: 'double' | 'string', width: number | null): void {
    this.#nodes.push([...node('Identity', [value], [name])]);
    this.#outputs.push([...described(name, type, width === null ? ['rows'] : ['rows', width])]);
  }

  constant(tensor: Tensor): Value {
    const name = this.#fresh();
    this.#constants.push([...tensorOf(tensor, name)]);
    return name;
  }

  /** One number as a constant, written once. */
  number(x: number): Value {
    const known = this.#known.get(x);
    if (known !== undefined) return known;
    const value = this.constant(doubles([x], [1, 1]));
    this.#known.set(x, value);
    return value;
  }

  op(
    type: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    const name = this.#fresh();
    this.#nodes.push([...node(type, inputs, [name], attributes)]);
    return name;
  }

  /** The model's bytes. */
  finish(producer: string): Uint8Array<ArrayBuffer> {
    const graph = [
      ...this.#nodes.flatMap((n) => block(1, n)),
      ...text(2, 'tabwise'),
      ...this.#constants.flatMap((c) => block(5, c)),
      ...this.#inputs.flatMap((i) => block(11, i)),
      ...this.#outputs.flatMap((o) => block(12, o)),
    ];
    return joined([
      ...whole(1, irVersion),
      ...text(2, producer),
      ...block(7, graph),
      ...opsets.flatMap(([domain, version]) =>
        block(8, [...text(1, domain), ...whole(2, version)]),
      ),
    ]);
  }

  #fresh(): Value {
    let n = this.#taken.size;
    while (this.#taken.has(`v${n}`)) n += 1;
    this.#taken.add(`v${n}`);
    return `v${n}`;
  }
}

const classical = new Set(['LabelEncoder', 'TreeEnsemble']);

const node = (
  type: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
  attributes: Readonly<Record<string, Attribute>> = {},
): Bytes => [
  ...inputs.flatMap((name) => text(1, name)),
  ...outputs.flatMap((name) => text(2, name)),
  ...text(3, outputs[0]!),
  ...text(4, type),
  ...Object.entries(attributes).flatMap(([name, value]) => block(5, attribute(name, value))),
  ...(classical.has(type) ? text(7, 'ai.onnx.ml') : []),
];

function attribute(name: string, value: Attribute): Bytes {
  if (typeof value === 'number') return [...text(1, name), ...whole(3, value), ...whole(20, 2)];
  if (typeof value === 'string') return [...text(1, name), ...text(4, value), ...whole(20, 3)];
  if (isTensor(value))
    return [...text(1, name), ...block(5, tensorOf(value, name)), ...whole(20, 4)];
  return [...text(1, name), ...wholes(8, value), ...whole(20, 7)];
}

const isTensor = (value: readonly number[] | Tensor): value is Tensor => 'dims' in value;

function tensorOf({ type, dims, values }: Tensor, name: string): Bytes {
  const content = Array.from(values as ArrayLike<number | string>);
  const data =
    type === 'string'
      ? content.flatMap((value) => block(6, [utf8(String(value))]))
      : block(9, [rawOf(type, content as number[])]);
  return [...wholes(1, dims), ...whole(2, types[type]), ...data, ...text(8, name)];
}

/** Little-endian, as every machine that runs a browser has it. */
function rawOf(type: 'uint8' | 'int64' | 'double', values: readonly number[]): Uint8Array {
  if (type === 'uint8') return Uint8Array.from(values);
  if (type === 'double') return new Uint8Array(Float64Array.from(values).buffer);
  return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
}

const described = (
  name: string,
  type: 'double' | 'string',
  dims: readonly (string | number)[],
): Bytes => {
  const shape = dims.flatMap((dim) =>
    block(1, typeof dim === 'string' ? text(2, dim) : whole(1, dim)),
  );
  return [...text(1, name), ...block(2, block(1, [...whole(1, types[type]), ...block(2, shape)]))];
};
