"""Writes answers.json: scikit-learn's and scipy's answers to what the evaluation page draws. Read by *.test.ts here.

    OMP_NUM_THREADS=1 .venv/bin/python tests/oracle/evaluation/generate.py
"""

import json
import pathlib
import warnings

import numpy as np
import scipy.stats as st
from sklearn.calibration import _SigmoidCalibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import Ridge
from sklearn.metrics import (
    adjusted_rand_score,
    brier_score_loss,
    confusion_matrix,
    normalized_mutual_info_score,
    r2_score,
)
from sklearn.model_selection import KFold, learning_curve, train_test_split, validation_curve

warnings.simplefilter("error")
rng = np.random.RandomState(7)


def agreement():
    made = [
        (rng.randint(0, 4, 60), rng.randint(0, 3, 60)),
        (np.repeat([0, 1, 2], 20), np.repeat([2, 0, 1], 20)),
        (np.zeros(9, int), np.zeros(9, int)),
        (np.zeros(9, int), np.arange(9) % 2),
        (np.arange(9), np.arange(9)),
        (np.array([-1, -1, 0, 0, 1, 1, 1]), np.array([0, 0, 0, 1, 1, 1, 1])),
    ]
    return [
        {
            "a": a.tolist(),
            "b": b.tolist(),
            "rand": float(adjusted_rand_score(a, b)),
            "information": float(normalized_mutual_info_score(a, b)),
        }
        for a, b in made
    ]


def ece(y, p, edges):
    """With a loop over the bins, unlike ours."""
    total = 0.0
    for k in range(len(edges) - 1):
        inside = (p <= edges[k + 1]) & ((p > edges[k]) if k else (p >= edges[k]))
        if inside.any():
            total += inside.sum() * abs(p[inside].mean() - y[inside].mean())
    return total / len(y)


def calibration():
    answers = []
    for n, levels in ((12, 3), (300, 20), (400, 100000)):
        p = np.floor(rng.random_sample(n) * (levels + 1)) / levels
        y = (rng.random_sample(n) < p**2).astype(int)
        y[:2] = [0, 1]
        asked = np.linspace(-0.1, 1.1, 25)
        true, mean = calibration_curve(y, p, n_bins=10)
        sigmoid = _SigmoidCalibration().fit(p, y)
        isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(p, y)
        cuts = [0.0, 0.1, 0.25, 0.5, 0.999, 1.0]
        answers.append(
            {
                "y": y.tolist(),
                "p": p.tolist(),
                "observed": true.tolist(),
                "predicted": mean.tolist(),
                "brier": float(brier_score_loss(y, p)),
                "ece": float(ece(y, p, np.linspace(0, 1, 11))),
                "asked": asked.tolist(),
                "platt": sigmoid.predict(asked).tolist(),
                "isotonic": isotonic.predict(asked).tolist(),
                "cuts": cuts,
                "confusion": [
                    confusion_matrix(y, p > t, labels=[False, True]).ravel().tolist() for t in cuts
                ],
            }
        )
    return answers


def normal():
    return [
        {"x": x.tolist(), "expected": st.probplot(x)[0][0].tolist()}
        for x in (rng.normal(size=5).round(3), np.floor(rng.normal(size=80) * 4))
    ]


def slices():
    """Levels and fifths of made columns: Welch's test against the other rows."""
    n = 200
    city = rng.randint(0, 3, n)
    size = np.floor(rng.random_sample(n) * 100)
    size[rng.random_sample(n) < 0.15] = np.nan
    loss = np.round(np.abs(rng.normal(size=n)) + (city == 1) * 0.8 + np.nan_to_num(size) / 200, 3)
    edges = np.nanquantile(size, [0, 0.2, 0.4, 0.6, 0.8, 1])
    segments = {f"city {k}": city == k for k in range(3)}
    for k in range(5):
        upper = size <= edges[k + 1] if k == 4 else size < edges[k + 1]
        segments[f"size {k}"] = (size >= edges[k]) & upper
    segments["size missing"] = np.isnan(size)
    found = {}
    for name, inside in segments.items():
        own, rest = loss[inside], loss[~inside]
        p = st.ttest_ind(own, rest, equal_var=False).pvalue
        half = st.norm.ppf(0.975) * own.std(ddof=1) / np.sqrt(len(own))
        found[name] = {
            "rows": int(inside.sum()),
            "error": float(own.mean()),
            "high": float(own.mean() + half),
            "p": float(min(1, p * len(segments))),
        }
    return {
        "city": city.tolist(),
        "size": [None if np.isnan(s) else s for s in size],
        "loss": loss.tolist(),
        "overall": float(loss.mean()),
        "edges": edges.tolist(),
        "segments": found,
    }


def paired():
    answers = []
    for n, ratio, shift in ((10, 0.25, 0.02), (5, 1 / 9, -0.3), (30, 0.5, 0.0)):
        d = np.round(rng.normal(shift, 0.02, n), 4)
        error = np.sqrt((1 / n + ratio) * d.var(ddof=1))
        posterior = st.t(n - 1, d.mean(), error)
        answers.append(
            {
                "differences": d.tolist(),
                "ratio": ratio,
                "t": float(d.mean() / error),
                "p": float(2 * st.t.sf(abs(d.mean() / error), n - 1)),
                "low": float(posterior.ppf(0.025)),
                "high": float(posterior.ppf(0.975)),
                "below": float(posterior.cdf(-0.01)),
                "above": float(posterior.sf(0.01)),
            }
        )
    return answers


def curves():
    """Ridge on made columns; the rows that are not for test, in the order of the file."""
    n = 90
    X = rng.normal(size=(n, 3)).round(3)
    y = (X @ [2.0, -1.0, 0.5] + rng.normal(size=n)).round(3)
    rest, _ = train_test_split(np.arange(n), test_size=0.2, random_state=42)
    rest = np.sort(rest)
    folds = KFold(4, shuffle=True, random_state=42)
    given = (X[rest], y[rest])
    sizes, train, held = learning_curve(
        Ridge(), *given, cv=folds, train_sizes=[0.2, 0.5, 1.0], shuffle=True, random_state=5,
        scoring="r2",
    )
    alphas = [0.1, 10.0, 1000.0]
    v_train, v_held = validation_curve(
        Ridge(), *given, param_name="alpha", param_range=alphas, cv=folds, scoring="r2"
    )
    assert np.isfinite(train).all() and r2_score([0, 1], [0, 1]) == 1
    return {
        "X": X.tolist(),
        "y": y.tolist(),
        "sizes": sizes.tolist(),
        "train": train.tolist(),
        "held": held.tolist(),
        "alphas": alphas,
        "values_train": v_train.tolist(),
        "values_held": v_held.tolist(),
    }


answers = {
    "agreement": agreement(),
    "calibration": calibration(),
    "normal": normal(),
    "slices": slices(),
    "paired": paired(),
    "curves": curves(),
}
path = pathlib.Path(__file__).with_name("answers.json")
path.write_text(json.dumps(answers, allow_nan=False) + "\n", encoding="utf-8")
