"""Writes answers.json: made tables, and what a scikit-learn pipeline scores on each part of the same split.

.venv/bin/python tests/oracle/run/generate.py
"""

import json
import pathlib

import numpy as np
import pandas as pd
from sklearn import metrics
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rng = np.random.default_rng(20260101)
ROWS = 260


def made():
    sex = rng.choice(["female", "male"], ROWS)
    port = rng.choice(["S", "C", "Q"], ROWS, p=[0.7, 0.2, 0.1]).astype(object)
    age = np.round(rng.normal(30, 12, ROWS), 2)
    fare = np.round(rng.lognormal(3, 1, ROWS), 2)
    score = 1.5 * (sex == "female") - 0.03 * age + 0.4 * np.log(fare) - 0.6 + rng.normal(0, 0.7, ROWS)
    survived = (score > 0).astype(int)
    cabin = np.where(score > 0.8, "upper", np.where(score > -0.2, "middle", "lower"))
    price = np.round(12 * score + 50 + rng.normal(0, 2, ROWS), 3)
    age[rng.random(ROWS) < 0.2] = np.nan
    port[rng.random(ROWS) < 0.05] = None
    return pd.DataFrame(
        {"age": age, "fare": fare, "sex": sex, "port": port, "survived": survived, "cabin": cabin, "price": price}
    )


def pipeline(model):
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    texts = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    return make_pipeline(ColumnTransformer([("n", numbers, ["age", "fare"]), ("t", texts, ["sex", "port"])]), model)


def classes(model, X, y):
    p = model.predict_proba(X)
    labels = model.predict(X)
    binary = len(model.classes_) == 2
    return {
        "accuracy": metrics.accuracy_score(y, labels),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, labels),
        "f1_weighted": metrics.f1_score(y, labels, average="weighted"),
        "log_loss": metrics.log_loss(y, p),
        **(
            {"roc_auc": metrics.roc_auc_score(y, p[:, 1])}
            if binary
            else {"roc_auc_ovr": metrics.roc_auc_score(y, p, multi_class="ovr")}
        ),
    }


def numbers(model, X, y):
    p = model.predict(X)
    return {
        "r2": metrics.r2_score(y, p),
        "rmse": metrics.root_mean_squared_error(y, p),
        "mae": metrics.mean_absolute_error(y, p),
        "max_error": metrics.max_error(y, p),
    }


def case(frame, target, task, name, model, seed):
    X, y = frame[["age", "fare", "sex", "port"]], frame[target]
    strata = None if task == "regression" else y
    rest, test = train_test_split(np.arange(ROWS), test_size=0.2, random_state=seed, stratify=strata)
    train, validation = train_test_split(
        rest,
        test_size=0.2 / (1 - 0.2),
        random_state=seed,
        stratify=None if strata is None else strata.iloc[rest],
    )
    fitted = pipeline(model).fit(X.iloc[train], y.iloc[train])
    score = numbers if task == "regression" else classes
    parts = {"train": train, "validation": validation, "test": test}
    return {
        "target": target,
        "task": task,
        "model": name,
        "seed": seed,
        "rows": {p: len(r) for p, r in parts.items()},
        "scores": {p: score(fitted, X.iloc[r], y.iloc[r]) for p, r in parts.items()},
    }


frame = made()
logistic = dict(tol=1e-12, max_iter=10_000)
cases = [
    case(frame, "survived", "binary", "logisticRegression", LogisticRegression(**logistic), 42),
    case(frame, "cabin", "multiclass", "logisticRegression", LogisticRegression(**logistic), 7),
    case(frame, "price", "regression", "ridge", Ridge(), 42),
    case(frame, "price", "regression", "linearRegression", LinearRegression(), 3),
]
columns = {n: [None if pd.isna(v) else v for v in frame[n].tolist()] for n in frame.columns}
out = pathlib.Path(__file__).with_name("answers.json")
out.write_text(json.dumps({"columns": columns, "cases": cases}, separators=(",", ":")) + "\n")
