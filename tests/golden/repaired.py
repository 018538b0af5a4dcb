"""Train and evaluate the model; made by Tabwise.

Usage: python train.py [data.csv] [--predictions FILE]
"""

import argparse
import json
import math
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge
from sklearn.metrics import (
    explained_variance_score,
    max_error,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_pinball_loss,
    mean_squared_error,
    median_absolute_error,
    r2_score,
    root_mean_squared_error,
    root_mean_squared_log_error,
)
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler

DATA = "data.csv"
TARGET = "y"
NUMERIC = ["x"]
UNCHANGED = ["x_2"]
FEATURES = NUMERIC + UNCHANGED
COLUMNS = ["x", "x_2", "column_3", "y"]
DTYPES = {"x": "float64", "x_2": "float64", "column_3": "str", "y": "float64"}
MISSING = [""]


def to_number(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip(" \t\n\v\f\r")
    pattern = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = float(text) if re.fullmatch(pattern, text) else math.nan
    return number if math.isfinite(number) else math.nan


def next_record(lines: list[str], at: int, width: int) -> tuple[list[str], int, bool]:
    """Return the cells from this line on, the lines they take, and whether they fit."""
    cells = lines[at].rstrip("\r\n").split(",")
    return cells, 1, len(cells) <= width


def read_records(path: str, width: int) -> list[list[str] | None]:
    """Return the cells of each row, and None for a row that does not fit."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = list(file)
    if lines and lines[-1].endswith("\x1a"):  # CP/M and DOS end a text so.
        lines[-1] = lines[-1][:-1]
    records: list[list[str] | None] = []
    at = 0
    while at < len(lines):
        cells, used, fits = next_record(lines, at, width)
        if len(cells) > 1 or lines[at].strip(" \t\r\n"):
            padding = [""] * (width - len(cells))
            records.append([*cells, *padding] if fits else None)
        at += used
    return records


def load(path: str, columns: list[str] = COLUMNS) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    records = read_records(path, len(columns))[1:]
    rows = [cells for cells in records if cells is not None]
    df = pd.DataFrame(rows, columns=columns, dtype="str")
    df = df.mask(df.isin(MISSING))
    for name in [c for c in df.columns if DTYPES.get(c) == "float64"]:
        df[name] = df[name].map(to_number, na_action="ignore").astype("float64")
    return df


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    df = df.drop_duplicates(keep="first")
    return df


def labelled(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a target; there is nothing to learn from the others."""
    return df.dropna(subset=[TARGET]).astype({TARGET: "float64"})


def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the parts of the experiment by name."""
    return {"train": df}


def build_preprocessor() -> ColumnTransformer:
    """Return the learned steps: one lane for the columns that share a chain."""
    return ColumnTransformer(
        [
            ("numeric", MinMaxScaler(feature_range=(0, 1), clip=False), NUMERIC),
            ("unchanged", "passthrough", UNCHANGED),
        ],
        verbose_feature_names_out=False,
    )


def build_pipeline() -> Pipeline:
    """Return preprocessing and model as one estimator, fitted on training rows only."""
    return Pipeline(
        [
            ("prepare", build_preprocessor()),
            ("model", Ridge(alpha=1, fit_intercept=True)),
        ]
    )


def score(metric: Callable[..., Any], *args: Any, **kwargs: Any) -> float | None:
    """Return the metric, or None where it is not defined on these rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The None says it.
        try:
            value = float(metric(*args, **kwargs))
        except ValueError:
            return None
    return value if math.isfinite(value) else None


def undefined(*args: Any, **kwargs: Any) -> float | None:
    """Return None: where all true values are equal there is nothing to compare."""
    return None


def smape(y: Any, predicted: Any, sample_weight: Any = None) -> float:
    """Return the mean of twice the error over the sum of both sizes; 0 / 0 is 0."""
    sizes = np.abs(y) + np.abs(predicted)
    errors = 2 * np.abs(y - predicted) / np.where(sizes == 0, 1, sizes)
    return float(np.average(errors, weights=sample_weight))


def evaluate(model: Pipeline, rows: pd.DataFrame) -> dict[str, float | None]:
    """Score the model on these rows."""
    y = rows[TARGET]
    predicted = model.predict(rows[FEATURES])
    compare = score if y.nunique() > 1 else undefined
    return {
        "r2": compare(r2_score, y, predicted),
        "rmse": score(root_mean_squared_error, y, predicted),
        "mae": score(mean_absolute_error, y, predicted),
        "mse": score(mean_squared_error, y, predicted),
        "mape": score(mean_absolute_percentage_error, y, predicted),
        "smape": score(smape, y, predicted),
        "median_absolute_error": score(median_absolute_error, y, predicted),
        "explained_variance": compare(explained_variance_score, y, predicted),
        "max_error": score(max_error, y, predicted),
        "rmsle": score(root_mean_squared_log_error, y, predicted),
        "pinball_10": score(mean_pinball_loss, y, predicted, alpha=0.1),
        "pinball_90": score(mean_pinball_loss, y, predicted, alpha=0.9),
    }


def write_predictions(model: Pipeline, rows: pd.DataFrame, path: str) -> None:
    """Write row number, target and prediction; numbers keep every digit."""
    table = pd.DataFrame({"row": rows.index, "y_true": rows[TARGET]})
    table["prediction"] = model.predict(rows[FEATURES])
    table.to_csv(path, index=False)


def main() -> None:
    """Load, clean, split, fit, evaluate and save."""
    parser = argparse.ArgumentParser(description="Train and evaluate the model.")
    parser.add_argument("data", nargs="?", default=DATA, help="CSV file")
    parser.add_argument("--predictions", help="write test predictions to this file")
    args = parser.parse_args()

    parts = split(labelled(clean(load(args.data))))
    if args.predictions and "test" not in parts:
        parser.error("this experiment has no test rows")
    model = build_pipeline()
    model.fit(parts["train"][FEATURES], parts["train"][TARGET])
    metrics = {name: evaluate(model, rows) for name, rows in parts.items()}

    joblib.dump(model, "model.pkl")
    Path("metrics.json").write_text(json.dumps(metrics, indent=2), encoding="utf-8")
    if args.predictions:
        write_predictions(model, parts["test"], args.predictions)
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
