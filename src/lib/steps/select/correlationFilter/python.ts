import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { correlationFilter as spec } from './spec.ts';

export const correlationFilter = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ threshold }) =>
    constructLocal('CorrelationFilter', filter, { threshold: lit(threshold) }),
});

/** scikit-learn has no such transformer; feature-engine's DropCorrelatedFeatures is one. */
const filter: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.feature_selection', 'SelectorMixin'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class CorrelationFilter(SelectorMixin, BaseEstimator):
    """Drop columns that correlate with an earlier one that stays."""

    def __init__(self, threshold: float = 0.95) -> None:
        self.threshold = threshold

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Compare each column with those kept before it."""
        cells = validate_data(self, X, dtype="float64", ensure_all_finite="allow-nan")
        correlations = pd.DataFrame(cells).corr().abs().to_numpy()
        kept: list[int] = []
        for j in range(cells.shape[1]):
            if not (correlations[j, kept] > self.threshold).any():
                kept.append(j)
        self.support_ = np.isin(np.arange(cells.shape[1]), kept)
        return self

    def _get_support_mask(self) -> np.ndarray:
        return self.support_`,
};
