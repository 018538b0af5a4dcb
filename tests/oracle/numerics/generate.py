"""Answers of numpy and scikit-learn for tests/unit/{random,split,metrics,evaluate,importance}.test.ts.

    .venv/bin/python tests/oracle/numerics/generate.py [FILE]

Inputs that are long are described by a seed and made on both sides by numpy's RandomState, which the tests
of random.ts prove first.
"""

import hashlib
import json
import pathlib
import sys
import warnings

import numpy as np
import scipy.stats
import sklearn
import sklearn.metrics as m
from numpy.random import RandomState
from sklearn.model_selection import (
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
    train_test_split,
)

warnings.simplefilter("ignore")

SEEDS = [0, 1, 42, 123456789, 2**32 - 1]


def brief(values):
    """Short lists whole; long ones as their length, first ten and a digest of the 32-bit words."""
    values = np.asarray(values)
    if len(values) <= 40:
        return {"all": values.tolist()}
    digest = hashlib.sha256(values.astype("<i4").tobytes()).hexdigest()
    return {"length": len(values), "first": values[:10].tolist(), "sha256": digest}


# --- random ---------------------------------------------------------------------------------------


def random_answers():
    answers = []
    for seed in [*SEEDS, [0], [1, 2, 3], [42, 4294967295], list(range(700))]:
        answers.append(
            {
                "seed": seed if seed != list(range(700)) else "range(700)",
                "uint32": RandomState(seed).randint(0, 2**32, 700).tolist()[::50],
                "random_sample": RandomState(seed).random_sample(8).tolist(),
                "permutations": [
                    brief(RandomState(seed).permutation(n)) for n in (0, 1, 2, 3, 10, 1000, 70000)
                ],
                "randints": [
                    [low, high, RandomState(seed).randint(low, high, 12).tolist()]
                    for low, high in (
                        (0, 1),
                        (0, 2),
                        (-5, 5),
                        (0, 1000),
                        (7, 70000),
                        (0, 2**31),
                        (0, 2**32),
                    )
                ],
                "choice": RandomState(seed).choice(50, 12, replace=True).tolist(),
                "choice_without": RandomState(seed).choice(50, 12, replace=False).tolist(),
                "normal": RandomState(seed).normal(10, 3, 7).tolist(),
                "mixed": mixed(RandomState(seed)),
            }
        )
    return answers


def mixed(rng):
    """One generator through several kinds of draw: they must share one state."""
    first = rng.normal()
    order = rng.permutation(6).tolist()
    second = rng.normal()
    one = int(rng.randint(3, 4))
    return [first, order, second, one, int(rng.randint(0, 100)), rng.random_sample()]


# --- split ----------------------------------------------------------------------------------------


def codes_of(n, shares, seed):
    edges = np.cumsum(shares)
    return np.searchsorted(edges, RandomState(seed).random_sample(n) * edges[-1], side="right")


def split_answers():
    answers = []
    plans = [
        ("plain", None, [3, 10, 891, 1000, 20640], [0.2, 0.15, 1 / 3, 0.5]),
        ("even", [1, 1], [10, 891], [0.2, 0.25, 0.5]),
        ("ties", [1, 1, 1, 1, 1], [50, 1003], [0.2, 0.3, 1 / 3]),
        ("rare", [60, 30, 9, 1], [1003, 5000], [0.1, 0.2, 0.15]),
    ]
    for name, shares, sizes, tests in plans:
        for n in sizes:
            codes = None if shares is None else codes_of(n, shares, n)
            for test in tests:
                for seed in [0, 1, 42, 2**32 - 1]:
                    rows = np.arange(n)
                    train, held = train_test_split(
                        rows, test_size=test, stratify=codes, random_state=seed
                    )
                    answers.append(
                        {
                            "name": name,
                            "n": n,
                            "shares": shares,
                            "test": test,
                            "seed": seed,
                            "train": brief(train),
                            "held": brief(held),
                        }
                    )
    return answers


