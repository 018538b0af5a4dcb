"""Train and evaluate the model; made by Tabwise.

Usage: python train.py [data.csv] [--predictions FILE]
"""

import argparse
import csv
import itertools
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
from sklearn.impute import SimpleImputer
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    cohen_kappa_score,
    f1_score,
    fbeta_score,
    log_loss,
    matthews_corrcoef,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeClassifier

DATA = "data.csv"
TARGET = "y"
SPLIT = "a"
NUMERIC = ["a", "b"]
FEATURES = NUMERIC
COLUMNS = ["a", "b", "y"]
DTYPES = {"a": "float64", "b": "float64", "y": "str"}
MISSING = ["", "-999"]


def to_number(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip(" \t\n\v\f\r")
    pattern = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = float(text) if re.fullmatch(pattern, text) else math.nan
    return number if math.isfinite(number) else math.nan


def cells_of(line: str) -> list[str]:
    """Return the cells of one line, where a quote that does not close is text."""
    pattern = r',(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))'
    found = re.findall(pattern, "," + line.rstrip("\r\n"))
    return [inside.replace('""', '"') or plain for inside, plain in found]


def well_formed(lines: list[str]) -> bool:
    """Say whether no text follows a closing quote."""
    try:
        list(csv.reader(lines, delimiter=",", quotechar='"', strict=True))
    except csv.Error:
        return False
    return True


def next_record(lines: list[str], at: int, width: int) -> tuple[list[str], int, bool]:
    """Return the cells from this line on, the lines they take, and whether they fit."""
    csv.field_size_limit(1 << 30)
    # One more quote after the last line closes what is still open.
    rest = itertools.chain((lines[i] for i in range(at, len(lines))), ['"'])
    reader = csv.reader(rest, delimiter=",", quotechar='"')
    cells = next(reader)
    used = reader.line_num
    torn = at + used > len(lines)
    stray = not torn and used > 1 and not well_formed(lines[at : at + used])
    if used == 1 or (len(cells) == width and not torn and not stray):
        return cells, used, len(cells) <= width
    line = cells_of(lines[at])
    if len(line) == width or torn or (stray and len(cells) != width):
        return line, 1, len(line) == width
    return cells, used, len(cells) <= width


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


def labelled(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a target; there is nothing to learn from the others."""
    return df.dropna(subset=[TARGET]).astype({TARGET: "str"})


def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the parts that the split column names."""
    part = df[SPLIT].astype("str").str.strip().str.lower()
    part = part.replace(["val", "valid", "dev"], "validation")
    parts = {name: df[part == name] for name in ("train", "validation", "test")}
    return {name: rows for name, rows in parts.items() if len(rows) > 0}


def build_preprocessor() -> ColumnTransformer:
    """Return the learned steps: one lane for the columns that share a chain."""
    return ColumnTransformer(
        [("numeric", SimpleImputer(strategy="mean"), NUMERIC)],
        verbose_feature_names_out=False,
    )


def build_pipeline() -> Pipeline:
    """Return preprocessing and model as one estimator, fitted on training rows only."""
    return Pipeline(
        [
            ("prepare", build_preprocessor()),
            (
                "model",
                DecisionTreeClassifier(
                    criterion="gini",
                    max_depth=2,
                    min_samples_split=2,
                    min_samples_leaf=1,
                    max_features=None,
                    class_weight=None,
                    random_state=0,
                ),
            ),
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


def gain_at(
    y: Any,
    scores: Any,
    share: float,
    pos_label: Any,
    sample_weight: Any = None,
) -> float:
    """Return the part of the positive rows in the `share` with the highest scores.

    Rows of one score count in part where only some of them fit.
    """
    weights = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight)
    fpr, tpr, _ = roc_curve(
        y, scores, pos_label=pos_label, sample_weight=weights, drop_intermediate=False
    )
    positive = weights[np.asarray(y) == pos_label].sum() / weights.sum()
    return float(np.interp(share, fpr * (1 - positive) + tpr * positive, tpr))


def lift_at(
    y: Any,
    scores: Any,
    share: float,
    pos_label: Any,
    sample_weight: Any = None,
) -> float:
    """Return the gain over what a random choice of as many rows holds."""
    return gain_at(y, scores, share, pos_label, sample_weight) / share


def evaluate(model: Pipeline, rows: pd.DataFrame) -> dict[str, float | None]:
    """Score the model on these rows."""
    y = rows[TARGET]
    predicted = model.predict(rows[FEATURES])
    probabilities = model.predict_proba(rows[FEATURES])
    compare = score if y.nunique() > 1 else undefined
    return {
        "accuracy": score(accuracy_score, y, predicted),
        "balanced_accuracy": compare(balanced_accuracy_score, y, predicted),
        "roc_auc": compare(roc_auc_score, y, probabilities[:, 1]),
        "average_precision": compare(
            average_precision_score, y, probabilities[:, 1], pos_label=model.classes_[1]
        ),
        "gain_at_10": compare(
            gain_at, y, probabilities[:, 1], share=0.1, pos_label=model.classes_[1]
        ),
        "lift_at_10": compare(
            lift_at, y, probabilities[:, 1], share=0.1, pos_label=model.classes_[1]
        ),
        "precision": compare(
            precision_score, y, predicted, zero_division=0, pos_label=model.classes_[1]
        ),
        "recall": compare(
            recall_score, y, predicted, zero_division=0, pos_label=model.classes_[1]
        ),
        "f1": compare(
            f1_score, y, predicted, zero_division=0, pos_label=model.classes_[1]
        ),
        "f2": compare(
            fbeta_score,
            y,
            predicted,
            beta=2,
            zero_division=0,
            pos_label=model.classes_[1],
        ),
        "f05": compare(
            fbeta_score,
            y,
            predicted,
            beta=0.5,
            zero_division=0,
            pos_label=model.classes_[1],
        ),
        "precision_macro": compare(
            precision_score, y, predicted, average="macro", zero_division=0
        ),
        "recall_macro": compare(
            recall_score, y, predicted, average="macro", zero_division=0
        ),
        "f1_macro": compare(f1_score, y, predicted, average="macro", zero_division=0),
        "f2_macro": compare(
            fbeta_score, y, predicted, beta=2, average="macro", zero_division=0
        ),
        "precision_weighted": compare(
            precision_score, y, predicted, average="weighted", zero_division=0
        ),
        "recall_weighted": compare(
            recall_score, y, predicted, average="weighted", zero_division=0
        ),
        "f1_weighted": compare(
            f1_score, y, predicted, average="weighted", zero_division=0
        ),
        "f2_weighted": compare(
            fbeta_score, y, predicted, beta=2, average="weighted", zero_division=0
        ),
        "matthews_corrcoef": compare(matthews_corrcoef, y, predicted),
        "cohen_kappa": compare(cohen_kappa_score, y, predicted),
        "log_loss": score(log_loss, y, probabilities, labels=model.classes_),
        "brier": score(brier_score_loss, y, probabilities, labels=model.classes_),
    }


def write_predictions(model: Pipeline, rows: pd.DataFrame, path: str) -> None:
    """Write row number, target and prediction; numbers keep every digit."""
    table = pd.DataFrame({"row": rows.index, "y_true": rows[TARGET]})
    table["prediction"] = model.predict(rows[FEATURES])
    probabilities = model.predict_proba(rows[FEATURES])
    for i in range(len(model.classes_)):
        table[f"probability_{i}"] = probabilities[:, i]
    table.to_csv(path, index=False)


def main() -> None:
    """Load, clean, split, fit, evaluate and save."""
    parser = argparse.ArgumentParser(description="Train and evaluate the model.")
    parser.add_argument("data", nargs="?", default=DATA, help="CSV file")
    parser.add_argument("--predictions", help="write test predictions to this file")
    args = parser.parse_args()

    parts = split(labelled(load(args.data)))
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
