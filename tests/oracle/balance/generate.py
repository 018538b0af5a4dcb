"""Answers of imbalanced-learn, and of the exported code, to cases.json, into answers.json.

Needs imbalanced-learn, which no exported code does: it is the peer, in tests/python/requirements.txt.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from imblearn import over_sampling, under_sampling

HERE = Path(__file__).parent


def theirs(step, params, y, seed):
    """The sampler of imbalanced-learn with these parameters."""
    ratio = {}
    if params.get("ratio", 1) != 1:  # A share is for two classes only; else all are named.
        counts = {int(c): int((y == c).sum()) for c in np.unique(y)}
        most, least = max(counts.values()), min(counts.values())
        goals = {
            c: max(n, int(most * params["ratio"]))
            if step != "randomUnderSample"
            else min(n, int(least / params["ratio"]))
            for c, n in counts.items()
        }
        ratio = {"sampling_strategy": {c: g for c, g in goals.items() if g != counts[c]}}
    samplers = {
        "randomOverSample": lambda: over_sampling.RandomOverSampler(random_state=seed, **ratio),
        "randomUnderSample": lambda: under_sampling.RandomUnderSampler(
            random_state=seed, **ratio
        ),
        "smote": lambda: over_sampling.SMOTE(
            random_state=seed, k_neighbors=params["kNeighbors"], **ratio
        ),
        "smoteNc": lambda: over_sampling.SMOTENC(
            ["x3"], random_state=seed, k_neighbors=params["kNeighbors"], **ratio
        ),
        "adasyn": lambda: over_sampling.ADASYN(
            random_state=seed, n_neighbors=params["nNeighbors"], **ratio
        ),
        "tomekLinks": under_sampling.TomekLinks,
        "dropOutliers": lambda: Plain(params),
    }
    return samplers[step]()


class Plain:
    """What imbalanced-learn has not: rows within limits, by pandas."""

    def __init__(self, params):
        self.params = params

    def fit_resample(self, X, y):
        part = X[["x0", "x2"]]
        fold = self.params["fold"]
        if self.params["method"] == "iqr":
            low, high = part.quantile(0.25), part.quantile(0.75)
            reach = fold * (high - low)
        else:
            low = high = part.mean()
            reach = fold * part.std(ddof=0)
        stays = (part.ge(low - reach) & part.le(high + reach)).all(axis=1)
        return X[stays], y[stays.to_numpy()]


def main():
    asked = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
    found = {}
    for case in asked["cases"]:
        cells = {f"x{j}": c for j, c in enumerate(asked["columns"])}
        X = pd.DataFrame(cells, dtype="float64")
        y = np.array(asked["targets"][case["task"]])
        scope = {}
        for line in case["imports"]:
            exec(line, scope)
        own = eval(case["code"], scope).fit_resample(X, y)
        other = theirs(case["step"], case["params"], y, asked["seed"]).fit_resample(X, y)
        found[case["id"]] = {
            "code": case["code"],
            "own": {"columns": own[0].to_numpy().T.tolist(), "y": own[1].tolist()},
            "imblearn": {"columns": other[0].to_numpy("float64").T.tolist(), "y": other[1].tolist()},
        }
    text = json.dumps(found, separators=(",", ":")) + "\n"
    (HERE / "answers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
