import { EngineError } from '#lib/recipe/errors.ts';
import { weightOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { AnyModelCompute } from './model.ts';
import { column, type Table } from './table.ts';

/**
 * How much each of the kept rows counts; null where no column has the role.
 * @throws EngineError 'weight-invalid' for text, a missing, negative or infinite weight
 */
export function readWeights(table: Table, recipe: Recipe, kept: Int32Array): Float64Array | null {
  const name = weightOf(recipe);
  if (name === null) return null;
  const found = column(table, name);
  if (found.kind === 'category')
    throw invalid(
      name,
      `The column of weights holds text such as “${found.levels[0] ?? ''}”`,
      'Cast it to a number, or give it another role.',
    );
  const weight = Float64Array.from(kept, (i) => found.values[i]!);
  const missing = weight.reduce((n, w) => n + Number(Number.isNaN(w)), 0);
  if (missing > 0)
    throw invalid(
      name,
      `${missing} rows have no weight`,
      'Fill them (replace values), drop those rows, or give the column another role.',
    );
  const at = weight.findIndex((w) => !(w >= 0 && w < Infinity));
  if (at >= 0)
    throw invalid(
      name,
      `A row has the weight ${weight[at]}, and a row counts 0 or more, and no endless amount`,
      'Correct those values, or give the column another role.',
    );
  return weight;
}

/** @throws EngineError 'weight-invalid' where no row to learn from counts */
export function checkSome(weight: Float64Array | null, recipe: Recipe): void {
  if (!weight || weight.length === 0 || weight.some((w) => w > 0)) return;
  throw invalid(
    weightOf(recipe)!,
    `All ${weight.length} training rows have the weight 0`,
    'Give training a larger share, or give the column another role.',
  );
}

/** @throws EngineError 'weight-invalid' where rows count differently, and the model cannot count them so */
export function checkWeights(
  { takesWeights }: AnyModelCompute,
  weight: Float64Array | null,
  model: string,
): void {
  if (!weight || takesWeights) return;
  throw new EngineError({
    code: 'weight-invalid',
    what: 'A column or reweighing says how much each row counts, and this model takes every row the same',
    where: { model },
    remedy:
      'Choose a model that takes weights (linear models, trees, boosting, naive Bayes; for groups k-means or DBSCAN), or give the column another role and turn reweighing off.',
  });
}

const invalid = (column: string, what: string, remedy: string): EngineError =>
  new EngineError({ code: 'weight-invalid', what, where: { column }, remedy });
