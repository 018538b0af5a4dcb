"""Answers of scikit-learn for models without a target, into answers.json.

Tables are drawn here and rounded, so that JSON holds them exactly. Each case names a Tabwise model with its
parameters, and the estimator with the same meaning, written by hand.
"""

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.ensemble import IsolationForest
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import LocalOutlierFactor
from sklearn.svm import OneClassSVM

HERE = Path(__file__).parent
SEED = 7


def tables():
    random = np.random.RandomState(11)
    centres = random.uniform(-6, 6, size=(5, 4))
    blobs = np.vstack([c + random.normal(size=(40, 4)) for c in centres])
    mixed = random.normal(size=(5, 5))
    long = np.vstack([random.normal(size=(90, 5)) @ mixed, 4 + random.normal(size=(70, 5))])
    angle = random.uniform(0, np.pi, size=150)
    moon = np.column_stack([np.cos(angle), np.sin(angle)]) + random.normal(0, 0.07, size=(150, 2))
    moon[75:] = np.array([1, 0.4]) - moon[75:]
    noise = random.uniform(-2, 3, size=(20, 2))
    units = random.normal(size=(120, 6)) * np.array([1e-3, 1, 1e3, 1, 1e5, 1]) + np.array([0, 0, 1e6, 5, 0, -3])
    grid = np.array([[i % 6, i // 6] for i in range(30)], dtype=float)
    cloud = random.normal(size=(400, 8))
    return {
        "blobs": blobs,
        "long": long,
        "moons": np.vstack([moon, noise]),
        "units": units,
        "grid": grid,
        "noise": cloud,
    }


def cases():
    for table in ("blobs", "long", "units", "noise"):
        for k in (1, 2, 5, 9):
            yield table, "kMeans", {"nClusters": k}, KMeans(n_clusters=k, random_state=SEED)
    yield "blobs", "kMeans", {"nClusters": 4, "init": "random"}, KMeans(
        n_clusters=4, init="random", n_init=10, random_state=SEED
    )
    yield "noise", "kMeans", {"nClusters": 20, "nInit": 5}, KMeans(n_clusters=20, n_init=5, random_state=SEED)
    yield "noise", "kMeans", {"nClusters": 6, "maxIter": 3, "tol": 0}, KMeans(
        n_clusters=6, max_iter=3, tol=0, random_state=SEED
    )
    yield "grid", "kMeans", {"nClusters": 30}, KMeans(n_clusters=30, random_state=SEED)
    for table in ("blobs", "long", "moons", "units", "noise"):
        for linkage in ("ward", "complete", "average", "single"):
            yield table, "agglomerative", {"nClusters": 6, "linkage": linkage}, AgglomerativeClustering(
                n_clusters=6, linkage=linkage
            )
    for linkage in ("ward", "complete", "average", "single"):
        yield "grid", "agglomerative", {"nClusters": 4, "linkage": linkage}, AgglomerativeClustering(
            n_clusters=4, linkage=linkage
        )
    for table, eps, least in (("moons", 0.2, 5), ("moons", 0.12, 3), ("blobs", 1.5, 4), ("grid", 1, 5), ("noise", 2, 5)):
        yield table, "dbscan", {"eps": eps, "minSamples": least}, DBSCAN(eps=eps, min_samples=least)
    for table, k in (("blobs", 5), ("long", 2), ("noise", 3), ("moons", 4)):
        for shape in ("full", "tied", "diag", "spherical"):
            params = {"nComponents": k, "covarianceType": shape}
            yield table, "gaussianMixture", params, GaussianMixture(k, covariance_type=shape, random_state=SEED)
    yield "blobs", "gaussianMixture", {"nComponents": 3, "nInit": 3, "tol": 1e-6}, GaussianMixture(
        3, n_init=3, tol=1e-6, random_state=SEED
    )


def anomalies():
    """Rows far from the others stand last in these tables."""
    for table in ("moons", "blobs", "noise", "long"):
        for k, share in ((20, "auto"), (5, 0.1)):
            params = {"nNeighbors": k, "contamination": share}
            yield table, "localOutlierFactor", params, LocalOutlierFactor(n_neighbors=k, contamination=share)
        for kernel, nu in (("rbf", 0.1), ("rbf", 0.5)):
            params = {"kernel": kernel, "nu": nu, "tol": 1e-5}
            yield table, "oneClassSvm", params, OneClassSVM(kernel=kernel, nu=nu, tol=1e-5)
        yield table, "isolationForest", {"nEstimators": 300}, IsolationForest(n_estimators=300, random_state=SEED)


def score_of(estimator, X):
    if isinstance(estimator, LocalOutlierFactor):
        return estimator.negative_outlier_factor_ - estimator.offset_
    return estimator.decision_function(X)


def metrics(X, labels):
    X, labels = X[labels >= 0], labels[labels >= 0]
    if not 2 <= len(set(labels)) < len(labels):
        return None
    return {
        "silhouette": float(silhouette_score(X, labels)),
        "calinski_harabasz": float(calinski_harabasz_score(X, labels)),
        "davies_bouldin": float(davies_bouldin_score(X, labels)),
    }


def main():
    drawn = {name: np.round(X, 6) for name, X in tables().items()}
    found = []
    for table, model, params, estimator in cases():
        X = drawn[table]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            labels = estimator.fit_predict(X)
        answer = {"model": model, "params": params, "table": table, "labels": labels.tolist()}
        answer["metrics"] = metrics(X, labels)
        if model == "kMeans":
            answer["inertia"] = float(estimator.inertia_)
            answer["iterations"] = int(estimator.n_iter_)
            answer["means"] = estimator.cluster_centers_.tolist()
        if model == "gaussianMixture":
            answer["lowerBound"] = float(estimator.lower_bound_)
            answer["iterations"] = int(estimator.n_iter_)
            answer["means"] = estimator.means_.tolist()
        found.append(answer)
    for table, model, params, estimator in anomalies():
        X = drawn[table]
        labels = np.minimum(estimator.fit_predict(X), 0)
        answer = {"model": model, "params": params, "table": table}
        if model == "localOutlierFactor":
            answer["labels"] = labels.tolist()
        answer["scores"] = score_of(estimator, X).tolist()
        found.append(answer)
    out = {"tables": {name: X.T.tolist() for name, X in drawn.items()}, "cases": found}
    text = json.dumps(out, separators=(",", ":")) + "\n"
    (HERE / "answers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
