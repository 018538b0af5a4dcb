import type { Distance } from '#lib/recipe/effects.ts';
import type { Matrix } from '../matrix.ts';
import type { Column, Table } from '../table.ts';

/** Training rows that a made-up row is held against. */
const heldRows = 400;

/** Where the training rows are, by raw column and by the columns of the matrix in standard deviations. */
export class Nearness {
  readonly #raw: Table;
  readonly #means: readonly number[];
  readonly #scales: readonly number[];
  /** Row-major, in standard deviations. */
  readonly #rows: Float64Array;
  /** What 99 in 100 training rows are apart from the nearest other one. */
  readonly #usual: number;

  constructor(raw: Table, X: Matrix) {
    this.#raw = raw;
    const every = Math.max(1, Math.ceil(X.rows / heldRows));
    const some = Int32Array.from({ length: Math.ceil(X.rows / every) }, (_, i) => i * every);
    this.#means = X.columns.map((x) => meanOf(x));
    this.#scales = X.columns.map((x, j) => {
      const mean = this.#means[j]!;
      const known = x.filter((v) => !Number.isNaN(v));
      const variance = meanOf(known.map((v) => (v - mean) ** 2));
      return variance > 0 ? Math.sqrt(variance) : 1;
    });
    const p = X.columns.length;
    this.#rows = new Float64Array(some.length * p);
    for (const [i, row] of some.entries())
      for (let j = 0; j < p; j += 1) this.#rows[i * p + j] = this.#scaled(X.columns[j]![row]!, j);
    const own = Float64Array.from({ length: some.length }, (_, i) =>
      this.#nearest(this.#rows.subarray(i * p, (i + 1) * p), i),
    ).sort();
    this.#usual = own[Math.max(0, Math.ceil(0.99 * own.length) - 1)] ?? 0;
  }

  /** Of one row, raw and as the matrix has it. */
  of(raw: Table, X: Matrix): Distance {
    const outside = [...raw.columns]
      .filter(([name, cells]) => isOutside(cells, this.#raw.columns.get(name)))
      .map(([name]) => name);
    const x = Float64Array.from(X.columns, (column, j) => this.#scaled(column[0]!, j));
    const nearest = this.#nearest(x, -1);
    return { outside, nearest: this.#usual > 0 ? nearest / this.#usual : nearest > 0 ? 2 : 0 };
  }

  /** A missing value stands at the mean. */
  #scaled = (x: number, j: number): number =>
    Number.isNaN(x) ? 0 : (x - this.#means[j]!) / this.#scales[j]!;

  #nearest(x: Float64Array, except: number): number {
    const p = x.length;
    let least = Infinity;
    for (let i = 0; i * p < this.#rows.length; i += 1) {
      if (i === except) continue;
      let sum = 0;
      for (let j = 0; j < p && sum < least; j += 1) sum += (x[j]! - this.#rows[i * p + j]!) ** 2;
      least = Math.min(least, sum);
    }
    return least === Infinity ? 0 : Math.sqrt(least);
  }
}

function meanOf(values: Float64Array): number {
  let [sum, n] = [0, 0];
  for (const x of values)
    if (!Number.isNaN(x)) {
      sum += x;
      n += 1;
    }
  return n === 0 ? 0 : sum / n;
}

/** Whether the first cell is beyond the training rows' range, or a level that none of them has. */
function isOutside(cells: Column, known: Column | undefined): boolean {
  if (known?.kind !== cells.kind) return false;
  if (cells.kind === 'category') {
    const level = cells.codes[0]! < 0 ? null : cells.levels[cells.codes[0]!]!;
    const there = known as Extract<Column, { kind: 'category' }>;
    const code = level === null ? -1 : there.levels.indexOf(level);
    return !there.codes.includes(level !== null && code < 0 ? -2 : code);
  }
  const x = cells.values[0]!;
  const { values } = known as Extract<Column, { kind: 'number' }>;
  if (Number.isNaN(x)) return !values.some((v) => Number.isNaN(v));
  return !values.some((v) => v <= x) || !values.some((v) => v >= x);
}
