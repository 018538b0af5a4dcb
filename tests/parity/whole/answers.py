"""Asks exported projects for the test rows, one after another in one process.

Reads one job a line, {"id", "dir", "data", "rid", "rows", "ask"}, and answers each with one line: name of the file
that was asked → its answers, or why there are none. `rid` are rows of the data file, `rows` the same rows as objects.
An answer is {"prediction", "probabilities"}, the latter by class or null.
"""

import contextlib
import csv
import io
import json
import os
import runpy
import sys
import traceback
import warnings

OWN = ("train", "preprocessing", "inference", "restore", "app")


def main_of(script, *args):
    """Run a script as a person would."""
    sys.argv = [script, *args]
    with contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(script, run_name="__main__")


def told(head, cells):
    """A line of a CSV of predictions as an answer."""
    by = {h.removeprefix("probability_"): float(c) for h, c in zip(head[1:], cells[1:])}
    return {"prediction": cells[0], "probabilities": by or None}


def restored(job):
    """restore.py, and then inference.py on the whole file."""
    main_of("restore.py")
    main_of("inference.py", job["data"], "--out", "q.csv")
    with open("q.csv", encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    return [told(head, lines[i]) for i in job["rid"]]


def served(job):
    """Every row posted to app.py, in batches."""
    from starlette.testclient import TestClient

    import app

    client = TestClient(app.app)
    said = []
    for at in range(0, len(job["rows"]), 500):
        answer = client.post("/predict", json=job["rows"][at : at + 500])
        if answer.status_code != 200:
            raise RuntimeError(answer.text[:500])
        said += answer.json()
    return [{"prediction": a["prediction"], "probabilities": a.get("probabilities")} for a in said]


def through_onnx(job):
    """model.onnx in onnxruntime, all rows at once."""
    import numpy as np
    import onnx
    import onnxruntime as ort

    onnx.checker.check_model("model.onnx", full_check=True)
    settings = ort.SessionOptions()
    settings.intra_op_num_threads = 1
    session = ort.InferenceSession("model.onnx", settings, providers=["CPUExecutionProvider"])
    given = {}
    for i in session.get_inputs():
        cells = [row[i.name] for row in job["rows"]]
        if i.type == "tensor(double)":
            cells = np.array([float("nan") if c is None else c for c in cells], dtype="float64")
        else:
            cells = np.array(["" if c is None else str(c) for c in cells], dtype=object)
        given[i.name] = cells.reshape(-1, 1)
    names = [o.name for o in session.get_outputs()]
    said = dict(zip(names, session.run(names, given)))
    if "label" not in said:
        return [{"prediction": float(x), "probabilities": None} for [x] in said["prediction"]]
    with open("model.json", encoding="utf-8") as file:
        classes = json.load(file)["run"]["classes"]
    shares = [dict(zip(classes, map(float, p))) for p in said["probabilities"]]
    return [
        {"prediction": str(label), "probabilities": by} for label, by in zip(said["label"], shares)
    ]


# What train.py --predictions would print and write, asked of the notebook after its last cell.
ASK = """
import json
_test = parts["test"]
_shares = model.predict_proba(_test[FEATURES]).tolist() if hasattr(model, "classes_") else None
_said = model.predict(_test[FEATURES]).tolist()
_lines = zip(_test.index, _test[TARGET], _said, strict=True)
print("PARITY" + json.dumps({
    "metrics": {name: evaluate(model, rows) for name, rows in parts.items()},
    "rows": {name: [int(i) for i in rows.index] for name, rows in parts.items()},
    "predictions": [
        [str(int(i)), str(y), str(p), *(map(repr, _shares[k]) if _shares else [])]
        for k, (i, y, p) in enumerate(_lines)
    ],
    "warnings": [],
    "seconds": 0,
}))
"""


def executed(job):
    """notebook.ipynb from top to bottom in Jupyter's kernel, and then what it found."""
    import nbclient
    import nbformat

    book = nbformat.read("notebook.ipynb", as_version=4)
    book.cells.append(nbformat.v4.new_code_cell(ASK))
    data = os.path.basename(job["data"])
    if not os.path.exists(data):
        os.symlink(job["data"], data)
    nbclient.NotebookClient(book, timeout=300, kernel_name="python3").execute()
    printed = "".join(o.get("text", "") for o in book.cells[-1]["outputs"])
    return json.loads(printed.split("PARITY", 1)[1])


WAYS = {
    "restore.py": restored,
    "app.py": served,
    "model.onnx": through_onnx,
    "notebook.ipynb": executed,
}


def answers(job):
    os.chdir(job["dir"])
    sys.path[0] = job["dir"]
    found = {}
    for name in job["ask"]:
        for own in OWN:
            sys.modules.pop(own, None)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found[name] = WAYS[name](job)
        except BaseException:
            found[name] = {"why": traceback.format_exc()[-1500:]}
    return found


def main():
    out = sys.stdout
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps({"id": job["id"], **answers(job)}), file=out, flush=True)


if __name__ == "__main__":
    main()