def three_answers():
    """Test first, validation from the rest, as the exported script does."""
    answers = []
    for n, shares in (
        (891, None),
        (891, [6, 4]),
        (344, [15, 7, 12]),
        (7, None),
        (1003, [1, 1, 1, 1, 1]),
    ):
        codes = None if shares is None else codes_of(n, shares, n)
        for test, validation in ((0.2, 0.2), (0.15, 0.15), (0.3, 0.1), (0.1, 0.6)):
            if n == 7 and test == 0.1:
                continue
            for seed in (0, 42):
                rows = np.arange(n)
                rest, held = train_test_split(
                    rows, test_size=test, stratify=codes, random_state=seed
                )
                train, val = train_test_split(
                    rest,
                    test_size=validation / (1 - test),
                    stratify=None if codes is None else codes[rest],
                    random_state=seed,
                )
                answers.append(
                    {
                        "n": n,
                        "shares": shares,
                        "test": test,
                        "validation": validation,
                        "seed": seed,
                        "parts": [brief(train), brief(val), brief(held)],
                    }
                )
    return answers


def error_answers():
    """Which splits scikit-learn refuses: [n, codes, share, refused]."""
    cases = [
        [1, None, 0.2],
        [2, None, 0.2],
        [2, None, 0.5],
        [3, None, 0.9],
        [5, None, 0.0],
        [5, None, 1.0],
        [6, [0, 0, 0, 1, 1, 2], 0.5],
        [6, [0, 0, 0, 1, 1, 1], 0.1],
        [6, [0, 0, 0, 1, 1, 1], 0.9],
        [6, [0, 0, 1, 1, 2, 2], 0.5],
        [6, [0, 0, 0, 0, 0, 0], 0.2],
    ]
    return [[n, codes, share, refused(n, codes, share)] for n, codes, share in cases]


def refused(n, codes, share):
    try:
        train_test_split(np.arange(n), test_size=share, stratify=codes, random_state=0)
    except ValueError:
        return True
    return False


def fold_answers():
    answers = []

    def add(kind, cv, n, **given):
        x = np.zeros((n, 1))
        codes = given.get("codes")
        folds = list(cv.split(x, codes, codes) if kind == "group" else cv.split(x, codes))
        answers.append(
            {
                "kind": kind,
                "n": n,
                "splits": len(folds),
                **{k: v for k, v in given.items() if k != "codes"},
                "folds": [[brief(train), brief(test)] for train, test in folds],
            }
        )

    for n in (5, 23, 1000):
        for seed in (None, 0, 42, 2**32 - 1):
            shuffle = {} if seed is None else {"shuffle": True, "random_state": seed}
            add("plain", KFold(5, **shuffle), n, seed=seed)
            if n > 5:
                for shares in ([1, 1], [60, 30, 9]):
                    codes = codes_of(n, shares, n)
                    add(
                        "stratified",
                        StratifiedKFold(4, **shuffle),
                        n,
                        seed=seed,
                        shares=shares,
                        codes=codes,
                    )
                shares = [1] * 9
                add(
                    "group",
                    GroupKFold(4, **shuffle),
                    n,
                    seed=seed,
                    shares=shares,
                    codes=codes_of(n, shares, n),
                )
    for n, splits, given in (
        (6, 5, {}),
        (23, 3, {}),
        (100, 5, {"gap": 2}),
        (100, 5, {"max_train_size": 10}),
        (100, 4, {"test_size": 7, "gap": 1, "max_train_size": 30}),
    ):
        add("time", TimeSeriesSplit(splits, **given), n, given=given)
    for seed in (0, 7):
        add("repeated", RepeatedKFold(n_splits=3, n_repeats=4, random_state=seed), 50, seed=seed)
        cv = RepeatedStratifiedKFold(n_splits=4, n_repeats=3, random_state=seed)
        codes = codes_of(120, [60, 30, 9], 120)
        add("repeatedStratified", cv, 120, seed=seed, shares=[60, 30, 9], codes=codes)
    return answers


