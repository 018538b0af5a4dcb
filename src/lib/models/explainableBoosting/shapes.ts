import type { AdditiveTerm, FittedSummary } from '#lib/recipe/run.ts';
import { axesIn, type ExplainableFitted, type FittedTerm } from './fitted.ts';

/** Terms that are told of; there may be hundreds. */
const termsTold = 60;

/** Importances by column, a pair's to both by half, and the shape of each term. */
export function explain(fitted: ExplainableFitted, names: readonly string[]): FittedSummary {
  const outputs = fitted.intercept.length;
  const terms = fitted.terms.map((own) => ({ own, importance: importanceOf(own, outputs) }));
  const byColumn = new Float64Array(names.length);
  for (const { own, importance } of terms)
    for (const j of own.columns) byColumn[j]! += importance / own.columns.length;
  const total = byColumn.reduce((sum, x) => sum + x, 0);
  return {
    importances: names.map(
      (name, j) => [name, total > 0 ? byColumn[j]! / total : 1 / names.length] as const,
    ),
    additive: {
      intercept: [...fitted.intercept],
      terms: [...terms]
        .sort((a, b) => b.importance - a.importance)
        .slice(0, termsTold)
        .map(({ own, importance }) => shapeOf(fitted, own, importance, names)),
      left: Math.max(0, terms.length - termsTold),
    },
  };
}

/** Mean over training rows of how far the term moves the answer, in all outputs. */
function importanceOf({ scores, rows }: FittedTerm, outputs: number): number {
  const size = rows.length;
  let [sum, total] = [0, 0];
  for (let cell = 0; cell < size; cell += 1) {
    total += rows[cell]!;
    for (let k = 0; k < outputs; k += 1) sum += rows[cell]! * Math.abs(scores[k * size + cell]!);
  }
  return total > 0 ? sum / total / outputs : 0;
}

function shapeOf(
  fitted: ExplainableFitted,
  { columns, scores, errors, rows }: FittedTerm,
  importance: number,
  names: readonly string[],
): AdditiveTerm {
  const size = rows.length;
  const outputs = scores.length / size;
  const each = (values: Float64Array): number[][] =>
    Array.from({ length: outputs }, (_, k) => [...values.subarray(k * size, (k + 1) * size)]);
  return {
    columns: Array.from(columns, (j) => names[j]!),
    importance,
    axes: axesIn(fitted, columns).map(({ kind, at }) => ({ kind, at: [...at] })),
    scores: each(scores),
    errors: each(errors),
    rows: [...rows],
  };
}
