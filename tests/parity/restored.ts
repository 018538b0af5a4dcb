import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { driveSync } from '#lib/engine/drive.ts';
import { calledLabels } from '#lib/engine/cut.ts';
import { ExplainSession } from '#lib/engine/explain/session.ts';
import { fitModel } from '#lib/engine/fitting.ts';
import { modelCompute, predictTable } from '#lib/engine/predictor.ts';
import { matrixOf, splitData, type Loaded } from '#lib/engine/prepare.ts';
import { fitAllSteps } from '#lib/engine/run.ts';
import { modelComputes } from '#lib/models/computes.ts';
import type { Cut } from '#lib/recipe/decision.ts';
import type { Explanation, Overview } from '#lib/recipe/explanation.ts';
import type { Single } from '#lib/recipe/leaving.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { projectBinaries, projectFiles } from '#lib/workers/projectZip.ts';
import { singlyOf } from '#lib/workers/leaving.ts';
import { targetFiles, targetRefusals, type TargetAsk } from '#lib/workers/targets.ts';
import { experiment } from '../../cli/experiment.ts';
import { loadCleaned } from '../../cli/open.ts';
import { askPython } from '../golden/python.ts';
import { entryOf, type Experiment } from './experiments.ts';
import type { TheirExplanations } from './explained.ts';
import type { Model } from './tables.ts';

const computes = { steps: stepComputes, models: modelComputes };
const log = (): undefined => undefined;

/** A model trained here, whose exported project is to restore it. */
export interface Asked {
  readonly name: string;
  readonly dir: string;
  readonly data: string;
  readonly classes: readonly string[] | null;
  /** Rows of the whole file × (1 or classes). */
  readonly predicted: Float64Array;
  /** Class of each row, where a threshold is kept. */
  readonly called?: Int32Array;
  /** What it says of a class. */
  readonly says: 'probability' | 'decision';
  /** What the Explain page says of some rows, where that is exact. */
  readonly explained: Explanation | null;
  /** predict.sql, or why there is none. */
  readonly sql: { readonly code: string } | { readonly why: string };
  /** What single precision is said to do to it. */
  readonly single: Single | null;
}

/** Fits each model of an experiment, and writes its project with the run into a folder of its own. */
export async function exported(
  { sql, recipe, models, profile, data }: Experiment,
  name: string,
  dir: string,
  cut?: Cut,
): Promise<Asked[]> {
  const asked: Asked[] = [];
  const loaded = await loadCleaned(sql, recipe, log);
  const fit = isSupervised(recipe.task!) ? fitter(loaded, recipe) : null;
  for (const [k, model] of models.entries()) {
    const entry = entryOf(model, k);
    const here: Recipe = { ...recipe, models: [entry] };
    const trained = fit?.(entry) ?? (await experiment(loaded, here, entry.key, log)).fitted;
    const fitted = cut ? { ...trained, cut } : trained;
    const session = new ExplainSession(loaded, here, fitted, computes);
    const explaining = session.told;
    const single = singlyOf(loaded, here, fitted, computes);
    const facts = { profile, scores: null, fitted, rows: true, explaining, single };
    const files = projectFiles(here, entry.key, facts);
    const folder = join(dir, `${name.replace(/\W+/g, '-')}-${k}`);
    await mkdir(folder, { recursive: true });
    const bytes = projectBinaries(here, entry.key, facts);
    for (const [path, content] of [...files, ...bytes])
      await writeFile(join(folder, path.split('/').at(-1)!), content);
    const decides = modelCompute(computes.models, entry.model).decides?.(fitted.modelState);
    const predicted = predictTable(fitted, loaded.table, computes);
    asked.push({
      ...(cut && { called: calledLabels(fitted, predicted, loaded.table) }),
      name: `${name}: ${nameOf(model)}`,
      dir: folder,
      data,
      classes: fitted.classes,
      predicted,
      says: decides ? 'decision' : 'probability',
      single,
      sql: queryOf({ recipe: here, modelKey: entry.key, facts }),
      explained: explaining && existsSync(join(folder, 'explain.py')) ? overviewOf(session) : null,
    });
  }
  return asked;
}

function queryOf(ask: TargetAsk): Asked['sql'] {
  const why = targetRefusals(ask).get('sql-model');
  return why === undefined ? { code: targetFiles('sql-model', ask).get('predict.sql')! } : { why };
}

