"""Writes answers.json: tables and scikit-learn's answers to them, for the linear models that came last. Run by
`npm run oracle`; read by tests/oracle/models/answers.ts beside ../models/answers.json.

Parameters are given twice on purpose, in Tabwise's names (`params`) and in scikit-learn's (the estimator):
the test that runs the printed lowering in Python compares it with the estimator recorded here.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn.metrics import accuracy_score, r2_score
from sklearn.linear_model import (
    ElasticNet,
    HuberRegressor,
    Lasso,
    LinearRegression,
    LogisticRegression,
    QuantileRegressor,
    SGDClassifier,
    SGDRegressor,
    enet_path,
)

warnings.simplefilter("error")
rng = np.random.default_rng(20261122)
FRESH = 15


def exact(x, per=128):
    """Multiples of 1/128: short in JSON."""
    return np.round(x * per) / per


def numbers(n, p):
    return exact(rng.normal(size=(n, p)))


def near(n):
    X = numbers(n, 3)
    return np.hstack([X, exact(X[:, :1] + rng.normal(size=(n, 1)) / 16)])


SHAPES = {
    "even": lambda: numbers(75, 4),
    "twinned": lambda: near(75),
    "crowded": lambda: numbers(50, 45),
    "shifted": lambda: exact(numbers(75, 4) * [1, 4, 1 / 4, 2] + [0, 3, 0, -2]),
}
TABLES = {}


def score(X):
    Z = (X - X.mean(0)) / X.std(0)
    return Z[:, 0] - 0.7 * Z[:, -1] + np.sin(2 * Z[:, 1]) + 0.5 * rng.normal(size=len(X))


def table(name, X, y, task):
    """The last rows are kept for predictions."""
    TABLES[name] = dict(X=X[:-FRESH], y=y[:-FRESH], fresh=X[-FRESH:], task=task, fresh_y=y[-FRESH:])


for shape, make in SHAPES.items():
    for task, cuts in dict(binary=[0.3], multiclass=[-0.6, 0.7]).items():
        X = make()
        table(f"{shape} {task}", X, np.digitize(score(X), cuts).astype(float), task)
    X = make()
    y = exact(3 * score(X) + 40)
    y[::9] += 30
    table(f"{shape} regression", X, y, "regression")

CASES = []


def linear(model, params, name, estimator, **more):
    t = TABLES[name]
    estimator.fit(t["X"], t["y"])
    ask = estimator.predict if t["task"] == "regression" else estimator.predict_proba
    CASES.append(
        dict(
            model=model,
            params=params,
            table=name,
            sklearn={"class": type(estimator).__name__, "params": estimator.get_params()},
            coefficients=np.atleast_2d(estimator.coef_).tolist(),
            intercept=np.atleast_1d(estimator.intercept_).tolist(),
            answers=ask(t["fresh"]).tolist(),
        )
        | {key: value(estimator, t) for key, value in more.items()}
    )


def tests_of(estimator, t):
    """Closed form: s^2 (X'X)^-1 and Student's t; intercept first where there is one."""
    X = t["X"]
    w = estimator.coef_
    if estimator.fit_intercept:
        X = np.hstack([np.ones((len(X), 1)), X])
        w = np.append(estimator.intercept_, w)
    degrees = X.shape[0] - X.shape[1]
    rest = t["y"] - X @ w
    error = np.sqrt(rest @ rest / degrees * np.diag(np.linalg.inv(X.T @ X)))
    reach = stats.t.ppf(0.975, degrees)
    return dict(
        degrees=degrees,
        error=error.tolist(),
        t=(w / error).tolist(),
        p=(2 * stats.t.sf(abs(w / error), degrees)).tolist(),
        low=(w - reach * error).tolist(),
        high=(w + reach * error).tolist(),
    )


def path_of(estimator, t):
    """At the penalties that the engine draws: 40, from the least that leaves no column to a thousandth."""
    X, y = t["X"], t["y"]
    if estimator.fit_intercept:
        X, y = X - X.mean(0), y - y.mean()
    ratio = getattr(estimator, "l1_ratio", 1.0)
    top = abs(X.T @ y).max() / (len(y) * ratio)
    alphas = top * 1e-3 ** (np.arange(40) / 39)
    _, coefficients, _ = enet_path(X, y, l1_ratio=ratio, alphas=alphas, tol=2e-14, max_iter=1_000_000)
    return dict(alphas=alphas[[0, 13, 26, 39]].tolist(), coefficients=coefficients[:, [0, 13, 26, 39]].T.tolist())


def loss_of(estimator, t):
    """What the estimator makes least: the sum of losses and the penalty."""
    rest = t["y"] - estimator.predict(t["X"])
    q = estimator.quantile
    return float(np.maximum(q * rest, (q - 1) * rest).sum() + len(rest) * estimator.alpha * abs(estimator.coef_).sum())


for shape in SHAPES:
    for task in ["binary", "multiclass"]:
        for C, ratio, intercept, weight in [
            (1.0, 1.0, True, None),
            (0.3, 0.5, True, "balanced"),
            (3.0, 0.9, False, None),
        ]:
            ours = dict(C=C, l1Ratio=ratio, fitIntercept=intercept, classWeight=weight or "none", tol=1e-13, maxIter=1000)
            theirs = dict(C=C, l1_ratio=ratio, fit_intercept=intercept, class_weight=weight, tol=1e-13)
            linear(
                "logisticRegression",
                ours,
                f"{shape} {task}",
                LogisticRegression(solver="saga", max_iter=1_000_000, **theirs),
            )


for shape in ["even", "twinned", "shifted"]:
    name = f"{shape} regression"
    for intercept in [True, False]:
        estimator = LinearRegression(fit_intercept=intercept, tol=1e-12)
        linear("linearRegression", dict(fitIntercept=intercept), name, estimator, inference=tests_of)
    common = dict(alpha=0.1, tol=1e-12, max_iter=10000)
    ours = dict(alpha=0.1, fitIntercept=True, positive=False, maxIter=10000, tol=1e-12)
    linear("lasso", ours, name, Lasso(**common), path=path_of)
    linear("elasticNet", ours | dict(l1Ratio=0.3), name, ElasticNet(l1_ratio=0.3, **common), path=path_of)
    for epsilon, alpha, intercept in [(1.35, 1e-4, True), (2.0, 1.0, True), (1.1, 0.01, False)]:
        ours = dict(epsilon=epsilon, alpha=alpha, fitIntercept=intercept, maxIter=100, tol=1e-9)
        theirs = dict(epsilon=epsilon, alpha=alpha, fit_intercept=intercept, max_iter=10000, tol=1e-9)
        linear("huberRegressor", ours, name, HuberRegressor(**theirs), scale=lambda e, t: float(e.scale_))
    for quantile, alpha, intercept in [(0.5, 0.0, True), (0.9, 0.02, True), (0.25, 0.1, False), (0.52, 1.0, True)]:
        ours = dict(quantile=quantile, alpha=alpha, fitIntercept=intercept)
        theirs = dict(quantile=quantile, alpha=alpha, fit_intercept=intercept, solver="highs")
        linear("quantileRegressor", ours, name, QuantileRegressor(**theirs), loss=loss_of)


def descended(model, params, name, estimator):
    """Mean score over 30 orders of the rows, and its standard deviation: the order is each library's own."""
    t = TABLES[name]
    regression = t["task"] == "regression"
    scores = []
    for seed in range(30):
        estimator.set_params(random_state=seed).fit(t["X"], t["y"])
        judge = r2_score if regression else accuracy_score
        scores.append(judge(t["y"], estimator.predict(t["X"])))
    estimator.set_params(random_state=None)
    CASES.append(
        dict(
            model=model,
            params=params,
            table=name,
            sklearn={"class": type(estimator).__name__, "params": estimator.get_params()},
            score=float(np.mean(scores)),
            spread=float(np.std(scores)),
        )
    )


X = numbers(415, 4)
table("rows binary", X, np.digitize(score(X), [0.3]).astype(float), "binary")
table("rows multiclass", X, np.digitize(score(X), [-0.6, 0.7]).astype(float), "multiclass")
table("rows regression", X, exact(score(X) + 2), "regression")
for task in ["binary", "multiclass"]:
    for ours, theirs in [
        (dict(loss="log_loss"), dict(loss="log_loss")),
        (
            dict(loss="modified_huber", penalty="elasticnet", l1Ratio=0.5, alpha=0.01, classWeight="balanced"),
            dict(loss="modified_huber", penalty="elasticnet", l1_ratio=0.5, alpha=0.01, class_weight="balanced"),
        ),
        (
            dict(loss="log_loss", penalty="l1", alpha=0.001, learningRate="adaptive", eta0=0.05),
            dict(loss="log_loss", penalty="l1", alpha=0.001, learning_rate="adaptive", eta0=0.05),
        ),
        (
            dict(loss="log_loss", penalty="none", learningRate="constant", eta0=0.02),
            dict(loss="log_loss", penalty=None, learning_rate="constant", eta0=0.02),
        ),
    ]:
        descended("sgdClassifier", ours, f"rows {task}", SGDClassifier(**theirs))
for ours, theirs in [
    (dict(), dict()),
    (
        dict(loss="huber", epsilon=0.5, penalty="elasticnet", learningRate="optimal", alpha=0.01),
        dict(loss="huber", epsilon=0.5, penalty="elasticnet", learning_rate="optimal", alpha=0.01),
    ),
    (
        dict(loss="epsilon_insensitive", learningRate="adaptive", penalty="l1"),
        dict(loss="epsilon_insensitive", learning_rate="adaptive", penalty="l1"),
    ),
    (
        dict(loss="squared_epsilon_insensitive", learningRate="constant", penalty="none"),
        dict(loss="squared_epsilon_insensitive", learning_rate="constant", penalty=None),
    ),
]:
    descended("sgdRegressor", ours, "rows regression", SGDRegressor(**theirs))


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