def grouped_answers():
    """Folds of whole groups with even classes, and parts of whole groups."""
    answers = []
    for n, n_groups, shares in (
        (60, 9, [1, 1]),
        (400, 40, [60, 30, 9]),
        (1000, 150, [9, 1]),
        (900, 60, [1] * 11),
        (300, 12, [1, 1, 1]),
    ):
        groups = codes_of(n, [1] * n_groups, n)
        codes = codes_of(n, shares, n + 1)
        for seed in (None, 0, 42):
            shuffle = {} if seed is None else {"shuffle": True, "random_state": seed}
            cv = StratifiedGroupKFold(4, **shuffle)
            parts = GroupShuffleSplit(n_splits=1, test_size=0.3, random_state=seed or 5)
            train, test = next(parts.split(groups, groups=groups))
            answers.append(
                {
                    "n": n,
                    "groups": n_groups,
                    "shares": shares,
                    "seed": seed,
                    "folds": [[brief(a), brief(b)] for a, b in cv.split(codes, codes, groups)],
                    "parts": [brief(train), brief(test)],
                }
            )
    return answers


# --- metrics --------------------------------------------------------------------------------------


def label_scores(y, p):
    scores = {
        "accuracy": m.accuracy_score(y, p),
        "balanced_accuracy": m.balanced_accuracy_score(y, p),
        "matthews_corrcoef": m.matthews_corrcoef(y, p),
        "cohen_kappa": m.cohen_kappa_score(y, p),
    }
    for average in ("macro", "weighted"):
        for name in ("precision", "recall", "f1"):
            function = getattr(m, f"{name}_score")
            scores[f"{name}_{average}"] = function(y, p, average=average, zero_division=0)
        scores[f"f2_{average}"] = m.fbeta_score(y, p, beta=2, average=average, zero_division=0)
    return scores


def class_scores(y, proba):
    """Scores by scikit-learn of rows of at least two classes; None where it raises or says nan."""
    y = np.asarray(y)
    k = proba.shape[1]
    every = list(range(k))
    scores = label_scores(y, proba.argmax(axis=1))
    scores["log_loss"] = m.log_loss(y, proba, labels=every)
    scores["brier"] = m.brier_score_loss(y, proba, labels=every)
    if k == 2:
        positive, labels = proba[:, 1], proba.argmax(axis=1)
        scores["roc_auc"] = m.roc_auc_score(y, positive)
        scores["average_precision"] = m.average_precision_score(y, positive)
        for name in ("precision", "recall", "f1"):
            scores[name] = getattr(m, f"{name}_score")(y, labels, zero_division=0)
        scores["f2"] = m.fbeta_score(y, labels, beta=2, zero_division=0)
        scores["f05"] = m.fbeta_score(y, labels, beta=0.5, zero_division=0)
        scores["gain_at_10"] = expected_gain(y, positive, 0.1)
        scores["lift_at_10"] = expected_gain(y, positive, 0.1) / 0.1
    else:
        for top in (2, 3):
            # scikit-learn says 1, and that this is meaningless; ours is not defined
            share = m.top_k_accuracy_score(y, proba, k=top, labels=every) if k > top else np.nan
            scores[f"top_{top}_accuracy"] = share
        for way in ("ovr", "ovo"):
            for average, name in (("macro", way), ("weighted", f"{way}_weighted")):
                scores[f"roc_auc_{name}"] = m.roc_auc_score(
                    y, proba, multi_class=way, average=average, labels=every
                )
    return {name: None if np.isnan(s) else float(s) for name, s in scores.items()}


def expected_gain(y, score, share, weight=None):
    """Share of the positives in the first `share` of rows, over all orders of rows of one score: a row of a
    group of ties is positive as often as the group is."""
    weight = np.ones(len(y)) if weight is None else weight
    rate = np.zeros(len(y))
    for level in np.unique(score):
        tied = score == level
        if weight[tied].sum() > 0:
            rate[tied] = (weight * y)[tied].sum() / weight[tied].sum()
    order = np.argsort(-score, kind="stable")
    room, found = share * weight.sum(), 0.0
    for i in order:
        part = min(room, weight[i])
        found, room = found + part * rate[i], room - part
    return found / (weight * y).sum()


