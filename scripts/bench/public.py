"""scikit-learn on the public tables of public.mjs: the plan as one JSON line on standard input, a line for each answer."""

import gzip
import json
import sys
import warnings

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

warnings.simplefilter("ignore")

MODELS = {
    "randomForest": (RandomForestClassifier, RandomForestRegressor),
    "extraTrees": (ExtraTreesClassifier, ExtraTreesRegressor),
    "histGradientBoosting": (HistGradientBoostingClassifier, HistGradientBoostingRegressor),
    "supportVectorMachine": (lambda: CalibratedClassifierCV(SVC(), ensemble=False), SVR),
    "multilayerPerceptron": (lambda: MLPClassifier(max_iter=60), lambda: MLPRegressor(max_iter=60)),
}


def table(path, most):
    """At most so many rows, evenly spread; columns by name; classes as codes."""
    with gzip.open(path, "rt") as file:
        head = file.readline().rstrip("\n").split("\t")
        values = np.genfromtxt(file, delimiter="\t", missing_values="NA")
    rows = len(values)
    if rows > most:
        values = values[np.arange(most) * rows // most]
    at = head.index("target")
    order = sorted((name, j) for j, name in enumerate(head) if j != at)
    return values[:, [j for _, j in order]], values[:, at]


def nodes(model):
    if hasattr(model, "estimators_"):
        return np.mean([tree.tree_.node_count for tree in model.estimators_])
    if hasattr(model, "_predictors"):
        return np.mean([len(tree.nodes) for turn in model._predictors for tree in turn])
    return None


def answer(job):
    X, y = table(job["path"], job["most"])
    classes = job["classes"]
    y = np.unique(y, return_inverse=True)[1] if classes else y
    count = len(np.unique(y)) if classes else 1
    found = []
    for seed in range(job["seeds"]):
        said = np.zeros((len(y), count))
        sizes = []
        for fold in range(job["folds"]):
            fresh = np.arange(len(y)) % job["folds"] == fold
            model = MODELS[job["model"]][0 if classes else 1]()
            if "random_state" in model.get_params():
                model.set_params(random_state=seed)
            A, B, own = X[~fresh], X[fresh], y[~fresh]
            level, spread = (own.mean(), own.std()) if job["scaled"] and not classes else (0, 1)
            if job["scaled"]:
                scaler = StandardScaler().fit(A)
                A, B = scaler.transform(A), scaler.transform(B)
            model.fit(A, own if classes else (own - level) / spread)
            if classes:
                said[np.ix_(fresh, model.classes_)] = model.predict_proba(B)
            else:
                said[fresh, 0] = model.predict(B) * spread + level
            sizes.append(nodes(model))
        one = {"nodes": None if sizes[0] is None else float(np.mean(sizes))}
        if classes:
            one["accuracy"] = accuracy_score(y, said.argmax(axis=1))
            one["auc"] = roc_auc_score(y, said[:, 1] if count == 2 else said / said.sum(axis=1, keepdims=True), multi_class="ovr")
        else:
            one["r2"] = r2_score(y, said[:, 0])
        found.append(one)
    return {key: None if found[0][key] is None else float(np.mean([one[key] for one in found])) for key in found[0]}


for job in json.loads(sys.stdin.readline()):
    try:
        said = answer(job)
    except ValueError as error:
        said = {"refused": str(error).splitlines()[0]}
    print(json.dumps(said), flush=True)
