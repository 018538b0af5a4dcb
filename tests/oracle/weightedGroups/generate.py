"""Writes answers.json: scikit-learn's groups and unusual rows where rows count differently. Run by `npm run oracle`;
read by tests/oracle/weightedGroups/weightedGroups.test.ts.
"""

import json
import pathlib

import numpy as np
from sklearn.cluster import DBSCAN, KMeans, MiniBatchKMeans
from sklearn.ensemble import IsolationForest
from sklearn.svm import OneClassSVM

rng = np.random.default_rng(20261121)
N = 150
SEED = 7


def exact(x):
    """Multiples of 1/128: short in JSON."""
    return np.round(x * 128) / 128


middles = np.array([[0, 0, 0], [5, 1, -2], [-3, 4, 1]])
turn = rng.uniform(0, np.pi, N)
side = rng.integers(0, 2, N)
tables = {
    "blobs": exact(middles[rng.integers(0, 3, N)] + rng.normal(size=(N, 3))),
    "arcs": exact(np.column_stack([np.cos(turn) + side, np.where(side, 0.4 - np.sin(turn), np.sin(turn))]) + 0.1 * rng.normal(size=(N, 2))),
}
# Of two centres that begin with the same row one has no rows, and moves to the row farthest from its own centre.
tables["heap"] = np.vstack([np.repeat(tables["blobs"][:1], N // 2, axis=0), tables["blobs"][N // 2 :]])
weights = {
    "fractions": exact(rng.uniform(0.1, 4, size=N)),
    "times": rng.integers(0, 4, size=N).astype(float),
    # Of a forest whose draws are not ours: rows on one side count so much that they look usual.
    "steep": np.where(tables["blobs"][:, 0] > 2, 64.0, 1.0),
}


def dbscan(eps, least):
    params = {"eps": eps, "minSamples": least}
    return "dbscan", params, DBSCAN(eps=eps, min_samples=least)


def oneClass(kernel, nu, **more):
    return "oneClassSvm", {"kernel": kernel, "nu": nu, "tol": 1e-8, **more}, OneClassSVM(kernel=kernel, nu=nu, tol=1e-8, shrinking=False, **more)


def groups(model, kind, k, init, **more):
    ours = {"n_init": "nInit", "batch_size": "batchSize", "reassignment_ratio": "reassignmentRatio", "init_size": "initSize"}
    params = {"nClusters": k, "init": init} | {ours[name]: value for name, value in more.items()}
    estimator = kind(k, init="random" if init == "random" else "k-means++", random_state=SEED, **more)
    return model, params, estimator


def kMeans(k, init, **more):
    return groups("kMeans", KMeans, k, init, **more)


def batches(k, init, **more):
    return groups("miniBatchKMeans", MiniBatchKMeans, k, init, **more)


def forest(rows):
    params = {"nEstimators": 300, "maxSamples": rows}
    return "isolationForest", params, IsolationForest(n_estimators=300, max_samples=rows, random_state=SEED)


cases = [
    ("blobs", *dbscan(0.8, 5)),
    ("blobs", *dbscan(1, 12)),
    ("arcs", *dbscan(0.2, 9)),
    ("blobs", *kMeans(3, "kMeansPlusPlus")),
    ("blobs", *kMeans(7, "kMeansPlusPlus", n_init=3)),
    ("arcs", *kMeans(6, "random")),
    ("arcs", *kMeans(45, "random", n_init=1)),
    ("heap", *kMeans(5, "random", n_init=1)),
    ("blobs", *batches(3, "kMeansPlusPlus")),
    ("arcs", *batches(5, "random", batch_size=20, reassignment_ratio=0.2)),
    ("blobs", *batches(4, "kMeansPlusPlus", batch_size=30, n_init=4, init_size=60)),
    ("blobs", *oneClass("rbf", 0.1)),
    ("arcs", *oneClass("rbf", 0.37, gamma=2)),
    ("blobs", *oneClass("poly", 0.25, degree=2, gamma=0.1, coef0=1)),
    ("blobs", *forest(20)),
]


def answer(fitted, X):
    if isinstance(fitted, OneClassSVM | IsolationForest):
        return {"scores": fitted.decision_function(X).tolist()}
    if not isinstance(fitted, DBSCAN):
        iterations = fitted.n_iter_ if isinstance(fitted, KMeans) else fitted.n_steps_
        centres = {"means": fitted.cluster_centers_.tolist(), "inertia": float(fitted.inertia_), "iterations": int(iterations)}
        return {"labels": fitted.labels_.tolist(), **centres}
    return {"labels": fitted.labels_.tolist(), "core": fitted.core_sample_indices_.tolist()}


found = []
for table, model, params, estimator in cases:
    for which, w in weights.items():
        if (which == "steep") != (model == "isolationForest"):
            continue
        fitted = estimator.fit(tables[table], sample_weight=w)
        found.append({"model": model, "params": params, "table": table, "weights": which, **answer(fitted, tables[table])})

document = {
    "tables": {name: X.T.tolist() for name, X in tables.items()},
    "weights": {name: w.tolist() for name, w in weights.items()},
    "cases": found,
}
path = pathlib.Path(__file__).with_name("answers.json")
path.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")
