"""Writes data.answers.json: what pandas says of a made table and, where they are at hand, of two real ones.

.venv/bin/python tests/unit/data.answers.py
"""

import json
import pathlib

import numpy as np
import pandas as pd

here = pathlib.Path(__file__).parent
tables = here.parent.parent.parent / "shared" / "data" / "tables"


def outside(x: np.ndarray) -> list:
    """Values beyond Tukey's fences, below and above."""
    low, high = np.quantile(x, [0.25, 0.75])
    return [int((x < low - 1.5 * (high - low)).sum()), int((x > high + 1.5 * (high - low)).sum())]


def robust(x: np.ndarray) -> int:
    """Modified z-scores above 3.5 (Iglewicz and Hoaglin 1993)."""
    mad = np.median(np.abs(x - np.median(x)))
    return int((np.abs(0.6745 * (x - np.median(x)) / mad) > 3.5).sum()) if mad > 0 else 0


def describe(frame: pd.DataFrame) -> dict:
    columns = {}
    for name in frame.columns:
        values = frame[name]
        entry = {"missing": int(values.isna().sum()), "distinct": int(values.nunique())}
        if pd.api.types.is_numeric_dtype(values):
            x = values.dropna().to_numpy(float)
            d = x - x.mean()
            entry |= {
                "min": x.min(),
                "max": x.max(),
                "mean": values.mean(),
                "std": values.std(),
                "skew": (d**3).mean() / (d**2).mean() ** 1.5,
                "quantiles": [float(q) for q in np.quantile(x, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])],
                "kurtosis": (d**4).mean() / (d**2).mean() ** 2 - 3,
                "whole": int((x == np.floor(x)).sum()),
                "outside": outside(x),
                "mad": float(np.median(np.abs(x - np.median(x)))),
                "robust": robust(x),
                "zeros": int((x == 0).sum()),
                "negatives": int((x < 0).sum()),
            }
        columns[name] = entry
    return {"rows": len(frame), "duplicates": int(frame.duplicated().sum()), "columns": columns}


def made() -> pd.DataFrame:
    rows = []
    for i in range(500):
        k = i % 450
        rows.append(
            [
                (k * 7919) % 1009 - 300,
                None if k % 11 == 3 else ((k * 104729) % 10007) / 64 - 20,
                1e15 + (k % 3) - 1,
                ["red", "green", "blue", None][(k * 31) % 4],
                0.001 * ((k * 37) % 101) ** 3,
            ]
        )
    return pd.DataFrame(rows, columns=["whole", "gaps", "large", "colour", "tail"])


answers = {"made": describe(made())}
if tables.exists():
    for name in ["titanic_train", "california_housing"]:
        answers[name] = describe(pd.read_csv(tables / f"{name}.csv"))
(here / "data.answers.json").write_text(json.dumps(answers, indent=1, default=float) + "\n")
