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
from odf import opendocument, table
from odf.namespaces import OFFICENS, TABLENS
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
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
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

DATA = "prices.ods"
TARGET = "answer"
NUMERIC = ["price", "share"]
CATEGORICAL = ["size"]
FEATURES = NUMERIC + CATEGORICAL
COLUMNS = ["price", "share", "day", "size", "answer"]
DTYPES = {
    "price": "float64",
    "share": "float64",
    "day": "str",
    "size": "str",
    "answer": "str",
}
MISSING = [""]


def to_number(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip(" \t\n\v\f\r")
    pattern = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = float(text) if re.fullmatch(pattern, text) else math.nan
    return number if math.isfinite(number) else math.nan


def number_text(number: float) -> str:
    """Return the number in the fewest digits that give it back, without .0."""
    if isinstance(number, int):
        return str(number)
    if not math.isfinite(number):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(number)]
    if number == 0 or 1e-6 <= abs(number) < 1e21:
        return np.format_float_positional(number, trim="-")
    return re.sub(r"(?<=e[-+])0|\.0(?=e)", "", repr(number))


def count(name: str, element: Any) -> int:
    """Return how many cells or rows an attribute says there are."""
    return int(element.attributes.get((TABLENS, name), 1))


def value_of(cell: Any) -> str | None:
    """Return a cell as text: dates in ISO 8601, numbers with all digits."""
    kind = cell.attributes.get((OFFICENS, "value-type"))
    errors = [v for (_, name), v in cell.attributes.items() if name == "value-type"]
    if kind in (None, "string") or "error" in errors:
        return text_of(cell) or cell.attributes.get((OFFICENS, "string-value")) or None
    if kind == "boolean":
        return str(cell.attributes.get((OFFICENS, "boolean-value"))).lower()
    if kind == "date":
        moment = cell.attributes[OFFICENS, "date-value"].rstrip("Z")
        day, _, time = moment.partition("T")
        return f"{day} {clock(time)}" if time else day
    if kind == "time":
        return time_of(cell.attributes[OFFICENS, "time-value"])
    digits = str(cell.attributes[OFFICENS, "value"])
    long = re.fullmatch("-?[1-9][0-9]{15,}", digits)
    return digits if long else number_text(float(digits))


def clock(time: str) -> str:
    """Return a time with its fraction, if it has one, in six digits."""
    whole, _, digits = time.replace(",", ".").partition(".")
    micro = round(float(f"0.{digits or 0}") * 10**6)
    return whole + (f".{micro:06}" if micro else "")


def time_of(text: str) -> str:
    """Return an ISO 8601 duration as a time of day, or as long as it takes."""
    found = re.findall(r"([0-9]+)([DHM])|([0-9.,]+)S", text)
    parts = {unit or "S": amount or seconds for amount, unit, seconds in found}
    hours = 24 * int(parts.get("D", 0)) + int(parts.get("H", 0))
    seconds = clock(parts.get("S", "0").zfill(2))
    whole, dot, digits = seconds.partition(".")
    total = 3600 * hours + 60 * int(parts.get("M", 0)) + int(whole)
    negative = text.startswith("-")
    first = total // 3600
    shown = str(first) if negative or first >= 24 else f"{first:02}"
    rest = f":{total // 60 % 60:02}:{total % 60:02}{dot}{digits}"
    return ("-" if negative else "") + shown + rest


def text_of(node: Any) -> str:
    """Return the text of a cell, its paragraphs as lines."""
    if node.nodeType == node.TEXT_NODE:
        return str(node.data)
    name = node.qname[1]
    if name in ("annotation", "ruby-text", "note-citation", "shapes"):
        return ""
    if name == "s":
        return " " * int(node.getAttribute("c") or 1)
    if name in ("tab", "line-break"):
        return "\t" if name == "tab" else "\n"
    paragraphs = name in ("table-cell", "covered-table-cell")
    return ("\n" if paragraphs else "").join(map(text_of, node.childNodes))


def sheet_cells(path: str) -> tuple[
    list[list[str | None]],
    list[tuple[int, int, int, int]],
]:
    """Return the cells of the sheet as text, row by row, and its merged ranges."""
    with open(path, "rb") as file:
        tables = opendocument.load(file).getElementsByType(table.Table)
    sheet = next(t for t in tables if t.getAttribute("name") == "Sheet1")
    cells: list[list[str | None]] = []
    merges: list[tuple[int, int, int, int]] = []
    for line in sheet.getElementsByType(table.TableRow):
        row: list[str | None] = []
        for cell in line.childNodes:
            down = count("number-rows-spanned", cell)
            right = count("number-columns-spanned", cell)
            if down * right > 1:
                merges.append(
                    (len(cells), len(row), len(cells) + down, len(row) + right)
                )
            times = count("number-columns-repeated", cell)
            value = value_of(cell)
            row += [value] * (times if value is not None or times < 1000 else 1)
        times = count("number-rows-repeated", line)
        cells += [list(row) for _ in range(times if any(row) or times < 1000 else 1)]
    width = max(map(len, cells), default=0)
    return [row + [None] * (width - len(row)) for row in cells], merges


def read_sheet(path: str) -> tuple[list[str], list[list[str | None]]]:
    """Return the header and the rows that hold something."""
    cells, _ = sheet_cells(path)
    while cells and not any(cells[-1]):
        cells.pop()
    header = [cell or "" for cell in cells[0]]
    return header, [row for row in cells[1:] if any(row)]


def load(path: str, columns: list[str] = COLUMNS) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    _, rows = read_sheet(path)
    df = pd.DataFrame(rows, dtype="str").reindex(columns=range(len(columns)))
    df.columns = pd.Index(columns)
    df = df[::2].reset_index(drop=True)
    df = df.mask(df.isin(MISSING))
    for name in [c for c in df.columns if DTYPES.get(c) == "float64"]:
        df[name] = df[name].map(to_number, na_action="ignore").astype("float64")
    return df


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    df = df.drop(columns=["day"])
    return df


def labelled(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a target; there is nothing to learn from the others."""
    return df.dropna(subset=[TARGET]).astype({TARGET: "str"})


def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the parts of the experiment by name."""
    train, test = train_test_split(
        df, test_size=0.2, random_state=42, stratify=df[TARGET]
    )
    train, validation = train_test_split(
        train, test_size=0.25, random_state=42, stratify=train[TARGET]
    )
    return {"train": train, "validation": validation, "test": test}


def build_preprocessor() -> ColumnTransformer:
    """Return the learned steps: one lane for the columns that share a chain."""
    return ColumnTransformer(
        [
            ("numeric", SimpleImputer(strategy="mean"), NUMERIC),
            (
                "categorical",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist", sparse_output=False
                ),
                CATEGORICAL,
            ),
        ],
        verbose_feature_names_out=False,
    )


def build_pipeline() -> Pipeline:
    """Return preprocessing and model as one estimator, fitted on training rows only."""
    return Pipeline(
        [
            ("prepare", build_preprocessor()),
            (
                "model",
                LogisticRegression(
                    C=1,
                    l1_ratio=0,
                    fit_intercept=True,
                    class_weight=None,
                    solver="newton-cholesky",
                    tol=1e-10,
                    max_iter=100,
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

    parts = split(labelled(clean(load(args.data))))
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