function overviewOf(session: ExplainSession): Explanation {
  const answer = driveSync(session.answer({ kind: 'overview', code: null }));
  return (answer as Overview).explanation;
}

/** The steps once for all models, and no scores: what a run tells beside its model takes longer than the model. */
function fitter(loaded: Loaded, recipe: Recipe): (entry: RecipeModel) => FittedRun {
  const data = splitData(loaded, recipe);
  const { steps, tables, fitting } = driveSync(fitAllSteps(data, recipe, { computes, log }));
  const { target, train } = data;
  return (entry) => {
    const model = modelCompute(computes.models, entry.model);
    const X = matrixOf(fitting.table, model.takesMissing ?? false);
    const rows = { X, y: train.y, weight: null, target };
    return {
      model: entry.model,
      modelVersion: model.state.version,
      modelState: driveSync(fitModel(model, rows, recipe, entry)),
      task: target.task,
      classes: target.classes,
      inputs: [...train.table.columns.keys()],
      features: [...tables.train.columns.keys()],
      steps,
    };
  };
}

const nameOf = ([id, params]: Model): string =>
  `${id}${params ? ` ${JSON.stringify(params)}` : ''}`;

/** Runs restore.py and then inference.py in each folder, as a person would, and posts every row to app.py, in one process. */
const script = `
import contextlib, csv, io, json, os, runpy, sys, traceback
import numpy as np, onnx, onnxruntime as ort
from starlette.testclient import TestClient
own = ("train", "preprocessing", "inference", "restore", "app", "explain")
def cell(text, kind):
    with contextlib.suppress(ValueError):
        return float(text) if kind == "float64" else text
    return text
def served(data, rids):
    import app
    client = TestClient(app.app)
    assert client.get("/health").status_code == 200
    kinds = {c["name"]: c["type"] for c in client.get("/schema").json()["columns"]}
    with open(data, encoding="utf-8", newline="") as file:
        rows = [{n: cell(r[n], kinds[n]) for n in kinds} for r in csv.DictReader(file)]
    said = client.post("/predict", json=rows)
    assert said.status_code == 200, said.text
    one = client.post("/predict", json=rows[7]).json()
    word = next((w for w in ("probabilities", "decisions") if w in one), "none")
    for name, share in one.get(word, {}).items():
        assert abs(share - said.json()[7][word][name]) < 1e-12, name
    assert one.keys() == said.json()[7].keys(), one
    column = {"probabilities": "probability_", "decisions": "decision_"}.get(word, "")
    head = ["prediction", *(column + k for k in one.get(word, {}))]
    cells = [[a["prediction"], *a.get(word, {}).values()] for a in said.json()]
    told = client.post("/explain", json=[rows[i] for i in rids] or rows[7])
    if rids:
        assert told.status_code == 200, told.text
        alone = client.post("/explain", json=rows[rids[0]]).json()
        for a, b in zip(alone["outputs"], told.json()[0]["outputs"], strict=True):
            assert abs(a["start"] - b["start"]) < 1e-9 and a["label"] == b["label"]
        assert [t["prediction"] for t in told.json()] == [said.json()[i]["prediction"] for i in rids]
    else:
        assert told.status_code == 501, told.text
    return [head, *([str(c) for c in row] for row in cells)], told.json()
settings = ort.SessionOptions()
settings.intra_op_num_threads = 1
def through_onnx(data, name, kind):
    if not os.path.exists(name):
        return "there is no model.onnx"
    onnx.checker.check_model(name, full_check=True)
    session = ort.InferenceSession(name, settings, providers=["CPUExecutionProvider"])
    with open(data, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    given = {}
    for i in session.get_inputs():
        cells = [row[i.name] for row in rows]
        numbers = i.type != "tensor(string)"
        assert i.type in ("tensor(string)", f"tensor({kind})"), i.type
        if numbers:
            cells = [float(c) if c else float("nan") for c in cells]
        given[i.name] = np.array(cells, dtype={"double": "float64", "float": "float32"}[kind] if numbers else object).reshape(-1, 1)
    names = [o.name for o in session.get_outputs()]
    said = dict(zip(names, session.run(names, given)))
    if "label" not in said:
        return [["prediction"], *([repr(float(x))] for [x] in said["prediction"])]
    classes = json.load(open("model.json"))["run"]["classes"]
    word, column = ("decisions", "decision_") if "decisions" in said else ("probabilities", "probability_")
    rows = zip(said["label"], said[word].tolist())
    return [["prediction", *(column + c for c in classes)], *([l, *map(repr, p)] for l, p in rows)]
answers = []
for dir, data, rids in json.load(sys.stdin):
    os.chdir(dir)
    sys.path[0] = dir
    for name in own:
        sys.modules.pop(name, None)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            sys.argv = ["restore.py"]
            runpy.run_path("restore.py", run_name="__main__")
            sys.argv = ["inference.py", data, "--out", "q.csv"]
            runpy.run_path("inference.py", run_name="__main__")
        with open("q.csv", encoding="utf-8", newline="") as file:
            inferred = list(csv.reader(file))
        answers.append([inferred, *served(data, rids)])
    except BaseException:
        answers.append([traceback.format_exc(), "", traceback.format_exc()])
    try:
        answers[-1].insert(2, through_onnx(data, "model.onnx", "double"))
        answers[-1].append(through_onnx(data, "model_float32.onnx", "float"))
    except BaseException:
        answers[-1] = [*answers[-1][:2], traceback.format_exc(), answers[-1][-1], ""]
print(json.dumps(answers))`;

