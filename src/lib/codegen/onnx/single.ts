import { EngineError } from '#lib/recipe/errors.ts';
import type { Attribute, Graph, Tensor, Value } from './graph.ts';

/** Rows × width, row-major; one row is the same for all. Numbers are single, but for places. */
type Cells =
  | { readonly rows: number; readonly width: number; readonly numbers: Float32Array | Float64Array }
  | { readonly rows: number; readonly width: number; readonly texts: readonly string[] };
type Numbers = Extract<Cells, { readonly numbers: unknown }>;
type Attributes = Readonly<Record<string, Attribute>>;

const round = Math.fround;

/** Operators of two numbers, each rounded to single precision. */
const pairs: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  Max: Math.max,
  Min: Math.min,
  Less: (a, b) => Number(a < b),
  LessOrEqual: (a, b) => Number(a <= b),
  Greater: (a, b) => Number(a > b),
  GreaterOrEqual: (a, b) => Number(a >= b),
  Or: (a, b) => Number(a > 0 || b > 0),
  And: (a, b) => Number(a > 0 && b > 0),
};

const singles: Readonly<Record<string, (x: number) => number>> = {
  Abs: Math.abs,
  Cast: (x) => x,
  Identity: (x) => x,
  Exp: Math.exp,
  Log: Math.log,
  Neg: (x) => -x,
  Not: (x) => 1 - x,
  IsNaN: (x) => Number(Number.isNaN(x)),
  Relu: (x) => Math.max(0, x),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Sqrt: Math.sqrt,
  Tanh: Math.tanh,
};

/** Of the cells of one row. */
const acrossRow: Readonly<Record<string, (row: readonly number[]) => readonly number[]>> = {
  ReduceSum: (row) => [row.reduce((sum, x) => round(sum + x), 0)],
  ReduceMax: (row) => [Math.max(...row)],
  ReduceMin: (row) => [Math.min(...row)],
  ArgMax: (row) => [row.indexOf(Math.max(...row))],
  ArgMin: (row) => [row.indexOf(Math.min(...row))],
  Softmax: (row) => {
    const most = Math.max(...row);
    const powers = row.map((x) => round(Math.exp(round(x - most))));
    const total = powers.reduce((sum, x) => round(sum + x), 0);
    return powers.map((x) => round(x / total));
  },
};

/**
 * Works a drawing out in single precision while it is drawn, operator by operator as ONNX defines them, to measure what
 * single precision does to a model. A runtime may add in another order: numbers are near its own, not the same.
 */
export class SingleGraph implements Graph {
  readonly #cells: Cells[] = [];

