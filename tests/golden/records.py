"""Train and evaluate the model; made by Tabwise.

Usage: python train.py [data.csv] [--predictions FILE]
"""

import argparse
import hashlib
import io
import json
import math
import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
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

DATA = "data.csv"
MEMBER = "tables/a.csv"
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
MISSING = ["", "-"]
EVERY = 3
SHA256 = ""
REPAIRED = {7: ["1", "2", "2020-01-01", "S", "yes"]}


def to_number(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip(" \t\n\v\f\r")
    pattern = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = float(text) if re.fullmatch(pattern, text) else math.nan
    return number if math.isfinite(number) else math.nan


def to_amount(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    parts = [
        "",
        "(\\(?)",
        "([-+−]?)",
        "(?:\\$)?",
        "([-+−]?)",
        "([0-9]{1,3}(?:[,][0-9]{3})+|[0-9]{1,2}(?:[,][0-9]{2})+[,][0-9]{3}|[0-9]*)(\\.[0-9]*|)([eE][-+]?[0-9]+|)",
        "(?:\\$)?",
        "([-−]?)",
        "(\\)?)",
        "",
    ]
    found = re.fullmatch("[ \\t\\n\\x0B\\f\\r\xa0\u2009\u202f]*".join(parts), cell)
    if found is None:
        return math.nan
    groups = found.groups()
    opened, sign, late_sign, whole, fraction, exponent, sign_behind, closed = groups
    whole = re.sub("[,]", "", whole)
    sign = opened + sign + late_sign + sign_behind
    if whole + fraction[1:] == "" or len(sign) > 1 or len(opened) != len(closed):
        return math.nan
    number = float(f"0{whole}.{fraction[1:]}{exponent}")
    if not math.isfinite(number):
        return math.nan
    return -number if sign in ("-", "−", "(") else number


def from_y_m_d(text: pd.Series) -> pd.Series:
    """Return the cells of this format in ISO 8601."""
    text = text.where(text.str.fullmatch("[0-9]{4}\\-[0-9]{1,2}\\-[0-9]{1,2}"))
    dates = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    return dates.dt.strftime("%Y-%m-%d")


def from_d_m_y(text: pd.Series) -> pd.Series:
    """Return the cells of this format in ISO 8601."""
    text = text.where(text.str.fullmatch("[0-9]{1,2}\\/[0-9]{1,2}\\/[0-9]{4}"))
    dates = pd.to_datetime(text, format="%d/%m/%Y", errors="coerce")
    return dates.dt.strftime("%Y-%m-%d")


def from_b_d_y_th(text: pd.Series) -> pd.Series:
    """Return the cells of this format in ISO 8601."""
    text = text.where(
        text.str.fullmatch(
            "".join(
                [
                    "[A-Za-z]{3,9}\\.?[ \xa0\u202f]+[0-9]{1,2}(?:[Ss][Tt]|[Nn]",
                    "[Dd]|[Rr][Dd]|[Tt][Hh]),[ \xa0\u202f]+[0-9]{4}",
                ]
            )
        )
    )
    text = text.str.replace(
        "(?<=[0-9])(?:[Ss][Tt]|[Nn][Dd]|[Rr][Dd]|[Tt][Hh])(?![A-Za-z])", "", regex=True
    )
    text = text.str.replace("(?i:sept)(?![A-Za-z])", "Sep", regex=True)
    text = text.str.replace("(?<=[A-Za-z])\\.", "", regex=True)
    dates = pd.to_datetime(text, format="%b %d, %Y", errors="coerce")
    return dates.dt.strftime("%Y-%m-%d")


def from_d_b_y_de(text: pd.Series) -> pd.Series:
    """Return the cells of this format in ISO 8601."""
    months = {
        "september": "Sep",
        "november": "Nov",
        "dezember": "Dec",
        "februar": "Feb",
        "oktober": "Oct",
        "januar": "Jan",
        "jänner": "Jan",
        "august": "Aug",
        "maerz": "Mar",
        "april": "Apr",
        "märz": "Mar",
        "juni": "Jun",
        "juli": "Jul",
        "mai": "May",
    }
    names = "|".join(months)
    text = text.where(
        text.str.fullmatch(
            "[0-9]{1,2}\\.[ \xa0\u202f]+(?i:" + names + ")[ \xa0\u202f]+[0-9]{4}"
        )
    )
    text = text.str.replace(
        "(?i:" + names + ")", lambda m: months[m[0].lower().rstrip(".")], regex=True
    )
    dates = pd.to_datetime(text, format="%d. %b %Y", errors="coerce")
    return dates.dt.strftime("%Y-%m-%d")


def moment_of_serial(cell: str) -> str | None:
    """Return the moment of a number of days since 1899-12-30."""
    found = re.fullmatch(r"([0-9]{1,7})(\.[0-9]{1,15})?", cell)
    if found is None:
        return None
    seconds = int(float(found[2] or 0) * 86400 + 0.5)
    day = int(found[1]) + seconds // 86400
    if day < 1 or day == 60 or day > 2958465:  # Excel takes 60 for 1900-02-29.
        return None
    start = datetime(1899, 12, 31) if day < 60 else datetime(1899, 12, 30)
    moment = start + timedelta(days=day, seconds=seconds % 86400)
    return moment.strftime("%Y-%m-%d").zfill(10)


def from_excel1900(text: pd.Series) -> pd.Series:
    """Return the cells of this format in ISO 8601."""
    return text.map(moment_of_serial, na_action="ignore").astype("str")


def to_date(cells: pd.Series) -> pd.Series:
    """Return dates in ISO 8601; what is none counts as missing."""
    text = cells.str.strip(" \t\n\x0b\x0c\r\xa0\u2009\u202f")
    dates = from_y_m_d(text)
    dates = dates.fillna(from_d_m_y(text))
    dates = dates.fillna(from_b_d_y_th(text))
    dates = dates.fillna(from_d_b_y_de(text))
    dates = dates.fillna(from_excel1900(text))
    return dates


CONVERTERS = {"price": to_amount}
DATES = {"day": to_date}
LEVELS = {"size": ["S", "M", "L"]}


CELL = re.compile(
    "".join(
        [
            r'(?:"((?:[^"\\]|""|\\.)*+)")?+',
            r"((?:[^,\\\r\n]|\\.?)*+)",
            r"(?:(\r\n?|\n|\Z)|,)",
        ]
    ),
    re.DOTALL,
)
LINE_CELL = re.compile(
    "".join(
        [
            r'(?:"((?:[^"\\\r\n]|""|\\.)*+)"(?=[,\r\n]|\Z))?+',
            r"((?:[^,\\\r\n]|\\.?)*+)",
            r"(?:(\r\n?|\n|\Z)|,)",
        ]
    ),
    re.DOTALL,
)


def bare(cell: str) -> str:
    """Return the text without its escapes."""
    return re.sub(r"\\(.)", r"\1", cell, flags=re.DOTALL)


def cells_at(text: str, at: int, one_line: bool) -> tuple[list[str], int, bool, bool]:
    """Return the cells of the record here, where it ends, and two doubts.

    It is torn where a cell holds a line break, and stray where text follows a quote.
    """
    cells: list[str] = []
    torn = stray = False
    for found in (LINE_CELL if one_line else CELL).finditer(text, at):
        inside, rest, end = found.groups()
        if inside is None:
            if rest.startswith('"') and not one_line:
                return [], -1, True, True  # The quote never closes.
            cells.append(bare(rest))
            torn = torn or "\n" in rest or "\r" in rest
        else:
            stray = stray or rest != ""
            inner = re.sub(r'(")"|\\(.)', r"\1\2", inside, flags=re.DOTALL)
            cells.append(inner + bare(rest))
            broken = re.sub(r"\\.", "", inside, flags=re.DOTALL) + rest
            torn = torn or "\n" in broken or "\r" in broken
        if end is not None:
            return cells, found.end(), torn, stray
    return cells, len(text), torn, stray


def next_record(text: str, at: int, width: int) -> tuple[list[str] | None, int]:
    """Return the cells of the record here, None if they do not fit, and its end."""
    cells, end, torn, stray = cells_at(text, at, one_line=False)
    if torn and (stray or len(cells) != width):
        line, line_end, _, _ = cells_at(text, at, one_line=True)
        if len(line) == width:
            return line, line_end
        if end < 0 or (stray and len(cells) != width):
            return None, line_end
    return cells if len(cells) <= width else None, end


def read_records(path: str, width: int) -> list[list[str] | None]:
    """Return the cells of each row, and None for a row that does not fit."""
    with zipfile.ZipFile(path) as archive, archive.open(MEMBER) as packed:
        file = io.TextIOWrapper(
            packed, encoding="utf-8-sig", errors="replace", newline=""
        )
        lines = list(file)
    if lines and lines[-1].endswith("\x1a"):  # CP/M and DOS end a text so.
        lines[-1] = lines[-1][:-1]
    text = "".join(lines)
    left_out = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)|\#[^\r\n]*(?:\r\n?|\n|\Z)")
    records: list[list[str] | None] = []
    at = 0
    while at < len(text):
        gap = left_out.match(text, at)
        if gap is not None:
            at = gap.end()
            continue
        cells, at = next_record(text, at, width)
        padding = [""] * (width - len(cells or []))
        records.append([*cells, *padding] if cells is not None else None)
    return records


def sha256_of(path: str) -> str:
    """Return the checksum of the file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load(path: str, columns: list[str] = COLUMNS) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    records = read_records(path, len(columns))
    if sha256_of(path) == SHA256:
        for row, cells in REPAIRED.items():
            records[row - 1] = cells
    records = records[1:-2]
    rows = [cells for cells in records if cells is not None][::EVERY]
    df = pd.DataFrame(rows, columns=columns, dtype="str")
    df = df.mask(df.isin(MISSING))
    for name in [
        c for c in df.columns if DTYPES.get(c) == "float64" and c not in CONVERTERS
    ]:
        df[name] = df[name].map(to_number, na_action="ignore").astype("float64")
    for name in df.columns.intersection(list(CONVERTERS)):
        numbers = df[name].map(CONVERTERS[name], na_action="ignore")
        df[name] = numbers.astype("float64")
    for name in df.columns.intersection(list(DATES)):
        df[name] = DATES[name](df[name])
    for name in df.columns.intersection(list(LEVELS)):
        df[name] = df[name].where(df[name].isin(LEVELS[name]))
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
