import { kFold, stratifiedKFold, type Fold } from '../crossValidate.ts';
import type { Column } from '../table.ts';
import { Ranking, sortedOrder } from './gini.ts';

export const leakFolds = 5;
/** Classes that are looked at, the most frequent first. */
const mostClasses = 12;
const mostBins = 256;

/** One yes-or-no question of the target in folds: the target itself, or one class against the others. */
interface Question {
  readonly y: Float64Array;
  readonly share: number;
  readonly held: readonly {
    readonly fold: Fold;
    readonly ranking: Ranking;
    readonly y: Float64Array;
  }[];
}

/**
 * Predictive power of single columns by cross-validation: a mean of the target for each level, or for each of at most
 * 256 bins of equal count with straight lines between them, learned on four fifths and ranked on the fifth.
 */
export class SinglePower {
  readonly #questions: readonly Question[];

  /**
   * @param y class codes, or values
   * @param nClasses 0 for a number
   */
  constructor(y: Float64Array, nClasses: number, seed: number) {
    const folds = foldsOf(y, nClasses, seed);
    this.#questions = targetsOf(y, nClasses).map(({ values, share }) => ({
      y: values,
      share,
      held: folds.map((fold) => {
        const own = Float64Array.from(fold.test, (i) => values[i]!);
        return { fold, y: own, ranking: new Ranking(own) };
      }),
    }));
  }

  /** Mean Gini over folds, weighted over classes by their rows; null where no fold has two values of the target. */
  of(column: Column): number | null {
    const cells = column.kind === 'number' ? new Numbers(column.values) : new Levels(column);
    let sum = 0;
    let weight = 0;
    for (const { y, share, held } of this.#questions) {
      for (const { fold, ranking } of held) {
        const gini = best(cells.scores(y, fold).map((s) => ranking.gini(s)));
        if (gini === null) continue;
        sum += gini * share;
        weight += share;
      }
    }
    return weight > 0 ? sum / weight : null;
  }
}

const best = (found: readonly (number | null)[]): number | null =>
  found.reduce((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null);

/** Stratified where each class has a row for each fold. */
function foldsOf(y: Float64Array, nClasses: number, seed: number): Fold[] {
  if (nClasses === 0) return kFold(y.length, leakFolds, seed);
  const counts = new Float64Array(nClasses);
  for (const c of y) counts[c]! += 1;
  return Math.max(...counts) < leakFolds
    ? kFold(y.length, leakFolds, seed)
    : stratifiedKFold(Int32Array.from(y), leakFolds, seed);
}

function targetsOf(
  y: Float64Array,
  nClasses: number,
): { readonly values: Float64Array; readonly share: number }[] {
  if (nClasses <= 2) return [{ values: y, share: 1 }];
  const counts = new Float64Array(nClasses);
  for (const c of y) counts[c]! += 1;
  return [...counts.keys()]
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, mostClasses)
    .map((c) => ({ values: y.map((v) => Number(v === c)), share: counts[c]! / y.length }));
}

/** A number by itself, up or down, and by the mean of its bins; the better of the two is its power. */
class Numbers {
  readonly #values: Float64Array;
  readonly #order: Int32Array;
  readonly #distinct: number;

  constructor(values: Float64Array) {
    this.#values = values;
    this.#order = sortedOrder(values);
    let distinct = 0;
    this.#order.forEach((i, k, all) => {
      if (k === 0 || values[i] !== values[all[k - 1]!]) distinct += 1;
    });
    this.#distinct = distinct;
  }

  scores(y: Float64Array, { train, test }: Fold): readonly Float64Array[] {
    const inTrain = new Uint8Array(y.length);
    for (const i of train) inTrain[i] = 1;
    const bins = this.#bins(y, inTrain);
    const prior = meanAt(y, train);
    const missing = meanAt(
      y,
      train.filter((i) => !Number.isFinite(this.#values[i])),
      prior,
    );
    if (bins.centres.length === 0) return [new Float64Array(test.length)];
    const binned = Float64Array.from(test, (i) => {
      const x = this.#values[i]!;
      return !Number.isFinite(x) ? missing : between(bins, x);
    });
    return [binned, this.#raw(bins, test)];
  }

  /** The value with the sign of its trend in training rows; a missing cell stands in the middle. */
  #raw({ centres, means }: Bins, test: Int32Array): Float64Array {
    const sign = means.at(-1)! >= means[0]! ? 1 : -1;
    const middle = centres[centres.length >> 1]!;
    return Float64Array.from(test, (i) => {
      const x = this.#values[i]!;
      return sign * (Number.isFinite(x) ? x : middle);
    });
  }

  #bins(y: Float64Array, inTrain: Uint8Array): Bins {
    const rows = this.#order.filter((i) => inTrain[i] === 1);
    const wanted = Math.min(mostBins, Math.max(8, Math.floor(Math.sqrt(rows.length))));
    const size = this.#distinct <= wanted ? 1 : rows.length / wanted;
    const centres: number[] = [];
    const means: number[] = [];
    for (let from = 0; from < rows.length;) {
      let to = from;
      let sumX = 0;
      let sumY = 0;
      while (to < rows.length && (to - from < size || this.#tied(rows, to))) {
        sumX += this.#values[rows[to]!]!;
        sumY += y[rows[to]!]!;
        to += 1;
      }
      centres.push(sumX / (to - from));
      means.push(sumY / (to - from));
      from = to;
    }
    return { centres, means };
  }

  /** Equal values are never parted. */
  #tied(rows: Int32Array, at: number): boolean {
    return at > 0 && this.#values[rows[at]!] === this.#values[rows[at - 1]!];
  }
}

interface Bins {
  /** Ascending. */
  readonly centres: readonly number[];
  /** Of the target. */
  readonly means: readonly number[];
}

/** On the line between the two centres next to x; beyond the ends the end's mean. */
function between({ centres, means }: Bins, x: number): number {
  let low = 0;
  let high = centres.length - 1;
  if (!(x > centres[low]!)) return means[low]!;
  if (x >= centres[high]!) return means[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (centres[middle]! <= x) low = middle;
    else high = middle;
  }
  const share = (x - centres[low]!) / (centres[high]! - centres[low]!);
  return means[low]! + share * (means[high]! - means[low]!);
}

/** The mean of the target at each level, drawn to the whole mean as by one more row; missing is a level. */
class Levels {
  readonly #codes: Int32Array;
  readonly #n: number;

  constructor({ codes, levels }: Extract<Column, { kind: 'category' }>) {
    this.#codes = codes;
    this.#n = levels.length + 1;
  }

  scores(y: Float64Array, { train, test }: Fold): readonly Float64Array[] {
    const sums = new Float64Array(this.#n);
    const counts = new Float64Array(this.#n);
    for (const i of train) {
      sums[this.#codes[i]! + 1]! += y[i]!;
      counts[this.#codes[i]! + 1]! += 1;
    }
    const prior = meanAt(y, train);
    return [
      Float64Array.from(test, (i) => {
        const level = this.#codes[i]! + 1;
        return (sums[level]! + prior) / (counts[level]! + 1);
      }),
    ];
  }
}

function meanAt(y: Float64Array, rows: Int32Array, otherwise = 0): number {
  if (rows.length === 0) return otherwise;
  let sum = 0;
  for (const i of rows) sum += y[i]!;
  return sum / rows.length;
}
