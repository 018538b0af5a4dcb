"""Writes answers.effects.json: scikit-learn's partial dependence (brute) of a pipeline on raw columns.

Run with the Python of the tests: .venv/bin/python tests/unit/answers.effects.py
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rng = np.random.default_rng(11)
ROWS = 150
table = pd.DataFrame(
    {
        "a": np.round(rng.normal(size=ROWS), 3),
        "b": rng.integers(0, 6, ROWS).astype(float),
        "c": rng.choice(["x", "y", "z"], ROWS),
    }
)
shift = table["c"].map({"x": 0.0, "y": 1.0, "z": -1.0})
value = 2 * table["a"] - table["b"] + 3 * shift + rng.normal(size=ROWS) / 3
group = np.digitize(value, [-3, -1])


def prepared():
    """Return the columns' preparation."""
    return make_column_transformer(
        (StandardScaler(), ["a", "b"]), (OneHotEncoder(sparse_output=False), ["c"])
    )


def effects(model, column, **more):
    """Return grid, average and individual predictions."""
    found = partial_dependence(
        model,
        table,
        [column],
        kind="both",
        method="brute",
        response_method="predict_proba" if hasattr(model, "predict_proba") else "auto",
        categorical_features=["c"],
        **more,
    )
    return {
        "column": column,
        "grid": found["grid_values"][0].tolist(),
        "average": found["average"].tolist(),
        "individual": found["individual"][:, :5].tolist(),
    }


ridge = make_pipeline(prepared(), Ridge()).fit(table, value)
logistic = make_pipeline(prepared(), LogisticRegression()).fit(table, group)
scaler = ridge[0].named_transformers_["standardscaler"]
answers = {
    "table": {name: table[name].tolist() for name in table},
    "mean": scaler.mean_.tolist(),
    "scale": scaler.scale_.tolist(),
    "ridge": {"weights": [ridge[-1].coef_.tolist()], "intercept": [ridge[-1].intercept_]},
    "logistic": {
        "weights": logistic[-1].coef_.tolist(),
        "intercept": logistic[-1].intercept_.tolist(),
    },
    "effects": {
        "ridge": [
            effects(ridge, "a", grid_resolution=30, percentiles=(0.05, 0.95)),
            effects(ridge, "b"),
            effects(ridge, "c"),
        ],
        "logistic": [
            effects(logistic, "a", grid_resolution=12, percentiles=(0, 1)),
            effects(logistic, "c"),
        ],
    },
}
Path(__file__).with_suffix(".json").write_text(json.dumps(answers) + "\n")
