import type { Matrix } from './matrix.ts';
import type { Progress } from './model.ts';
import { RandomState } from './random.ts';
import { meanAndDeviation } from './stats.ts';

export interface ImportanceInput {
  readonly predict: (X: Matrix) => Float64Array;
  readonly X: Matrix;
  /** Length X.rows. */
  readonly y: Float64Array;
  readonly score: (y: Float64Array, predicted: Float64Array) => number | null;
  readonly better: 'higher' | 'lower';
  readonly repeats: number;
  readonly seed: number;
}

export interface FeatureImportance {
  readonly feature: string;
  /** How much worse the score gets without the feature's information, in the score's unit; positive is useful. */
  readonly mean: number;
  /** Over the repeats, population (ddof = 0), as scikit-learn's importances_std. */
  readonly std: number;
}

/**
 * Permutation importance (Breiman 2001, section 10): shuffles one feature and measures the loss. Each feature
 * has its own generator, made from the seed and its name, so its figures do not depend on the others.
 * @returns one entry for each feature in matrix order; none when the score is not defined on these rows
 */
export function* permutationImportance(
  input: ImportanceInput,
): Generator<Progress, readonly FeatureImportance[]> {
  const { predict, X, y, score, better, repeats, seed } = input;
  const before = score(y, predict(X));
  if (before === null) return [];
  const sign = better === 'higher' ? 1 : -1;
  const result: FeatureImportance[] = [];
  for (const [k, feature] of X.names.entries()) {
    const rng = new RandomState([seed, hashOf(feature)]);
    const losses: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const after = score(y, predict(shuffled(X, k, rng.permutation(X.rows))));
      if (after !== null) losses.push(sign * (before - after));
      const share = (k + (repeat + 1) / repeats) / X.names.length;
      yield repeat === 0 ? { share, note: `shuffle ${feature}` } : { share };
    }
    const { mean, deviation } = meanAndDeviation(losses);
    result.push({ feature, mean, std: deviation });
  }
  return result;
}

function shuffled(X: Matrix, at: number, order: Int32Array): Matrix {
  const columns = X.columns.map((column, j) =>
    j === at ? Float64Array.from(order, (i) => column[i]!) : column,
  );
  return { ...X, columns };
}

/** FNV-1a over UTF-16 units: 32 bits that tell names apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
