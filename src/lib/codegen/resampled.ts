import type { Helper } from './python/helpers.ts';
import { constructLocal, type Py } from './python/ir.ts';

/** The model behind a sampler: its fit sees the sampler's rows, its predictions see every row as it is. */
export const resampled = (model: Py, sampler: Py, decides: boolean): Py =>
  constructLocal('Resampled', decides ? deciding : definition, { sampler, model });

/** A pipeline of scikit-learn has no place for a change of rows; imbalanced-learn's works in the same way. */
const definition: Helper = {
  imports: [
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'clone'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class Resampled(BaseEstimator):
    """Fit a model on other rows than it is given; predict the rows as they are."""

    def __init__(self, sampler: Any, model: Any) -> None:
        self.sampler = sampler
        self.model = model

    def fit(self, X: Any, y: Any) -> Self:
        """Fit on the rows that the sampler makes of these."""
        self.model_ = clone(self.model).fit(*self.sampler.fit_resample(X, y))
        return self

    @property
    def classes_(self) -> Any:
        """The model's classes, of a classifier."""
        return self.model_.classes_

    def predict(self, X: Any) -> Any:
        """Return what the model predicts."""
        return self.model_.predict(X)

    def predict_proba(self, X: Any) -> Any:
        """Return the model's probabilities."""
        return self.model_.predict_proba(X)`,
};

/** The same of a model without probabilities. */
const deciding: Helper = {
  ...definition,
  code: definition.code.replace(
    /    def predict_proba[^]*$/,
    `    def decision_function(self, X: Any) -> Any:
        """Return the model's decision values."""
        return self.model_.decision_function(X)`,
  ),
};