def value_scores(y, p):
    y, p = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    sizes = np.abs(y) + np.abs(p)
    shares = [0.0 if s == 0 else 2 * abs(a - b) / s for a, b, s in zip(y, p, sizes)]
    return {
        "r2": m.r2_score(y, p),
        "mse": m.mean_squared_error(y, p),
        "rmse": m.root_mean_squared_error(y, p),
        "mae": m.mean_absolute_error(y, p),
        "mape": m.mean_absolute_percentage_error(y, p),
        "smape": float(np.mean(shares)),
        "pinball_10": m.mean_pinball_loss(y, p, alpha=0.1),
        "pinball_90": m.mean_pinball_loss(y, p, alpha=0.9),
        "median_absolute_error": m.median_absolute_error(y, p),
        "explained_variance": m.explained_variance_score(y, p),
        "max_error": m.max_error(y, p),
        "rmsle": m.root_mean_squared_log_error(y, p) if min(min(y), min(p)) > -1 else None,
    }


def drawn_classes(seed, n, k, levels):
    """Labels, and probabilities with few distinct values: ties. The tests repeat these draws."""
    rng = RandomState(seed)
    y = np.floor(rng.random_sample(n) ** 2 * k)
    weights = np.floor(rng.random_sample((n, k)) * levels) + 1
    for i, c in enumerate(y):
        weights[i, int(c)] += np.floor(levels / 3)
    return y, weights / weights.sum(axis=1, keepdims=True)


def metric_answers():
    answers = []
    for seed, n, k, levels in (
        (0, 3, 2, 4),
        (1, 40, 2, 3),
        (2, 1500, 2, 50),
        (42, 1500, 2, 100000),
        (3, 40, 3, 3),
        (4, 1500, 3, 50),
        (5, 900, 7, 4),
    ):
        y, proba = drawn_classes(seed, n, k, levels)
        answers.append({"drawn": [seed, n, k, levels], "scores": class_scores(y, proba)})
    for y, proba in (
        # all scores equal
        ([0, 1, 0, 1], [[0.5, 0.5]] * 4),
        # a perfect and a wholly wrong model, with probabilities 0 and 1
        ([0, 1, 1], [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]),
        ([0, 1, 1], [[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]),
        # nothing is called positive
        ([0, 1, 1, 0], [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]]),
        # a class of three that does not occur, is predicted, and is not
        ([0, 1, 1, 0], [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5], [0.5, 0.3, 0.2]]),
        (
            [0, 1, 1, 0],
            [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.375, 0.375, 0.25], [0.5, 0.3, 0.2]],
        ),
        # a class of one row
        (
            [0, 0, 0, 1, 1, 2],
            [
                [0.6, 0.2, 0.2],
                [0.2, 0.6, 0.2],
                [0.4, 0.4, 0.2],
                [0.1, 0.8, 0.1],
                [0.3, 0.4, 0.3],
                [0.2, 0.5, 0.3],
            ],
        ),
    ):
        proba = np.array(proba)
        answers.append({"y": y, "proba": proba.tolist(), "scores": class_scores(y, proba)})
    for y, p in (
        ([3.0, -0.5, 2.0, 7.0], [2.5, 0.0, 2.0, 8.0]),
        ([0.0, 1.0, 2.0], [1.0, 1.0, 1.0]),
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
        ([1.0, 2.0], [-1.5, 5.0]),
        ([1e9 + 1, 1e9 + 2, 1e9 + 4], [1e9 + 1, 1e9 + 3, 1e9 + 3]),
        ([1e-100, 2e-100, 5e-100], [1e-100, 3e-100, 5e-100]),
    ):
        answers.append({"y": y, "values": p, "scores": value_scores(y, p)})
    y, p = drawn_values(7, 2001)
    answers.append({"drawn_values": [7, 2001], "scores": value_scores(y, p)})
    return answers


def drawn_values(seed, n):
    rng = RandomState(seed)
    y = rng.random_sample(n) * 100
    return y, y + (rng.random_sample(n) - 0.5) * 20


