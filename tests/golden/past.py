"""Train and evaluate the model; made by Tabwise.

Usage: python train.py [data.csv] [--predictions FILE]
"""

import argparse
import json
import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import joblib
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.feature_selection import RFECV
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression
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
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

DATA = "data.csv"
TARGET = "sales"
TIME = "day"
FEATURES = ["shop", "heat", "sales_lag_1", "sales_lag_7"]
DTYPES = {"day": "str", "shop": "str", "heat": "float64", "sales": "float64"}
MISSING = [""]


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


def past_rows(
    df: pd.DataFrame, column: str, figure: str, rows: int, time: str, group: str | None
) -> pd.Series:
    """Return a figure of the rows before each in order of time; of no later row."""
    timed = df[df[time].notna()].sort_values(time, kind="stable")
    keys = [timed[group]] if group is not None else [0] * len(timed)
    known = timed[column].groupby(keys, dropna=False, sort=False)
    before = known.shift(1)
    if figure == "lag":
        return known.shift(rows)
    if figure == "change":
        return before - known.shift(1 + rows)
    windows = before.groupby(keys, dropna=False, sort=False)
    return windows.transform(
        lambda cells: getattr(cells.rolling(rows, min_periods=1), figure)()
    )


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    df["sales_lag_1"] = past_rows(df, "sales", "lag", 1, "day", "shop")
    df["sales_lag_7"] = past_rows(df, "sales", "lag", 7, "day", "shop")
    return df


def labelled(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a target; there is nothing to learn from the others."""
    return df.dropna(subset=[TARGET]).astype({TARGET: "float64"})


def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the parts by name: the latest rows for test, before them validation."""
    train = df.dropna(subset=[TIME]).sort_values(TIME, kind="stable")
    n = len(train)
    test = train.iloc[len(train) - math.ceil(0.2 * n) :]
    train = train.iloc[: len(train) - len(test)]
    validation = train.iloc[len(train) - math.ceil(0.2 * n) :]
    train = train.iloc[: len(train) - len(validation)]
    return {"train": train, "validation": validation, "test": test}


class GroupStatistics(TransformerMixin, BaseEstimator):
    """Add a figure of each number among the rows of the fit in the same category."""

    def __init__(self, statistic: str = "mean") -> None:
        self.statistic = statistic

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn the figure of each group, and that of all rows for other groups."""
        of = "mean" if self.statistic == "deviation" else self.statistic
        self.feature_names_in_ = np.array(X.columns, dtype=object)
        numbers = list(X.select_dtypes("number").columns)
        self.figures_ = {}
        for number in numbers:
            other = 0.0 if of == "count" else np.nan_to_num(X[number].agg(of))
            for by in X.columns.drop(numbers):
                known = X.groupby(by)[number].agg(of).dropna()
                self.figures_[number, by] = (known.to_dict(), float(other))
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the columns and the figures of their groups."""
        out = X.copy()
        for (number, by), (known, other) in self.figures_.items():
            figure = X[by].map(known).astype("float64").fillna(other)
            new = X[number] - figure if self.statistic == "deviation" else figure
            out[f"{number}_{self.statistic}_by_{by}"] = new
        return out

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the columns' names and those of the figures."""
        new = [f"{n}_{self.statistic}_by_{by}" for n, by in self.figures_]
        return np.array([*self.feature_names_in_, *new], dtype=object)


def free_name(name: str, taken: set[str]) -> str:
    """Return the name, or the first of name_2, name_3, … that is not taken yet."""
    free = name
    number = 2
    while free in taken:
        free = f"{name}_{number}"
        number += 1
    taken.add(free)
    return free


class OnColumns(TransformerMixin, BaseEstimator):
    """Replace some columns by a transformer's, and let the others pass by name."""

    def __init__(
        self, columns: list[str], transformer: Any, beside: Any = None
    ) -> None:
        self.columns = columns
        self.transformer = transformer
        self.beside = beside

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn from these columns; `beside` adds a column for each."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None) -> pd.DataFrame:
        """Learn, and return the rows as later steps learn from them."""
        part = X[self.columns]
        taken = set(X.columns) - set(self.columns)
        self.main_ = clone(self.transformer)
        made = self.main_.fit_transform(part, y)
        self.names_ = [free_name(n, taken) for n in self.main_.get_feature_names_out()]
        if self.beside is not None:
            taken = set(X.columns)
            self.beside_ = clone(self.beside).fit(part)
            self.marks_ = [free_name(f"{c}_missing", taken) for c in self.columns]
        return self.joined(X, made)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the columns that are left, and the new ones after them."""
        return self.joined(X, self.main_.transform(X[self.columns]))

    def joined(self, X: pd.DataFrame, made: Any) -> pd.DataFrame:
        """Return the columns that pass with those made of the others."""
        parts = [pd.DataFrame(made, X.index, self.names_)]
        if self.beside is not None:
            marks = self.beside_.transform(X[self.columns]).astype("float64")
            parts.append(pd.DataFrame(marks, X.index, self.marks_))
        return pd.concat([X.drop(columns=self.columns), *parts], axis=1)


def build_preprocessor() -> Pipeline:
    """Return the learned steps in order; a later one works on columns made before."""
    return Pipeline(
        [
            (
                "impute",
                OnColumns(
                    ["heat", "sales_lag_1", "sales_lag_7"],
                    SimpleImputer(strategy="median"),
                ),
            ),
            (
                "group_statistics",
                OnColumns(["heat", "shop"], GroupStatistics(statistic="deviation")),
            ),
            (
                "one_hot",
                OnColumns(
                    ["shop"],
                    OneHotEncoder(
                        handle_unknown="infrequent_if_exist", sparse_output=False
                    ),
                ),
            ),
            (
                "rfecv",
                OnColumns(
                    ["heat", "sales_lag_1", "sales_lag_7", "heat_deviation_by_shop"],
                    RFECV(
                        estimator=LinearRegression(fit_intercept=True, tol=1e-12),
                        step=1,
                        min_features_to_select=2,
                        cv=KFold(n_splits=4, shuffle=True, random_state=0),
                    ),
                ),
            ),
        ]
    )


def build_pipeline() -> Pipeline:
    """Return preprocessing and model as one estimator, fitted on training rows only."""
    return Pipeline(
        [
            ("prepare", build_preprocessor()),
            ("model", LinearRegression(fit_intercept=True, tol=1e-12)),
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
