"""Writes answers.json: tables and scikit-learn's support vector machines on them. Run by `npm run oracle`.

`cases` are read by tests/oracle/models/answers.ts beside those of ../models; `decisions` by ../models/svm.test.ts:
what a machine says before it is calibrated, with a tolerance at which the optimum is known to 8 digits and more.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import SVC, SVR

warnings.simplefilter("error")
rng = np.random.default_rng(20261122)
FRESH = 15


def exact(x, per=128):
    """Multiples of 1/128: short in JSON."""
    return np.round(x * per) / per


def numbers(n, p):
    return exact(rng.normal(size=(n, p)))


def one_hot(n, levels):
    return np.eye(levels)[rng.integers(0, levels, n)]


SHAPES = {
    "clean": lambda: numbers(115, 4),
    "levels": lambda: exact(numbers(95, 3) * [1, 30, 1 / 16] + [0, 500, -7]),
    "one-hot": lambda: np.hstack([numbers(95, 2), one_hot(95, 3), one_hot(95, 4)]),
    "wide": lambda: numbers(45, 30),
}
CUTS = {"binary": [0.3], "multiclass": [-0.9, 0.6], "many": [-1.2, -0.4, 0.3, 1.1]}
TABLES = {}
for shape, make in SHAPES.items():
    for task in ["regression", *CUTS]:
        X = make()
        Z = (X - X.mean(0)) / np.where(X.std(0) > 0, X.std(0), 1)
        score = Z[:, 0] - 0.7 * Z[:, -1] + np.sin(2 * Z[:, 1]) + 0.4 * rng.normal(size=len(X))
        y = exact(3 * score + 40) if task == "regression" else np.digitize(score, CUTS[task]).astype(float)
        TABLES[f"vectors {shape} {task}"] = dict(
            task=task, X=X[:-FRESH], y=y[:-FRESH], fresh=X[-FRESH:], fresh_y=y[-FRESH:]
        )


def snake(params):
    words = dict(classWeight="class_weight", maxIter="max_iter")
    out = {words.get(k, k): v for k, v in params.items() if k != "cv"}
    return out | {"shrinking": False}


def plain(x):
    """Parameters that are no plain value by their kind: what is inside has entries of its own."""
    return x if x is None or isinstance(x, (bool, int, float, str)) else type(x).__name__


def settings(estimator):
    given = {k: plain(v) for k, v in estimator.get_params().items()}
    return {"class": type(estimator).__name__, "params": given}


CASES = []
DECISIONS = []


def case(name, **params):
    t = TABLES[name]
    if t["task"] == "regression":
        estimator = SVR(**snake(params))
        estimator.fit(t["X"], t["y"])
        answers = estimator.predict(t["fresh"])
    else:
        estimator = CalibratedClassifierCV(SVC(**snake(params)), ensemble=False, cv=params.get("cv", 5))
        estimator.fit(t["X"], t["y"])
        answers = estimator.predict_proba(t["fresh"])
    CASES.append(
        dict(
            model="supportVectorMachine",
            params=params,
            table=name,
            sklearn=settings(estimator),
            answers=answers.tolist(),
        )
    )


def decision(name, **params):
    t = TABLES[name]
    machine = (SVR if t["task"] == "regression" else SVC)(**snake(params))
    machine.fit(t["X"], t["y"])
    if t["task"] == "regression":
        values = machine.predict(t["fresh"])
    else:
        values = machine.decision_function(t["fresh"])
    steps = int(np.sum(machine.n_iter_))
    DECISIONS.append(
        dict(params=params, table=name, values=values.tolist(), vectors=len(machine.support_), steps=steps)
    )


for task in ["regression", "binary", "multiclass"]:
    for shape in SHAPES:
        case(f"vectors {shape} {task}")
    name = f"vectors clean {task}"
    case(name, kernel="linear", C=0.5)
    case(name, kernel="poly", degree=2, coef0=1.0)
    case(name, kernel="sigmoid", gamma=0.05, coef0=0.5)
    case(name, C=30.0, gamma="auto", tol=1e-6)
    if task == "regression":
        case(name, epsilon=0.0)
        case(name, epsilon=2.5, C=10.0)
    else:
        case(name, cv=2)
        case(f"vectors one-hot {task}", classWeight="balanced", cv=3)

for task in ["regression", "binary", "multiclass", "many"]:
    for shape in SHAPES:
        decision(f"vectors {shape} {task}", tol=1e-10)
        if shape != "levels":
            decision(f"vectors {shape} {task}", kernel="linear", tol=1e-10)
    name = f"vectors clean {task}"
    decision(name, kernel="poly", coef0=1.0, C=0.1, tol=1e-10)
    decision(name, kernel="poly", degree=4, gamma="auto", tol=1e-10)
    decision(name, kernel="sigmoid", gamma=0.02, coef0=-0.5, C=3.0, tol=1e-10)
    decision(name, C=1000.0, tol=1e-10)
    decision(name, C=0.01, gamma=2.0, tol=1e-10)
    if task != "regression":
        decision(name, classWeight="balanced", tol=1e-10)


def short(x):
    """13 digits are enough to tell agreement to 1e-10."""
    if isinstance(x, dict):
        return {k: short(v) for k, v in x.items()}
    if isinstance(x, list):
        return [short(v) for v in x]
    return float(f"{x:.13g}") if isinstance(x, float) else x


def listed(t):
    return dict(
        task=t["task"],
        X=t["X"].T.tolist(),
        y=t["y"].tolist(),
        fresh=t["fresh"].T.tolist(),
        freshY=t["fresh_y"].tolist(),
    )


out = dict(tables={k: listed(t) for k, t in TABLES.items()}, cases=short(CASES), decisions=short(DECISIONS))
path = pathlib.Path(__file__).parent / "answers.json"
text = json.dumps(out, separators=(",", ":"))
path.write_text(text.replace(".0,", ",").replace(".0]", "]") + "\n")
print(len(CASES), "cases,", len(DECISIONS), "decisions,", path.stat().st_size, "bytes")
