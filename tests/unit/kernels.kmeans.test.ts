import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { CentredRows } from '#lib/engine/kernels/kmeans.ts';
import { randomOf } from '#lib/models/tree/random.ts';

/** Columns that already have the mean 0, exactly: each row has its opposite. */
function columnsOf(rows: number, p: number, value: () => number): Float64Array[] {
  return Array.from({ length: p }, () => {
    const half = Float64Array.from({ length: rows / 2 }, value);
    return Float64Array.from({ length: rows }, (_, i) => (i & 1 ? -1 : 1) * half[i >> 1]!);
  });
}

/** The plain words of what the kernels say: the first of the centres with the least |c|² − 2 x·c. */
function nearest(columns: readonly Float64Array[], centres: Float64Array): Int32Array {
  const p = columns.length;
  return Int32Array.from(columns[0]!, (_, i) => {
    let [best, low] = [0, Infinity];
    for (let c = 0; c < centres.length / p; c += 1) {
      let score = 0;
      for (let j = 0; j < p; j += 1) {
        const at = centres[c * p + j]!;
        score += at * at - 2 * columns[j]![i]! * at;
      }
      if (score < low) [best, low] = [c, score];
    }
    return best;
  });
}

function means(columns: readonly Float64Array[], labels: Int32Array, k: number): Float64Array {
  const p = columns.length;
  const out = new Float64Array(k * p);
  const counts = new Float64Array(k);
  labels.forEach((c, i) => {
    counts[c]! += 1;
    columns.forEach((x, j) => (out[c * p + j]! += x[i]!));
  });
  return out.map((sum, at) => sum / Math.max(1, counts[Math.floor(at / p)]!));
}

const random = randomOf(5, 0);
const normal = (): number => random() + random() + random() + random() - 2;
const cases = [
  { name: 'a cloud', rows: 2600, p: 5, k: 8, value: normal },
  { name: 'a cloud of huge numbers', rows: 1100, p: 4, k: 3, value: () => 1e140 * normal() },
  {
    name: 'far groups',
    rows: 2100,
    p: 3,
    k: 12,
    value: () => Math.sign(random() - 0.5) * (10 + normal()),
  },
  { name: 'ties on a grid', rows: 1300, p: 2, k: 9, value: () => Math.round(3 * normal()) },
  { name: 'one centre', rows: 10, p: 1, k: 1, value: normal },
];

describe.each(cases)('labels of $name', ({ rows, p, k, value }) => {
  const columns = columnsOf(rows, p, value);

  it('are those of the plain words at every turn, and the sums theirs', () => {
    const centred = new CentredRows(columns, rows);
    let centres = new Float64Array(k * p);
    for (let c = 0; c < k; c += 1) centres.set(centred.row(2 * c), c * p);
    const state = centred.lloyd(centres);
    for (let turn = 0; turn < 30; turn += 1) {
      driveSync(state.label(turn > 0));
      if (turn === 0) driveSync(state.sum());
      const labels = nearest(columns, centres);
      expect(state.labels()).toEqual(labels);
      const { sums, counts } = state.sums();
      const own = means(columns, labels, k);
      const size = Math.max(...columns[0]!.map(Math.abs));
      for (let at = 0; at < own.length; at += 1) {
        const count = counts[Math.floor(at / p)]!;
        expect(Math.abs(sums[at]! - own[at]! * count)).toBeLessThanOrEqual(1e-11 * size * rows);
      }
      // Mostly as Lloyd moves them; at times far, a little, all alike, or not at all.
      const jump = [0, 0, 0, 0.3, 1e-6, 0][turn % 6]! * size;
      const along = turn % 6 === 5 ? 0.2 * size : 0;
      centres = turn % 11 === 10 ? centres : own.map((x) => x + jump * normal() + along);
      state.put(centres);
    }
    state.close();
    centred.close();
  });
});
