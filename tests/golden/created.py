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
from sklearn.impute import SimpleImputer
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
from sklearn.preprocessing import OneHotEncoder

DATA = "rides.csv"
TARGET = "fare"
UNCHANGED = [
    "km",
    "minutes",
    "at_month_sin",
    "at_month_cos",
    "at_weekday_sin",
    "at_weekday_cos",
    "at_hour_sin",
    "at_hour_cos",
]
CATEGORICAL = ["from to_1", "from to_2", "waited"]
NUMERIC = ["speed", "days between booking and ride", "note_length", "note_words"]
FEATURES = UNCHANGED + CATEGORICAL + NUMERIC
DTYPES = {
    "at": "str",
    "booked": "str",
    "from to": "str",
    "km": "float64",
    "minutes": "float64",
    "note": "str",
    "fare": "float64",
}
MISSING = [""]


def to_date(cells: pd.Series) -> pd.Series:
    """Return dates in ISO 8601; what is none counts as missing."""
    text = cells.str.strip(" \t\n\x0b\x0c\r\xa0\u2009\u202f")
    text = text.where(
        text.str.fullmatch(
            "".join(
                [
                    "[0-9]{4}\\-[0-9]{1,2}\\-[0-9]{1,2}[ \xa0\u202f]+[0-9]{1,2}",
                    ":[0-5][0-9]:[0-5][0-9]",
                ]
            )
        )
    )
    dates = pd.to_datetime(text, format="%Y-%m-%d %H:%M:%S", errors="coerce")
    return dates.dt.strftime("%Y-%m-%d %H:%M:%S")


def to_date_2(cells: pd.Series) -> pd.Series:
    """Return dates in ISO 8601; what is none counts as missing."""
    text = cells.str.strip(" \t\n\x0b\x0c\r\xa0\u2009\u202f")
    text = text.where(text.str.fullmatch("[0-9]{1,2}\\/[0-9]{1,2}\\/[0-9]{4}"))
    dates = pd.to_datetime(text, format="%d/%m/%Y", errors="coerce")
    return dates.dt.strftime("%Y-%m-%d")


DATES = {"at": to_date, "booked": to_date_2}


def load(path: str) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    df = pd.read_csv(
        path,
        sep=",",
        encoding="utf-8",
        quotechar='"',
        dtype=DTYPES,
        na_values=MISSING,
        keep_default_na=False,
    )
    for name in df.columns.intersection(list(DATES)):
        df[name] = DATES[name](df[name])
    return df


def lowered(cell: Any) -> Any:
    """Return the text in small letters, each by itself."""
    return "".join(c.lower() for c in cell) if isinstance(cell, str) else cell


def finite(numbers: pd.Series) -> pd.Series:
    """Return the numbers; infinities count as missing."""
    return numbers.replace([np.inf, -np.inf], np.nan)


def moments(texts: pd.Series) -> pd.Series:
    """Return dates, with or without a time, as moments; other texts are missing."""
    time = "[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?"
    texts = texts.astype("str")
    known = texts.where(
        texts.str.fullmatch(f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:{time})?")
    )
    return pd.to_datetime(known.str.slice(0, 26), format="ISO8601", errors="coerce")


def word_count(cell: Any) -> float:
    """Return how many words the text has, parted by white space."""
    space = (
        "\x09\x0a\x0b\x0c\x0d \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004"
        "\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
    )
    return float(len(re.findall(f"[^{space}]+", cell)))


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    df = df[
        (df["km"] > 0)
        & ~(
            (df["note"] == "test")
            | df["note"].str.contains("cancelled", regex=False, na=False)
        )
    ]
    for name in ["note", "from to"]:
        df[name] = df[name].map(lowered, na_action="ignore").replace("", np.nan)
    df["from to_1"] = (
        df["from to"]
        .str.split(" - ", regex=False)
        .astype("object")
        .str[0]
        .replace("", np.nan)
    )
    df["from to_2"] = (
        df["from to"]
        .str.split(" - ", regex=False)
        .astype("object")
        .str[1]
        .replace("", np.nan)
    )
    df = df.drop(columns=["from to"])
    df["speed"] = finite((df["km"] / (df["minutes"] / 60).replace(0, np.nan)).round(1))
    df["waited"] = np.where(
        ((moments(df["at"]) - moments(df["booked"])).dt.total_seconds() / 86400 > 7)
        | moments(df["booked"]).isna(),
        "true",
        "false",
    )
    df["at_month_sin"] = np.sin(
        (moments(df["at"]).dt.month.astype("float64") - 1) * 0.5235987755982988
    )
    df["at_month_cos"] = np.cos(
        (moments(df["at"]).dt.month.astype("float64") - 1) * 0.5235987755982988
    )
    df["at_weekday_sin"] = np.sin(
        ((moments(df["at"]).dt.weekday + 1).astype("float64") - 1) * 0.8975979010256552
    )
    df["at_weekday_cos"] = np.cos(
        ((moments(df["at"]).dt.weekday + 1).astype("float64") - 1) * 0.8975979010256552
    )
    df["at_hour_sin"] = np.sin(
        moments(df["at"]).dt.hour.astype("float64") * 0.2617993877991494
    )
    df["at_hour_cos"] = np.cos(
        moments(df["at"]).dt.hour.astype("float64") * 0.2617993877991494
    )
    df["at_days"] = (
        moments(df["at"]) - moments(df["booked"])
    ).dt.total_seconds() / 86400
    df = df.drop(columns=["at"])
    df["note_length"] = df["note"].str.len().astype("float64")
    df["note_words"] = df["note"].map(word_count, na_action="ignore").astype("float64")
    df = df.drop(columns=["note"])
    df = df.rename(columns={"at_days": "days between booking and ride"})
    df = df.drop(columns=["booked"])
    return df


def labelled(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a target; there is nothing to learn from the others."""
    return df.dropna(subset=[TARGET]).astype({TARGET: "float64"})


def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the parts of the experiment by name."""
    train, test = train_test_split(df, test_size=0.2, random_state=42)
    train, validation = train_test_split(train, test_size=0.25, random_state=42)
    return {"train": train, "validation": validation, "test": test}


def build_preprocessor() -> ColumnTransformer:
    """Return the learned steps: one lane for the columns that share a chain."""
    return ColumnTransformer(
        [
            ("unchanged", "passthrough", UNCHANGED),
            (
                "categorical",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist", sparse_output=False
                ),
                CATEGORICAL,
            ),
            ("numeric", SimpleImputer(strategy="mean"), NUMERIC),
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
