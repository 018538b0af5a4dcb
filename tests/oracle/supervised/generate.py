"""Writes answers.json: more tables and scikit-learn's answers to them, for the supervised models whose numbers must
equal its own. Run by `npm run oracle`; read by tests/oracle/models/answers.ts beside ../models/answers.json.

Parameters are given twice on purpose, in Tabwise's names (`params`) and in scikit-learn's (the estimator):
the test that runs the printed lowering in Python compares it with the estimator recorded here.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import BayesianRidge, ElasticNet, GammaRegressor, Lasso, PoissonRegressor
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

warnings.simplefilter("error")
rng = np.random.default_rng(20261121)
FRESH = 15


def exact(x, per=128):
    """Multiples of 1/128: short in JSON, and the same number in float32."""
    return np.round(x * per) / per


def numbers(n, p):
    return exact(rng.normal(size=(n, p)))


def one_hot(n, levels):
    return np.eye(levels)[rng.integers(0, levels, n)]


def unscaled(n):
    return exact(numbers(n, 4) * [1, 1000, 1 / 16, 30] + [0, 50000, 0, -7])


def counts(n):
    rate = np.array([0.3, 1, 2, 4, 8, 0])
    return rng.poisson(rate, size=(n, 6)) * 1.0


def near(n):
    """Two columns that differ by a thousandth: correlated to 0.9999995."""
    X = numbers(n, 3)
    return np.hstack([X, exact(X[:, :1] + rng.normal(size=(n, 1)) / 1024, 1024)])


SHAPES = {
    "clean": lambda: numbers(75, 4),
    "raw": lambda: unscaled(75),
    "collinear": lambda: np.hstack([unscaled(95), one_hot(95, 3), one_hot(95, 5)]),
    "near": lambda: near(75),
    "broad": lambda: numbers(40, 30),
    "counted": lambda: counts(75),
    "fine": lambda: exact(rng.normal(size=(75, 4)), 2**20),
}
TABLES = {}


def score(X):
    Z = (X - X.mean(0)) / np.where(X.std(0) > 0, X.std(0), 1)
    return Z[:, 0] - 0.7 * Z[:, -1] + np.sin(2 * Z[:, 1]) + 0.5 * rng.normal(size=len(X))


def table(name, X, y, task):
    """The last rows are kept for predictions."""
    TABLES[name] = dict(X=X[:-FRESH], y=y[:-FRESH], fresh=X[-FRESH:], task=task, fresh_y=y[-FRESH:])


for shape, make in SHAPES.items():
    for task, cuts in dict(binary=[0.3], multiclass=[-0.6, 0.7]).items():
        X = make()
        table(f"{shape} {task}", X, np.digitize(score(X), cuts).astype(float), task)
    X = make()
    table(f"{shape} regression", X, exact(3 * score(X) + 40), "regression")
    X = make()
    events = rng.poisson(np.exp(0.7 * np.clip(score(X), -3, 3)))
    table(f"{shape} events", X, events.astype(float), "regression")
    X = make()
    sizes = exact(rng.gamma(2.0, np.exp(0.7 * np.clip(score(X), -3, 3))) + 1 / 16)
    table(f"{shape} sizes", X, sizes, "regression")

CASES = []


def case(model, params, name, estimator, **more):
    t = TABLES[name]
    estimator.fit(t["X"], t["y"])
    ask = estimator.predict if t["task"] == "regression" else estimator.predict_proba
    CASES.append(
        dict(
            model=model,
            params=params,
            table=name,
            sklearn={"class": type(estimator).__name__, "params": estimator.get_params()},
            answers=ask(t["fresh"]).tolist(),
        )
        | {key: value(estimator) for key, value in more.items()}
    )


def linear(model, params, name, estimator):
    case(
        model,
        params,
        name,
        estimator,
        coefficients=lambda e: np.atleast_2d(e.coef_).tolist(),
        intercept=lambda e: np.atleast_1d(e.intercept_).tolist(),
    )


def no_ties(estimator, name):
    """scikit-learn does not say which of two rows at the same distance is nearer: no case may hang on it."""
    t = TABLES[name]
    k = estimator.n_neighbors
    apart, _ = estimator.fit(t["X"], t["y"]).kneighbors(t["fresh"], k + 1)
    assert (apart[:, k] - apart[:, k - 1]).min() > 1e-9, name


DESCENT = dict(max_iter=100_000, tol=1e-12, selection="cyclic")
for shape in ["clean", "raw", "collinear", "near", "broad", "counted"]:
    name = f"{shape} regression"
    for alpha, intercept, positive in [(1.0, True, False), (0.05, True, False), (0.1, False, True)]:
        ours = dict(alpha=alpha, fitIntercept=intercept, positive=positive, maxIter=100_000, tol=1e-12)
        theirs = dict(alpha=alpha, fit_intercept=intercept, positive=positive, **DESCENT)
        linear("lasso", ours, name, Lasso(**theirs))
        for l1 in [0.5, 0.0]:
            if l1 == 0 and positive:
                continue
            net = ElasticNet(l1_ratio=l1, **theirs)
            linear("elasticNet", ours | dict(l1Ratio=l1), name, net)

CLASSES = ["binary", "multiclass"]
for task in CLASSES:
    for shape in ["clean", "raw", "collinear", "near", "broad", "counted"]:
        name = f"{shape} {task}"
        for smoothing in [1e-9, 0.01]:
            case("gaussianNB", dict(varSmoothing=smoothing), name, GaussianNB(var_smoothing=smoothing))

    for shape in ["clean", "raw", "collinear", "near", "broad", "counted"]:
        for tol in [1e-4, 1e-8]:
            linear("linearDiscriminantAnalysis", dict(tol=tol), f"{shape} {task}", LinearDiscriminantAnalysis(tol=tol))
    for shape, tol, regs in [
        ("clean", 1e-4, [0.0, 0.3]),
        ("raw", 1e-4, [0.0, 0.3]),
        ("near", 1e-8, [0.0, 1e-3]),
        ("collinear", 1e-4, [0.01, 1.0]),
    ]:
        for reg in regs:
            estimator = QuadraticDiscriminantAnalysis(reg_param=reg, tol=tol)
            case("quadraticDiscriminantAnalysis", dict(regParam=reg, tol=tol), f"{shape} {task}", estimator)
    for alpha, prior in [(1.0, True), (0.001, False)]:
        bernoulli = BernoulliNB(alpha=alpha, binarize=0.5, fit_prior=prior)
        ours = dict(alpha=alpha, binarize=0.5, fitPrior=prior)
        for shape in ["clean", "collinear", "counted"]:
            case("bernoulliNB", ours, f"{shape} {task}", bernoulli)
        multinomial = MultinomialNB(alpha=alpha, fit_prior=prior)
        case("multinomialNB", dict(alpha=alpha, fitPrior=prior), f"counted {task}", multinomial)
        complement = ComplementNB(alpha=alpha, norm=not prior)
        case("complementNB", dict(alpha=alpha, norm=not prior), f"counted {task}", complement)

for task in [*CLASSES, "regression"]:
    kind = KNeighborsRegressor if task == "regression" else KNeighborsClassifier
    for shape, k, weights, metric in [
        ("fine", 5, "uniform", "euclidean"),
        ("fine", 3, "distance", "manhattan"),
        ("fine", 1, "uniform", "manhattan"),
        ("collinear", 7, "distance", "euclidean"),
        ("broad", 4, "uniform", "euclidean"),
    ]:
        estimator = kind(k, weights=weights, metric=metric, algorithm="kd_tree")
        no_ties(estimator, f"{shape} {task}")
        case("kNeighbors", dict(nNeighbors=k, weights=weights, metric=metric), f"{shape} {task}", estimator)

for model, kind, target in [
    ("poissonRegressor", PoissonRegressor, "events"),
    ("gammaRegressor", GammaRegressor, "sizes"),
]:
    for shape in ["clean", "raw", "collinear", "near", "broad", "counted"]:
        for alpha, intercept in [(1.0, True), (1e-3, True), (0.1, False)]:
            if shape in ["raw", "collinear"] and not intercept:
                continue  # exp of a column of 50,000
            ours = dict(alpha=alpha, fitIntercept=intercept, tol=1e-9, maxIter=100)
            theirs = dict(alpha=alpha, fit_intercept=intercept, tol=1e-9, max_iter=100)
            linear(model, ours, f"{shape} {target}", kind(solver="newton-cholesky", **theirs))

for shape in ["clean", "raw", "collinear", "near", "broad", "counted"]:
    for tol, l1, a2, intercept in [(1e-3, 1e-6, 1e-6, True), (1e-8, 0.5, 0.1, False)]:
        ours = dict(tol=tol, alpha1=1e-6, alpha2=a2, lambda1=l1, lambda2=1e-6, fitIntercept=intercept, maxIter=300)
        theirs = dict(tol=tol, alpha_2=a2, lambda_1=l1, fit_intercept=intercept)
        linear("bayesianRidge", ours, f"{shape} regression", BayesianRidge(**theirs))


def short(x):
    """13 digits are enough to tell agreement to 1e-10."""
    if isinstance(x, dict):
        return {k: short(v) for k, v in x.items()}
    if isinstance(x, list):
        return [short(v) for v in x]
    return float(f"{x:.13g}") if isinstance(x, float) else x


def plain(t):
    return dict(
        task=t["task"],
        X=t["X"].T.tolist(),
        y=t["y"].tolist(),
        fresh=t["fresh"].T.tolist(),
        freshY=t["fresh_y"].tolist(),
    )


asked = {c["table"] for c in CASES}
out = dict(
    tables={k: plain(t) for k, t in TABLES.items() if k in asked},
    cases=[short(c) for c in CASES],
)
path = pathlib.Path(__file__).parent / "answers.json"
text = json.dumps(out, separators=(",", ":"))
path.write_text(text.replace(".0,", ",").replace(".0]", "]") + "\n")
print(len(CASES), "cases,", path.stat().st_size, "bytes")
