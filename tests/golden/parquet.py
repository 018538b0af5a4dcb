"""Train and evaluate the model; made by Tabwise.

Usage: python train.py [data.csv] [--predictions FILE]
"""

import argparse
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
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
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

DATA = "prices.parquet"
TARGET = "answer"
NUMERIC = ["price", "share"]
CATEGORICAL = ["size"]
FEATURES = NUMERIC + CATEGORICAL
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


PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def time_text(ticks: int, unit: str) -> str:
    """Return the time of day, its fraction in 3, 6 or 9 digits."""
    seconds, rest = divmod(abs(ticks), PER_SECOND[unit])
    places = len(str(PER_SECOND[unit])) - 1
    fraction = f".{rest:0{places}}" if rest else ""
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return ("-" if ticks < 0 else "") + clock + fraction


def bytes_texts(values: list[bytes | None]) -> list[str | None]:
    """Return bytes as text where all of them are, else as hexadecimal digits."""
    try:
        texts = [None if x is None else x.decode() for x in values]
        controls = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
        if not any(controls.search(text or "") for text in texts):
            return texts
    except UnicodeDecodeError:
        pass
    return [None if x is None else f"\\x{x.hex()}" for x in values]


def texts_of(column: Any) -> list[str | None]:
    """Return the values of a column as text; what is nested becomes JSON."""
    kind = column.type
    if isinstance(column, pa.ChunkedArray):
        return texts_of(pa.concat_arrays(column.chunks or [pa.array([], kind)]))
    if isinstance(kind, pa.BaseExtensionType):
        if kind.extension_name == "arrow.uuid":
            return [x and str(x) for x in column.to_pylist()]
        return texts_of(column.storage)
    if pa.types.is_dictionary(kind):
        return texts_of(column.dictionary_decode())
    if pa.types.is_run_end_encoded(kind):
        return texts_of(pc.run_end_decode(column))
    if pa.types.is_nested(kind):
        return nested_texts(column)
    if pa.types.is_timestamp(kind):
        zone = "Z" if kind.tz else ""
        plain = column.cast(pa.timestamp(kind.unit))
        moments = pc.strftime(plain, format="%Y-%m-%dT%H:%M:%S").to_pylist()
        return [x and re.sub(r"\.?(000)+$", "", x) + zone for x in moments]
    if pa.types.is_time(kind):
        ticks = column.cast(f"int{kind.bit_width}").to_pylist()
        return [None if x is None else time_text(x, kind.unit) for x in ticks]
    if pa.types.is_duration(kind):
        ticks = column.cast(pa.int64()).to_pylist()
        return [None if x is None else str(x) for x in ticks]
    values = column.to_pylist()
    if any(isinstance(value, bytes) for value in values):
        return bytes_texts(values)
    if pa.types.is_boolean(kind):
        return [None if x is None else str(x).lower() for x in values]
    if pa.types.is_decimal(kind):
        return [None if x is None else f"{x:f}" for x in values]
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        single = np.float16 if pa.types.is_float16(kind) else np.float32
        values = [None if x is None else float(str(single(x))) for x in values]
    if pa.types.is_floating(kind):
        return [None if x is None else number_text(x) for x in values]
    return [None if x is None else str(x) for x in values]


def nested_texts(column: Any) -> list[str | None]:
    """Return lists, maps and structs as JSON."""
    kind = column.type
    there = column.is_valid().to_pylist()
    if pa.types.is_struct(kind):
        names = [json.dumps(field.name, ensure_ascii=False) for field in kind]
        rows = zip(*map(json_texts, column.flatten()), strict=True)
        texts = [",".join(map(":".join, zip(names, row, strict=True))) for row in rows]
        texts = texts or [""] * len(column)  # A struct may have no fields.
        return [
            f"{{{text}}}" if x else None for x, text in zip(there, texts, strict=True)
        ]
    if pa.types.is_fixed_size_list(kind):
        items = json_texts(column.values)
        size, first = kind.list_size, column.offset
        spans = [(i * size, i * size + size) for i in range(first, first + len(column))]
    elif pa.types.is_map(kind):
        keys = [x if x[:1] == '"' else f'"{x}"' for x in json_texts(column.keys)]
        items = list(map(":".join, zip(keys, json_texts(column.items), strict=True)))
        spans = list(itertools.pairwise(column.offsets.to_pylist()))
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        items = json_texts(column.values)
        spans = list(itertools.pairwise(column.offsets.to_pylist()))
    else:
        raise TypeError(f"values of type {kind} have no text")
    begin, end = "{}" if pa.types.is_map(kind) else "[]"
    inside = [",".join(items[a:b]) for a, b in spans]
    pairs = zip(there, inside, strict=True)
    return [begin + text + end if x else None for x, text in pairs]


def json_texts(column: Any) -> list[str]:
    """Return values as JSON: numbers as they are, all else in quotes."""
    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_boolean(kind):
        return [text or "null" for text in texts_of(column)]
    tests = pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal
    number = re.compile("-?[0-9]" if any(test(kind) for test in tests) else "(?!)")
    texts = []
    for text in texts_of(column):
        quoted = text is not None and not number.match(text)
        texts.append(json.dumps(text, ensure_ascii=False) if quoted else text or "null")
    return texts


def read_table(path: str) -> pa.Table:
    """Return the table of the Parquet file, with a.b for what is nested."""
    with open(path, "rb") as file:
        data = pa.BufferReader(file.read())
    table = pq.ParquetFile(data).read()
    schema = pq.ParquetFile(data).schema
    if "INT96" in {schema.column(k).physical_type for k in range(len(schema))}:
        coarse = pq.ParquetFile(data, coerce_int96_timestamp_unit="us").read()
        try:
            coarse.cast(table.schema)
        except pa.ArrowInvalid:
            table = coarse  # Nanoseconds do not reach years such as 9999.
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def load(path: str) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    table = read_table(path)
    names = table.column_names
    texts = zip(names, map(texts_of, table.columns), strict=True)
    df = pd.DataFrame(dict(texts), dtype="str")
    df = df[[name for name in DTYPES if name in df.columns]]
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
