import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { definitionsOf, printPython } from '#lib/codegen/python/print.ts';
import { modelLowerings } from '#lib/models/lowerings.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import type { ModelId } from '#lib/models/specs.ts';
import {
  answerFiles,
  cases,
  classesOf,
  closeness,
  gap,
  hasPython,
  nameOf,
  outcomeOf,
  specOf,
  tableOfCase,
} from './answers.ts';
import type { Case } from './answers.ts';
import { isSupervised, type Task } from '#lib/recipe/profile.ts';

const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));
const withPython = it.skipIf(!existsSync(python));

interface Job {
  readonly code: string;
  readonly imports: readonly (readonly [string, string])[];
  readonly table: string;
  /** Classes of our own that it constructs, with their imports. */
  readonly defined: readonly string[];
  /** Left out: true. */
  readonly fits?: boolean;
}

interface Report {
  readonly class: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly answers: readonly number[];
}

withPython('the printed lowering is the estimator that the oracle used', () => {
  const exported = cases.filter((c) => hasPython(c.model, c.params));
  const reports = inPython(
    exported.map((c) => ({
      ...jobOf(c.model, c.params, tableOfCase(c).task, c.table),
      fits: false,
    })),
  );
  for (const [i, c] of exported.entries()) {
    const { class: kind, params } = reports[i]!;
    const seedless = { ...params, random_state: null };
    const expected = { ...c.sklearn.params, random_state: null };
    const got = { class: kind, params: 'random_state' in params ? seedless : params };
    const want = {
      class: c.sklearn.class,
      params: 'random_state' in params ? expected : c.sklearn.params,
    };
    expect(got, nameOf(c)).toEqual(want);
  }
});

withPython('every example’s lowering fits without a warning and answers as the engine does', () => {
  const examples = Object.values(modelSpecs).flatMap((spec) =>
    spec.tasks.filter(isSupervised).flatMap((task) =>
      spec.examples
        .filter(({ params }) => hasPython(spec.id, params))
        .map(({ params }): Case => ({
          model: spec.id,
          params,
          table: tableFor(spec.id, task, params),
          sklearn: { class: '', params: {} },
        })),
    ),
  );
  const reports = inPython(
    examples.map((c) => jobOf(c.model, c.params, tableOfCase(c).task, c.table)),
  );
  for (const [i, c] of examples.entries()) {
    const { warnings } = reports[i]!;
    // A network that stops at the most passes says so, here as there.
    const expected = warnings.filter((words) => !words.startsWith('Stochastic Optimizer: Maximum'));
    expect(c.model === 'multilayerPerceptron' ? expected : warnings, nameOf(c)).toEqual([]);
    if (modelSpecs[c.model].capabilities.deterministic)
      expect(gap(outcomeOf(c).answers, reports[i]!.answers), nameOf(c)).toBeLessThan(
        closeness(c.model, 1e-8),
      );
    else expect(reports[i]!.answers.length).toBe(25 * classesOf(tableOfCase(c).task));
  }
});

const needsScaled: readonly ModelId[] = [
  'supportVectorMachine',
  'gaussianProcess',
  'multilayerPerceptron',
  'huberRegressor',
  'quantileRegressor',
];

/** Categories beside numbers of every size, but for models that refuse such a table. */
function tableFor(id: ModelId, task: Task, params: object): string {
  const { features, target } = specOf(id).needs ?? {};
  if (id === 'categoricalNB') return `levels ${task}`;
  if (features) return `counted ${task}`;
  if (target) return `collinear ${target === 'positive' ? 'sizes' : 'events'}`;
  // Without scaled columns saga and L-BFGS do not end, libsvm takes a million steps to a straight line, and of
  // columns that repeat each other a linear program may take any.
  if (needsScaled.includes(id) || (id === 'logisticRegression' && 'l1Ratio' in params))
    return `scaled ${task}`;
  if (id === 'quadraticDiscriminantAnalysis') return `raw ${task}`;
  return `one-hot ${task}`;
}

function jobOf(model: ModelId, given: unknown, task: Task, table: string): Job {
  const params: unknown = v.parse(specOf(model).params, given);
  const lowering: AnyModelLowering = modelLowerings[model];
  const py = lowering.sklearn(params, task, 7);
  const defined = definitionsOf(py).map(definitionText);
  return { ...printPython(py), table, defined };
}

const definitionText = ({ code, imports }: Helper): string =>
  [
    ...imports.map(([module, name]) =>
      module === 'numpy' ? 'import numpy as np' : `from ${module} import ${name}`,
    ),
    code,
  ].join('\n');

function inPython(jobs: readonly Job[]): readonly Report[] {
  const out = execFileSync(python, ['-c', program, ...answerFiles.map((f) => fileURLToPath(f))], {
    input: JSON.stringify(jobs),
    maxBuffer: 1e8,
    // Threads of BLAS that wait for each other take longer on small tables than one.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  return JSON.parse(out.toString()) as Report[];
}

const program = `
import importlib, json, sys, warnings
import numpy as np

tables = {}
for path in sys.argv[1:]:
    tables |= json.load(open(path))["tables"]
reports = []
for job in json.load(sys.stdin):
    names = {name: getattr(importlib.import_module(module), name) for module, name in job["imports"]}
    for text in job["defined"]:
        exec(text, names)
    estimator = eval(job["code"], names)
    table = tables[job["table"]]
    fits = job.get("fits", True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if fits:
            estimator.fit(np.array(table["X"], dtype=float).T, table["y"])
    def said(rows):
        if table["task"] == "regression":
            return estimator.predict(rows)
        if hasattr(estimator, "predict_proba"):
            return estimator.predict_proba(rows)
        found = estimator.decision_function(rows)
        return np.column_stack([-found, found]) if found.ndim == 1 else found
    ask = said
    reports.append({
        "class": type(estimator).__name__,
        "params": {k: v if v is None or isinstance(v, (bool, int, float, str, list, dict)) else type(v).__name__
                   for k, v in estimator.get_params().items()},
        "warnings": [str(w.message) for w in caught],
        "answers": np.ravel(ask(np.array(table["fresh"], dtype=float).T)).tolist() if fits else [],
    })
print(json.dumps(reports, default=str))
`;
