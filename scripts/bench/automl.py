"""Scores of scikit-learn's default forest and boosting on the rows that a split column names: JSON on standard output.

automl.py FILE.tsv classification|regression
"""

import json
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score

path, task = sys.argv[1:]
df = pd.read_csv(path, sep="\t")
train = df["__split"] == "train"
X = df.drop(columns=["target", "__split"]).to_numpy(float)
y = df["target"].to_numpy()
classes = task == "classification"
models = {
    "forest": (RandomForestClassifier if classes else RandomForestRegressor)(random_state=42),
    "boosting": (HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor)(
        random_state=42
    ),
}
out = {}
for name, model in models.items():
    model.fit(X[train], y[train])
    said = model.predict(X[~train])
    if not classes:
        out[name] = {"r2": r2_score(y[~train], said)}
        continue
    out[name] = {"accuracy": accuracy_score(y[~train], said)}
    if len(np.unique(y)) == 2:
        out[name]["roc_auc"] = roc_auc_score(y[~train], model.predict_proba(X[~train])[:, 1])
print(json.dumps(out))
