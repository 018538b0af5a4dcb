import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { lda as spec } from './spec.ts';

export const lda = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nComponents, tol }) =>
    constructLocal('Discriminant', discriminant, {
      n_components: lit(nComponents),
      tol: lit(tol),
    }),
});

/** scikit-learn leaves the signs to LAPACK, which differ from machine to machine. */
const discriminant: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.discriminant_analysis', 'LinearDiscriminantAnalysis'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class Discriminant(LinearDiscriminantAnalysis):
    """Discriminant analysis whose largest weight of each direction is positive."""

    def fit(self, X: pd.DataFrame, y: Any) -> Self:
        """Find the directions, and give each its sign."""
        super().fit(X, y)
        largest = np.argmax(np.abs(self.scalings_), axis=0)
        heads = self.scalings_[largest, np.arange(len(largest))]
        self.scalings_ = self.scalings_ * np.where(heads < 0, -1.0, 1.0)
        return self`,
};
