"""Writes answers.json: tables and scikit-learn's answers to them, for the linear models that came last. Run by
`npm run oracle`; read by tests/oracle/models/answers.ts beside ../models/answers.json.

Parameters are given twice on purpose, in Tabwise's names (`params`) and in scikit-learn's (the estimator):
the test that runs the printed lowering in Python compares it with the estimator recorded here.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.linear_model import HuberRegressor, LogisticRegression, QuantileRegressor

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


def linear(model, params, name, estimator):
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
    )


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
