"""Writes answers.shap.json: what the shap package (0.51) says of models that Tabwise trained.

Not part of `npm run oracle`, as it needs shap, and runs and projects made beforehand by
    tabwise train FILE --target T --model M --save run.json --save-recipe recipe.json
    tabwise export run.json --data FILE --out project
    python project/*/restore.py
Usage: python answers.shap.py run.json project/experiment FILE [run.json project FILE ...]
"""

import json
import runpy
import sys
from pathlib import Path

import joblib
import numpy as np
import shap

ROWS = 12


def answer(run: str, project: str, file: str) -> dict:
    """Return the fitted run, some raw rows, and shap's values and base of them."""
    sys.path.insert(0, project)
    for name in ("preprocessing", "inference"):
        sys.modules.pop(name, None)
    inference = runpy.run_path(f"{project}/inference.py")
    table = inference["check"](inference["read_file"](file)).head(ROWS)
    for name in ("Places",):
        setattr(sys.modules["__main__"], name, None)
    restore = runpy.run_path(f"{project}/restore.py", run_name="restore")
    if "Places" in restore:
        setattr(sys.modules["__main__"], "Places", restore["Places"])
    pipe = joblib.load(f"{project}/model.pkl")
    sys.path.pop(0)
    X = np.asarray(pipe[:-1].transform(table), dtype="float64")
    explainer = shap.TreeExplainer(pipe[-1], feature_perturbation="tree_path_dependent")
    values = np.asarray(explainer.shap_values(X, check_additivity=False))
    values = values[..., None] if values.ndim == 2 else values
    base = np.atleast_1d(explainer.expected_value)
    fitted = json.loads(Path(run).read_text())["fitted"]
    return {
        "fitted": fitted,
        "rows": {
            name: [None if v != v else v for v in table[name].tolist()]
            for name in fitted["inputs"]
        },
        "base": base.tolist(),
        "values": values.tolist(),
    }


arguments = sys.argv[1:]
answers = [answer(*arguments[i : i + 3]) for i in range(0, len(arguments), 3)]
Path(__file__).with_suffix(".json").write_text(json.dumps(answers) + "\n")
