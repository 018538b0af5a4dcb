"""Read, clean and split the table, and build the learned steps; made by Tabwise."""

import math
import re
from typing import Any

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

DATA = "titanic_train.csv"
TARGET = "Survived"
NUMERIC = ["Pclass", "SibSp", "Parch", "Fare"]
SEX = ["Sex"]
AGE = ["Age"]
EMBARKED = ["Embarked"]
FEATURES = NUMERIC + SEX + AGE + EMBARKED
DTYPES = {
    "PassengerId": "float64",
    "Survived": "float64",
    "Pclass": "float64",
    "Name": "str",
    "Sex": "str",
    "Age": "float64",
    "SibSp": "float64",
    "Parch": "float64",
    "Ticket": "str",
    "Fare": "float64",
    "Cabin": "str",
    "Embarked": "str",
}
MISSING = ["", "NA"]


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
    return pd.read_csv(
        path,
        sep=",",
        encoding="utf-8",
        quotechar='"',
        dtype=DTYPES,
        na_values=MISSING,
        keep_default_na=False,
    )


def clean(df: pd.DataFrame, training: bool = True) -> pd.DataFrame:
    """Apply the cleaning steps; rows are removed only for training."""
    df = df.drop(columns=["Name", "Ticket", "Cabin"])
    if training:
        df = df.drop_duplicates(keep="first")
    return df


def labelled(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a target; there is nothing to learn from the others."""
    return df.dropna(subset=[TARGET]).astype({TARGET: "int64"})


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
    age = Pipeline(
        [
            ("impute", SimpleImputer(strategy="median")),
            ("standard_scale", StandardScaler(with_mean=True, with_std=True)),
        ]
    )
    embarked = Pipeline(
        [
            ("impute", SimpleImputer(strategy="most_frequent")),
            (
                "one_hot",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist", sparse_output=False
                ),
            ),
        ]
    )
    return ColumnTransformer(
        [
            ("numeric", StandardScaler(with_mean=True, with_std=True), NUMERIC),
            (
                "sex",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist", sparse_output=False
                ),
                SEX,
            ),
            ("age", age, AGE),
            ("embarked", embarked, EMBARKED),
            ("missing_indicator", MissingIndicator(features="all"), AGE),
        ],
        verbose_feature_names_out=False,
    )
