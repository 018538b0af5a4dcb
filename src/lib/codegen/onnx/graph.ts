import { block, joined, text, utf8, whole, wholes, type Bytes } from './bytes.ts';

/** Numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.in.proto, TensorProto.DataType. */
const types = { float: 1, uint8: 2, int64: 7, string: 8, double: 11 } as const;

/** The name of a value in the graph. */
export type Value = string;

export interface Tensor {
  /** Doubles are floats in a graph of single precision. */
  readonly type: 'uint8' | 'int64' | 'string' | 'double';
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

/** What steps and models are drawn on; values are rows × columns, of numbers or texts. */
export interface Graph {
  constant(tensor: Tensor): Value;
  /** One number as a constant. */
  number(x: number): Value;
  op(
    type: string,
    inputs: readonly Value[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): Value;
}

export type Precision = 'double' | 'float';

/** Collects the nodes of one graph. */
export class GraphFile implements Graph {
  readonly #nodes: Uint8Array[][] = [];
  readonly #constants: Uint8Array[][] = [];
  readonly #inputs: Uint8Array[][] = [];
  readonly #outputs: Uint8Array[][] = [];
  readonly #taken: Set<string>;
  readonly #known = new Map<number, Value>();
  readonly #precision: Precision;

  /** @param reserved names of inputs and outputs, which no other value may have */
  constructor(reserved: Iterable<string>, precision: Precision) {
    this.#taken = new Set(reserved);
    this.#precision = precision;
  }

  input(name: string, type: 'double' | 'string'): Value {
    this.#inputs.push([...described(name, this.#numbers(type), ['rows', 1])]);
    return name;
  }

  output(name: string, value: Value, type: 'double' | 'string', width: number | null): void {
    this.#nodes.push([
      ...node({ type: 'Identity', inputs: [value], output: name }, this.#precision),
    ]);
    const dims = width === null ? ['rows'] : ['rows', width];
    this.#outputs.push([...described(name, this.#numbers(type), dims)]);
  }

  constant(tensor: Tensor): Value {
    const name = this.#fresh();
    this.#constants.push([...tensorOf(tensor, name, this.#precision)]);
    return name;
  }

  #numbers = (type: 'double' | 'string'): Precision | 'string' =>
    type === 'double' ? this.#precision : type;

  /** Written once. */
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
    // Numbers are of the graph's precision; places and counts are whole in any.
    const isNumber = type === 'Cast' && attributes['to'] === types.double;
    const own = isNumber ? { ...attributes, to: types[this.#precision] } : attributes;
    this.#nodes.push([...node({ type, inputs, output: name, attributes: own }, this.#precision)]);
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

interface Node {
  readonly type: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

const node = ({ type, inputs, output, attributes = {} }: Node, precision: Precision): Bytes => [
  ...inputs.flatMap((name) => text(1, name)),
  ...text(2, output),
  ...text(3, output),
  ...text(4, type),
  ...Object.entries(attributes).flatMap(([name, value]) =>
    block(5, attribute(name, value, precision)),
  ),
  ...(classical.has(type) ? text(7, 'ai.onnx.ml') : []),
];

function attribute(name: string, value: Attribute, precision: Precision): Bytes {
  if (typeof value === 'number') return [...text(1, name), ...whole(3, value), ...whole(20, 2)];
  if (typeof value === 'string') return [...text(1, name), ...text(4, value), ...whole(20, 3)];
  if (isTensor(value))
    return [...text(1, name), ...block(5, tensorOf(value, name, precision)), ...whole(20, 4)];
  return [...text(1, name), ...wholes(8, value), ...whole(20, 7)];
}

const isTensor = (value: readonly number[] | Tensor): value is Tensor => 'dims' in value;

function tensorOf({ type: wide, dims, values }: Tensor, name: string, precision: Precision): Bytes {
  const type = wide === 'double' ? precision : wide;
  const content = Array.from(values as ArrayLike<number | string>);
  const data =
    type === 'string'
      ? content.flatMap((value) => block(6, [utf8(String(value))]))
      : block(9, [rawOf(type, content as number[])]);
  return [...wholes(1, dims), ...whole(2, types[type]), ...data, ...text(8, name)];
}

/** Little-endian, as every machine that runs a browser has it. */
function rawOf(
  type: 'uint8' | 'int64' | 'double' | 'float',
  values: readonly number[],
): Uint8Array {
  if (type === 'uint8') return Uint8Array.from(values);
  if (type === 'float') return new Uint8Array(Float32Array.from(values).buffer);
  if (type === 'double') return new Uint8Array(Float64Array.from(values).buffer);
  return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
}

const described = (
  name: string,
  type: 'double' | 'float' | 'string',
  dims: readonly (string | number)[],
): Bytes => {
  const shape = dims.flatMap((dim) =>
    block(1, typeof dim === 'string' ? text(2, dim) : whole(1, dim)),
  );
  return [...text(1, name), ...block(2, block(1, [...whole(1, types[type]), ...block(2, shape)]))];
};
