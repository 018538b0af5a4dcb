import type { AdditiveMargin, AdditivePart } from '#lib/engine/explain/additive.ts';

/** Scores of classes whose softmax is the answer, as sums over columns. */
interface ScoreSums {
  readonly nClasses: number;
  readonly present: readonly number[];
  readonly intercept: ArrayLike<number>;
  readonly features: number;
  /** By present class, what a value of column `j` adds. */
  readonly adds: (j: number, x: Float64Array) => readonly Float64Array[];
}

/** Of two classes the log-odds of the second, else the scores; null where a class had no training row. */
export function sumOfScores({
  nClasses,
  present,
  intercept,
  features,
  adds,
}: ScoreSums): AdditiveMargin | null {
  if (present.length !== nClasses) return null;
  const two = nClasses === 2;
  const codes = two ? [1] : Array.from(present);
  const parts = Array.from({ length: features }, (_, j): AdditivePart => ({
    features: [j],
    adds: ([x]) => {
      const each = adds(j, x!);
      return two ? [each[1]!.map((value, i) => value - each[0]![i]!)] : each;
    },
  }));
  const begin = Array.from(intercept);
  return {
    ...{ scale: two ? 'log-odds' : 'score', codes, parts },
    intercept: two ? [begin[1]! - begin[0]!] : begin,
  };
}
