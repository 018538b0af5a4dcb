import { RandomState } from '../random.ts';
import type { Matrix } from '../matrix.ts';
import type { Progress } from '../model.ts';
import type { OutputShap, ShapFound, ShapInput } from './found.ts';

/** Rows that the model answers between two yields. */
const atOnce = 512;

/** What has been drawn for a row: sums and squares over walks, one list an output. */
interface Drawn {
  readonly sums: readonly Float64Array[];
  readonly squares: readonly Float64Array[];
  readonly groupSquares: readonly Float64Array[];
}

/**
 * Shapley values by walks from a background row to the row in hand, column by column in an order drawn at random, there and
 * back (antithetic, Mitchell et al. 2022). Each walk adds up exactly to the difference of the two answers, and the background
 * rows of all walks are the same for every row explained, so that additivity holds to rounding. The error is that of the mean
 * over walks.
 */
export function* sampledShap(input: ShapInput): Generator<Progress, ShapFound> {
  const { X, rid, wanted, width, classified } = input;
  const starts = startsOf(input);
  const p = X.names.length;
  const codes = classified ? wanted : [null];
  const bases = codes.map((code) => meanAt(starts.answers, code ?? 0, width));
  const values = codes.map(() => new Float64Array(X.rows * p));
  const errors = codes.map(() => ({
    values: new Float64Array(X.rows * p),
    grouped: new Float64Array(X.rows * input.groups.length),
  }));
  for (let i = 0; i < X.rows; i += 1) {
    const walking = drawn(input, i, starts, codes);
    let turn = walking.next();
    for (; !turn.done; turn = walking.next())
      yield {
        share: 0.05 + (0.95 * (i + turn.value)) / X.rows,
        ...(i % 50 === 0 && { note: `row ${rid[i]!}` }),
      };
    const n = starts.rows.length;
    for (const [o, own] of values.entries()) {
      const { sums, squares, groupSquares } = turn.value;
      for (let j = 0; j < p; j += 1) own[i * p + j] = sums[o]![j]! / n;
      const grouped = input.groups.map(({ features }) =>
        features.reduce((sum, j) => sum + sums[o]![j]!, 0),
      );
      errorOf(sums[o]!, squares[o]!, n, errors[o]!.values.subarray(i * p, (i + 1) * p));
      const g = grouped.length;
      errorOf(grouped, groupSquares[o]!, n, errors[o]!.grouped.subarray(i * g, (i + 1) * g));
    }
  }
  const outputs = codes.map((code, o): OutputShap => ({
    code,
    base: bases[o]!,
    values: values[o]!,
    errors: errors[o]!,
  }));
  return {
    method: 'sampled',
    scale: !classified ? 'answer' : input.model.decides?.(input.state) ? 'decision' : 'probability',
    outputs,
    gap: sampledGap(input, outputs),
    background: new Set(starts.rows).size,
    walks: starts.rows.length,
  };
}

/** The background row that each walk begins at, evenly taken, each as often as the others. */
interface Starts {
  readonly rows: Int32Array;
  readonly answers: Float64Array;
}

function startsOf({ rest, walks, model, state }: ShapInput): Starts {
  const each = Math.min(walks, rest.rows);
  const times = Math.ceil(walks / each);
  const rows = Int32Array.from({ length: each * times }, (_, w) =>
    Math.floor(((w % each) * rest.rows) / each),
  );
  return { rows, answers: model.predict(state, taken(rest, rows)) };
}

const taken = ({ names, columns }: Matrix, rows: Int32Array): Matrix => ({
  rows: rows.length,
  names,
  columns: columns.map((x) => Float64Array.from(rows, (i) => x[i]!)),
});

const meanAt = (answers: Float64Array, code: number, width: number): number => {
  let sum = 0;
  for (let at = code; at < answers.length; at += width) sum += answers[at]!;
  return sum / (answers.length / width);
};

