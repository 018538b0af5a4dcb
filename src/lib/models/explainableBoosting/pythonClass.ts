import type { Helper } from '#lib/codegen/python/helpers.ts';
import { additiveFunctions } from './pythonFunctions.ts';

/**
 * The model in numpy: scikit-learn has none. `fit` takes the engine's steps one by one; where the columns come in the same
 * order (the engine goes by their names), the numbers differ by rounding only.
 */
export const additiveModel: Helper = {
  imports: [
    ['numpy', 'np'],
    ['sklearn.base', 'BaseEstimator'],
    ['typing', 'Any'],
  ],
  code: `class AdditiveModel(BaseEstimator):
    """An intercept and a number looked up for each column and some pairs.

    Learned by cyclic boosting: Lou, Caruana, Gehrke and Hooker 2013.
    """

    def __init__(
        self,
        interactions: int = 10,
        learning_rate: float = 0.05,
        max_rounds: int = 1000,
        early_stopping_rounds: int = 50,
        outer_bags: int = 8,
        validation_size: float = 0.15,
        max_bins: int = 256,
        max_leaves: int = 3,
        min_samples_leaf: int = 4,
        categorical_features: Any = None,
        increasing: Any = None,
        decreasing: Any = None,
        random_state: int = 0,
    ) -> None:
        self.interactions = interactions
        self.learning_rate = learning_rate
        self.max_rounds = max_rounds
        self.early_stopping_rounds = early_stopping_rounds
        self.outer_bags = outer_bags
        self.validation_size = validation_size
        self.max_bins = max_bins
        self.max_leaves = max_leaves
        self.min_samples_leaf = min_samples_leaf
        self.categorical_features = categorical_features
        self.increasing = increasing
        self.decreasing = decreasing
        self.random_state = random_state

    def raw(self, X: Any) -> Any:
        """Return what the terms add up to, rows by outputs."""
        rows = np.asarray(X, dtype="float64")
        sums = np.tile(self.intercept_, (len(rows), 1))
        for columns, scores in self.terms_:
            axes = self.axes_ if len(columns) == 1 else self.coarse_
            cells = cells_of([axes[j] for j in columns], rows[:, columns])
            known = cells >= 0
            sums[known] += scores[:, cells[known]].T
        return sums

    def boosted(self, X: Any, y: Any, outputs: int, classified: bool, w: Any) -> None:
        """Learn the terms of codes or values; the mean of models on samples."""
        names = list(getattr(X, "columns", range(np.shape(X)[1])))
        nominal = set(self.categorical_features or [])
        self.signs_ = {
            names.index(name): sign
            for sign, own in ((1, self.increasing), (-1, self.decreasing))
            for name in own or []
        }
        rows = np.asarray(X, dtype="float64")
        self.n_features_in_ = rows.shape[1]
        n = len(rows)
        w = np.ones(n) if w is None else np.asarray(w, dtype="float64")
        self.axes_ = [
            (name in nominal, axis_of(x, name in nominal, self.max_bins))
            for name, x in zip(names, rows.T, strict=True)
        ]
        self.coarse_ = [(kind, coarser(kind, at)) for kind, at in self.axes_]
        order = sorted(range(len(names)), key=lambda j: str(names[j]))
        terms = [([j], *self.term([j], self.axes_, rows)) for j in order]
        rng = np.random.RandomState(self.random_state)
        held = min(n - 1, int(np.floor(n * self.validation_size)))
        bags = []
        for _ in range(self.outer_bags):
            drawn = rng.permutation(n)
            bags.append((np.sort(drawn[held:]), np.sort(drawn[:held])))
        bases, raws, tables = [], [], []
        for learn, watched in bags:
            base = base_of(y[learn], w[learn], outputs, classified)
            raw = np.tile(base, (n, 1))
            found = self.boost(y, w, classified, terms, (learn, watched), raw)
            raw = np.tile(base, (n, 1))
            for (_, cells, _), table in zip(terms, found, strict=True):
                raw += table[:, cells].T
            bases.append(base)
            raws.append(raw)
            tables.append(found)
        if self.interactions > 0 and outputs == 1 and len(order) > 1:
            mean = sum(raws) / len(raws)
            pairs = self.ranked(y, w, classified, order, terms, tables[0], rows, mean)
            more = [(pair, *self.term(pair, self.coarse_, rows)) for pair in pairs]
            for bag, raw, found in zip(bags, raws, tables, strict=True):
                found += self.boost(y, w, classified, more, bag, raw)
            terms = terms + more
        self.intercept_ = np.mean(bases, axis=0)
        self.terms_ = []
        for t, (columns, cells, size) in enumerate(terms):
            scores = np.mean([found[t] for found in tables], axis=0)
            counts = np.bincount(cells, w, size)
            centre = scores @ counts / max(counts.sum(), 1e-300)
            self.intercept_ = self.intercept_ + centre
            scores = scores - centre[:, np.newaxis]
            if len(columns) == 1 and counts[0] == 0:
                scores[:, 0] = 0.0
            self.terms_.append((columns, scores))

    def term(self, columns: Any, axes: Any, rows: Any) -> Any:
        """Return the cell of each row, and how many there are."""
        own = [axes[j] for j in columns]
        size = int(np.prod([size_of(kind, at) for kind, at in own]))
        return cells_of(own, rows[:, columns]), size

    def boost(
        self, y: Any, w: Any, classified: bool, terms: Any, bag: Any, raw: Any
    ) -> Any:
        """Let each term in turn take a small step, until that helps no more."""
        learn, watched = bag
        outputs = raw.shape[1]
        tables = [np.zeros((outputs, size)) for _, _, size in terms]
        kept = [table.copy() for table in tables]
        watches = len(watched) > 1
        best = loss_of(y, w, raw, watched, classified) if watches else np.inf
        last = 0
        for number in range(1, self.max_rounds + 1):
            moved = False
            for (columns, cells, size), table in zip(terms, tables, strict=True):
                slope, bend = slopes_of(y[learn], w[learn], raw[learn], classified)
                own = cells[learn]
                counts = np.bincount(own, minlength=size)
                for k in range(outputs):
                    g = np.bincount(own, slope[:, k], size)
                    h = np.bincount(own, bend[:, k], size)
                    out = self.grown(columns, g, h, counts)
                    if out is None:
                        continue
                    moved = True
                    table[k] += self.learning_rate * out
                    raw[:, k] += self.learning_rate * out[cells]
            if not moved:
                break
            if not watches:
                continue
            loss = loss_of(y, w, raw, watched, classified)
            if loss < best - 1e-6 * abs(best):
                best, last = loss, number
                kept = [table.copy() for table in tables]
            elif number - last >= self.early_stopping_rounds:
                break
        return kept if watches else tables

    def grown(self, columns: Any, g: Any, h: Any, counts: Any) -> Any:
        """Return what a small tree adds to each cell; None where it gains nothing."""
        if len(columns) == 2:
            wide = size_of(*self.coarse_[columns[1]])
            return grow_across(g, h, counts, wide, self.min_samples_leaf)
        sign = self.signs_.get(columns[0], 0)
        if sign != 0:
            return grow_rising(
                g, h, counts, self.max_leaves, self.min_samples_leaf, sign
            )
        nominal = self.axes_[columns[0]][0]
        places = np.arange(len(g))
        if nominal:
            wish = g / np.maximum(h, 1e-9)
            places = places[counts > 0]
            places = places[np.argsort(wish[places], kind="stable")]
        elif counts[0] == 0:
            places = places[1:]
        return grow_along(g, h, counts, places, self.max_leaves, self.min_samples_leaf)

    def ranked(
        self,
        y: Any,
        w: Any,
        classified: bool,
        order: Any,
        terms: Any,
        found: Any,
        rows: Any,
        raw: Any,
    ) -> Any:
        """Return the pairs that tell most of what is still wrong."""
        asked = order
        if len(order) > 60:
            moves = [
                np.abs(t[0][c]).sum() for (_, c, _), t in zip(terms, found, strict=True)
            ]
            most = sorted(range(len(order)), key=lambda a: (-moves[a], a))[:60]
            asked = [order[a] for a in sorted(most)]
        asked = [j for j in asked if j not in self.signs_]
        taken = np.arange(0, len(rows), max(1, -(-len(rows) // 20000)))
        slope, bend = slopes_of(y[taken], w[taken], raw[taken], classified)
        told = []
        for a, first in enumerate(asked):
            for second in asked[a + 1 :]:
                cells, size = self.term([first, second], self.coarse_, rows[taken])
                wide = size_of(*self.coarse_[second])
                g = np.bincount(cells, slope[:, 0], size).reshape(-1, wide)
                h = np.bincount(cells, bend[:, 0], size).reshape(-1, wide)
                told.append((strength_of(g, h), [first, second]))
        told = sorted((one for one in told if one[0] > 0), key=lambda one: -one[0])
        return [pair for _, pair in told[: self.interactions]]


${additiveFunctions}


class ExplainableBoostingRegressor(AdditiveModel):
    """The sum is the answer."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Any:
        """Learn from rows and values."""
        values = np.asarray(y, dtype="float64")
        self.boosted(X, values, 1, False, sample_weight)
        return self

    def predict(self, X: Any) -> Any:
        """Return the sum of each row."""
        return self.raw(X)[:, 0]


class ExplainableBoostingClassifier(AdditiveModel):
    """The sums are log-odds, or scores whose softmax is the answer."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Any:
        """Learn from rows and their classes."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        outputs = 1 if len(self.classes_) == 2 else len(self.classes_)
        self.boosted(X, codes.astype("float64"), outputs, True, sample_weight)
        return self

    def predict_proba(self, X: Any) -> Any:
        """Return the probability of each class."""
        raw = self.raw(X)
        if raw.shape[1] > 1:
            return shares_of(raw)
        second = sigmoid(raw[:, 0])
        return np.column_stack([1 - second, second])

    def predict(self, X: Any) -> Any:
        """Return the class with the highest probability."""
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]`,
};
