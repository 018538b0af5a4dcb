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
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
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
    top_k_accuracy_score,
)
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

DATA = "data.csv"
TARGET = "grade"
CATEGORICAL = ["age", "member"]
NUMERIC = ["income", "code", "note"]
FEATURES = CATEGORICAL + NUMERIC
DTYPES = {
    "age": "float64",
    "income": "float64",
    "code": "str",
    "member": "str",
    "note": "str",
    "grade": "float64",
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


def to_whole(cell: Any) -> float:
    """Return the cell as a number; what is no whole number counts as missing."""
    number = to_number(cell)
    return number if number % 1 == 0 else math.nan


def to_text(cell: Any) -> str:
    """Return the cell as text; whole numbers are written without a point."""
    if isinstance(cell, str):
        return cell
    whole = cell % 1 == 0 and abs(cell) < 2**53
    return str(int(cell)) if whole else str(float(cell))


def to_truth(cell: Any) -> Any:
    """Return true or false as text; what is neither counts as missing."""
    word = cell.strip(" \t\n\v\f\r").lower() if isinstance(cell, str) else cell
    if word in ("true", "t", "yes", "y", "on", "1", "1.0", 1):
        return "true"
    if word in ("false", "f", "no", "n", "off", "0", "0.0", 0):
        return "false"
    return math.nan


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    for name in ["code"]:
        df[name] = df[name].map(to_number, na_action="ignore").astype("float64")
    for name in ["note"]:
        df[name] = df[name].map(to_whole, na_action="ignore").astype("float64")
    for name in ["age"]:
        df[name] = df[name].map(to_text, na_action="ignore").astype("object")
    for name in ["member", "grade"]:
        df[name] = df[name].map(to_truth, na_action="ignore").astype("object")
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
            (
                "categorical",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist",
                    min_frequency=3,
                    sparse_output=False,
                ),
                CATEGORICAL,
            ),
            (
                "numeric",
                SimpleImputer(
                    strategy="constant", fill_value=None, keep_empty_features=True
                ),
                NUMERIC,
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


def top_accuracy(
    y: Any,
    probabilities: Any,
    k: int,
    labels: Any,
    sample_weight: Any = None,
) -> float:
    """Return the share of rows whose class is among the k most probable ones."""
    if len(labels) <= k:
        raise ValueError("Every row is among the top.")
    return top_k_accuracy_score(
        y, probabilities, k=k, labels=labels, sample_weight=sample_weight
    )


def evaluate(model: Pipeline, rows: pd.DataFrame) -> dict[str, float | None]:
    """Score the model on these rows."""
    y = rows[TARGET]
    predicted = model.predict(rows[FEATURES])
    probabilities = model.predict_proba(rows[FEATURES])
    compare = score if y.nunique() > 1 else undefined
    return {
        "accuracy": score(accuracy_score, y, predicted),
        "balanced_accuracy": compare(balanced_accuracy_score, y, predicted),
        "roc_auc_ovr": compare(
            roc_auc_score, y, probabilities, multi_class="ovr", labels=model.classes_
        ),
        "roc_auc_ovr_weighted": compare(
            roc_auc_score,
            y,
            probabilities,
            multi_class="ovr",
            average="weighted",
            labels=model.classes_,
        ),
        "roc_auc_ovo": compare(
            roc_auc_score, y, probabilities, multi_class="ovo", labels=model.classes_
        ),
        "roc_auc_ovo_weighted": compare(
            roc_auc_score,
            y,
            probabilities,
            multi_class="ovo",
            average="weighted",
            labels=model.classes_,
        ),
        "top_2_accuracy": score(
            top_k_accuracy_score, y, probabilities, k=2, labels=model.classes_
        ),
        "top_3_accuracy": score(
            top_accuracy, y, probabilities, k=3, labels=model.classes_
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
