import { defineBalancingLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, list, lit } from '#lib/codegen/python/ir.ts';
import type { smoteNc as spec } from './spec.ts';

export const smoteNc = defineBalancingLowering<typeof spec>({
  kind: 'balancing',
  sampler: ({ ratio, kNeighbors }, columns, { seed }) =>
    constructLocal('MixedSampler', sampler, {
      categorical_features: list(columns.map(lit)),
      ratio: lit(ratio),
      neighbors: lit(kNeighbors),
      random_state: lit(seed),
    }),
});

const sampler: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.neighbors', 'NearestNeighbors'],
    ['typing', 'Any'],
  ],
  code: `class MixedSampler(BaseEstimator):
    """Make rows of rare classes up between neighbours; categories stay whole."""

    def __init__(
        self,
        categorical_features: list[str],
        ratio: float,
        neighbors: int,
        random_state: int,
    ) -> None:
        self.categorical_features = categorical_features
        self.ratio = ratio
        self.neighbors = neighbors
        self.random_state = random_state

    def fit_resample(self, X: pd.DataFrame, y: Any) -> tuple[pd.DataFrame, np.ndarray]:
        """Return all rows and the made ones, and their classes."""
        y = np.asarray(y)
        classes, counts = np.unique(y, return_counts=True)
        made, labels = [X], [y]
        for k, label in enumerate(classes):
            wanted = int(counts.max() * self.ratio - counts[k])
            if k != counts.argmax() and wanted > 0:
                made.append(self.rows(X[y == label], X, wanted))
                labels.append(np.full(wanted, label, dtype=y.dtype))
        return pd.concat(made, ignore_index=True), np.concatenate(labels)

    def rows(self, own: pd.DataFrame, X: pd.DataFrame, wanted: int) -> pd.DataFrame:
        """Return new rows of one class."""
        numbers = own.drop(columns=self.categorical_features).to_numpy("float64")
        step = np.median(numbers.std(axis=0)) / np.sqrt(2)
        levels = {c: np.unique(X[c]) for c in self.categorical_features}
        marks = [(own[[c]].to_numpy() == levels[c]) * 1.0 for c in levels]
        space = np.hstack([numbers, *[m * step for m in marks]])
        search = NearestNeighbors(n_neighbors=self.neighbors + 1).fit(space)
        near = search.kneighbors(space, return_distance=False)[:, 1:]
        rng = np.random.RandomState(self.random_state)
        pairs = rng.randint(0, near.size, size=wanted)
        steps = rng.uniform(size=(wanted, 1))
        rows, columns = np.divmod(pairs, self.neighbors)
        between = numbers[rows] + steps * (numbers[near[rows, columns]] - numbers[rows])
        new = pd.DataFrame(between, columns=own.columns.drop(self.categorical_features))
        rng = np.random.RandomState(self.random_state)
        for name, mark in zip(levels, marks, strict=True):
            votes = mark[near[rows]].sum(axis=1)
            best = np.argwhere(votes == votes.max(axis=1, keepdims=True))
            best = rng.permutation(best)
            first = np.unique(best[:, 0], return_index=True)[1]
            new[name] = levels[name][best[first, 1]]
        return new[own.columns]`,
};
