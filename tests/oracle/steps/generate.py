"""Answers of scikit-learn and pandas to cases.json, into answers.json.

Run by `npm run oracle`, which writes cases.json first.
"""

import json
import math
import os
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.impute import KNNImputer

HERE = Path(__file__).parent
# Packages that the exported code may need and the oracle has not; such a case has its code alone.
UNAVAILABLE = ("from umap ", "import duckdb")
PARTS = {
    "train": ("train", "fresh"),
    "cloud": ("cloud", "freshCloud"),
    "gaps": ("gaps", "freshGaps"),
    "amounts": ("amounts", "freshAmounts"),
}


def frame(columns):
    """The table as the exported script loads it: float64, and text with NaN for missing."""
    series = {}
    for name, kind, cells in columns:
        dtype = "float64" if kind in ("number", "integer") else "str"
        series[name] = pd.Series([math.nan if c is None else c for c in cells], dtype=dtype)
    return pd.DataFrame(series)


def plain(value):
    if isinstance(value, str):
        return value
    value = float(value)
    return None if math.isnan(value) else value


def columns_of(matrix):
    return [[plain(v) for v in column] for column in np.asarray(matrix, dtype=object).T]


def names_of(transformer):
    return [str(name) for name in transformer.get_feature_names_out()]


def learned(case, tables, scope, targets):
    train, fresh = (tables[name][case["columns"]] for name in PARTS[case["table"]])
    answer = {}
    for part, code in (("main", case["code"]), ("beside", case["beside"])):
        if code is None:
            continue
        y = None if case["task"] is None else np.array(targets[case["task"]])
        transformer = eval(code, scope).fit(train, y)
        answer[part] = {
            "names": names_of(transformer),
            "train": columns_of(transformer.transform(train)),
            "fresh": columns_of(transformer.transform(fresh)),
        }
        if case["step"] == "knnImpute":  # The exported class is our own: no ties, no difference.
            theirs = KNNImputer(**transformer.get_params()).fit(train)
            for rows in (train, fresh):
                np.testing.assert_allclose(
                    transformer.transform(rows), theirs.transform(rows), rtol=1e-9
                )
        if y is not None:
            again = eval(code, scope)
            answer[part]["fitted"] = columns_of(again.fit_transform(train, y))
    return answer


def cleaning(case, tables, scope, targets):
    scope["df"] = tables[case["table"]].copy()
    exec(case["code"], scope)
    df = scope["df"]
    return {
        "rid": [int(i) for i in df.index],
        "names": list(df.columns),
        "cells": [[plain(v) for v in df[name]] for name in df.columns],
    }


def answers():
    asked = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
    tables = {name: frame(columns) for name, columns in asked["tables"].items()}
    found = {}
    for case in asked["cases"]:
        scope = {}
        if any(line.startswith(UNAVAILABLE) for line in case["imports"]):
            found[case["id"]] = {"code": case["code"]}
            continue
        for line in case["imports"]:
            exec(line, scope)
        solve = learned if case["table"] in PARTS else cleaning
        found[case["id"]] = {"code": case["code"], **solve(case, tables, scope, asked["targets"])}
    return found


def main():
    os.chdir(HERE)  # Second tables lie here.
    warnings.filterwarnings("ignore", message="Found unknown categories")
    warnings.filterwarnings("ignore", message="The least populated class")
    warnings.filterwarnings("ignore", message="n_quantiles")
    warnings.filterwarnings("ignore", message=".IterativeImputer. Early")
    warnings.filterwarnings("ignore", message="Bins whose width")
    text = json.dumps(answers(), ensure_ascii=False, separators=(",", ":")) + "\n"
    (HERE / "answers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
