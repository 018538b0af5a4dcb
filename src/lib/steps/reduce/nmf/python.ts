import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { nmf as spec } from './spec.ts';

export const nmf = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nComponents, solver, maxIter, tol }, columns) =>
    constructLocal('Part', part, {
      n_components: lit(nComponents ?? columns.length),
      init: lit('custom'),
      solver: lit(solver),
      max_iter: lit(maxIter),
      tol: lit(tol),
    }),
});

/**
 * scikit-learn starts from a random approximation of the singular values, and its amounts of one row depend on the rows
 * beside it.
 */
const part: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['scipy.optimize', 'nnls'],
    ['sklearn.decomposition', 'NMF'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class Part(NMF):
    """NMF from an exact start, with the least-squares amounts of each row."""

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Find the parts, from the singular vectors (NNDSVDa)."""
        cells = validate_data(self, X, dtype="float64")
        u, s, v = np.linalg.svd(cells, full_matrices=False)
        amounts, parts = np.empty((len(u), 0)), np.empty((0, v.shape[1]))
        for k in range(self.n_components):
            ends = [np.maximum(sign * x, 0) for sign in (1, -1) for x in (u[:, k], v[k])]
            sizes = [np.linalg.norm(end) for end in ends]
            at = 0 if sizes[0] * sizes[1] > sizes[2] * sizes[3] else 2
            size = np.sqrt(s[k] * sizes[at] * sizes[at + 1])
            amounts = np.c_[amounts, size * ends[at] / sizes[at]]
            parts = np.r_[parts, [size * ends[at + 1] / sizes[at + 1]]]
        for found in (amounts, parts):
            found[found < 1e-6] = cells.mean()
        self.components_ = super()._fit_transform(cells, W=amounts, H=parts)[1]
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None) -> np.ndarray:
        """Find the parts, and return the amounts in each row."""
        return self.fit(X).transform(X)

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the amounts in each row."""
        cells = validate_data(self, X, reset=False, dtype="float64")
        if (cells < 0).any():
            raise ValueError("Negative numbers are not sums of parts")
        return np.array([nnls(self.components_.T, row)[0] for row in cells])`,
};
