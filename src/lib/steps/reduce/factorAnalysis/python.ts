import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { factorAnalysis as spec } from './spec.ts';

export const factorAnalysis = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nComponents, rotation, maxIter, tol }) =>
    constructLocal('Factor', factor, {
      n_components: lit(nComponents),
      rotation: lit(rotation),
      max_iter: lit(maxIter),
      tol: lit(tol),
      svd_method: lit('lapack'),
    }),
});

/** scikit-learn leaves the signs to LAPACK, which differ from machine to machine. */
const factor: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.decomposition', 'FactorAnalysis'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class Factor(FactorAnalysis):
    """Factor analysis whose largest loading of each factor is positive."""

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Find the factors, and give each its sign."""
        super().fit(X)
        largest = np.argmax(np.abs(self.components_), axis=1)
        heads = self.components_[np.arange(len(largest)), largest]
        self.components_ *= np.where(heads < 0, -1.0, 1.0)[:, None]
        return self`,
};