# --- curves, statistics, importance ---------------------------------------------------------------


def curve_answers():
    answers = []
    for seed, n, levels in ((1, 40, 3), (2, 60, 8), (3, 200, 1000)):
        y, proba = drawn_classes(seed, n, 2, levels)
        score = proba[:, 1]
        fpr, tpr, roc_at = m.roc_curve(y, score)
        precision, recall, at = m.precision_recall_curve(y, score)
        answers.append(
            {
                "drawn": [seed, n, 2, levels],
                "roc": [fpr.tolist(), tpr.tolist(), roc_at[1:].tolist()],
                "precision_recall": [precision.tolist(), recall.tolist(), at.tolist()],
                "confusion": m.confusion_matrix(y, proba.argmax(axis=1)).ravel().tolist(),
            }
        )
    return answers


def stats_answers():
    answers = []
    for values in (
        [1.0],
        [3.0, 1.0],
        [2.0, 2.0, 1.0, 1.0, 5.0],
        [0.1, 0.2, 0.3, 0.4],
        [-1e308, 1e308, 0.0],
        [1.0, 1e100, 1.0, -1e100],
        RandomState(11).normal(1e6, 1, 101).tolist(),
        RandomState(12).randint(0, 9, 200).astype(float).tolist(),
    ):
        finite = max(map(abs, values)) < 1e150
        answers.append(
            {
                "values": values,
                "mean": float(np.mean(values)) if max(map(abs, values)) < 1e99 else None,
                "population": float(np.std(values)) if finite else None,
                "sample": float(np.std(values, ddof=1)) if finite and len(values) > 1 else None,
                "median": float(np.median(values)),
                "quantiles": [
                    [q, float(np.quantile(values, q))]
                    for q in (0, 0.01, 0.25, 0.3, 0.5, 0.75, 0.99, 1)
                ]
                if finite
                else [],
                "mode": float(scipy.stats.mode(values).mode),
            }
        )
    counts, edges = np.histogram(RandomState(13).random_sample(500), bins=7, range=(0, 1))
    return {"cases": answers, "histogram": [counts.tolist(), edges.tolist()]}


def fnv1a(text):
    value = 0x811C9DC5
    for unit in memoryview(text.encode("utf-16-le")).cast("H"):
        value = ((value ^ unit) * 0x01000193) & 0xFFFFFFFF
    return value


def importance_answer():
    """Breiman's definition by numpy: R² lost when one column is shuffled by RandomState([seed, hash])."""
    rng = RandomState(5)
    x = rng.random_sample((120, 3))
    names, weights = ["a", "Größe €", "noise"], np.array([3.0, -1.0, 0.0])
    y = x @ weights + (rng.random_sample(120) - 0.5)
    before = m.r2_score(y, x @ weights)
    result = []
    for j, name in enumerate(names):
        draws = RandomState([42, fnv1a(name)])
        lost = []
        for _ in range(5):
            shuffled = x.copy()
            shuffled[:, j] = x[draws.permutation(120), j]
            lost.append(before - m.r2_score(y, shuffled @ weights))
        result.append({"feature": name, "mean": float(np.mean(lost)), "std": float(np.std(lost))})
    return result


def bootstrap_answer():
    """Percentile interval of accuracy over rows drawn by RandomState(42)."""
    y, proba = drawn_classes(2, 300, 2, 50)
    right = y == proba.argmax(axis=1)
    rng = RandomState(42)
    scores = [right[rng.choice(300, 300)].mean() for _ in range(200)]
    return np.quantile(scores, [0.025, 0.975]).tolist()


def main():
    answers = {
        "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "random": random_answers(),
        "split": split_answers(),
        "three": three_answers(),
        "refused": error_answers(),
        "folds": fold_answers(),
        "grouped": grouped_answers(),
        "metrics": metric_answers(),
        "curves": curve_answers(),
        "stats": stats_answers(),
        "importance": importance_answer(),
        "bootstrap": bootstrap_answer(),
    }
    here = pathlib.Path(__file__).parent / "answers.json"
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here
    target.write_text(
        json.dumps(answers, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
