"""Train and evaluate the model; made by Tabwise.

Usage: python train.py [data.csv] [--predictions FILE]
"""

import argparse
import json
import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from numpy import nan
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
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
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder

DATA = "data.csv"
TARGET = "kind"
SPLIT = "part"
CATEGORICAL = ["grade"]
UNCHANGED = ["width"]
FEATURES = CATEGORICAL + UNCHANGED
DTYPES = {"part": "str", "grade": "str", "width": "float64", "kind": "str"}
MISSING = [""]


def load(path: str) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    return pd.read_csv(
        path,
        sep=";",
        encoding="latin-1",
        quotechar='"',
        dtype=DTYPES,
        na_values=MISSING,
        keep_default_na=False,
    )


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
        [
            (
                "categorical",
                OrdinalEncoder(
                    categories=[["low", "middle", "high", nan]],
                    handle_unknown="use_encoded_value",
                    unknown_value=-1,
                ),
                CATEGORICAL,
            ),
            ("unchanged", "passthrough", UNCHANGED),
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
                RandomForestClassifier(
                    n_estimators=20,
                    criterion="gini",
                    max_depth=None,
                    min_samples_split=2,
                    min_samples_leaf=1,
                    max_features="sqrt",
                    class_weight=None,
                    bootstrap=True,
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
