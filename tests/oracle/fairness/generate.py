"""Writes answers.json: measures of groups by scikit-learn's metrics, put together as fairlearn's MetricFrame does.

    OMP_NUM_THREADS=1 .venv/bin/python tests/oracle/fairness/generate.py

fairlearn is not installed here; its definitions (fairlearn.metrics, 0.12) are: selection_rate = mean(y_pred == 1),
true_positive_rate and false_positive_rate from the confusion matrix, difference(method="between_groups") = max - min,
ratio(method="between_groups") = min / max, equalized odds (agg="worst_case") = max of the two differences, min of the two ratios.
"""

import json
import pathlib

import numpy as np
import scipy.stats as st
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    mean_absolute_error,
    mean_squared_error,
    precision_score,
    r2_score,
    roc_auc_score,
)

rng = np.random.RandomState(3)


def calls(weighted):
    n = 400
    group = rng.randint(0, 4, n)
    y = (rng.rand(n) < 0.2 + 0.15 * group).astype(int)
    p = np.round(np.clip(0.5 * y + 0.6 * rng.rand(n) - 0.03 * group, 0, 1), 2)
    w = np.round(rng.rand(n) * 3 + 0.2, 2) if weighted else np.ones(n)
    called = (p > 0.5).astype(int)
    told = []
    for g in [None, 0, 1, 2, 3]:
        m = np.ones(n, bool) if g is None else group == g
        kw = {"sample_weight": w[m]}
        tn, fp, fn, tp = confusion_matrix(y[m], called[m], **kw).ravel()
        told.append({
            "baseRate": float(np.average(y[m], weights=w[m])),
            "selectionRate": float(np.average(called[m], weights=w[m])),
            "tpr": tp / (tp + fn),
            "fpr": fp / (fp + tn),
            "precision": precision_score(y[m], called[m], **kw),
            "accuracy": accuracy_score(y[m], called[m], **kw),
            "auc": roc_auc_score(y[m], p[m], **kw),
        })
    by = told[1:]

    def difference(k):
        values = [t[k] for t in by]
        return max(values) - min(values)

    def ratio(k):
        values = [t[k] for t in by]
        return min(values) / max(values)

    pairs = {
        "demographicParity": (difference("selectionRate"), ratio("selectionRate")),
        "equalOpportunity": (difference("tpr"), ratio("tpr")),
        "equalizedOdds": (
            max(difference("tpr"), difference("fpr")),
            min(ratio("tpr"), ratio("fpr")),
        ),
        "predictiveParity": (difference("precision"), ratio("precision")),
        "accuracyParity": (difference("accuracy"), ratio("accuracy")),
    }
    return {
        "group": group.tolist(),
        "y": y.tolist(),
        "p": p.tolist(),
        "w": w.tolist() if weighted else None,
        "told": told,
        "disparities": pairs,
    }


def values():
    n = 300
    group = rng.randint(0, 3, n)
    y = np.round(rng.randn(n) * (1 + group), 3)
    predicted = np.round(y + rng.randn(n) * 0.7 + 0.2 * group, 3)
    w = np.round(rng.rand(n) * 3 + 0.2, 2)
    told = []
    for weights in [np.ones(n), w]:
        for g in range(3):
            m = group == g
            kw = {"sample_weight": weights[m]}
            told.append({
                "bias": float(np.average(predicted[m] - y[m], weights=weights[m])),
                "mae": mean_absolute_error(y[m], predicted[m], **kw),
                "rmse": mean_squared_error(y[m], predicted[m], **kw) ** 0.5,
                "r2": r2_score(y[m], predicted[m], **kw),
            })
    m = group == 0
    off = predicted[m] - y[m]
    return {
        "group": group.tolist(),
        "y": y.tolist(),
        "predicted": predicted.tolist(),
        "w": w.tolist(),
        "told": told,
        # Of the first group, unweighted.
        "bias": list(st.t.interval(0.95, len(off) - 1, off.mean(), st.sem(off))),
    }


def delong():
    """The variance by its definition: every pair of rows of the two classes."""
    y = rng.randint(0, 2, 60)
    score = np.round(rng.rand(60) + 0.4 * y, 1)
    a, b = score[y == 1], score[y == 0]
    psi = (a[:, None] > b[None, :]) + 0.5 * (a[:, None] == b[None, :])
    variance = psi.mean(1).var(ddof=1) / len(a) + psi.mean(0).var(ddof=1) / len(b)
    auc = psi.mean()
    worth = auc * (1 - auc) / variance
    # Wilson's interval is the pair of shares whose distance to the seen one is z standard errors of their own.
    from scipy.optimize import brentq

    z = st.norm.ppf(0.975)
    far = lambda q: abs(auc - q) - z * np.sqrt(q * (1 - q) / worth)
    low = brentq(far, 1e-9, auc - 1e-9)
    high = brentq(far, auc + 1e-9, 1 - 1e-9)
    return {"y": y.tolist(), "score": score.tolist(), "auc": auc, "low": low, "high": high}


# Newcombe 1998, table II, method 10 (score without continuity correction): contrasts (a) to (d) and (f) and (h).
newcombe = [
    {"a": [56, 70], "b": [48, 80], "low": 0.0524, "high": 0.3339},
    {"a": [9, 10], "b": [3, 10], "low": 0.1705, "high": 0.8090},
    {"a": [10, 10], "b": [0, 20], "low": 0.6791, "high": 1.0},
    {"a": [10, 10], "b": [0, 10], "low": 0.6075, "high": 1.0},
]
answers = {
    "calls": [calls(False), calls(True)],
    "values": values(),
    "delong": delong(),
    "newcombe": newcombe,
}
path = pathlib.Path(__file__).with_name("answers.json")
path.write_text(json.dumps(answers, allow_nan=False) + "\n", encoding="utf-8")
