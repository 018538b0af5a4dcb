import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { winsorize as spec } from './spec.ts';

export const winsorize = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: ({ method, fold, lower, upper }) =>
    constructLocal('Winsorizer', winsorizer, {
      method: lit(method),
      ...(method === 'iqr' ? { fold: lit(fold) } : { lower: lit(lower), upper: lit(upper) }),
    }),
});

/** scikit-learn has no such transformer; the parameters are named as those of feature-engine's Winsorizer. */
const winsorizer: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'OneToOneFeatureMixin'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class Winsorizer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Clip numbers to limits learned in fit; missing cells stay missing."""

    def __init__(
        self,
        method: str = "iqr",
        fold: float = 1.5,
        lower: float = 0.01,
        upper: float = 0.99,
    ) -> None:
        self.method = method
        self.fold = fold
        self.lower = lower
        self.upper = upper

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn the limits: by interquartile ranges, or at two quantiles."""
        cells = validate_data(self, X, dtype="float64", ensure_all_finite=False)
        ends = [0.25, 0.75] if self.method == "iqr" else [self.lower, self.upper]
        self.low_, self.high_ = np.nanquantile(cells, ends, axis=0)
        if self.method == "iqr":
            spread = self.high_ - self.low_
            reach = np.where(spread > 0, self.fold * spread, np.inf)
            self.low_, self.high_ = self.low_ - reach, self.high_ + reach
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the numbers within the limits."""
        cells = validate_data(
            self, X, reset=False, dtype="float64", ensure_all_finite=False
        )
        return np.clip(cells, self.low_, self.high_)`,
};
