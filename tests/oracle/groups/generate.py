"""Answers of scikit-learn for models without a target, into answers.json.

Tables are drawn here and rounded, so that JSON holds them exactly. Each case names a Tabwise model with its
parameters, and the estimator with the same meaning, written by hand.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn.cluster._hdbscan._tree as hdbscan_tree
import sklearn.cluster._hdbscan.hdbscan as hdbscan_module
from sklearn.cluster import (
    DBSCAN,
    HDBSCAN,
    OPTICS,
    AgglomerativeClustering,
    Birch,
    KMeans,
    MeanShift,
    MiniBatchKMeans,
    SpectralClustering,
)
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


class StableNumpy:
    """numpy's argsort leaves the order of equal distances to the processor; here they stay as they were found."""

    def __getattr__(self, name):
        return getattr(np, name)

    def argsort(self, values):
        return np.argsort(values, kind="stable")


def centres():
    yield "blobs", {"nClusters": 5}, {"n_clusters": 5}
    yield "noise", {"nClusters": 7, "batchSize": 50}, {"n_clusters": 7, "batch_size": 50}
    yield "long", {"nClusters": 4, "batchSize": 16, "init": "random"}, {
        "n_clusters": 4, "batch_size": 16, "init": "random"
    }
    # Few rows a batch for many centres: some are lost and move.
    yield "noise", {
        "nClusters": 30, "batchSize": 40, "reassignmentRatio": 0.1, "maxNoImprovement": None, "tol": 1e-3, "maxIter": 9
    }, {
        "n_clusters": 30, "batch_size": 40, "reassignment_ratio": 0.1, "max_no_improvement": None, "tol": 1e-3, "max_iter": 9
    }
    yield "moons", {"nClusters": 6, "batchSize": 8, "initSize": 30, "nInit": 4}, {
        "n_clusters": 6, "batch_size": 8, "init_size": 30, "n_init": 4
    }


def joined():
    for table, threshold, branches, k in (
        ("blobs", 0.5, 50, 3),
        ("blobs", 1.2, 4, 5),
        ("long", 1, 6, 2),
        ("moons", 0.15, 5, 4),
        ("noise", 1.5, 10, None),
        ("noise", 0.3, 3, 6),
        ("grid", 0.8, 3, 4),
        ("blobs", 9, 50, 6),
    ):
        params = {"threshold": threshold, "branchingFactor": branches, "nClusters": k}
        yield table, "birch", params, Birch(threshold=threshold, branching_factor=branches, n_clusters=k)


def peaks():
    for table in ("blobs", "moons", "grid"):
        yield table, {}, {}
        yield table, {"binSeeding": True}, {"bin_seeding": True}
    yield "blobs", {"bandwidth": 2.5}, {"bandwidth": 2.5}
    # Seeds in single precision lie just beyond the reach of some rows.
    yield "grid", {"bandwidth": 1.1, "binSeeding": True, "maxIter": 0}, {
        "bandwidth": 1.1, "bin_seeding": True, "max_iter": 0
    }
    yield "moons", {"bandwidth": 0.4, "binSeeding": True, "minBinFreq": 3, "clusterAll": False}, {
        "bandwidth": 0.4, "bin_seeding": True, "min_bin_freq": 3, "cluster_all": False
    }
    yield "moons", {"bandwidth": 0.5, "maxIter": 1}, {"bandwidth": 0.5, "max_iter": 1}


def densities():
    for table in ("blobs", "moons", "noise", "grid", "long"):
        yield table, "hdbscan", {}, HDBSCAN(copy=True)
        yield table, "hdbscan", {"minClusterSize": 9, "minSamples": 2, "clusterSelectionMethod": "leaf"}, HDBSCAN(
            min_cluster_size=9, min_samples=2, cluster_selection_method="leaf", copy=True
        )
        yield table, "hdbscan", {"minClusterSize": 8, "allowSingleCluster": True}, HDBSCAN(
            min_cluster_size=8, allow_single_cluster=True, copy=True
        )
        yield table, "optics", {}, OPTICS()
        yield table, "optics", {"minSamples": 4, "xi": 0.15, "minClusterSize": 10}, OPTICS(
            min_samples=4, xi=0.15, min_cluster_size=10
        )
    yield "blobs", "hdbscan", {"maxClusterSize": 30, "alpha": 1.5}, HDBSCAN(max_cluster_size=30, alpha=1.5, copy=True)
    for table, alpha in (("long", 3), ("moons", 0.4), ("blobs", 0.5)):
        yield table, "hdbscan", {"alpha": alpha}, HDBSCAN(alpha=alpha, copy=True)
    # Where groups are to be joined, this scikit-learn fails with this numpy: the distance is below all of theirs.
    yield "blobs", "hdbscan", {"clusterSelectionEpsilon": 0.01, "minSamples": 3}, HDBSCAN(
        cluster_selection_epsilon=0.01, min_samples=3, copy=True
    )
    yield "noise", "hdbscan", {"clusterSelectionEpsilon": 2.2, "allowSingleCluster": True}, HDBSCAN(
        cluster_selection_epsilon=2.2, allow_single_cluster=True, copy=True
    )
    yield "moons", "optics", {"minSamples": 8, "predecessorCorrection": False}, OPTICS(
        min_samples=8, predecessor_correction=False
    )
    yield "moons", "optics", {"clusterMethod": "dbscan", "eps": 0.2, "maxEps": 0.5}, OPTICS(
        cluster_method="dbscan", eps=0.2, max_eps=0.5
    )
    yield "blobs", "optics", {"clusterMethod": "dbscan", "maxEps": 1.4}, OPTICS(cluster_method="dbscan", max_eps=1.4)


