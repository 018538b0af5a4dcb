"""Read and prepare the table; made by Tabwise.

Usage: python train.py [data.csv]
"""

import argparse
import math
import re
from typing import Any

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split

DATA = "data.csv"
TARGET = "b"
NUMERIC = ["a"]
FEATURES = NUMERIC
DTYPES = {"a": "float64", "b": "str"}
MISSING = [""]


def to_number(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip(" \t\n\v\f\r")
    pattern = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = float(text) if re.fullmatch(pattern, text) else math.nan
    return number if math.isfinite(number) else math.nan


def load(path: str) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    df = pd.read_csv(
        path,
        sep=",",
        encoding="utf-8",
        quotechar='"',
        dtype="str",
        na_values=MISSING,
        keep_default_na=False,
    )
    for name in [c for c in df.columns if DTYPES.get(c) == "float64"]:
        df[name] = df[name].map(to_number, na_action="ignore").astype("float64")
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
        [("numeric", SimpleImputer(strategy="mean"), NUMERIC)],
        verbose_feature_names_out=False,
    )


def main() -> None:
    """Load and clean, and say how many rows there are."""
    parser = argparse.ArgumentParser(description="Read and prepare the table.")
    parser.add_argument("data", nargs="?", default=DATA, help="CSV file")
    args = parser.parse_args()

    df = load(args.data)
    for name, rows in split(labelled(df)).items():
        print(name, len(rows))


if __name__ == "__main__":
    main()