/** Tables that inference.py, app.py and model.onnx answered, header first, or what Python said in place of it. */
type Answered = string[][] | string;
export type There = readonly [
  inferred: Answered,
  served: Answered,
  onnx: Answered,
  explained: TheirExplanations,
  single: Answered,
];

export const restoredThere = (asked: readonly Asked[]): Promise<There[]> =>
  askPython(
    script,
    asked.map(({ dir, data, explained }) => [dir, data, Array.from(explained?.rid ?? [])]),
  ) as Promise<There[]>;

/** What model.mjs answers of each row of the file, header first; or why it is not there. */
export async function spokenHere({
  dir,
  data,
  classes,
  says,
}: Asked): Promise<string[][] | string> {
  const path = join(dir, 'model.mjs');
  if (!existsSync(path)) return 'there is no model.mjs';
  const { predict } = (await import(path)) as {
    predict: (row: object) => {
      prediction: string | number;
      probabilities: number[] | null;
      decisions: number[] | null;
    };
  };
  const [header, ...rows] = cellsOf(await readFile(data, 'utf8'));
  const said = rows.map((cells) => {
    const row = Object.fromEntries(header!.map((name, j) => [name, cells[j]!]));
    const { prediction, probabilities, decisions } = predict(row);
    return [String(prediction), ...(probabilities ?? decisions ?? []).map(String)];
  });
  return [['prediction', ...(classes ?? []).map((c) => `${says}_${c}`)], ...said];
}

/** The cells of a CSV text with commas and LF, as the tables made here are. */
export const cellsOf = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
        .slice(0, line.endsWith(',') ? undefined : -1)
        .map(([, cell]) =>
          cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!,
        ),
    );

/** Largest difference between the two, relative to numbers above 1; or what is wrong, in words. */
export function differenceFrom(
  { classes, predicted, says }: Asked,
  answer: string[][] | string,
): number | string {
  if (typeof answer === 'string') return answer;
  const [header, ...rows] = answer;
  const width = classes?.length ?? 1;
  if (rows.length * width !== predicted.length)
    return `${rows.length} rows of ${header!.length} columns`;
  const from = classes ? 1 : 0;
  if (classes && header!.slice(1).join() !== classes.map((c) => `${says}_${c}`).join())
    return `columns ${header!.join()}`;
  let largest = 0;
  for (const [i, row] of rows.entries())
    for (let c = 0; c < width; c += 1) {
      const [ours, theirs] = [predicted[i * width + c]!, Number(row[from + c])];
      const apart = Math.abs(ours - theirs) / Math.max(1, Math.abs(ours));
      largest = Number.isNaN(apart) ? Infinity : Math.max(largest, apart);
    }
  return largest;
}

/** What predict.sql answered, as a table with its header. */
export function queried(
  { classes, says }: Asked,
  found: readonly (readonly [string, readonly unknown[]])[],
): string[][] {
  const [, prediction, probabilities] = found.map(([, cells]) => cells);
  const rows = prediction!.map((label, i) => {
    const shares = classes ? Array.from(probabilities![i] as Iterable<number>) : [];
    const top = classes?.[shares.indexOf(Math.max(...shares))];
    if (classes && label !== top) throw new Error(`row ${i} is ${String(label)}, not ${top!}`);
    return [String(label), ...shares.map(String)];
  });
  return [['prediction', ...(classes ?? []).map((c) => `${says}_${c}`)], ...rows];
}
