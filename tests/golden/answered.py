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
from typing import Any, Self

import joblib
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
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
from sklearn.preprocessing import OneHotEncoder, PowerTransformer
from sklearn.utils.validation import validate_data

DATA = "data.csv"
TARGET = "y"
CATEGORICAL = ["town", "note"]
AGE = ["age"]
INCOME = ["income"]
FEATURES = CATEGORICAL + AGE + INCOME
DTYPES = {
    "town": "str",
    "note": "str",
    "seen": "str",
    "age": "float64",
    "income": "float64",
    "y": "str",
}
NUMBERS_AMONG_TEXT = ["income"]
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
        dtype={c: "str" if c in NUMBERS_AMONG_TEXT else t for c, t in DTYPES.items()},
        na_values=MISSING,
        keep_default_na=False,
    )
    for name in df.columns.intersection(NUMBERS_AMONG_TEXT):
        df[name] = df[name].map(to_number, na_action="ignore").astype("float64")
    return df


def single_spaced(cell: Any) -> Any:
    """Return the text with single spaces within and none around; nothing is missing."""
    space = (
        "\x09\x0a\x0b\x0c\x0d \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004"
        "\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
    )
    if not isinstance(cell, str):
        return cell
    return re.sub(f"[{space}]+", " ", cell).strip(" ") or math.nan


def stripped(cell: Any) -> Any:
    """Return the text without white space around it; nothing is missing."""
    space = (
        "\x09\x0a\x0b\x0c\x0d \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004"
        "\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
    )
    if not isinstance(cell, str):
        return cell
    return cell.strip(space) or math.nan


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    for name in ["town"]:
        trimmed = df[name].map(single_spaced, na_action="ignore")
        df[name] = trimmed.astype(df[name].dtype)
    for name in ["note"]:
        trimmed = df[name].map(stripped, na_action="ignore")
        df[name] = trimmed.astype(df[name].dtype)
    for name in ["town"]:
        df[name] = df[name].replace(
            {"OSLO": "Oslo", 'L\'AQUILA "centro"': "L'Aquila", "Tromsö": "Tromsö"}
        )
    missing = ["1900-01-01", "0", "-1", "inf", 0, -1, float("inf")]
    for name in ["seen", "age"]:
        df[name] = df[name].mask(df[name].isin(missing))
    df = df.drop(columns=["seen"])
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


class Winsorizer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Clip numbers to limits learned in fit; missing cells stay missing."""

    def __init__(
        self,
        method: str = "iqr",
        fold: float = 1.5,
        lower: float = 0.01,
        upper: float = 0.99,
    ) -> None:
        self.method = method
        self.fold = fold
        self.lower = lower
        self.upper = upper

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn the limits: by interquartile ranges, or at two quantiles."""
        cells = validate_data(self, X, dtype="float64", ensure_all_finite=False)
        ends = [0.25, 0.75] if self.method == "iqr" else [self.lower, self.upper]
        self.low_, self.high_ = np.nanquantile(cells, ends, axis=0)
        if self.method == "iqr":
            spread = self.high_ - self.low_
            reach = np.where(spread > 0, self.fold * spread, np.inf)
            self.low_, self.high_ = self.low_ - reach, self.high_ + reach
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the numbers within the limits."""
        cells = validate_data(
            self, X, reset=False, dtype="float64", ensure_all_finite=False
        )
        return np.clip(cells, self.low_, self.high_)


def build_preprocessor() -> ColumnTransformer:
    """Return the learned steps: one lane for the columns that share a chain."""
    categorical = Pipeline(
        [
            ("impute", SimpleImputer(strategy="most_frequent")),
            (
                "one_hot",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist",
                    min_frequency=10,
                    sparse_output=False,
                ),
            ),
        ]
    )
    age = Pipeline(
        [
            ("winsorize", Winsorizer(method="iqr", fold=1.5)),
            ("impute", SimpleImputer(strategy="median")),
        ]
    )
    income = Pipeline(
        [
            ("winsorize", Winsorizer(method="iqr", fold=1.5)),
            ("impute", SimpleImputer(strategy="median")),
            ("power_transform", PowerTransformer(standardize=True)),
        ]
    )
    return ColumnTransformer(
        [
            ("categorical", categorical, CATEGORICAL),
            ("age", age, AGE),
            ("income", income, INCOME),
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
