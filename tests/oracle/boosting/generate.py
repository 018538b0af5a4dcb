"""Writes answers.json: tables with gaps, many classes and heavy tails, and scikit-learn's boosted answers to them; and,
with --scores (minutes), its scores on public tables of ../shared/data/pmlb. Run by `npm run oracle`.

Parameters are given twice on purpose, in Tabwise's names (`params`) and in scikit-learn's (the estimator).
"""

import gzip
import json
import pathlib
import sys
import warnings

import numpy as np
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import accuracy_score, r2_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.simplefilter("error")
rng = np.random.default_rng(20261121)
FRESH = 40


def exact(x, per=128):
    return np.round(x * per) / per


def numbers(n, p, gaps=0.0):
    X = exact(rng.normal(size=(n, p)))
    X[rng.random((n, p)) < gaps] = np.nan
    return X


def signal(X):
    Z = np.where(np.isnan(X), 1.5, X)
    return Z[:, 0] - 0.7 * Z[:, 1] + np.sin(2 * Z[:, 2]) + 0.8 * Z[:, 3] * (Z[:, 4] > 0)


TABLES = {}


def table(name, X, y, task):
    TABLES[name] = dict(X=X[:-FRESH], y=y[:-FRESH], fresh=X[-FRESH:], freshY=y[-FRESH:], task=task)


def noisy(X, noise=0.4):
    return signal(X) + noise * rng.normal(size=len(X))


X = numbers(440, 5)
table("numbers", X, exact(noisy(X)), "regression")
X = numbers(440, 5, gaps=0.2)
table("gaps", X, exact(noisy(X)), "regression")
table("counts", X, rng.poisson(np.exp(0.5 * signal(X))).astype(float), "regression")
table("amounts", X, exact(rng.gamma(2, np.exp(0.4 * signal(X)))) + 1 / 128, "regression")
X = numbers(440, 5)
table("two classes", X, (noisy(X) > 0.5).astype(float), "binary")
X = numbers(440, 5, gaps=0.2)
table("two classes with gaps", X, (noisy(X) > 1.5).astype(float), "binary")
X = numbers(840, 5, gaps=0.1)
table("ten classes", X, np.digitize(noisy(X, 0.2), np.linspace(-2.5, 3.5, 9)).astype(float), "multiclass")
X = numbers(440, 5)
X[:, 4] = np.round(X[:, 4])
X[: 440 - FRESH, 3] = np.where(np.isnan(X[: 440 - FRESH, 3]), 0, X[: 440 - FRESH, 3])
X[-FRESH::3, 3] = np.nan
table("gaps only later", X, exact(noisy(np.nan_to_num(X))), "regression")
X = numbers(540, 5)
table("five classes", X, np.digitize(noisy(X, 0.2), [-1.5, -0.3, 0.4, 1.5]).astype(float), "multiclass")
X = numbers(640, 5, gaps=0.05)
X[:, 3] = 7 * rng.integers(0, 9, len(X)) + 2
X[:, 4] = rng.integers(0, 30, len(X))
X[rng.random((640, 5)) < 0.08] = np.nan
# Categories that no learning row has.
X[-FRESH::4, 3] = 1000
X[-FRESH + 1 :: 5, 4] = 99
effect = np.sin(5 * np.nan_to_num(X[:, 3])) + 0.7 * np.cos(11 * np.nan_to_num(X[:, 4]))
table("categories", X, exact(np.nan_to_num(X[:, 0]) - 0.5 * np.nan_to_num(X[:, 1]) + 1.5 * effect + 0.3 * rng.normal(size=640)), "regression")
table("two classes by category", X, (effect + 0.5 * np.nan_to_num(X[:, 0]) + 0.3 * rng.normal(size=640) > 0).astype(float), "binary")

CASES = []


def case(name, ours, **theirs):
    t = TABLES[name]
    kind = HistGradientBoostingRegressor if t["task"] == "regression" else HistGradientBoostingClassifier
    theirs = dict(random_state=5, categorical_features=None) | theirs
    estimator = kind(**theirs).fit(t["X"], t["y"])
    back = dict(theirs)
    if theirs["categorical_features"]:
        back["categorical_features"] = [4 - j for j in theirs["categorical_features"]]
    if "monotonic_cst" in theirs:
        back["monotonic_cst"] = theirs["monotonic_cst"][::-1]
    turned = kind(**back).fit(t["X"][:, ::-1], t["y"])
    ask, ask_turned = ((e.predict if t["task"] == "regression" else e.predict_proba) for e in (estimator, turned))
    # Where columns part the rows equally well, the order of columns decides in scikit-learn, and their names here.
    tied = np.abs(ask(t["fresh"]) - ask_turned(t["fresh"][:, ::-1])).max() > 1e-9
    # Of nodes that nothing parts scikit-learn splits some on rounding: gains of 1e-15, both sides the same answer.
    splits = [sum(n["gain"] > 1e-12 for n in p.nodes if not n["is_leaf"]) for row in estimator._predictors for p in row]
    CASES.append(
        dict(
            params=ours,
            table=name,
            sklearn={"class": kind.__name__, "params": estimator.get_params()},
            answers=ask(t["fresh"]).tolist(),
            nodes=float(np.mean([2 * n + 1 for n in splits])),
            iterations=estimator.n_iter_,
            tied=bool(tied),
        )
    )


