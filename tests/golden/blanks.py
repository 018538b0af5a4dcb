"""Train and evaluate the model; made by Tabwise.

Usage: python train.py [data.csv] [--predictions FILE]
"""

import argparse
import json
import math
import re
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
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
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline

DATA = "data.csv"
TARGET = "y"
FEATURES = ["took"]
COLUMNS = ["when", "took", "since", "y"]
DTYPES = {"when": "str", "took": "float64", "since": "str", "y": "float64"}
MISSING = [""]


def to_number(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip(" \t\n\v\f\r")
    pattern = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = float(text) if re.fullmatch(pattern, text) else math.nan
    return number if math.isfinite(number) else math.nan


def to_seconds(cell: Any) -> float:
    """Return a duration in seconds; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    pattern = "".join(
        [
            "[ \\t\\n\\x0B\\f\\r\xa0\u2009\u202f]*(-?)(?:([0-9]{1,9}(?:",
            "\\.[0-9]{1,9})?) *(?:[Ww][Ee][Ee][Kk][Ss]?|[Ww][Kk][Ss]?|",
            "[Ww])\\.?(?:,? *(?:[Aa][Nn][Dd] +)?))?(?:([0-9]{1,9}(?:\\.",
            "[0-9]{1,9})?) *(?:[Dd][Aa][Yy][Ss]?|[Dd])\\.?(?:,? *(?:",
            "[Aa][Nn][Dd] +)?))?(?:([0-9]{1,9}(?:\\.[0-9]{1,9})?) *(?:",
            "[Hh][Oo][Uu][Rr][Ss]?|[Hh][Rr][Ss]?|[Hh])\\.?(?:,? *(?:",
            "[Aa][Nn][Dd] +)?))?(?:([0-9]{1,9}(?:\\.[0-9]{1,9})?) *(?:",
            "[Mm][Ii][Nn][Uu][Tt][Ee][Ss]?|[Mm][Ii][Nn][Ss]?|[Mm])\\.?",
            "(?:,? *(?:[Aa][Nn][Dd] +)?))?(?:([0-9]{1,9}(?:\\.[0-9]",
            "{1,9})?) *(?:[Ss][Ee][Cc][Oo][Nn][Dd][Ss]?|[Ss][Ee][Cc]",
            "[Ss]?|[Ss])\\.?(?:,? *(?:[Aa][Nn][Dd] +)?))?",
            "[ \\t\\n\\x0B\\f\\r\xa0\u2009\u202f]*",
        ]
    )
    seconds = [604800, 86400, 3600, 60, 1]
    found = re.fullmatch(pattern, cell)
    if found is None or not any(found.groups()[1:]):
        return math.nan
    sign, *amounts = found.groups()
    total = 0.0
    for amount, unit in zip(amounts, seconds, strict=True):
        total += float(amount or 0) * unit
    return -total if sign == "-" else total


def from_iso8601(text: pd.Series) -> pd.Series:
    """Return the cells of this format in ISO 8601."""
    text = text.where(
        text.str.fullmatch(
            "".join(
                [
                    "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5]",
                    "[0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?",
                ]
            )
        )
    )
    fraction = text.str.extract(r"(?<=:[0-9]{2})(\.[0-9]+)", expand=False).fillna("")
    text = text.str.replace("(?<=:[0-9]{2})\\.[0-9]+", "", regex=True)
    dates = pd.to_datetime(text, format="ISO8601", errors="coerce")
    return dates.dt.strftime("%Y-%m-%d %H:%M:%S") + fraction


def from_d_m_y_h_m_s_f(text: pd.Series) -> pd.Series:
    """Return the cells of this format in ISO 8601."""
    text = text.where(
        text.str.fullmatch(
            "".join(
                [
                    "[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}[ \xa0\u202f]+[0-9]{1,2}",
                    ":[0-5][0-9]:[0-5][0-9]\\.[0-9]{1,9}",
                ]
            )
        )
    )
    fraction = text.str.extract(r"(?<=:[0-9]{2})(\.[0-9]+)", expand=False).fillna("")
    text = text.str.replace("(?<=:[0-9]{2})\\.[0-9]+", "", regex=True)
    dates = pd.to_datetime(text, format="%d.%m.%Y %H:%M:%S", errors="coerce")
    return dates.dt.strftime("%Y-%m-%d %H:%M:%S") + fraction


def from_d_b_y_h_m_s_z(text: pd.Series) -> pd.Series:
    """Return the cells of this format in ISO 8601."""
    text = text.where(
        text.str.fullmatch(
            "".join(
                [
                    "[0-9]{1,2}\\/[A-Za-z]{3,9}\\.?\\/[0-9]{4}:[0-9]{1,2}:[0-5]",
                    "[0-9]:[0-5][0-9][ \xa0\u202f]*(?:[Zz]|UTC|GMT|UT|[-+](?:0",
                    "[0-9]|1[0-5])(?::?[0-5][0-9])?)",
                ]
            )
        )
    )
    text = text.str.replace("(?i:sept)(?![A-Za-z])", "Sep", regex=True)
    text = text.str.replace("(?<=[A-Za-z])\\.", "", regex=True)
    text = text.str.replace(
        "(?<=:[0-9]{2})[ \xa0\u202f]*(?:[Zz]|UTC|GMT|UT)", " +0000", regex=True
    )
    text = text.str.replace(
        "(?<=:[0-9]{2})[ \xa0\u202f]*([-+][0-9]{2}):?([0-9]{2})(?![0-9])",
        " \\1\\2",
        regex=True,
    )
    text = text.str.replace(
        "(?<=:[0-9]{2})[ \xa0\u202f]*([-+][0-9]{2})(?![0-9])", " \\g<1>00", regex=True
    )
    dates = pd.to_datetime(
        text, format="%d/%b/%Y:%H:%M:%S %z", errors="coerce", utc=True
    )
    return dates.dt.strftime("%Y-%m-%d %H:%M:%S")


def to_date(cells: pd.Series) -> pd.Series:
    """Return dates in ISO 8601; what is none counts as missing."""
    text = cells.str.strip(" \t\n\x0b\x0c\r\xa0\u2009\u202f")
    dates = from_iso8601(text)
    dates = dates.fillna(from_d_m_y_h_m_s_f(text))
    dates = dates.fillna(from_d_b_y_h_m_s_z(text))
    return dates


def moment_since_1970(cell: str) -> str | None:
    """Return the moment of a number of milliseconds since 1970-01-01 UTC."""
    if re.fullmatch("-?[0-9]{1,15}", cell) is None:
        return None
    seconds, rest = divmod(int(cell), 1000)
    if not -62135596800 <= seconds <= 253402300799:
        return None
    fraction = f".{rest:03}" if rest else ""
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%d %H:%M:%S").zfill(19) + fraction


def to_date_2(cells: pd.Series) -> pd.Series:
    """Return dates in ISO 8601; what is none counts as missing."""
    text = cells.str.strip(" \t\n\x0b\x0c\r\xa0\u2009\u202f")
    return text.map(moment_since_1970, na_action="ignore").astype("str")


CONVERTERS = {"took": to_seconds}
DATES = {"when": to_date, "since": to_date_2}


CELL = re.compile(
    "".join(
        [
            r"[ \t]*",
            r'(?:"((?:[^"]|"")*+)")?+',
            r"((?:[^ \t\r\n])*+)",
            r"(?:[ \t]*(\r\n?|\n|\Z)|[ \t]+)",
        ]
    ),
    re.DOTALL,
)
LINE_CELL = re.compile(
    "".join(
        [
            r"[ \t]*",
            r'(?:"((?:[^"\r\n]|"")*+)"(?=[ \t\r\n]|\Z))?+',
            r"((?:[^ \t\r\n])*+)",
            r"(?:[ \t]*(\r\n?|\n|\Z)|[ \t]+)",
        ]
    ),
    re.DOTALL,
)


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
            cells.append(rest)
        else:
            stray = stray or rest != ""
            inner = inside.replace('""', '"')
            cells.append(inner + rest)
            torn = torn or "\n" in inside or "\r" in inside
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
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = list(file)
    if lines and lines[-1].endswith("\x1a"):  # CP/M and DOS end a text so.
        lines[-1] = lines[-1][:-1]
    text = "".join(lines)
    left_out = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")
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


def load(path: str, columns: list[str] = COLUMNS) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    records = read_records(path, len(columns))[:-1]
    rows = [cells for cells in records if cells is not None]
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
    return df


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    df = df.drop(columns=["when", "since"])
    return df


def labelled(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a target; there is nothing to learn from the others."""
    return df.dropna(subset=[TARGET]).astype({TARGET: "float64"})


def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the parts of the experiment by name."""
    train, test = train_test_split(df, test_size=0.2, random_state=42)
    train, validation = train_test_split(train, test_size=0.25, random_state=42)
    return {"train": train, "validation": validation, "test": test}


def build_pipeline() -> Pipeline:
    """Return preprocessing and model as one estimator, fitted on training rows only."""
    return Pipeline([("model", Ridge(alpha=1, fit_intercept=True))])


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