/** All walks of one row. @yields share of the row */
function* drawn(
  input: ShapInput,
  i: number,
  starts: Starts,
  codes: readonly (number | null)[],
): Generator<number, Drawn> {
  const { X, rest, rid, seed, groups, width, predicted } = input;
  const p = X.names.length;
  const rng = new RandomState([seed, rid[i]!]);
  const zeros = (n: number): Float64Array[] => codes.map(() => new Float64Array(n));
  const found = { sums: zeros(p), squares: zeros(p), groupSquares: zeros(groups.length) };
  const here = X.columns.map((x) => x[i]!);
  const steps = new Steps(input);
  const count = starts.rows.length;
  for (let w = 0; w < count; w += 1) {
    const from = rest.columns.map((x) => x[starts.rows[w]!]!);
    const order = Array.from(rng.permutation(p)).filter((j) => !Object.is(from[j], here[j]));
    steps.add(from, here, order);
    if (steps.size < atOnce && w + 1 < count) continue;
    const first = w + 1 - steps.walks;
    for (const [n, said] of steps.answers().entries()) {
      for (const [o, code] of codes.entries()) {
        const at = code ?? 0;
        const ends = [
          starts.answers[(first + n) * width + at]!,
          predicted[i * width + at]!,
        ] as const;
        const own = contributions(said, at, { width, ends, p });
        for (let j = 0; j < p; j += 1) {
          found.sums[o]![j]! += own[j]!;
          found.squares[o]![j]! += own[j]! ** 2;
        }
        for (const [g, { features }] of groups.entries())
          found.groupSquares[o]![g]! += features.reduce((sum, j) => sum + own[j]!, 0) ** 2;
      }
    }
    yield (w + 1) / count;
  }
  return found;
}

/** One walk's order, and the model's answers at the places between its ends: there, and back. */
interface Said {
  readonly order: readonly number[];
  readonly answers: Float64Array;
}

/** Places between the ends of walks, answered together. */
class Steps {
  readonly #input: ShapInput;
  #columns: number[][];
  #orders: (readonly number[])[] = [];

  constructor(input: ShapInput) {
    this.#input = input;
    this.#columns = input.X.names.map(() => []);
  }

  get size(): number {
    return this.#columns[0]?.length ?? 0;
  }
  get walks(): number {
    return this.#orders.length;
  }

  add(from: readonly number[], to: readonly number[], order: readonly number[]): void {
    this.#orders.push(order);
    for (const way of [order, order.toReversed()]) {
      const now = [...from];
      for (const j of way.slice(0, -1)) {
        now[j] = to[j]!;
        for (const [c, column] of this.#columns.entries()) column.push(now[c]!);
      }
    }
  }

  /** The answers of each walk; empties the list. */
  answers(): readonly Said[] {
    const { model, state, X, width } = this.#input;
    const rows = this.size;
    const matrix = {
      rows,
      names: X.names,
      columns: this.#columns.map((values) => Float64Array.from(values)),
    };
    const answers = rows === 0 ? new Float64Array(0) : model.predict(state, matrix);
    let at = 0;
    const said = this.#orders.map((order) => {
      const places = 2 * Math.max(0, order.length - 1);
      const own = answers.subarray(at * width, (at + places) * width);
      at += places;
      return { order, answers: own };
    });
    this.#columns = X.names.map(() => []);
    this.#orders = [];
    return said;
  }
}

/** What each column added on the way there and on the way back, on average. */
function contributions(
  { order, answers }: Said,
  output: number,
  about: { readonly width: number; readonly ends: readonly [number, number]; readonly p: number },
): Float64Array {
  const { width, ends, p } = about;
  const own = new Float64Array(p);
  const between = order.length - 1;
  for (const [back, way] of [order, order.toReversed()].entries()) {
    let before = ends[0];
    for (const [k, j] of way.entries()) {
      const now = k < between ? answers[(back * between + k) * width + output]! : ends[1];
      own[j]! += (now - before) / 2;
      before = now;
    }
  }
  return own;
}

/** Standard errors of means over n walks. */
function errorOf(
  sums: ArrayLike<number>,
  squares: Float64Array,
  n: number,
  out: Float64Array,
): void {
  for (let j = 0; j < out.length; j += 1) {
    const mean = sums[j]! / n;
    const variance = n > 1 ? Math.max(0, squares[j]! / n - mean * mean) * (n / (n - 1)) : 0;
    out[j] = Math.sqrt(variance / n);
  }
}

function sampledGap({ X, predicted, width }: ShapInput, outputs: readonly OutputShap[]): number {
  const p = X.names.length;
  let gap = 0;
  for (const { code, base, values } of outputs)
    for (let i = 0; i < X.rows; i += 1) {
      let sum = base;
      for (let j = 0; j < p; j += 1) sum += values[i * p + j]!;
      const said = predicted[i * width + (code ?? 0)]!;
      gap = Math.max(gap, Math.abs(sum - said) / Math.max(1, Math.abs(said)));
    }
  return gap;
}