for name in ["numbers", "gaps", "gaps only later", "two classes", "two classes with gaps"]:
    case(name, dict(maxIter=50), max_iter=50)
    case(name, dict(maxIter=40, learningRate=0.3, minSamplesLeaf=3, maxLeafNodes=8), max_iter=40, learning_rate=0.3, min_samples_leaf=3, max_leaf_nodes=8)
    case(name, dict(maxIter=40, maxLeafNodes=None, maxDepth=4, l2Regularization=3), max_iter=40, max_leaf_nodes=None, max_depth=4, l2_regularization=3)
    case(name, dict(maxIter=40, maxBins=15), max_iter=40, max_bins=15)
    case(name, dict(maxIter=40, earlyStopping="on", validationFraction=0.2, nIterNoChange=2, tol=0.005), max_iter=40, early_stopping=True, validation_fraction=0.2, n_iter_no_change=2, tol=0.005)
    case(name, dict(maxIter=50, nIterNoChange=5, earlyStopping="on", validationFraction=None, tol=0.02), max_iter=50, n_iter_no_change=5, early_stopping=True, validation_fraction=None, tol=0.02)
case("gaps", dict(maxIter=1, maxLeafNodes=2, loss="absolute_error"), max_iter=1, max_leaf_nodes=2, loss="absolute_error")
case("gaps", dict(maxIter=1, maxLeafNodes=2, loss="quantile", quantile=0.8), max_iter=1, max_leaf_nodes=2, loss="quantile", quantile=0.8)
case("counts", dict(maxIter=40, loss="poisson"), max_iter=40, loss="poisson")
case("amounts", dict(maxIter=40, loss="gamma"), max_iter=40, loss="gamma")
case("two classes with gaps", dict(maxIter=40, classWeight="balanced"), max_iter=40, class_weight="balanced")
case("ten classes", dict(maxIter=15), max_iter=15)
case("ten classes", dict(maxIter=15, earlyStopping="on", nIterNoChange=3), max_iter=15, early_stopping=True, n_iter_no_change=3)
case("gaps", dict(maxIter=40, loss="absolute_error"), max_iter=40, loss="absolute_error")
case("gaps", dict(maxIter=40, loss="quantile", quantile=0.8), max_iter=40, loss="quantile", quantile=0.8)
case("two classes with gaps", {})

TREES = []


def tree(model, name, ours, estimator):
    """Other trees: the answers of one estimator, and whether they hang on the order of the columns."""
    t = TABLES[name]
    ask = "predict" if t["task"] == "regression" else "predict_proba"
    said, turned = (getattr(estimator.fit(x(t["X"]), t["y"]), ask)(x(t["fresh"])) for x in (lambda X: X, lambda X: X[:, ::-1]))
    tied = np.abs(said - turned).max() > 1e-9
    TREES.append(dict(model=model, table=name, params=ours, answers=said.tolist(), tied=bool(tied)))


def ada(name, ours, depth=None, **theirs):
    regression = TABLES[name]["task"] == "regression"
    weak = (DecisionTreeRegressor if regression else DecisionTreeClassifier)(max_depth=depth or (3 if regression else 1))
    tree("adaBoost", name, ours, (AdaBoostRegressor if regression else AdaBoostClassifier)(weak, random_state=5, **theirs))


for name in ["numbers", "two classes", "five classes"]:
    ada(name, {})
    ada(name, dict(nEstimators=15, learningRate=0.4, maxDepth=2), depth=2, n_estimators=15, learning_rate=0.4)
for loss in ["linear", "square", "exponential"]:
    ada("numbers", dict(nEstimators=20, loss=loss, maxDepth=1), depth=1, n_estimators=20, loss=loss)
for name in ["gaps", "two classes with gaps", "ten classes"]:
    single = DecisionTreeRegressor if TABLES[name]["task"] == "regression" else DecisionTreeClassifier
    tree("decisionTree", name, dict(maxDepth=4, minSamplesLeaf=5), single(max_depth=4, min_samples_leaf=5))
for name in ["two classes with gaps", "ten classes"]:
    tree("decisionTree", name, dict(maxDepth=4, minSamplesLeaf=5, classWeight="balanced"), DecisionTreeClassifier(max_depth=4, min_samples_leaf=5, class_weight="balanced"))
    tree("decisionTree", name, dict(maxDepth=4, minSamplesLeaf=5, criterion="entropy"), DecisionTreeClassifier(max_depth=4, min_samples_leaf=5, criterion="entropy"))

