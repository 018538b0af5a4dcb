"""The other side of the benchmark: one JSON request a line on standard input, one answer a line on standard output."""

import io
import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor



def lightgbm(**params):
    """As HistGradientBoosting: 100 trees of 31 leaves, 255 bins. Its own Python has it, see peer.mjs."""
    from lightgbm import LGBMClassifier

    return LGBMClassifier(n_jobs=1, random_state=0, verbose=-1, **params)


def xgboost(**params):
    """Its defaults are other trees (depth 6, rate 0.3): told to grow the same ones."""
    from xgboost import XGBClassifier

    return XGBClassifier(
        n_jobs=1,
        random_state=0,
        tree_method="hist",
        grow_policy="lossguide",
        max_leaves=31,
        max_depth=0,
        learning_rate=0.1,
        **params,
    )


PEERS = {
    "linearRegression": lambda: LinearRegression(),
    "ridge": lambda: Ridge(),
    "logisticRegression": lambda: LogisticRegression(),
    "logisticRegression.exported": lambda: LogisticRegression(solver="newton-cholesky", tol=1e-10),
    "decisionTree.binary": lambda: DecisionTreeClassifier(min_samples_leaf=20, random_state=0),
    "decisionTree.regression": lambda: DecisionTreeRegressor(min_samples_leaf=20, random_state=0),
    "randomForest.binary": lambda: RandomForestClassifier(n_jobs=1, random_state=0),
    "randomForest.regression": lambda: RandomForestRegressor(n_estimators=30, n_jobs=1, random_state=0),
    "logistic-40k": lambda: LogisticRegression(),
    "svc-5k": lambda: CalibratedClassifierCV(SVC(), ensemble=False),
    "knn-40k": lambda: KNeighborsClassifier(),
    "svr-5k": lambda: SVR(),
    "gbdt-40k": lambda: HistGradientBoostingClassifier(early_stopping=False, random_state=0),
    "gbdt-500k": lambda: HistGradientBoostingClassifier(early_stopping=False, random_state=0),
    "gbdt-missing": lambda: HistGradientBoostingClassifier(early_stopping=False, random_state=0),
    "gbdt-categories": lambda: HistGradientBoostingClassifier(
        early_stopping=False, random_state=0, categorical_features=list(range(1, 30, 2))
    ),
    "gbdt-classes": lambda: HistGradientBoostingClassifier(early_stopping=False, random_state=0),
    "forest-missing": lambda: RandomForestClassifier(n_jobs=1, random_state=0),
    "forest-classes": lambda: RandomForestClassifier(n_jobs=1, random_state=0),
    "forest-40k": lambda: RandomForestClassifier(n_jobs=1, random_state=0),
    "forest-40k.workers": lambda: RandomForestClassifier(n_jobs=2, random_state=0),
    "kmeans-40k": lambda: KMeans(n_clusters=8, random_state=0),
    "pca-40k": lambda: PCA(n_components=10),
    "gbdt-40k.lightgbm": lightgbm,
    "gbdt-40k.xgboost": xgboost,
    "gbdt-500k.lightgbm": lightgbm,
    "gbdt-500k.xgboost": xgboost,
    "gbdt-missing.lightgbm": lightgbm,
    "gbdt-missing.xgboost": xgboost,
    "gbdt-classes.lightgbm": lightgbm,
    "gbdt-classes.xgboost": xgboost,
    "predict-forest": lambda: RandomForestClassifier(n_jobs=1, random_state=0),
}

GROWING = {
    "histGradientBoosting": lambda: HistGradientBoostingClassifier(early_stopping=False, max_iter=20, random_state=0),
    "logisticRegression": lambda: LogisticRegression(max_iter=1000),
}

held = {}


def load(path, case):
    rows, columns = case["rows"], case["columns"]
    n = rows + case["testRows"]
    values = np.fromfile(path, dtype="<f8")
    X = np.ascontiguousarray(values[: columns * n].reshape(columns, n).T)
    y = values[columns * n :]
    if case["task"] != "regression":
        y = y.astype(np.int64)
    held.pop("fitted", None)
    held.update(train=(X[:rows], y[:rows]), test=(X[rows:], y[rows:]))


def between(X, labels):
    """1 - squares within the groups over squares about the mean."""
    within = sum(((X[labels == c] - X[labels == c].mean(axis=0)) ** 2).sum() for c in set(labels))
    return 1 - within / ((X - X.mean(axis=0)) ** 2).sum()


def named(model):
    """What it is and of which version, on one line, without the parameters nobody set."""
    package = type(model).__module__.split(".")[0]
    name = "scikit-learn" if package == "sklearn" else package
    set_ = {key: value for key, value in model.get_params().items() if package == "xgboost" and value is not None}
    said = f"{type(model).__name__}({', '.join(f'{key}={value!r}' for key, value in set_.items())})" if set_ else repr(model)
    return f"{name} {sys.modules[package].__version__} {' '.join(said.split())}"


def seeded(case):
    """Another seed each turn: single forests differ by 0.001 of AUC."""
    model = GROWING[case["model"]]() if case["id"].startswith("growth.") else PEERS[case["id"]]()
    if "random_state" in model.get_params():
        model.set_params(random_state=case["seed"])
    return model


def fit(case):
    model = seeded(case)
    X, y = held["test"]
    began = time.perf_counter()
    model.fit(*held["train"])
    seconds = time.perf_counter() - began
    peer = named(model)
    if case["kind"] == "step":
        return {"seconds": seconds, "score": float(model.explained_variance_ratio_.sum()), "peer": peer}
    asked = time.perf_counter()
    answers = model.predict_proba(X) if hasattr(model, "predict_proba") else model.predict(X)
    predicting = time.perf_counter() - asked
    if case["task"] == "clustering":
        score = between(X, answers)
    elif case["task"] == "regression":
        score = r2_score(y, answers)
    elif case["task"] == "multiclass":
        score = roc_auc_score(y, answers, multi_class="ovr")
    else:
        score = roc_auc_score(y, answers[:, 1])
    return {"seconds": seconds, "score": float(score), "peer": peer, "predicting": predicting}


def predict(case):
    """The model is fitted before the clock starts, once."""
    if "fitted" not in held:
        held["fitted"] = seeded(case).fit(*held["train"])
    model = held["fitted"]
    X, y = held["test"]
    began = time.perf_counter()
    answers = model.predict_proba(X)[:, 1]
    seconds = time.perf_counter() - began
    peer = f"{named(model)}.predict_proba"
    return {"seconds": seconds, "score": float(roc_auc_score(y, answers)), "peer": peer}


def load_csv(path):
    held["csv"] = Path(path).read_bytes()


def read_csv():
    began = time.perf_counter()
    df = pd.read_csv(io.BytesIO(held["csv"]))
    df.describe(include="all")
    seconds = time.perf_counter() - began
    peer = f"pandas {pd.__version__} read_csv, describe(include='all')"
    return {"seconds": seconds, "score": float(df.iloc[:, 0].mean()), "peer": peer}


ACTS = {"load": load, "fit": fit, "predict": predict, "loadCsv": load_csv, "readCsv": read_csv}

for line in sys.stdin:
    act, *arguments = json.loads(line)
    print(json.dumps(ACTS[act](*arguments)), flush=True)
