"""Train and evaluate the model; made by Tabwise.

Usage: python train.py [data.csv] [--predictions FILE]
"""

import argparse
import csv
import hashlib
import itertools
import json
import math
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import duckdb
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

DATA = "orders.csv"
TARGET = "returned"
UNCHANGED = ["day", "day_2", "year", 'O\'Brien "year"']
NUMERIC = ["amount", "__proto__", "amount rate"]
UNCHANGED_2 = ['kilo"s', "amount of all", "third"]
FEATURES = UNCHANGED + NUMERIC + UNCHANGED_2
DTYPES = {"customer": "str", "day": "str", "amount": "float64", "returned": "str"}
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


def load_o_brien_customers_814607() -> pd.DataFrame:
    """Read the second table, which must be the very file, as the app read it."""
    data = 'O\'Brien "customers".csv'
    DTYPES = {"Kunde": "str", "__proto__": "float64", "day": "str"}
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

    with open(data, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != "":
        raise ValueError(f"{data} is not the file that the app read")
    return load(data)


def joined(
    df: pd.DataFrame,
    other: pd.DataFrame,
    on: tuple[list[str], list[str]],
    names: dict[str, str],
    how: Literal["left", "inner"],
) -> pd.DataFrame:
    """Return the rows with columns of the rows of the other table that match them."""
    keys = [f"key_{k}" for k in range(len(on[0]))]
    left = df[on[0]].set_axis(keys, axis=1).assign(left=np.arange(len(df)))
    right = other[on[1]].set_axis(keys, axis=1).assign(right=np.arange(len(other)))
    pairs = left.merge(right.dropna(subset=keys), how=how, on=keys)
    rows = df.iloc[pairs["left"]]
    beside = other[list(names)].rename(columns=names).reindex(pairs["right"])
    return pd.concat([rows, beside.set_axis(rows.index)], axis=1)


def load_rates_131a85() -> pd.DataFrame:
    """Read the second table, which must be the very file, as the app read it."""
    data = "rates.csv"
    COLUMNS = ["customer", "day", "amount"]
    MISSING = [""]

    def to_decimal(cell: Any) -> float:
        """Return the cell as a number; what is none counts as missing."""
        if not isinstance(cell, str):
            return float(cell)
        parts = [
            "",
            "([-+]?)",
            "([0-9]{1,3}(?:[\\.][0-9]{3})+|[0-9]*)(,[0-9]*|)([eE][-+]?[0-9]+|)",
            "",
        ]
        found = re.fullmatch("[ \\t\\n\\x0B\\f\\r\xa0\u2009\u202f]*".join(parts), cell)
        if found is None:
            return math.nan
        groups = found.groups()
        sign, whole, fraction, exponent = groups
        whole = re.sub("[\\.]", "", whole)
        if whole + fraction[1:] == "":
            return math.nan
        number = float(f"0{whole}.{fraction[1:]}{exponent}")
        if not math.isfinite(number):
            return math.nan
        return -number if sign == "-" else number

    CONVERTERS = {"amount": to_decimal}

    def cells_of(line: str) -> list[str]:
        """Return the cells of one line, where a quote that does not close is text."""
        pattern = r';(?:"((?:[^"]|"")*)"(?=;|$)|([^;]*))'
        found = re.findall(pattern, ";" + line.rstrip("\r\n"))
        return [inside.replace('""', '"') or plain for inside, plain in found]

    def well_formed(lines: list[str]) -> bool:
        """Say whether no text follows a closing quote."""
        try:
            list(csv.reader(lines, delimiter=";", quotechar='"', strict=True))
        except csv.Error:
            return False
        return True

    def next_record(lines: list[str], at: int, width: int) -> tuple[
        list[str],
        int,
        bool,
    ]:
        """Return the cells from this line on, the lines they take, and whether they
        fit."""
        csv.field_size_limit(1 << 30)
        # One more quote after the last line closes what is still open.
        rest = itertools.chain((lines[i] for i in range(at, len(lines))), ['"'])
        reader = csv.reader(rest, delimiter=";", quotechar='"')
        cells = next(reader)
        used = reader.line_num
        torn = at + used > len(lines)
        stray = not torn and used > 1 and not well_formed(lines[at : at + used])
        if used == 1 or (len(cells) == width and not torn and not stray):
            return cells, used, len(cells) <= width
        line = cells_of(lines[at])
        if len(line) == width or torn or (stray and len(cells) != width):
            return line, 1, len(line) == width
        return cells, used, len(cells) <= width

    def read_records(path: str, width: int) -> list[list[str] | None]:
        """Return the cells of each row, and None for a row that does not fit."""
        with open(path, encoding="utf-8-sig", newline="") as file:
            lines = list(file)[1:]
        if lines and lines[-1].endswith("\x1a"):  # CP/M and DOS end a text so.
            lines[-1] = lines[-1][:-1]
        records: list[list[str] | None] = []
        at = 0
        while at < len(lines):
            if lines[at].startswith("#"):
                at += 1
                continue
            cells, used, fits = next_record(lines, at, width)
            if len(cells) > 1 or lines[at].strip(" \t\r\n"):
                padding = [""] * (width - len(cells))
                records.append([*cells, *padding] if fits else None)
            at += used
        return records

    def load(path: str, columns: list[str] = COLUMNS) -> pd.DataFrame:
        """Read the file; numbers keep every digit and all other cells stay text."""
        records = read_records(path, len(columns))[1:]
        rows = [cells for cells in records if cells is not None]
        df = pd.DataFrame(rows, columns=columns, dtype="str")
        df = df.mask(df.isin(MISSING))
        for name in df.columns.intersection(list(CONVERTERS)):
            numbers = df[name].map(CONVERTERS[name], na_action="ignore")
            df[name] = numbers.astype("float64")
        return df

    with open(data, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != "":
        raise ValueError(f"{data} is not the file that the app read")
    return load(data)


def load_last_year_s_03112f() -> pd.DataFrame:
    """Read the second table, which must be the very file, as the app read it."""
    data = "last year's.csv"
    DTYPES = {"Customer": "str", "amount": "str", "day": "str", 'kilo"s': "float64"}
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

    with open(data, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != "":
        raise ValueError(f"{data} is not the file that the app read")
    return load(data)


def to_number(cell: Any) -> float:
    """Return the cell as a number; what is none counts as missing."""
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip(" \t\n\v\f\r")
    pattern = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = float(text) if re.fullmatch(pattern, text) else math.nan
    return number if math.isfinite(number) else math.nan


def joined_both(
    df: pd.DataFrame,
    other: pd.DataFrame,
    on: tuple[list[str], list[str]],
    names: dict[str, str],
    how: Literal["right", "outer"],
    first: int,
) -> pd.DataFrame:
    """Return the joined rows, then those of the other table without a match."""
    above = joined(df, other, on, names, "left" if how == "outer" else "inner")
    other = other.set_axis(pd.RangeIndex(first, first + len(other)))
    keys = [f"key_{k}" for k in range(len(on[0]))]
    left = df[on[0]].set_axis(keys, axis=1)
    right = other[on[1]].set_axis(keys, axis=1).assign(row=other.index)
    matched = right.dropna(subset=keys).merge(left.dropna(subset=keys), on=keys)["row"]
    alone = other[~other.index.isin(matched)]
    pairs = list(zip(on[1], on[0], strict=True)) + list(names.items())
    below = pd.DataFrame({to: alone[of] for of, to in pairs}, index=alone.index)
    return pd.concat([above, below])


def quoted(name: str) -> str:
    """Return a name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def queried(
    df: pd.DataFrame, query: list[str], made: dict[str, bool], row: str
) -> pd.DataFrame:
    """Return the rows of a query, each named by the row that it was made of.

    made says for each column of the answer whether it holds numbers.
    """
    cells = pd.DataFrame({"place": np.arange(len(df))})
    items = [f"place AS {quoted(row)}"]
    for k, name in enumerate(df.columns):
        column = df[name]
        if pd.api.types.is_numeric_dtype(column.dtype):
            cells[f"c{k}"] = column.to_numpy(dtype="float64")
            missing = f"isnan(c{k})"
        else:
            texts = column.astype(object).where(column.notna(), None)
            cells[f"c{k}"] = pd.Series(texts.to_numpy(), dtype=object)
            missing = f"c{k} IS NULL"
        items.append(f"CASE WHEN {missing} THEN NULL ELSE c{k} END AS {quoted(name)}")
    answer = ["src"]
    for k, number in enumerate(made.values()):
        if number:
            cell = f"CAST(o{k} AS DOUBLE)"
            answer.append(f"CASE WHEN isfinite({cell}) THEN {cell} END")
        else:
            answer.append(f"nullif(CAST(o{k} AS VARCHAR), '')")
    names = [f"o{k}" for k in range(len(made))] + ["src"]
    table = [
        "CREATE TABLE",
        '"rows of the table"',
        "AS SELECT",
        ", ".join(items),
        "FROM cells",
    ]
    view = ["CREATE VIEW", '"table"', "AS SELECT * EXCLUDE", f"({quoted(row)})"]
    view += ["FROM", '"rows of the table"']
    whole = [
        "SELECT",
        ", ".join(answer),
        "FROM (",
        *query,
        ") AS answer(",
        ", ".join(names),
        ")",
    ]
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET pandas_analyze_sample = 0")
        connection.register("cells", cells)
        connection.execute(" ".join(table))
        connection.execute(" ".join(view))
        found = connection.execute(" ".join(whole)).df()
    index = df.index[found.pop("src").to_numpy(dtype="int64")]
    found.columns = list(made)
    types = {name: "float64" if number else "str" for name, number in made.items()}
    return found.astype(types).set_axis(index)


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    df = joined(
        df,
        load_o_brien_customers_814607(),
        (["customer"], ["Kunde"]),
        {"__proto__": "__proto__", "day": "day_2"},
        "left",
    )
    df = joined(
        df,
        load_rates_131a85(),
        (["customer", "day"], ["customer", "day"]),
        {"amount": "amount rate"},
        "inner",
    )
    below = load_last_year_s_03112f().rename(
        columns={
            "Customer": "customer",
            "day": "day",
            "amount": "amount",
            'kilo"s': 'kilo"s',
        }
    )
    below = below[["customer", "day", "amount", 'kilo"s']]
    for name in ["amount"]:
        below[name] = below[name].map(to_number, na_action="ignore").astype("float64")
    df["year"] = "this year"
    below["year"] = "last year's.csv"
    # Rows of the other table have numbers of their own.
    below.index = pd.RangeIndex(201326592, 201326592 + len(below))
    df = pd.concat([df, below])
    df = joined_both(
        df,
        load_rates_131a85(),
        (["customer"], ["customer"]),
        {"amount": "amount of all"},
        "outer",
        268435456,
    )
    df = queried(
        df,
        [
            'SELECT * EXCLUDE ( "row of the file" ) , upper ( "year"',
            ') || \' it\'\'s "so"\' AS "O\'Brien ""year""" , amount / 3 AS',
            'third , "table" . "row of the file" AS src',
            'FROM "rows of the table" AS "table"',
            "WHERE amount > 0",
            'ORDER BY "table" . "row of the file"',
        ],
        {
            "customer": False,
            "day": False,
            "amount": True,
            "returned": False,
            "__proto__": True,
            "day_2": False,
            "amount rate": True,
            "year": False,
            'kilo"s': True,
            "amount of all": True,
            'O\'Brien "year"': False,
            "third": True,
        },
        "row of the file",
    )
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
            ("unchanged", "passthrough", UNCHANGED),
            ("numeric", SimpleImputer(strategy="mean"), NUMERIC),
            ("unchanged_2", "passthrough", UNCHANGED_2),
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
