import { pythonOf, type Restorer } from '#lib/codegen/restoring.ts';

/** The labels of a run's classes, as train.py has them; `labels` stands in restore.py itself. */
const model = (code: string, ...more: Parameters<typeof pythonOf>[1][]): Restorer => ({
  helper: pythonOf(code, ['typing', 'Any'], ['numpy', 'np'], ...more),
});

const head = (name: string): string =>
  `def ${name}(made: Any, state: dict[str, Any], run: dict[str, Any]) -> None:`;

/** Least squares and everything else that sums to a value. */
export const linear = model(`${head('linear_model')}
    """Give a linear model its coefficients and intercept."""
    made.coef_ = np.array(state["coefficients"], dtype="float64")
    made.intercept_ = float(state["intercept"])`);

export const generalized = model(`${head('generalized_model')}
    """Give a generalized linear model its coefficients, intercept and link."""
    made.coef_ = np.array(state["coefficients"], dtype="float64")
    made.intercept_ = float(state["intercept"])
    made._base_loss = made._get_loss()`);

export const descent = model(`${head('descended_model')}
    """Give an SGDRegressor its coefficients and intercept."""
    made.coef_ = np.array(state["coefficients"], dtype="float64")
    made.intercept_ = np.array([state["intercept"]], dtype="float64")`);

export const logistic = model(`${head('linear_classifier')}
    """Give a linear classifier coefficients and intercept of each class."""
    made.classes_ = labels(run)[state["present"]]
    made.coef_ = np.array(state["coefficients"], dtype="float64")
    made.intercept_ = np.array(state["intercept"], dtype="float64")
    made.n_iter_ = np.array([state["iterations"]])`);

export const discriminant = model(`${head('linear_discriminant')}
    """Give a LinearDiscriminantAnalysis its weights; of two classes, the difference."""
    made.classes_ = labels(run)[state["present"]]
    made.coef_ = np.array(state["coefficients"], dtype="float64")
    made.intercept_ = np.array(state["intercepts"], dtype="float64")
    if len(made.classes_) == 2:
        made.coef_ = made.coef_[[1]] - made.coef_[[0]]
        made.intercept_ = made.intercept_[[1]] - made.intercept_[[0]]`);

/** The state knows a class's log share and the size of its cloud only as one sum: the scale of the axes takes it up. */
export const quadratic = model(`${head('quadratic_discriminant')}
    """Give a QuadraticDiscriminantAnalysis means and axes; levels go to the scales."""
    made.classes_ = labels(run)[state["present"]]
    clouds = state["clouds"]
    made.means_ = np.array([cloud["means"] for cloud in clouds], dtype="float64")
    made.priors_ = np.full(len(clouds), 1 / len(clouds))
    made.rotations_, made.scalings_ = [], []
    for cloud in clouds:
        axes = np.array(cloud["axes"], dtype="float64").T
        size = np.exp(-2 * (cloud["level"] + np.log(len(clouds))) / axes.shape[1])
        made.rotations_.append(axes * np.sqrt(size))
        made.scalings_.append(np.full(axes.shape[1], size))`);

export const gaussianBayes = model(`${head('gaussian_bayes')}
    """Give a GaussianNB means, variances and shares."""
    made.classes_ = labels(run)[state["present"]]
    made.theta_ = np.array(state["means"], dtype="float64")
    made.var_ = np.array(state["variances"], dtype="float64")
    made.class_prior_ = np.exp(np.array(state["logPrior"], dtype="float64"))`);

export const countingBayes = model(`${head('counting_bayes')}
    """Give a naive Bayes model the logarithms of its shares."""
    made.classes_ = labels(run)[state["present"]]
    made.feature_log_prob_ = np.array(state["weights"], dtype="float64")
    made.class_log_prior_ = np.array(state["intercepts"], dtype="float64")`);

/** The state has log odds of a yes, and the sum of log shares of a no in the intercept. */
export const bernoulliBayes = model(`${head('bernoulli_bayes')}
    """Give a BernoulliNB the log shares that its log odds stand for."""
    made.classes_ = labels(run)[state["present"]]
    odds = np.array(state["weights"], dtype="float64")
    made.feature_log_prob_ = -np.logaddexp(0, -odds)
    none = -np.logaddexp(0, odds).sum(axis=1)
    made.class_log_prior_ = np.array(state["intercepts"], dtype="float64") - none`);

export const categoricalBayes = model(`${head('categorical_bayes')}
    """Give a CategoricalNB the log shares of each column's codes."""
    made.classes_ = labels(run)[state["present"]]
    made.class_log_prior_ = np.array(state["logPrior"], dtype="float64")
    made.class_count_ = np.exp(made.class_log_prior_)  # As shares.
    made.feature_log_prob_ = []
    for column in state["columns"]:
        empty = np.array(column["empty"], dtype="float64")
        shares = np.repeat(empty[:, np.newaxis], int(column["levels"]), axis=1)
        held = np.array(column["held"], dtype="float64").reshape(-1, len(empty))
        shares[:, np.array(column["codes"], dtype=int)] = held.T
        made.feature_log_prob_.append(shares)
    made.n_categories_ = np.array([s.shape[1] for s in made.feature_log_prob_])`);

export const baseline = model(`${head('dummy_model')}
    """Give a dummy model its one answer."""
    answer = np.array(state["answer"], dtype="float64")
    made.n_outputs_ = 1
    made._strategy = "prior"
    if run["classes"] is None:
        made.constant_ = answer.reshape(1, 1)
        return
    made.sparse_output_ = False
    made.classes_ = labels(run)
    made.n_classes_ = len(made.classes_)
    made.class_prior_ = answer`);
