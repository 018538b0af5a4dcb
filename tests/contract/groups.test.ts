import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import { printPython } from '#lib/codegen/python/print.ts';
import { drive, driveSync } from '#lib/engine/drive.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { Description, FitInput, Progress } from '#lib/engine/model.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { isSupervised, tasks, type Task } from '#lib/recipe/profile.ts';
import { modelLowerings } from '#lib/models/lowerings.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { hardTables, profile, wave } from '../oracle/models/fixtures.ts';
import { computeOf, gap, matrixOf, renumbered, specOf } from '../oracle/models/answers.ts';
import { stateFault } from './models.support.ts';

/** What every model without a target promises; those with one promise other things: models.test.ts. */
const ids = (Object.keys(modelSpecs) as ModelId[]).filter(
  (id) => !specOf(id).tasks.some(isSupervised),
);
const combinations = ids.flatMap((id) =>
  specOf(id).tasks.flatMap((task) =>
    specOf(id).examples.map(({ params }) => ({ id, task, params: params as unknown })),
  ),
);

describe.each(ids)('%s', (id) => {
  const spec = specOf(id);

  it('stands under its own id, with two examples and one task or more without a target', () => {
    expect(spec.id).toBe(id);
    expect(spec.examples.length).toBeGreaterThanOrEqual(2);
    expect(spec.tasks.length).toBeGreaterThan(0);
  });

  it('refuses an unknown parameter', () => {
    expect(v.safeParse(spec.params, { alhpa: 1 }).success).toBe(false);
  });

  it('gives every parameter a title, a description and a default within its bounds', () => {
    const entries = spec.params.entries as Record<
      string,
      v.OptionalSchema<v.GenericSchema, unknown>
    >;
    for (const [name, entry] of Object.entries(entries)) {
      expect(v.getTitle(entry.wrapped), name).toMatch(/^[A-Z]/);
      expect(v.getDescription(entry.wrapped), name).toMatch(/\.$/);
      expect(v.is(entry.wrapped, entry.default), name).toBe(true);
    }
  });

  it('is suggested with a number and a reason for its tasks, and for no other', () => {
    for (const task of tasks) {
      const suggestion = spec.suggest(profile, task);
      expect(suggestion !== null, task).toBe(spec.tasks.includes(task));
      if (suggestion) expect(suggestion.rationale).toMatch(/\d.*\.$/);
    }
  });

  it('expects to take longer on more rows', () => {
    const params: unknown = v.parse(spec.params, {});
    const at = (rows: number) => spec.estimate({ rows, features: 10, classes: 1 }, params);
    expect(at(100000).seconds).toBeGreaterThan(at(1000).seconds);
    expect(at(1000).seconds).toBeGreaterThan(0);
    expect(at(1000).bytes).toBeGreaterThan(0);
  });

  it('says the same of new rows in spec, compute and lowering', () => {
    const lowering: AnyModelLowering = modelLowerings[id];
    expect(computeOf(id).describes === 'training').toBe(spec.capabilities.newRows === false);
    expect(lowering.newRows === false).toBe(spec.capabilities.newRows === false);
  });

  it('refuses a missing value, no columns and no rows', () => {
    const input = inputOf(id, spec.tasks[0]!, spec.examples[0]!.params);
    input.X.columns[1]![3] = NaN;
    expect(errorOf(() => fit(id, input)).detail).toMatchObject({
      code: 'not-finite',
      where: { model: id, column: input.X.names[1] },
    });
    const none = { rows: 60, names: [], columns: [] };
    expect(errorOf(() => fit(id, { ...input, X: none })).detail.code).toBe('no-features');
    const empty = matrixOf(
      input.X.columns.map(() => []),
      input.X.names,
    );
    expect(errorOf(() => fit(id, { ...input, X: empty })).detail.code).toBe('too-few-rows');
  });
});

