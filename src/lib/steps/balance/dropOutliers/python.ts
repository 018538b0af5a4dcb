import { defineBalancingLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, list, lit } from '#lib/codegen/python/ir.ts';
import type { dropOutliers as spec } from './spec.ts';

export const dropOutliers = defineBalancingLowering<typeof spec>({
  kind: 'balancing',
  sampler: ({ method, fold }, columns) =>
    constructLocal('OutlierDropper', dropper, {
      columns: list(columns.map(lit)),
      method: lit(method),
      fold: lit(fold),
    }),
});

const dropper: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['typing', 'Any'],
  ],
  code: `class OutlierDropper(BaseEstimator):
    """Leave out rows with a number far from the others, before a fit only."""

    def __init__(self, columns: list[str], method: str, fold: float) -> None:
        self.columns = columns
        self.method = method
        self.fold = fold

    def fit_resample(self, X: pd.DataFrame, y: Any) -> tuple[pd.DataFrame, np.ndarray]:
        """Return the rows that stay, and their targets."""
        cells = X[self.columns].to_numpy("float64")
        if self.method == "iqr":
            low, high = np.nanquantile(cells, [0.25, 0.75], axis=0)
            spread, wide = high - low, high > low
        else:
            low = high = np.nanmean(cells, axis=0)
            spread = np.nanstd(cells, axis=0)
            wide = np.nanmax(cells, axis=0) > np.nanmin(cells, axis=0)
        reach = np.where(wide, self.fold * spread, np.inf)
        far = (cells < low - reach) | (cells > high + reach)
        stays = ~far.any(axis=1)
        return X[stays], np.asarray(y)[stays]`,
};
