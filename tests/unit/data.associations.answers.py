"""Writes data.associations.answers.json: what pandas, scipy, scikit-learn and statsmodels say of a made table.

python tests/unit/data.associations.answers.py  (needs pandas, scipy, scikit-learn and statsmodels)
"""

import itertools
import json
import pathlib

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import mutual_info_score, normalized_mutual_info_score
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.outliers_influence import variance_inflation_factor

here = pathlib.Path(__file__).parent


def made() -> pd.DataFrame:
    """The same integers as `madeTable` of data.associations.test.ts; None is missing."""
    rows = []
    for i in range(400):
        u = (i * 7919) % 1009
        v = (i * 104729) % 503
        w = (i * 611953) % 211
        a = u - 500
        b = None if i % 9 == 4 else (u // 40) * 3 + v % 7
        c = None if i % 13 == 5 or w < 9 else round((u / 100) ** 3) + w
        d = 2 * a + 7 * w
        k = ["red", "green", "blue", "grey"][(u // 260 + v % 2) % 4]
        m = None if w % 17 == 3 else ["a", "b", "c", "d", "e", "f", "g"][(v // 80 + w % 3) % 7]
        few = None if v % 31 == 0 else v % 5
        y = "yes" if u + 3 * w > 800 else "no"
        z = a + 0.5 * (c or 0) + w
        rows.append([a, b, c, w, d, k, m, few, y, z])
    return pd.DataFrame(rows, columns=["a", "b", "c", "w", "d", "k", "m", "few", "y", "z"])


frame = made()
numbers = ["a", "b", "c", "w", "d", "few", "z"]
categories = ["k", "m", "y"]


def binned(name: str) -> pd.Series:
    if name in categories:
        return frame[name]
    x = frame[name].astype(float)
    present = x.dropna()
    if present.nunique() <= 10:
        return x.where(x.notna(), None)
    edges = np.unique(np.quantile(present, np.arange(1, 10) / 10))
    return pd.Series([None if np.isnan(v) else int(np.digitize(v, edges)) for v in x], dtype=object)


def corrected_v(x: pd.Series, y: pd.Series) -> float:
    """Bergsma 2013."""
    table = pd.crosstab(x, y)
    n = table.to_numpy().sum()
    r, k = table.shape
    phi2 = stats.chi2_contingency(table, correction=False).statistic / n
    phi2 = max(0, phi2 - (k - 1) * (r - 1) / (n - 1))
    r -= (r - 1) ** 2 / (n - 1)
    k -= (k - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi2 / min(k - 1, r - 1)))


pairs = []
for p, q in itertools.combinations([c for c in frame.columns], 2):
    both = frame[p].notna() & frame[q].notna()
    entry = {"a": p, "b": q, "rows": int(both.sum())}
    x, y = frame[p][both], frame[q][both]
    if p in numbers and q in numbers:
        entry["pearson"] = stats.pearsonr(x.astype(float), y.astype(float)).statistic
        entry["spearman"] = stats.spearmanr(x.astype(float), y.astype(float)).statistic
    elif p in categories and q in categories:
        entry["cramersV"] = corrected_v(x, y)
    else:
        cat, num = (x, y) if p in categories else (y, x)
        design = sm.add_constant(pd.get_dummies(cat, drop_first=True).astype(float))
        fit = sm.OLS(num.astype(float), design).fit()
        entry["eta"] = float(np.sqrt(fit.rsquared))
        entry["strength"] = float(np.sqrt(max(0, fit.rsquared_adj)))
    bp, bq = binned(p)[both].astype(str), binned(q)[both].astype(str)
    entry["mutualInformation"] = mutual_info_score(bp, bq)
    entry["normalizedMutualInformation"] = normalized_mutual_info_score(bp, bq)
    pairs.append(entry)

complete = frame[["a", "b", "c", "w", "few"]].dropna().astype(float)
design = sm.add_constant(complete)
vif = {
    name: float(variance_inflation_factor(design.to_numpy(), k + 1))
    for k, name in enumerate(complete.columns)
}


def tests_of(target: str) -> list:
    found = []
    for name in frame.columns:
        gone = frame[name].isna()
        if name == target or gone.sum() == 0:
            continue
        if target == "z":
            x, y = frame.z[gone], frame.z[~gone]
            u = stats.mannwhitneyu(x, y, alternative="two-sided", method="asymptotic")
            t = stats.ttest_ind(x, y, equal_var=False)
            found.append(
                {
                    "column": name,
                    "statistic": u.statistic,
                    "p": u.pvalue,
                    "welch": {"t": t.statistic, "df": t.df, "p": t.pvalue},
                    "effect": 2 * u.statistic / (len(x) * len(y)) - 1,
                }
            )
            continue
        table = pd.crosstab(gone, frame[target]).to_numpy()[::-1]
        chi = stats.chi2_contingency(table, correction=False)
        small = (chi.expected_freq < 5).any() and table.shape[1] == 2
        found.append(
            {
                "column": name,
                "test": "fisher" if small else "chi-square",
                "statistic": None if small else chi.statistic,
                "p": stats.fisher_exact(table).pvalue if small else chi.pvalue,
                "effect": stats.contingency.association(table, correction=False),
            }
        )
    holm = multipletests([f["p"] for f in found], method="holm")[1]
    return [{**f, "holm": h} for f, h in zip(found, holm)]


masks = frame.isna()
co = []
for p, q in itertools.combinations([c for c in frame.columns if masks[c].any()], 2):
    both = int((masks[p] & masks[q]).sum())
    if both:
        co.append(
            {
                "a": p,
                "b": q,
                "both": both,
                "jaccard": both / int((masks[p] | masks[q]).sum()),
                "phi": float(np.corrcoef(masks[p], masks[q])[0, 1]),
            }
        )
patterns = masks.value_counts().tolist()

# Tails far out and near, for the functions behind the tests.
tails = {
    "chiSquare": [[x, df, stats.chi2.sf(x, df)] for df in [1, 2, 5, 40, 300] for x in [0.01, 1, 5.5, 40, 250, 900]],
    "student": [[t, df, 2 * stats.t.sf(abs(t), df)] for df in [1, 2.5, 9, 60, 4000.5] for t in [0.01, -0.7, 2.1, 6, 30]],
    "fisher": [
        [table, stats.fisher_exact(np.array(table).reshape(2, 2)).pvalue]
        for table in [[3, 1, 1, 3], [0, 10, 12, 2], [1, 9, 11, 3], [5, 0, 1, 4], [2, 7, 8, 2], [6, 600, 1, 900], [40, 60, 45, 55]]
    ],
}

answers = {
    "pairs": pairs,
    "vif": vif,
    "vifRows": len(complete),
    "missing": {
        "pairs": co,
        "patterns": patterns,
        "complete": int((~masks).all(axis=1).sum()),
        "y": tests_of("y"),
        "k": tests_of("k"),
        "z": tests_of("z"),
    },
    "tails": tails,
}
(here / "data.associations.answers.json").write_text(json.dumps(answers, indent=1, default=float) + "\n")