describe.each(combinations)('$id for $task with $params', ({ id, task, params }) => {
  const spec = specOf(id);
  const compute = computeOf(id);
  const input = inputOf(id, task, params);
  const fitted = fit(id, input);
  const said = compute.describe!(fitted);

  it('does not change its input, and gives the same model for the same seed', () => {
    const again = inputOf(id, task, params);
    const before = flat(again);
    expect(flat(fit(id, again))).toBe(flat(fitted));
    expect(flat(again)).toBe(before);
  });

  it('says one thing of each row', () => checkDescription(said, input));

  it('says the same whatever the order of the columns', () => {
    const X: Matrix = {
      rows: input.X.rows,
      names: [...input.X.names].reverse(),
      columns: [...input.X.columns].reverse(),
    };
    const turned = compute.describe!(fit(id, { ...input, X }));
    const numbered = byFirstColumn.has(id) ? renumbered : (labels: Int32Array) => [...labels];
    expect(numbered(turned.labels)).toEqual(numbered(said.labels));
    if (said.scores) expect(gap(turned.scores!, said.scores)).toBeLessThan(1e-6);
  });

  it('answers for new rows after a structured clone, or refuses in words', () => {
    const there: unknown = structuredClone(fitted);
    expect(compute.describe!(there)).toEqual(said);
    if (spec.capabilities.newRows === false) {
      const { detail } = errorOf(() => compute.predict(fitted, input.X));
      expect(detail).toMatchObject({ code: 'no-new-rows', where: { model: id } });
      return;
    }
    const answers = compute.predict(there, input.X);
    expect(answers).toEqual(compute.predict(fitted, input.X));
    expect(answers.length).toBe(input.X.rows);
    expect(answers.every(Number.isFinite)).toBe(true);
  });

  it.each(hardTables)('gives an answer or a remedy on $words', ({ X }) => {
    const hard = { ...input, X: X() };
    try {
      const model = fit(id, hard);
      checkDescription(compute.describe!(model), hard);
      expect(stateFault(id, model, hard)).toBeNull();
    } catch (error) {
      expect(error).toBeInstanceOf(EngineError);
      expect((error as EngineError).detail.remedy).toMatch(/\.$/);
    }
  });

  it('reports progress that never falls and ends at 1', () => {
    const shares: number[] = [];
    for (const { share } of compute.fit(input) as Generator<Progress>) shares.push(share);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('stops when it is told to', async () => {
    let turns = 0;
    const stopped = drive(compute.fit(input), {
      onProgress: () => (turns += 1),
      cancelled: () => turns > 0,
      breathe: () => Promise.resolve(),
      sinceBreath: () => 0,
    });
    await expect(stopped).rejects.toMatchObject({ detail: { code: 'cancelled' } });
    expect(turns).toBe(1);
  });

  it('has a lowering of the class that the spec names', () => {
    const lowering: AnyModelLowering = modelLowerings[id];
    const { imports, code } = printPython(lowering.sklearn(v.parse(spec.params, params), task, 5));
    const whole = spec.sklearn[task as 'clustering' | 'anomaly'];
    expect(imports.map(([module, name]) => `${module}.${name}`)).toContain(whole);
    expect(code.includes('random_state=5')).toBe(!spec.capabilities.deterministic);
  });
});

/** scikit-learn numbers peaks with as many rows by their coordinates, column after column. */
const byFirstColumn: ReadonlySet<ModelId> = new Set<ModelId>(['meanShift']);

describe('the registries', () => {
  it('give each alias to one model, in lower case without separators', () => {
    const aliases = (Object.keys(modelSpecs) as ModelId[]).flatMap((id) => [
      id.toLowerCase(),
      ...specOf(id).aliases,
    ]);
    expect(new Set(aliases).size).toBe(aliases.length);
    for (const alias of aliases) expect(alias).toMatch(/^[a-z0-9]+$/);
  });
});

describe('a long fit', () => {
  it.each([
    ['kMeans', { nClusters: 8 }, 4000, 20],
    ['gaussianMixture', { nComponents: 4 }, 4000, 30],
    ['agglomerative', {}, 1500, 2],
    ['dbscan', { eps: 3 }, 4000, 4],
    ['miniBatchKMeans', {}, 4000, 10],
    ['birch', {}, 1500, 5],
    ['meanShift', { bandwidth: 4 }, 1500, 20],
    ['hdbscan', {}, 4000, 60],
    ['optics', {}, 3000, 50],
    ['spectral', { nClusters: 3, gamma: 0.01 }, 1000, 10],
    ['isolationForest', {}, 4000, 100],
    ['localOutlierFactor', {}, 4000, 50],
    ['oneClassSvm', { nu: 0.2 }, 4000, 20],
  ] as const)('%s yields often', (id, params, rows, often) => {
    const input = inputOf(id, specOf(id).tasks[0]!, params, { rows, p: 20 });
    let turns = 0;
    for (const _ of computeOf(id).fit(input) as Generator<Progress>) turns += 1;
    expect(turns).toBeGreaterThanOrEqual(often);
  });
});

const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));

