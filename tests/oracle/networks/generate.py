"""Writes answers.json: scikit-learn's networks from a seed, pass by pass, and, with --scores (a minute), its scores on
public tables of ../shared/data/pmlb. Run by `npm run oracle`.

Parameters are given twice on purpose, in Tabwise's names (`params`) and in scikit-learn's (the estimator).
"""

import gzip
import json
import pathlib
import sys
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("error")
# Most cases are short on purpose.
warnings.simplefilter("ignore", ConvergenceWarning)
rng = np.random.default_rng(20261121)
FRESH, SEED = 30, 7


def exact(x, per=128):
    return np.round(x * per) / per


def signal(X):
    return X[:, 0] - 0.7 * X[:, 1] + np.sin(2 * X[:, 2]) + 0.8 * X[:, 3] * (X[:, 4] > 0)


X = exact(rng.normal(size=(250, 5)))
S = signal(X) + 0.4 * rng.normal(size=len(X))
TABLES = {
    "network values": (exact(S), "regression"),
    "network two classes": ((S > 0.8).astype(float), "binary"),
    "network three classes": (np.digitize(S, [-0.8, 0.9]).astype(float), "multiclass"),
}
CASES = []


def case(name, ours, weights=None, **theirs):
    y, task = TABLES[name]
    kind = MLPRegressor if task == "regression" else MLPClassifier
    estimator = kind(random_state=SEED, **theirs).fit(X[:-FRESH], y[:-FRESH], weights)
    ask = estimator.predict if task == "regression" else estimator.predict_proba
    CASES.append(
        dict(
            model="multilayerPerceptron",
            table=name,
            params=ours,
            sklearn={"class": kind.__name__, "params": estimator.get_params()},
            answers=np.ravel(ask(X[-FRESH:])).tolist(),
            losses=estimator.loss_curve_[:40],
            scores=(estimator.validation_scores_ or [])[:40],
            passes=estimator.n_iter_,
        )
    )


for name in TABLES:
    case(name, dict(maxIter=30), max_iter=30)
    case(name, dict(maxIter=150, hiddenLayerSizes=[20, 9], alpha=0.5, batchSize=50), max_iter=150, hidden_layer_sizes=[20, 9], alpha=0.5, batch_size=50)
    case(name, dict(hiddenLayerSizes=[7, 3], activation="tanh", earlyStopping=True, maxIter=60, learningRateInit=0.01, batchSize=32, nIterNoChange=5, validationFraction=0.2), hidden_layer_sizes=[7, 3], activation="tanh", early_stopping=True, max_iter=60, learning_rate_init=0.01, batch_size=32, n_iter_no_change=5, validation_fraction=0.2)
    case(name, dict(hiddenLayerSizes=[9], activation="logistic", solver="sgd", learningRate="adaptive", learningRateInit=0.05, maxIter=120, nIterNoChange=2, tol=0.001), hidden_layer_sizes=[9], activation="logistic", solver="sgd", learning_rate="adaptive", learning_rate_init=0.05, max_iter=120, n_iter_no_change=2, tol=0.001)
    case(name, dict(hiddenLayerSizes=[1], activation="identity", solver="sgd", learningRate="invscaling", learningRateInit=0.05, momentum=0.5, maxIter=25, batchSize=64), hidden_layer_sizes=[1], activation="identity", solver="sgd", learning_rate="invscaling", learning_rate_init=0.05, momentum=0.5, max_iter=25, batch_size=64)
case("network values", dict(hiddenLayerSizes=[20], earlyStopping=True, tol=0.03, nIterNoChange=3, learningRateInit=0.02, maxIter=150), hidden_layer_sizes=[20], early_stopping=True, tol=0.03, n_iter_no_change=3, learning_rate_init=0.02, max_iter=150)
case("network values", dict(hiddenLayerSizes=[20], tol=0.01, nIterNoChange=2, learningRateInit=0.01), hidden_layer_sizes=[20], tol=0.01, n_iter_no_change=2, learning_rate_init=0.01)
for name in ["network two classes", "network three classes"]:
    y = TABLES[name][0][:-FRESH]
    counts = np.bincount(y.astype(int))
    balanced = len(y) / (len(counts) * counts[y.astype(int)])
    case(name, dict(maxIter=40, classWeight="balanced", hiddenLayerSizes=[12]), balanced, max_iter=40, hidden_layer_sizes=[12])
    case(name, dict(maxIter=40, classWeight="balanced", hiddenLayerSizes=[5], earlyStopping=True, nIterNoChange=4), balanced, max_iter=40, hidden_layer_sizes=[5], early_stopping=True, n_iter_no_change=4)

SETS = ["ionosphere", "yeast", "titanic", "phoneme", "229_pwLinear", "547_no2", "583_fri_c1_1000_50"]
FOLDER = pathlib.Path("/work/shared/data/pmlb")


def public(name):
    """Every fifth row is kept for the score; columns, and a target of numbers, are scaled by the others."""
    with gzip.open(FOLDER / name / f"{name}.tsv.gz", "rt") as file:
        head = file.readline().rstrip("\n").split("\t")
        values = np.loadtxt(file, delimiter="\t")
    at = head.index("target")
    X, y = np.delete(values, at, 1), values[:, at]
    kept = np.arange(len(y)) % 5 == 0
    scaler = StandardScaler().fit(X[~kept])
    # The engine takes columns by name, so that from the same seed it starts from the same weights: no luck in between.
    X = scaler.transform(X)[:, np.argsort([n for n in head if n != "target"], kind="stable")]
    if name[0].isdigit():
        y = (y - y[~kept].mean()) / y[~kept].std()
    return X[~kept], y[~kept], X[kept], y[kept]


def scores():
    out = []
    for name in SETS:
        X, y, fresh, fresh_y = public(name)
        classes = not name[0].isdigit()
        found, areas = [], []
        for seed in range(3):
            estimator = (MLPClassifier if classes else MLPRegressor)(random_state=seed, max_iter=60).fit(X, y)
            found.append((accuracy_score if classes else r2_score)(fresh_y, estimator.predict(fresh)))
            if classes and len(estimator.classes_) == 2:
                areas.append(roc_auc_score(fresh_y, estimator.predict_proba(fresh)[:, 1]))
        out.append(dict(set=name, classes=classes, score=np.mean(found), auc=np.mean(areas) if areas else None))
    return out


def short(x):
    """14 digits."""
    if isinstance(x, dict):
        return {k: short(v) for k, v in x.items()}
    if isinstance(x, list):
        return [short(v) for v in x]
    return float(f"{x:.14g}") if isinstance(x, float) else x


before = pathlib.Path(__file__).parent / "answers.json"
known = FOLDER.exists() and "--scores" in sys.argv
then = json.loads(before.read_text())["scores"] if before.exists() else []
tables = {
    name: dict(task=task, X=X[:-FRESH].T.tolist(), y=y[:-FRESH].tolist(), fresh=X[-FRESH:].T.tolist())
    for name, (y, task) in TABLES.items()
}
out = dict(seed=SEED, tables=tables, cases=CASES, scores=scores() if known else then)
before.write_text(json.dumps(short(out), separators=(",", ":")) + "\n")
print(len(CASES), "cases,", before.stat().st_size, "bytes")
