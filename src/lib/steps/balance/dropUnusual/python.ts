import { defineBalancingLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { construct, constructLocal, list, lit } from '#lib/codegen/python/ir.ts';
import type { dropUnusual as spec } from './spec.ts';

export const dropUnusual = defineBalancingLowering<typeof spec>({
  kind: 'balancing',
  sampler: ({ contamination, nEstimators }, columns, { seed }) =>
    constructLocal('UnusualDropper', dropper, {
      columns: list(columns.map(lit)),
      forest: construct('sklearn.ensemble', 'IsolationForest', {
        n_estimators: lit(nEstimators),
        contamination: lit(contamination),
        random_state: lit(seed),
      }),
    }),
});

const dropper: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'clone'],
    ['typing', 'Any'],
  ],
  code: `class UnusualDropper(BaseEstimator):
    """Leave out rows that a forest calls unusual, before a fit only."""

    def __init__(self, columns: list[str], forest: Any) -> None:
        self.columns = columns
        self.forest = forest

    def fit_resample(self, X: pd.DataFrame, y: Any) -> tuple[pd.DataFrame, np.ndarray]:
        """Return the rows that stay, and their targets."""
        cells = X[self.columns].to_numpy("float64")
        stays = clone(self.forest).fit_predict(cells) == 1
        if not stays.any():
            stays[:] = True
        return X[stays], np.asarray(y)[stays]`,
};
