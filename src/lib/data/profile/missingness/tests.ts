import type { MissingTest } from '#lib/recipe/missingness.ts';
import {
  chiSquareTail,
  fisherExact,
  normalTails,
  studentTails,
} from '#lib/engine/distributions.ts';

/** A test before Holm's correction. */
export type Tested = Omit<MissingTest, 'holm' | 'column' | 'words'>;

/** Fewer rows on a side say nothing. */
const fewest = 5;

/**
 * Whether the classes are spread alike over rows where a column is missing and rows where it is not: chi-square without
 * Yates's correction, or Fisher's exact test where there are two classes and an expected count is below 5.
 * @param isMissing 1 for missing
 * @param classes codes, −1 for rows without a target
 * @returns null with fewer than 5 rows on a side, or one class
 */
export function testClasses(
  isMissing: Uint8Array,
  classes: Int32Array,
  count: number,
): Tested | null {
  const table = [new Float64Array(count), new Float64Array(count)] as const;
  for (let i = 0; i < classes.length; i += 1)
    if (classes[i]! >= 0) table[isMissing[i] === 1 ? 0 : 1][classes[i]!]! += 1;
  const rows = [total(table[0]), total(table[1])] as const;
  if (Math.min(...rows) < fewest) return null;
  const n = rows[0] + rows[1];
  const used = [...table[0].keys()].filter((k) => table[0][k]! + table[1][k]! > 0);
  if (used.length < 2) return null;
  let statistic = 0;
  let smallest = Infinity;
  for (const k of used) {
    const column = table[0][k]! + table[1][k]!;
    for (const side of [0, 1] as const) {
      const expected = (rows[side] * column) / n;
      smallest = Math.min(smallest, expected);
      statistic += (table[side][k]! - expected) ** 2 / expected;
    }
  }
  const effect = Math.sqrt(statistic / n);
  const common = { welch: null, effect, effectName: 'Cramér’s V', rows } as const;
  if (smallest < 5 && used.length === 2) {
    const [a, b] = used as [number, number];
    const p = fisherExact([table[0][a]!, table[0][b]!, table[1][a]!, table[1][b]!]);
    return { ...common, test: 'fisher', statistic: null, p, approximate: false };
  }
  const p = chiSquareTail(statistic, used.length - 1);
  return { ...common, test: 'chi-square', statistic, p, approximate: smallest < 5 };
}

const total = (counts: Float64Array): number => counts.reduce((a, b) => a + b, 0);

/**
 * Whether a number is larger or smaller in rows where a column is missing: Mann-Whitney's U by its normal
 * approximation with ties and continuity corrected, and Welch's t.
 * @param order rows with a target, by its value
 * @returns null with fewer than 5 rows on a side, or a target that does not vary
 */
export function testNumbers(
  isMissing: Uint8Array,
  target: Float64Array,
  order: Int32Array,
): Tested | null {
  const n = order.length;
  let ranks = 0;
  let ties = 0;
  let missing = 0;
  for (let i = 0; i < n;) {
    let j = i;
    let here = 0;
    for (; j < n && target[order[j]!] === target[order[i]!]; j += 1) here += isMissing[order[j]!]!;
    ranks += (here * (i + j + 1)) / 2;
    missing += here;
    ties += (j - i) ** 3 - (j - i);
    i = j;
  }
  const present = n - missing;
  if (Math.min(missing, present) < fewest) return null;
  const u = ranks - (missing * (missing + 1)) / 2;
  const middle = (missing * present) / 2;
  const deviation = Math.sqrt(((missing * present) / 12) * (n + 1 - ties / (n * (n - 1))));
  if (!(deviation > 0)) return null;
  const z = Math.max(0, Math.abs(u - middle) - 0.5) / deviation;
  return {
    test: 'mann-whitney',
    statistic: u,
    p: normalTails(z),
    welch: welch(isMissing, target, order),
    effect: (2 * u) / (missing * present) - 1,
    effectName: 'rank-biserial correlation',
    rows: [missing, present],
    approximate: false,
  };
}

function welch(
  isMissing: Uint8Array,
  target: Float64Array,
  order: Int32Array,
): NonNullable<MissingTest['welch']> {
  const [a, b] = [1, 0].map((side) => {
    let [n, sum, squares] = [0, 0, 0];
    for (const i of order)
      if (isMissing[i] === side) {
        n += 1;
        sum += target[i]!;
      }
    const mean = sum / n;
    for (const i of order) if (isMissing[i] === side) squares += (target[i]! - mean) ** 2;
    return { n, mean, error: squares / (n - 1) / n };
  }) as [Side, Side];
  const error = a.error + b.error;
  const t = (a.mean - b.mean) / Math.sqrt(error);
  const df = error ** 2 / (a.error ** 2 / (a.n - 1) + b.error ** 2 / (b.n - 1));
  return { t, df, p: studentTails(t, df) };
}

interface Side {
  readonly n: number;
  readonly mean: number;
  /** Squared standard error. */
  readonly error: number;
}

/** Holm 1979: p-values as large as if all tests were one question. */
export function holm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((a, b) => ps[a]! - ps[b]!);
  const out = new Array<number>(ps.length).fill(1);
  let so = 0;
  order.forEach((k, rank) => {
    so = Math.max(so, Math.min(1, ps[k]! * (ps.length - rank)));
    out[k] = so;
  });
  return out;
}
