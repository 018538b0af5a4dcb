"""The profiling side of the benchmark: one JSON request a line on standard input, one answer a line on the real output."""

import json
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import pandas as pd  # noqa: E402
import ydata_profiling  # noqa: E402
from ydata_profiling import ProfileReport  # noqa: E402

held = {}


def load_csv(path):
    held["csv"] = path


def profile_csv():
    began = time.perf_counter()
    df = pd.read_csv(held["csv"])
    said = ProfileReport(df, minimal=True, progress_bar=False, pool_size=1).get_description()
    seconds = time.perf_counter() - began
    peer = f"ydata-profiling {ydata_profiling.__version__} minimal, description without the report"
    return {"seconds": seconds, "score": float(said.variables[df.columns[0]]["mean"]), "peer": peer}


ACTS = {"loadCsv": load_csv, "profileCsv": profile_csv}

for line in sys.stdin:
    act, *arguments = json.loads(line)
    print(json.dumps(ACTS[act](*arguments)), file=answers, flush=True)