for name in ["categories", "two classes by category"]:
    case(name, dict(maxIter=30, categoricalFeatures=["x3", "x4"]), max_iter=30, categorical_features=[3, 4])
    case(name, dict(maxIter=30, categoricalFeatures=["x3"], increasing=["x0"], decreasing=["x1"]), max_iter=30, categorical_features=[3], monotonic_cst=[1, -1, 0, 0, 0])
    # Not the rare categories of x4 with two classes: whether 10 rows of equal hessian are 10 rows hangs on rounding there.
    rare = "x4" if name == "categories" else "x3"
    case(name, dict(maxIter=20, maxLeafNodes=None, maxDepth=4, categoricalFeatures=[rare], earlyStopping="on"), max_iter=20, max_leaf_nodes=None, max_depth=4, categorical_features=[int(rare[1])], early_stopping=True)
for name in ["numbers", "gaps", "two classes with gaps"]:
    case(name, dict(maxIter=40, increasing=["x0", "x2"], decreasing=["x1"]), max_iter=40, monotonic_cst=[1, -1, 1, 0, 0])
rare = np.random.default_rng(13)
X = np.round(rare.normal(size=(340, 3)) * 128) / 128
X[:, 2] = np.round(X[:, 2])
y = (X[:, 0] > 0.5).astype(float)
few = rare.permutation(300)
y[few[:1]], y[few[1:4]], y[few[4:11]] = 2, 3, 4
# Classes of 1, 3 and 7 rows: after 60 turns nothing is left to learn about some, whose trees are then a root of no effect.
table("rare classes", X, y, "multiclass")
case("rare classes", dict(earlyStopping="off"), early_stopping=False)
case("counts", dict(maxIter=40, loss="poisson", increasing=["x0"], l2Regularization=2), max_iter=40, loss="poisson", monotonic_cst=[1, 0, 0, 0, 0], l2_regularization=2)

SETS = ["ionosphere", "phoneme", "yeast", "titanic", "229_pwLinear", "547_no2", "583_fri_c1_1000_50"]
FOLDER = pathlib.Path("/work/shared/data/pmlb")
MODELS = {
    "histGradientBoosting": (HistGradientBoostingClassifier, HistGradientBoostingRegressor, 1),
    # So many that the mean is sure to 0.004: on 547_no2 single forests differ by 0.014 (standard deviation).
    "randomForest": (RandomForestClassifier, RandomForestRegressor, 12),
    "extraTrees": (ExtraTreesClassifier, ExtraTreesRegressor, 12),
}


def public(name):
    """Every fifth row is kept for the score."""
    with gzip.open(FOLDER / name / f"{name}.tsv.gz", "rt") as file:
        head = file.readline().rstrip("\n").split("\t")
        values = np.loadtxt(file, delimiter="\t")
    at = head.index("target")
    X, y = np.delete(values, at, 1), values[:, at]
    kept = np.arange(len(y)) % 5 == 0
    return X[~kept], y[~kept], X[kept], y[kept]


def nodes(estimator):
    if hasattr(estimator, "_predictors"):
        return np.mean([2 * p.get_n_leaf_nodes() - 1 for row in estimator._predictors for p in row])
    return np.mean([e.tree_.node_count for e in estimator.estimators_])


def scores():
    out = []
    for name in SETS:
        X, y, fresh, fresh_y = public(name)
        classes = not name[0].isdigit()
        for model, (classifier, regressor, seeds) in MODELS.items():
            found, sizes = [], []
            for seed in range(seeds):
                estimator = (classifier if classes else regressor)(random_state=seed).fit(X, y)
                judge = accuracy_score if classes else r2_score
                found.append(judge(fresh_y, estimator.predict(fresh)))
                sizes.append(nodes(estimator))
            out.append(dict(set=name, model=model, classes=classes, score=np.mean(found), nodes=np.mean(sizes)))
    return out


def short(x):
    """13 digits; a gap is null."""
    if isinstance(x, dict):
        return {k: short(v) for k, v in x.items()}
    if isinstance(x, list):
        return [short(v) for v in x]
    if isinstance(x, float):
        return None if np.isnan(x) else float(f"{x:.13g}")
    return x


here = pathlib.Path(__file__).parent
plain = {
    name: dict(task=t["task"], X=t["X"].T.tolist(), y=t["y"].tolist(), fresh=t["fresh"].T.tolist(), freshY=t["freshY"].tolist())
    for name, t in TABLES.items()
}
before = here / "answers.json"
known = FOLDER.exists() and "--scores" in sys.argv
then = json.loads(before.read_text())["scores"] if before.exists() else []
public_scores = scores() if known else then
out = dict(tables=plain, cases=CASES, trees=TREES, scores=public_scores)
before.write_text(json.dumps(short(out), separators=(",", ":")).replace(".0,", ",").replace(".0]", "]") + "\n")
print(len(CASES), "cases,", [t["tied"] for t in TREES], "tied,", before.stat().st_size, "bytes")
