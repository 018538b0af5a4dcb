import { log } from '#lib/engine/elementary.ts';

/**
 * The split search: one pass over a feature's sorted rows, with running sums on the left. A split's score is the
 * part of its impurity decrease that depends on it (Breiman and others, Classification and Regression Trees, 1984):
 *   squared error  S²left/wleft + S²right/wright, S the sum of values
 *   gini           Σₖ c²left/wleft + Σₖ c²right/wright, c the count of class k
 *   entropy        Σₖ c log c − w log w, both sides added
 * so that decrease = score(split) − score(node), in units of weight × impurity.
 */
export type Measure = 'squared_error' | 'gini' | 'entropy';

/** What a scan reads; `rows` is a segment [start, end) of one feature's order, which misses values from `known` on. */
export interface Scan {
  readonly x: Float64Array;
  readonly rows: Int32Array;
  readonly start: number;
  readonly known: number;
  readonly end: number;
  readonly minLeaf: number;
}

export interface Node {
  /** Weight of the node's rows: times drawn. */
  readonly weight: number;
  /** [sum] for regression, else the weight of each class. */
  readonly totals: Float64Array;
  readonly score: number;
  readonly pure: boolean;
  /** The node's answer: [mean], or the share of each class. */
  readonly value: Float64Array;
}

/** `at` is the first position on the right, −1 when there is no split; missing values go there, or left. */
export interface Best {
  at: number;
  score: number;
  missingLeft: boolean;
}

export interface Criterion {
  measure(rows: Int32Array, start: number, end: number): Node;
  /** Looks for a split with a score above best.score, and puts it into `best`. */
  scan(scan: Scan, node: Node, best: Best): void;
}

/** @param level taken off y before squaring, so that a large mean does not eat the digits of small differences */
export function squaredError(y: Float64Array, weight: Float64Array, level: number): Criterion {
  const share = y.map((value, row) => weight[row]! * (value - level));
  return {
    measure(rows, start, end) {
      let w = 0;
      let sum = 0;
      let plain = 0;
      let low = Infinity;
      let high = -Infinity;
      for (let i = start; i < end; i += 1) {
        const row = rows[i]!;
        w += weight[row]!;
        sum += share[row]!;
        plain += weight[row]! * y[row]!;
        if (y[row]! < low) low = y[row]!;
        if (y[row]! > high) high = y[row]!;
      }
      const pure = low === high;
      const value = Float64Array.of(pure ? low : plain / w);
      return { weight: w, totals: Float64Array.of(sum), score: (sum * sum) / w, pure, value };
    },
    scan: bothWays(({ x, rows, start, known, end, minLeaf }, node, best, missingLeft) => {
      const total = node.totals[0]!;
      const stop = missingLeft || known === end ? known : known + 1;
      const more = missingLeft ? end - known : 0;
      let w = 0;
      let sum = 0;
      for (let i = end - more; i < end; i += 1) {
        w += weight[rows[i]!]!;
        sum += share[rows[i]!]!;
      }
      let previous = x[rows[start]!]!;
      for (let i = start; i < stop; i += 1) {
        const row = rows[i]!;
        const value = x[row]!;
        if (value > previous || i === known) {
          previous = value;
          const left = i - start + more;
          if (left >= minLeaf && end - start - left >= minLeaf) {
            const rest = total - sum;
            const score = (sum * sum) / w + (rest * rest) / (node.weight - w);
            if (score > best.score) Object.assign(best, { score, at: i, missingLeft });
          }
        }
        w += weight[row]!;
        sum += share[row]!;
      }
    }),
  };
}

/** Tries the missing values right, where the segment has none too, and then left. */
const bothWays =
  (
    way: (scan: Scan, node: Node, best: Best, missingLeft: boolean) => void,
  ): ((scan: Scan, node: Node, best: Best) => void) =>
  (scan, node, best) => {
    way(scan, node, best, false);
    if (scan.known < scan.end) way(scan, node, best, true);
  };

/** Gini or entropy; they differ in one function of a class's weight and of the node's. */
export function classCounts(
  y: Float64Array,
  weight: Float64Array,
  nClasses: number,
  measure: Exclude<Measure, 'squared_error'>,
): Criterion {
  const left = new Float64Array(nClasses);
  const score = measure === 'gini' ? giniScore : entropyScore;
  return {
    measure(rows, start, end) {
      const totals = new Float64Array(nClasses);
      for (let i = start; i < end; i += 1) totals[y[rows[i]!]!]! += weight[rows[i]!]!;
      let w = 0;
      for (const c of totals) w += c;
      const value = totals.map((c) => c / w);
      return { weight: w, totals, score: score(totals, w), pure: totals.includes(w), value };
    },
    scan: bothWays(({ x, rows, start, known, end, minLeaf }, node, best, missingLeft) => {
      const { totals } = node;
      const stop = missingLeft || known === end ? known : known + 1;
      const more = missingLeft ? end - known : 0;
      let w = 0;
      left.fill(0);
      for (let i = end - more; i < end; i += 1) {
        w += weight[rows[i]!]!;
        left[y[rows[i]!]!]! += weight[rows[i]!]!;
      }
      let previous = x[rows[start]!]!;
      for (let i = start; i < stop; i += 1) {
        const row = rows[i]!;
        const value = x[row]!;
        if (value > previous || i === known) {
          previous = value;
          const count = i - start + more;
          if (count >= minLeaf && end - start - count >= minLeaf) {
            const found = score(left, w) + score(totals, node.weight - w, left);
            if (found > best.score) Object.assign(best, { score: found, at: i, missingLeft });
          }
        }
        w += weight[row]!;
        left[y[row]!]! += weight[row]!;
      }
    }),
  };
}

/** Of the counts, or of what is left of them after `less`. */
export function giniScore(counts: Float64Array, w: number, less?: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k += 1) {
    const c = less === undefined ? counts[k]! : counts[k]! - less[k]!;
    sum += c * c;
  }
  return sum / w;
}

export function entropyScore(counts: Float64Array, w: number, less?: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k += 1) {
    const c = less === undefined ? counts[k]! : counts[k]! - less[k]!;
    if (c > 0) sum += c * log(c / w);
  }
  return sum;
}