/** Draws of its own: the forest is as good as scikit-learn's, and not the same. */
const ownDraws: ReadonlySet<ModelId> = new Set<ModelId>(['isolationForest']);

it.skipIf(!existsSync(python))('every lowering says of each row what the engine says', () => {
  const jobs = combinations.map(({ id, task, params }) => {
    const lowering: AnyModelLowering = modelLowerings[id];
    return printPython(lowering.sklearn(v.parse(specOf(id).params, params), task, 3));
  });
  const { X } = inputOf('kMeans', 'clustering', {});
  const told = execFileSync(python, ['-c', program], {
    input: JSON.stringify({ jobs, X: X.columns.map((x) => [...x]) }),
    maxBuffer: 1e8,
  });
  const reports = JSON.parse(told.toString()) as { labels: number[]; warnings: string[] }[];
  for (const [i, { id, task, params }] of combinations.entries()) {
    const name = `${id} ${JSON.stringify(params)}`;
    const own = computeOf(id).describe!(fit(id, inputOf(id, task, params)));
    const early = reports[i]!.warnings.filter((w) => !w.includes('did not converge'));
    expect(early, name).toEqual([]);
    if (ownDraws.has(id)) continue;
    const theirs = reports[i]!.labels.map((x) => (task === 'anomaly' ? Math.min(x, 0) : x));
    // Rows on the border of a one-class SVM have a score of 0 within its tolerance: their side is chance.
    const clear = (i: number): boolean => !own.scores || Math.abs(own.scores[i]!) > 1e-3;
    expect(
      [...own.labels].filter((_, row) => clear(row)),
      name,
    ).toEqual(theirs.filter((_, row) => clear(row)));
  }
});

const program = `
import importlib, json, sys, warnings
import numpy as np

asked = json.load(sys.stdin)
X = np.array(asked["X"]).T
reports = []
for job in asked["jobs"]:
    names = {name: getattr(importlib.import_module(module), name) for module, name in job["imports"]}
    estimator = eval(job["code"], names)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        labels = estimator.fit_predict(X).tolist()
    reports.append({"labels": labels, "warnings": [str(w.message) for w in caught]})
print(json.dumps(reports))
`;

/** Three clouds of rows and one row far away, in columns of like size. */
function inputOf(
  id: ModelId,
  task: Task,
  given: unknown,
  { rows, p } = { rows: 60, p: 5 },
): FitInput<unknown> {
  const names = ['weight', 'Age', 'zone', 'height', 'body mass'];
  const columns = Array.from({ length: p }, (_, j) =>
    Array.from({ length: rows }, (_, i) =>
      i === 7 ? 9 - j : wave(i, j) * 0.7 + 3 * wave(i % 3, j + 40),
    ),
  );
  return {
    X: matrixOf(
      columns,
      columns.map((_, j) => names[j] ?? `x${j}`),
    ),
    y: new Float64Array(0),
    task,
    nClasses: 0,
    params: v.parse(specOf(id).params, given) as unknown,
    seed: 3,
  };
}

function checkDescription(said: Description, { X, task }: FitInput<unknown>): void {
  expect(said.labels.length).toBe(X.rows);
  expect(Math.min(...said.labels)).toBeGreaterThanOrEqual(-1);
  if (task === 'anomaly') {
    expect(said.scores!.length).toBe(X.rows);
    expect([...said.scores!].every(Number.isFinite)).toBe(true);
    expect([...said.labels]).toEqual([...said.scores!].map((x) => (x < 0 ? -1 : 0)));
  }
}

const fit = (id: ModelId, input: FitInput<unknown>): unknown => driveSync(computeOf(id).fit(input));

const flat = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    ArrayBuffer.isView(inner) ? [...(inner as Float64Array)] : inner,
  );

function errorOf(work: () => unknown): EngineError {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
