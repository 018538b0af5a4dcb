"""Writes answers.json: tables and scikit-learn's answers to them. Run by `npm run oracle`.

Parameters are given twice on purpose, in Tabwise's names (`params`) and in scikit-learn's (the estimator):
the test that runs the printed lowering in Python compares it with the estimator recorded here.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.simplefilter("error")
rng = np.random.default_rng(20240917)
TOL = 1e-12


def exact(x, per=128):
    """Multiples of 1/128: short in JSON, and the same number in float32."""
    return np.round(x * per) / per


def one_hot(n, levels):
    return np.eye(levels)[rng.integers(0, levels, n)]


def numbers(n, p, per=128):
    return exact(rng.normal(size=(n, p)), per)


def answer(X, task, noise=0.5):
    Z = (X - X.mean(0)) / np.where(X.std(0) > 0, X.std(0), 1)
    score = Z[:, 0] - 0.7 * Z[:, -1] + np.sin(2 * Z[:, 1 % Z.shape[1]])
    score = score + noise * rng.normal(size=len(X))
    if task == "regression":
        return exact(3 * score + 40)
    cuts = [0.3] if task == "binary" else [-0.6, 0.7]
    return np.digitize(score, cuts).astype(float)


TABLES = {}


def table(name, X, task, fresh=25):
    """The last `fresh` rows are kept for predictions."""
    y = answer(X, task)
    TABLES[name] = dict(X=X[:-fresh], y=y[:-fresh], fresh=X[-fresh:], task=task, fresh_y=y[-fresh:])


def scaled(n):
    return numbers(n, 4)


def unscaled(n):
    return exact(numbers(n, 4) * [1, 1000, 1 / 16, 30] + [0, 50000, 0, -7])


def collinear(n):
    return np.hstack([unscaled(n), one_hot(n, 3), one_hot(n, 4)])


for task in ["regression", "binary", "multiclass"]:
    table(f"scaled {task}", scaled(105), task)
    table(f"unscaled {task}", unscaled(105), task)
    table(f"one-hot {task}", collinear(125), task)
    table(f"wide {task}", numbers(45, 40), task)
    table(f"one feature {task}", numbers(85, 1), task)
    table(f"constant beside {task}", np.hstack([numbers(85, 2), np.full((85, 1), 0.1)]), task)
    table(f"trees {task}", numbers(265, 5, per=1024), task)
table("forest regression", numbers(420, 6), "regression", fresh=210)
table("forest binary", numbers(420, 6), "binary", fresh=210)

CASES = []


def settings(estimator):
    return {"class": type(estimator).__name__, "params": estimator.get_params()}


def base(model, params, name, estimator):
    return dict(model=model, params=params, table=name, sklearn=settings(estimator))


def linear(model, params, name, estimator):
    t = TABLES[name]
    estimator.fit(t["X"], t["y"])
    CASES.append(
        base(model, params, name, estimator)
        | dict(
            coefficients=np.atleast_2d(estimator.coef_).tolist(),
            intercept=np.atleast_1d(estimator.intercept_).tolist(),
            answers=answers(estimator, t),
        )
    )


def answers(estimator, t):
    if t["task"] == "regression":
        return estimator.predict(t["fresh"]).tolist()
    return estimator.predict_proba(t["fresh"]).tolist()


def logistic(name, C=1.0, fitIntercept=True, classWeight="none", tol=1e-10, maxIter=100):
    estimator = LogisticRegression(
        C=C,
        fit_intercept=fitIntercept,
        class_weight=None if classWeight == "none" else classWeight,
        solver="newton-cholesky",
        tol=tol,
        max_iter=maxIter,
    )
    params = dict(C=C, fitIntercept=fitIntercept, classWeight=classWeight, tol=tol, maxIter=maxIter)
    linear("logisticRegression", params, name, estimator)


for kind in ["scaled", "unscaled", "one-hot", "wide", "one feature", "constant beside"]:
    name = f"{kind} regression"
    for intercept in [True, False]:
        estimator = LinearRegression(fit_intercept=intercept, tol=TOL)
        linear("linearRegression", dict(fitIntercept=intercept), name, estimator)
        for alpha in [1.0, 100.0, 0.01]:
            estimator = Ridge(alpha=alpha, fit_intercept=intercept)
            linear("ridge", dict(alpha=alpha, fitIntercept=intercept), name, estimator)
    for task in ["binary", "multiclass"]:
        name = f"{kind} {task}"
        logistic(name)
        logistic(name, C=100.0)
        logistic(name, C=0.1, classWeight="balanced")
        logistic(name, fitIntercept=False)
        logistic(name, tol=1e-4)
linear("ridge", dict(alpha=0, fitIntercept=True), "one-hot regression", LinearRegression(tol=TOL))


def tree(task, ours, **theirs):
    kind = DecisionTreeRegressor if task == "regression" else DecisionTreeClassifier
    name = f"trees {task}"
    t = TABLES[name]
    grown = [kind(**theirs, random_state=seed).fit(t["X"], t["y"]) for seed in range(30)]
    first = grown[0].tree_
    for other in grown:  # no ties: scikit-learn's own draw of features decides nothing
        assert np.array_equal(other.tree_.threshold, first.threshold), (task, theirs)
    CASES.append(
        base("decisionTree", ours, name, grown[0])
        | dict(
            answers=answers(grown[0], t),
            nodes=first.node_count,
            depth=int(first.max_depth),
            feature=np.maximum(first.feature, -1).tolist(),
            threshold=np.where(first.feature < 0, 0, first.threshold).tolist(),
            samples=first.n_node_samples.tolist(),
            importances=grown[0].feature_importances_.tolist(),
        )
    )


tree("regression", dict(minSamplesLeaf=5), min_samples_leaf=5)
tree("regression", dict(maxDepth=4), max_depth=4)
tree("regression", dict(minSamplesSplit=25, minSamplesLeaf=3), min_samples_split=25, min_samples_leaf=3)
for task in ["binary", "multiclass"]:
    tree(task, dict(maxDepth=3), max_depth=3)
    tree(task, dict(maxDepth=3, criterion="entropy"), max_depth=3, criterion="entropy")
    tree(task, dict(maxDepth=3, criterion="log_loss"), max_depth=3, criterion="log_loss")
    tree(task, dict(minSamplesLeaf=20), min_samples_leaf=20)


def forest(name, ours, **theirs):
    t = TABLES[name]
    kind = RandomForestRegressor if t["task"] == "regression" else RandomForestClassifier
    scores, nodes = [], []
    for seed in range(8):
        grown = kind(**theirs, random_state=seed).fit(t["X"], t["y"])
        nodes.append(np.mean([e.tree_.node_count for e in grown.estimators_]))
        if t["task"] == "regression":
            scores.append(r2_score(t["fresh_y"], grown.predict(t["fresh"])))
        else:
            scores.append(roc_auc_score(t["fresh_y"], grown.predict_proba(t["fresh"])[:, 1]))
    CASES.append(
        base("randomForest", ours, name, kind(**theirs, random_state=0))
        | dict(score=float(np.mean(scores)), nodes=float(np.mean(nodes)))
    )


for name in ["forest regression", "forest binary"]:
    auto = None if name.endswith("regression") else "sqrt"
    forest(name, dict(), n_estimators=100, max_features=auto)
    forest(
        name,
        dict(nEstimators=60, minSamplesLeaf=5, maxFeatures=0.5),
        n_estimators=60,
        min_samples_leaf=5,
        max_features=0.5,
    )
    forest(
        name,
        dict(nEstimators=60, bootstrap=False, maxFeatures="log2", maxDepth=6),
        n_estimators=60,
        bootstrap=False,
        max_features="log2",
        max_depth=6,
    )
forest("forest binary", dict(criterion="entropy"), n_estimators=100, criterion="entropy")

for task in ["regression", "binary", "multiclass"]:
    name = f"scaled {task}"
    estimator = DummyRegressor(strategy="mean") if task == "regression" else DummyClassifier(strategy="prior")
    t = TABLES[name]
    estimator.fit(t["X"], t["y"])
    CASES.append(base("baseline", dict(), name, estimator) | dict(answers=answers(estimator, t)))


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


out = dict(tables={k: plain(t) for k, t in TABLES.items()}, cases=[short(c) for c in CASES])
path = pathlib.Path(__file__).parent / "answers.json"
text = json.dumps(out, separators=(",", ":"))
path.write_text(text.replace(".0,", ",").replace(".0]", "]") + "\n")
print(len(CASES), "cases,", path.stat().st_size, "bytes")