class Merged:
    """HDBSCAN's "leaf" groups with a least distance. This scikit-learn fails there with this numpy, which no longer takes
    an array of one number for a number: its own functions for all but `epsilon_search` and `traverse_upwards`, which are
    its lines in Python.
    """

    def __init__(self, least, min_cluster_size, allow_single_cluster):
        self.least, self.size, self.single = least, min_cluster_size, allow_single_cluster

    def fit_predict(self, X):
        fitted = HDBSCAN(min_cluster_size=self.size, copy=True).fit(X)
        links = hdbscan_tree._condense_tree(fitted._single_linkage_tree_, self.size)
        self.groups = links[links["cluster_size"] > 1]
        self.root = int(self.groups["parent"].min())
        chosen, processed = set(), set()
        for leaf in hdbscan_tree.get_cluster_tree_leaves(self.groups):
            if 1 / self.came_by(leaf)["value"] >= self.least:
                chosen.add(leaf)
            elif leaf not in processed:
                ancestor = self.upwards(leaf)
                chosen.add(ancestor)
                processed.update(self.below(ancestor))
        numbers = {group: number for number, group in enumerate(sorted(chosen))}
        return hdbscan_tree._do_labelling(links, chosen, numbers, self.single, self.least)

    def came_by(self, group):
        return self.groups[self.groups["child"] == group][0]

    def upwards(self, group):
        parent = int(self.came_by(group)["parent"])
        if parent == self.root:
            return parent if self.single else group
        return parent if 1 / self.came_by(parent)["value"] > self.least else self.upwards(parent)

    def below(self, group):
        children = [int(child) for child in self.groups["child"][self.groups["parent"] == group]]
        return children + [lower for child in children for lower in self.below(child)]


def merged():
    for table, least in (("moons", 0.15), ("moons", 0.3), ("blobs", 1.4), ("noise", 2.1), ("long", 1.6)):
        for single in (False, True):
            params = {"clusterSelectionMethod": "leaf", "minClusterSize": 4, "clusterSelectionEpsilon": least}
            yield table, {**params, "allowSingleCluster": single}, Merged(least, 4, single)


def nets():
    for assign, ours in (("kmeans", "kmeans"), ("discretize", "discretize"), ("cluster_qr", "clusterQr")):
        for table, k, gamma in (("blobs", 5, 0.05), ("long", 2, 0.02), ("noise", 3, 0.1)):
            yield table, {"nClusters": k, "gamma": gamma, "assignLabels": ours}, {
                "n_clusters": k, "gamma": gamma, "assign_labels": assign
            }
        yield "moons", {"nClusters": 2, "affinity": "nearestNeighbors", "nNeighbors": 12, "assignLabels": ours}, {
            "n_clusters": 2, "affinity": "nearest_neighbors", "n_neighbors": 12, "assign_labels": assign
        }
    # Parts that no link joins, as far as doubles tell.
    yield "blobs", {"nClusters": 5, "affinity": "nearestNeighbors", "nNeighbors": 15}, {
        "n_clusters": 5, "affinity": "nearest_neighbors", "n_neighbors": 15
    }
    yield "blobs", {"nClusters": 4, "nComponents": 6, "gamma": 0.03, "nInit": 2}, {
        "n_clusters": 4, "n_components": 6, "gamma": 0.03, "n_init": 2
    }


def later():
    for table, params, given in centres():
        yield table, "miniBatchKMeans", params, MiniBatchKMeans(**given, random_state=SEED)
    yield from joined()
    for table, params, given in peaks():
        yield table, "meanShift", params, MeanShift(**given)
    yield from densities()
    for table, params, estimator in merged():
        yield table, "hdbscan", params, estimator
    for table, params, given in nets():
        yield table, "spectral", params, SpectralClustering(**given, random_state=SEED)


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
    hdbscan_module.np = StableNumpy()
    for table, model, params, estimator in later():
        X = drawn[table]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            labels = estimator.fit_predict(X)
        answer = {"model": model, "params": params, "table": table, "labels": labels.tolist()}
        answer["metrics"] = metrics(X, labels)
        if model == "miniBatchKMeans":
            answer["inertia"] = float(estimator.inertia_)
            answer["iterations"] = int(estimator.n_steps_)
        if model in ("miniBatchKMeans", "meanShift"):
            answer["means"] = estimator.cluster_centers_.tolist()
        if model == "birch":
            answer["smallGroups"] = len(estimator.subcluster_centers_)
        if model == "optics":
            answer["order"] = estimator.ordering_.tolist()
            answer["reachability"] = [None if np.isinf(x) else x for x in estimator.reachability_.tolist()]
        found.append(answer)
    out = {"tables": {name: X.T.tolist() for name, X in drawn.items()}, "cases": found}
    text = json.dumps(out, separators=(",", ":")) + "\n"
    (HERE / "answers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
