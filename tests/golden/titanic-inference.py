"""Predict with the trained model; made by Tabwise.

Usage: python inference.py data.csv [--out predictions.csv]
       python inference.py --row '{"column": "value"}'

Ends with 2 and a reason when the data do not fit the model.
"""

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any, NoReturn

import joblib
import pandas as pd
from sklearn.pipeline import Pipeline

from preprocessing import DTYPES, FEATURES, MISSING, clean, load, to_number

REQUIRED = FEATURES


def fail(reason: str) -> NoReturn:
    """Say why and end with 2."""
    print(reason, file=sys.stderr)
    sys.exit(2)


def read_file(path: str) -> pd.DataFrame:
    """Read a file like the one the model was trained on."""
    try:
        return load(path)
    except (OSError, ValueError) as error:
        fail(f"{path}: {error}")


def read_row(text: str) -> pd.DataFrame:
    """Read one row from a JSON object."""
    try:
        row = json.loads(text)
    except ValueError as error:
        fail(f"--row is not JSON: {error}")
    if not isinstance(row, dict):
        fail("--row needs one JSON object")
    try:
        return table_of([row])
    except ValueError as error:
        fail(str(error))


def table_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows of JSON values as the file would have given them."""
    cells = [{name: cell(name, row[name]) for name in row} for row in rows]
    return pd.DataFrame(cells)


def cell(name: str, value: Any) -> Any:
    """Return a JSON value as the file would have given it."""
    text = value if isinstance(value, str) else json.dumps(value)
    if value is None or text in MISSING:
        return math.nan
    if DTYPES.get(name) != "float64":
        return text
    number = to_number(text)
    if math.isnan(number):
        raise ValueError(f"column {name!r} needs a number instead of {value!r}")
    return number


def check(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with exactly the columns of training, or say what it lacks."""
    absent = [name for name in REQUIRED if name not in table.columns]
    if absent:
        fail(f"missing columns: {absent}")
    if len(table) == 0:
        fail("there are no rows to predict")
    if not isinstance(table.index, pd.RangeIndex):
        fail("the rows have more cells than the header has names")
    extra = [name for name in table.columns if name not in DTYPES]
    if extra:
        print(f"ignored columns: {extra}", file=sys.stderr)
    for name in DTYPES:
        if name not in table.columns:
            table[name] = math.nan
    return table[list(DTYPES)].astype(DTYPES)


def report(table: pd.DataFrame, path: Path) -> None:
    """Count on standard error the values that no training row held."""
    for name, seen in json.loads(path.read_text(encoding="utf-8")).items():
        values = table[name].dropna()
        if "levels" in seen:
            strange = ~values.astype("str").isin(seen["levels"])
            what = "unseen categories"
        else:
            strange = (values < seen["min"]) | (values > seen["max"])
            what = "numbers out of range"
        if strange.any():
            print(f"{name!r}: {strange.sum()} {what}", file=sys.stderr)


def predict(model: Pipeline, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one line for each row, in order."""
    table = pd.DataFrame({"prediction": model.predict(rows[FEATURES])})
    probabilities = model.predict_proba(rows[FEATURES])
    for i, label in enumerate(model.classes_):
        table[f"probability_{label}"] = probabilities[:, i]
    return table


def main() -> None:
    """Predict a file or a row."""
    parser = argparse.ArgumentParser(description="Predict with the trained model.")
    parser.add_argument("data", nargs="?", help="CSV file")
    parser.add_argument("--row", help="one row as a JSON object")
    parser.add_argument("--out", help="CSV file to write, else standard output")
    parser.add_argument("--model", default="model.pkl", type=Path)
    args = parser.parse_args()
    if (args.data is None) == (args.row is None):
        parser.error("give either a CSV file or --row")
    if not args.model.exists():
        fail(f"there is no {args.model}; run train.py first")

    table = check(read_file(args.data) if args.row is None else read_row(args.row))
    rows = clean(table, training=False)
    report(rows, args.model.with_name("training.json"))
    try:
        predictions = predict(joblib.load(args.model), rows)
    except ValueError as error:
        fail(f"the model cannot predict these rows: {error}")
    if args.row is not None:
        print(json.dumps(predictions.to_dict("records")[0]))
    else:
        predictions.to_csv(args.out or sys.stdout, index=False)


if __name__ == "__main__":
    main()
