import type { Helper } from '#lib/codegen/python/helpers.ts';

/** The samplers of exported code: those of imbalanced-learn, whose draws they repeat, without a package more. */

export const rowSampler: Helper = {
  imports: [
    ['numpy', 'np'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.utils', '_safe_indexing'],
    ['typing', 'Any'],
  ],
  code: `class RowSampler(BaseEstimator):
    """Repeat rows of rare classes, or leave out rows of frequent ones."""

    def __init__(self, kind: str, ratio: float, random_state: int) -> None:
        self.kind = kind
        self.ratio = ratio
        self.random_state = random_state

    def fit_resample(self, X: Any, y: Any) -> tuple[Any, np.ndarray]:
        """Return the rows to fit on, and their classes."""
        y = np.asarray(y)
        rng = np.random.RandomState(self.random_state)
        classes, counts = np.unique(y, return_counts=True)
        members = [np.flatnonzero(y == c) for c in classes]
        rows = self.more(members, counts, rng)
        if self.kind == "under":
            rows = self.fewer(members, counts, rng)
        return _safe_indexing(X, rows), y[rows]

    def more(self, members: list[np.ndarray], counts: np.ndarray, rng: Any) -> Any:
        """Return all rows, and drawn ones of each class but the largest."""
        goal = counts.max() * self.ratio
        drawn = [
            rng.choice(rows, max(0, int(goal - len(rows))))
            for k, rows in enumerate(members)
            if k != counts.argmax() and self.kind == "over"
        ]
        return np.concatenate([np.arange(counts.sum()), *drawn]).astype("int64")

    def fewer(self, members: list[np.ndarray], counts: np.ndarray, rng: Any) -> Any:
        """Return the rarest class, and drawn rows of the others."""
        goal = int(counts.min() / self.ratio)
        return np.concatenate(
            [
                rows
                if k == counts.argmin()
                else rows[rng.choice(len(rows), min(goal, len(rows)), replace=False)]
                for k, rows in enumerate(members)
            ]
        )`,
};

export const syntheticSampler: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.neighbors', 'NearestNeighbors'],
    ['typing', 'Any'],
  ],
  code: `class SyntheticSampler(BaseEstimator):
    """Make rows of rare classes up between neighbours: SMOTE or ADASYN."""

    def __init__(
        self, method: str, ratio: float, neighbors: int, random_state: int
    ) -> None:
        self.method = method
        self.ratio = ratio
        self.neighbors = neighbors
        self.random_state = random_state

    def near(self, rows: np.ndarray, of: np.ndarray) -> np.ndarray:
        """Return the places of the nearest rows, without the row itself."""
        search = NearestNeighbors(n_neighbors=self.neighbors + 1).fit(rows)
        return search.kneighbors(of, return_distance=False)[:, 1:]

    def fit_resample(self, X: Any, y: Any) -> tuple[Any, np.ndarray]:
        """Return all rows and the made ones, and their classes."""
        cells, y = np.asarray(X, dtype="float64"), np.asarray(y)
        rng = np.random.RandomState(self.random_state)
        classes, counts = np.unique(y, return_counts=True)
        made, labels = [cells], [y]
        for k, label in enumerate(classes):
            wanted = int(counts.max() * self.ratio - counts[k])
            if k == counts.argmax() or wanted <= 0:
                continue
            own = cells[y == label]
            if self.method == "smote":
                rng = np.random.RandomState(self.random_state)
                pairs = rng.randint(0, len(own) * self.neighbors, size=wanted)
                rows, columns = np.divmod(pairs, self.neighbors)
            else:
                strange = (y[self.near(cells, own)] != label).mean(axis=1)
                each = np.rint(strange / strange.sum() * wanted).astype("int64")
                rows = np.repeat(np.arange(len(own)), each)
                columns = rng.choice(self.neighbors, size=len(rows))
            steps = rng.uniform(size=(len(rows), 1))
            others = own[self.near(own, own)[rows, columns]]
            made.append(own[rows] + steps * (others - own[rows]))
            labels.append(np.full(len(rows), label, dtype=y.dtype))
        stacked = np.vstack(made)
        if isinstance(X, pd.DataFrame):
            stacked = pd.DataFrame(stacked, columns=X.columns)
        return stacked, np.concatenate(labels)`,
};

export const tomekSampler: Helper = {
  imports: [
    ['numpy', 'np'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.neighbors', 'NearestNeighbors'],
    ['sklearn.utils', '_safe_indexing'],
    ['typing', 'Any'],
  ],
  code: `class TomekLinks(BaseEstimator):
    """Leave out rows of larger classes that are a row of another's nearest."""

    def fit_resample(self, X: Any, y: Any) -> tuple[Any, np.ndarray]:
        """Return the rows that stay, and their classes."""
        cells, y = np.asarray(X, dtype="float64"), np.asarray(y)
        classes, counts = np.unique(y, return_counts=True)
        search = NearestNeighbors(n_neighbors=2).fit(cells)
        near = search.kneighbors(cells, return_distance=False)[:, 1]
        linked = (near[near] == np.arange(len(y))) & (y[near] != y)
        rows = np.flatnonzero(~linked | (y == classes[counts.argmin()]))
        return _safe_indexing(X, rows), y[rows]`,
};
