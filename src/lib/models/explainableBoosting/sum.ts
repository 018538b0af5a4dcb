import type { AdditiveMargin, AdditivePart } from '#lib/engine/explain/additive.ts';
import { cellsOf, placeOf, sizeOf } from './axes.ts';
import { axesIn, type ExplainableFitted } from './fitted.ts';

/** The terms as parts of a sum; null where a class had no training row. */
export function sumOfTerms(
  fitted: ExplainableFitted,
  { classified }: { readonly classified: boolean },
): AdditiveMargin | null {
  const { present, nClasses, intercept } = fitted;
  if (classified && present.length !== nClasses) return null;
  const codes = !classified ? [null] : intercept.length === 1 ? [1] : [...present];
  return {
    scale: !classified ? 'answer' : intercept.length === 1 ? 'log-odds' : 'score',
    codes,
    intercept: Array.from(intercept),
    parts: fitted.terms.map((term): AdditivePart => {
      const axes = axesIn(fitted, term.columns);
      const size = term.scores.length / intercept.length;
      return {
        features: Array.from(term.columns),
        adds: (columns) => {
          const cells = cellsOf(axes, columns, columns[0]!.length);
          return Array.from(intercept, (_, k) =>
            Float64Array.from(cells, (cell) => (cell < 0 ? 0 : term.scores[k * size + cell]!)),
          );
        },
        ...(axes.length === 2 && {
          table: {
            places: axes.map((axis) => (x: Float64Array) => x.map((at) => placeOf(axis, at))),
            value: (k, first, second) =>
              first < 0 || second < 0
                ? 0
                : term.scores[k * size + first * sizeOf(axes[1]!) + second]!,
          },
        }),
      };
    }),
  };
}
