import { rowMajorOf } from '../rowMajor.ts';

/**
 * Rows within a distance of a row. They lie in order of the column that spreads most, so that only a window of them
 * is compared; distances are exact sums of squared differences.
 */
export class Reach {
  /** Rows found by the last `neighbours`, ascending, `count` of them. */
  readonly found: Int32Array;
  count = 0;
  readonly #x: Float64Array;
  readonly #width: number;
  readonly #eps: number;
  /** Rows in order of the widest column, its values so, and the place of each row. */
  readonly #order: Int32Array;
  readonly #values: Float64Array;
  readonly #place: Int32Array;

  constructor(columns: readonly Float64Array[], rows: number, eps: number) {
    this.#width = columns.length;
    this.#eps = eps;
    const widest = columns[widestOf(columns)]!;
    this.#order = Int32Array.from(widest.keys()).sort((a, b) => widest[a]! - widest[b]! || a - b);
    this.#values = Float64Array.from(this.#order, (i) => widest[i]!);
    this.#place = new Int32Array(rows);
    this.#order.forEach((i, place) => (this.#place[i] = place));
    const sorted = columns.map((x) => Float64Array.from(this.#order, (i) => x[i]!));
    this.#x = rowMajorOf(sorted, rows);
    this.found = new Int32Array(rows);
  }

  /** Fills `found` and `count`, the row itself included. @returns how many numbers were compared */
  neighbours(row: number): number {
    const width = this.#width;
    const x = this.#x;
    const most = this.#eps * this.#eps;
    const here = this.#place[row]!;
    const value = this.#values[here]!;
    let from = here;
    let to = here;
    while (from > 0 && value - this.#values[from - 1]! <= this.#eps) from -= 1;
    while (to + 1 < this.#values.length && this.#values[to + 1]! - value <= this.#eps) to += 1;
    this.count = 0;
    for (let place = from; place <= to; place += 1) {
      let square = 0;
      for (let j = here * width, l = place * width, end = j + width; j < end; j += 1, l += 1) {
        const d = x[j]! - x[l]!;
        square += d * d;
        if (square > most) break;
      }
      if (square > most) continue;
      this.found[this.count] = this.#order[place]!;
      this.count += 1;
    }
    this.found.subarray(0, this.count).sort();
    return (to - from + 1) * (1 + width / 8);
  }
}

/** The column of the largest range. */
function widestOf(columns: readonly Float64Array[]): number {
  let widest = 0;
  let most = -1;
  for (const [j, x] of columns.entries()) {
    let [low, high] = [Infinity, -Infinity];
    for (const value of x) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low <= most) continue;
    most = high - low;
    widest = j;
  }
  return widest;
}
