"""Writes answers.json: tables and scikit-learn's Gaussian processes and categorical naive Bayes on them. Run by
`npm run oracle`; `tables` and `cases` are read by tests/oracle/models/answers.ts beside those of ../models.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Product, Sum, WhiteKernel
from sklearn.naive_bayes import CategoricalNB

warnings.simplefilter("error")
# A class of the middle may have its peak where the curve is flat: at the bound.
warnings.filterwarnings("ignore", "The optimal value found for dimension")
rng = np.random.default_rng(20261123)
FRESH = 15
BOUNDS = (1e-5, 1e5)


def exact(x, per=128):
    """Multiples of 1/128: short in JSON."""
    return np.round(x * per) / per


def score(X):
    return X[:, 0] - 0.7 * X[:, -1] + np.sin(2 * X[:, 1]) + 0.5 * rng.normal(size=len(X))


CUTS = {"binary": [0.3], "multiclass": [-0.6, 0.7]}
TABLES = {}


def table(name, X, y, task):
    TABLES[name] = dict(task=task, X=X[:-FRESH], y=y[:-FRESH], fresh=X[-FRESH:], fresh_y=y[-FRESH:])


for shape, n, p in [("small", 55, 2), ("broad", 95, 8)]:
    for task in ["regression", *CUTS]:
        X = exact(rng.normal(size=(n, p)))
        y = exact(3 * score(X) + 40) if task == "regression" else np.digitize(score(X), CUTS[task]).astype(float)
        table(f"process {shape} {task}", X, y, task)
for task in CUTS:
    X = np.column_stack([rng.integers(0, levels, 90) for levels in [2, 3, 5, 9]]).astype(float)
    X[:, 3] += 3 * (X[:, 3] > 4)  # levels between that no row holds
    X[:4] = X.max(0)
    y = np.digitize(X[:, 0] - X[:, 2] / 2 + rng.normal(size=90), [-0.5] if task == "binary" else [-1, 0.3])
    table(f"levels {task}", X, y.astype(float), task)


def smooth(params):
    return Product(
        ConstantKernel(params.get("constantValue", 1), BOUNDS), RBF(params.get("lengthScale", 1), BOUNDS)
    )


def plain(x):
    """Parameters that are no plain value by their kind: what is inside has entries of its own."""
    return x if x is None or isinstance(x, (bool, int, float, str)) else type(x).__name__


def settings(estimator):
    given = {k: plain(v) for k, v in estimator.get_params().items()}
    return {"class": type(estimator).__name__, "params": given}


CASES = []


def case(model, params, name, fitted):
    t = TABLES[name]
    fitted.fit(t["X"], t["y"])
    ask = fitted.predict if t["task"] == "regression" else fitted.predict_proba
    more = {}
    if model == "gaussianProcess":
        more = dict(evidence=float(fitted.log_marginal_likelihood_value_), theta=np.ravel(fitted.kernel_.theta).tolist())
        if t["task"] == "multiclass":
            more = dict(theta=[float(v) for k in fitted.kernel_.kernels for v in k.theta])
    CASES.append(
        dict(model=model, params=params, table=name, sklearn=settings(fitted), answers=ask(t["fresh"]).tolist()) | more
    )


def process(name, **params):
    optimizer = None if params.get("optimizer") == "none" else "fmin_l_bfgs_b"
    if name.endswith("regression"):
        kernel = Sum(smooth(params), WhiteKernel(params.get("noiseLevel", 1), BOUNDS))
        more = dict(alpha=params.get("alpha", 1e-10), normalize_y=params.get("normalizeY", True))
        case("gaussianProcess", params, name, GaussianProcessRegressor(kernel, optimizer=optimizer, **more))
    else:
        more = dict(max_iter_predict=params.get("maxIterPredict", 100))
        case("gaussianProcess", params, name, GaussianProcessClassifier(smooth(params), optimizer=optimizer, **more))


for shape in ["small", "broad"]:
    for task in ["regression", *CUTS]:
        name = f"process {shape} {task}"
        process(name)
        process(name, lengthScale=3)
        process(name, optimizer="none", lengthScale=0.7, constantValue=4, noiseLevel=0.1)
    process(f"process {shape} regression", normalizeY=False, constantValue=900)
    process(f"process {shape} regression", optimizer="none", lengthScale=2, noiseLevel=1e-3, alpha=0.01)
    process(f"process {shape} binary", optimizer="none", constantValue=100, maxIterPredict=2)

for task in CUTS:
    for alpha, prior, fewest in [(1.0, True, None), (0.001, False, None), (0.5, True, 20)]:
        ours = dict(alpha=alpha, fitPrior=prior, minCategories=fewest)
        theirs = CategoricalNB(alpha=alpha, fit_prior=prior, min_categories=fewest)
        case("categoricalNB", ours, f"levels {task}", theirs)


def short(x):
    """13 digits are enough to tell agreement to 1e-10."""
    if isinstance(x, dict):
        return {k: short(v) for k, v in x.items()}
    if isinstance(x, list):
        return [short(v) for v in x]
    return float(f"{x:.13g}") if isinstance(x, float) else x


def listed(t):
    return dict(
        task=t["task"],
        X=t["X"].T.tolist(),
        y=t["y"].tolist(),
        fresh=t["fresh"].T.tolist(),
        freshY=t["fresh_y"].tolist(),
    )


out = dict(tables={k: listed(t) for k, t in TABLES.items()}, cases=short(CASES))
path = pathlib.Path(__file__).parent / "answers.json"
text = json.dumps(out, separators=(",", ":"))
path.write_text(text.replace(".0,", ",").replace(".0]", "]") + "\n")
print(len(CASES), "cases,", path.stat().st_size, "bytes")