  give(cells: Cells): Value {
    return String(this.#cells.push(cells) - 1);
  }

  constant({ type, dims, values }: Tensor): Value {
    const width = dims.at(-1) ?? 1;
    const rows = dims.length > 1 ? dims[0]! : 1;
    if (type === 'string') return this.give({ rows, width, texts: values as readonly string[] });
    const list = values as ArrayLike<number>;
    return this.give({
      ...{ rows, width },
      numbers: type === 'double' ? Float32Array.from(list) : Float64Array.from(list),
    });
  }

  number(x: number): Value {
    return this.give({ rows: 1, width: 1, numbers: Float32Array.of(x) });
  }

  /** @returns row-major numbers */
  numbers(value: Value): Float32Array | Float64Array {
    return this.#numbers(value).numbers;
  }

  op(type: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    const cells = inputs.map((value) => this.#cells[Number(value)]!);
    return this.give(worked(type, cells, attributes));
  }

  #numbers = (value: Value): Numbers => asNumbers(this.#cells[Number(value)]!);
}

function asNumbers(cells: Cells): Numbers {
  if ('numbers' in cells) return cells;
  throw unknown('texts where numbers are worked with');
}

const unknown = (what: string): EngineError =>
  new EngineError({
    code: 'unexpected',
    what: `What single precision does to this model cannot be worked out: ${what}`,
    where: {},
    remedy: 'Tell us; the model itself is as it was.',
  });

function worked(type: string, cells: readonly Cells[], attributes: Attributes): Cells {
  const [a, b, c] = cells as readonly [Cells, Cells, Cells];
  if (type === 'Equal') return equal(a, b);
  if (type === 'Where') return chosen(asNumbers(a), b, c);
  if (type === 'LabelEncoder') return looked(a, attributes);
  if (type === 'Concat') return joined(cells);
  const row = acrossRow[type];
  if (row) return rowByRow(asNumbers(a), row);
  const of = cells.map(asNumbers);
  const single = singles[type];
  if (single)
    return { ...shapeOf(of), numbers: Float32Array.from(of[0]!.numbers, (x) => round(single(x))) };
  if (type === 'MatMul') return product(of[0]!, of[1]!);
  if (type === 'Gather') return gathered(of[0]!, of[1]!);
  if (type === 'TreeEnsemble') return ensemble(of[0]!, attributes);
  const pair = pairs[type];
  if (!pair) throw unknown(`the operator ${type}`);
  return of.reduce((x, y) => paired(x, y, pair));
}

const shapeOf = ([cells]: readonly Cells[]): { readonly rows: number; readonly width: number } => ({
  rows: cells!.rows,
  width: cells!.width,
});

/** Where a cell of a result is found in a value that may have one row or one column for all. */
const placeIn =
  ({ rows, width }: Cells) =>
  (i: number, j: number): number =>
    (rows === 1 ? 0 : i) * width + (width === 1 ? 0 : j);

function overlaid<T>(of: readonly Cells[], make: (places: readonly number[]) => T): T[] {
  const { rows, width } = largest(of);
  const places = of.map(placeIn);
  return Array.from({ length: rows * width }, (_, at) => {
    const [i, j] = [Math.floor(at / width), at % width];
    return make(places.map((place) => place(i, j)));
  });
}

const largest = (of: readonly Cells[]): { readonly rows: number; readonly width: number } => ({
  rows: Math.max(...of.map((x) => x.rows)),
  width: Math.max(...of.map((x) => x.width)),
});

function paired(a: Numbers, b: Numbers, change: (x: number, y: number) => number): Numbers {
  const cells = overlaid([a, b], ([p, q]) => round(change(a.numbers[p!]!, b.numbers[q!]!)));
  return { ...largest([a, b]), numbers: Float32Array.from(cells) };
}

function equal(a: Cells, b: Cells): Cells {
  const cell = (of: Cells, at: number): number | string =>
    'texts' in of ? of.texts[at]! : of.numbers[at]!;
  const cells = overlaid([a, b], ([p, q]) => Number(cell(a, p!) === cell(b, q!)));
  return { ...largest([a, b]), numbers: Float32Array.from(cells) };
}

function chosen(condition: Numbers, yes: Cells, no: Cells): Cells {
  const of = [condition, yes, no];
  const shape = largest(of);
  if ('texts' in yes && 'texts' in no)
    return {
      ...shape,
      texts: overlaid(of, ([p, q, r]) =>
        condition.numbers[p!]! > 0 ? yes.texts[q!]! : no.texts[r!]!,
      ),
    };
  const [a, b] = [asNumbers(yes), asNumbers(no)];
  const cells = overlaid(of, ([p, q, r]) =>
    condition.numbers[p!]! > 0 ? a.numbers[q!]! : b.numbers[r!]!,
  );
  return { ...shape, numbers: Float32Array.from(cells) };
}

function looked(cells: Cells, attributes: Attributes): Cells {
  const [keys, values, other] = ['keys_tensor', 'values_tensor', 'default_tensor'].map(
    (name) => (attributes[name] as Tensor).values as ArrayLike<number | string>,
  );
  const known = new Map(Array.from(keys!, (key, k) => [key, values![k]!] as const));
  const cell = 'texts' in cells ? cells.texts : Array.from(cells.numbers);
  const found = (cell as readonly (number | string)[]).map((x) => known.get(x) ?? other![0]!);
  const shape = shapeOf([cells]);
  return typeof other![0] === 'string'
    ? { ...shape, texts: found as string[] }
    : { ...shape, numbers: Float32Array.from(found as number[]) };
}

function joined(of: readonly Cells[]): Cells {
  const rows = Math.max(...of.map((x) => x.rows));
  const width = of.reduce((sum, x) => sum + x.width, 0);
  const numbers = new Float32Array(rows * width);
  let from = 0;
  for (const own of of.map(asNumbers)) {
    const place = placeIn(own);
    for (let i = 0; i < rows; i += 1)
      for (let j = 0; j < own.width; j += 1)
        numbers[i * width + from + j] = own.numbers[place(i, j)]!;
    from += own.width;
  }
  return { rows, width, numbers };
}

function rowByRow(
  { rows, width, numbers }: Numbers,
  change: (row: readonly number[]) => readonly number[],
): Numbers {
  const found = Array.from({ length: rows }, (_, i) =>
    change(Array.from(numbers.subarray(i * width, (i + 1) * width))),
  );
  return { rows, width: found[0]?.length ?? 1, numbers: Float32Array.from(found.flat()) };
}

function product(a: Numbers, b: Numbers): Numbers {
  const numbers = new Float32Array(a.rows * b.width);
  for (let i = 0; i < a.rows; i += 1)
    for (let k = 0; k < b.width; k += 1) {
      let sum = 0;
      for (let j = 0; j < a.width; j += 1)
        sum = round(sum + round(a.numbers[i * a.width + j]! * b.numbers[j * b.width + k]!));
      numbers[i * b.width + k] = sum;
    }
  return { rows: a.rows, width: b.width, numbers };
}

/** Columns by their places. */
function gathered(of: Numbers, places: Numbers): Numbers {
  const width = places.numbers.length;
  const numbers = new Float32Array(of.rows * width);
  for (let i = 0; i < of.rows; i += 1)
    places.numbers.forEach((place, j) => {
      numbers[i * width + j] = of.numbers[i * of.width + place]!;
    });
  return { rows: of.rows, width, numbers };
}

function ensemble({ rows, width, numbers }: Numbers, attributes: Attributes): Numbers {
  const list = (name: string): readonly number[] => attributes[name] as readonly number[];
  const values = (name: string): ArrayLike<number> =>
    (attributes[name] as Tensor).values as ArrayLike<number>;
  const splits = Float32Array.from(values('nodes_splits'));
  const weights = Float32Array.from(values('leaf_weights'));
  const [feature, missing] = [list('nodes_featureids'), list('nodes_missing_value_tracks_true')];
  const [yes, no] = [list('nodes_truenodeids'), list('nodes_falsenodeids')];
  const [yesLeaf, noLeaf] = [list('nodes_trueleafs'), list('nodes_falseleafs')];
  const [target, roots] = [list('leaf_targetids'), list('tree_roots')];
  const out = attributes['n_targets'] as number;
  const sums = new Float32Array(rows * out);
  const leafOf = (row: number, root: number): number => {
    let node = root;
    for (;;) {
      const x = numbers[row * width + feature[node]!]!;
      const left = Number.isNaN(x) ? missing[node] === 1 : x <= splits[node]!;
      const leaf = left ? yesLeaf[node] : noLeaf[node];
      node = (left ? yes[node] : no[node])!;
      if (leaf === 1) return node;
    }
  };
  for (let i = 0; i < rows; i += 1)
    for (const root of roots) {
      const leaf = leafOf(i, root);
      const at = i * out + target[leaf]!;
      sums[at] = round(sums[at]! + weights[leaf]!);
    }
  return { rows, width: out, numbers: sums };
}
