import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan, recipeFor } from '../../cli/plan.ts';
import { summary } from '../../cli/experiment.ts';
import { clean } from '#lib/data/clean.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile } from '#lib/data/files.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import { predictTable } from '#lib/engine/predictor.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { logText, type LogEvent } from '#lib/recipe/log.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { readBundle, writeBundle } from '#lib/storage/bundle.ts';
import { decode, encode } from '#lib/storage/codec.ts';
import {
  computes,
  loaded,
  people,
  peopleRecipe,
  trace,
  train,
  type Cells,
} from '../unit/engine.support.ts';
import { model, step } from '../unit/recipe.support.ts';

let sql: Sql;
const prototype = Object.getOwnPropertyNames(Object.prototype).sort();
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(async () => {
  await sql.close();
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(prototype);
});

const names = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '$array', 'length', '0', 'null'],
  ...[
    'Age',
    'age',
    'a b',
    'a-b',
    ' padded ',
    'x'.repeat(300),
    'größe 体重 😀',
    'e\u0301',
    '\u00e9',
  ],
  ...['"quoted"', "it's", 'a,b', 'line\nbreak', 'tab\there', 'back\\slash', '%s {x} ${y} {{z}}'],
  ...["'; DROP TABLE raw; --", '</script><script>', '“curly”', 'no column “x”; y', 'rid', 'c0'],
];
const categories = [...names, 'NaN', 'Infinity', 'true', '-', '=1+1', '\u202eabc'];
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A third numbers with gaps, two thirds categories; the target's classes are hostile, too. */
function hostileCsv(rows: number): string {
  const lines = [[...names, 'target'].map(quoted).join(',')];
  for (let i = 0; i < rows; i += 1) {
    const cells = names.map((_, j) => {
      const k = Math.floor(Math.abs(Math.sin(12.9898 * (i + 1) + 78.233 * (j + 1))) * 43758) % 997;
      if (k % 17 === 0) return '';
      return j % 3 === 0 ? String(k / 8) : quoted(categories[(j + (k % 4)) % categories.length]!);
    });
    lines.push([...cells, quoted(i % 2 ? '__proto__' : '</b>\n"')].join(','));
  }
  return lines.join('\n');
}

async function planned(csv: string): Promise<{ recipe: Recipe; here: Loaded }> {
  const { source } = await openFile(sql, bytesFile(new TextEncoder().encode(csv), 'x.csv'));
  const profile = await profileTable(sql, baseRelation(source), source);
  const { recipe } = recipeFor(source, profile, 'target');
  const made = (await plan(sql, recipe, profile)).recipe;
  const { relation } = await clean(sql, baseRelation(source), activeSteps(made), stepComputes);
  return { recipe: made, here: await loadTable(sql, relation) };
}

describe('names and values that mean something elsewhere', () => {
  let recipe: Recipe;
  let here: Loaded;
  const log: LogEvent[] = [];
  let outcome: ReturnType<typeof train>;
  beforeAll(async () => {
    ({ recipe, here } = await planned(hostileCsv(160)));
    recipe = { ...recipe, models: [model('logisticRegression')] };
    outcome = train(here, recipe, log);
  });

  it('are all used, by their very names', () => {
    expect([...outcome.result.inputs].sort()).toEqual([...names].sort());
    expect(outcome.result.classes).toEqual(['</b>\n"', '__proto__']);
    expect(outcome.result.importance.map((i) => i.feature).sort()).toEqual([...names].sort());
  });

  it('leave the recipe readable and the result whole after storage', () => {
    expect(readRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    expect(decode(encode(outcome))).toEqual(outcome);
  });

  it('survive a .tabwise file', async () => {
    const history = { moments: [], cursor: 0 };
    const run = { projectId: 'p', taskId: 't', finishedAt: '2026-01-01', result: outcome.result };
    const models = [{ taskId: 't', fitted: outcome.fitted }];
    const bundle = { recipe, history, rows: 160, runs: [run], models, data: null };
    expect(await readBundle(await writeBundle(bundle))).toEqual(bundle);
  });

  it('predict the same after storage', () => {
    const again = decode(encode(outcome.fitted)) as typeof outcome.fitted;
    const ours = predictTable(outcome.fitted, here.table, computes);
    expect(predictTable(again, here.table, computes)).toEqual(ours);
    expect(ours.every((p) => p >= 0 && p <= 1)).toBe(true);
  });

  it('stand in the printed summary as they are', () => {
    const printed = JSON.parse(JSON.stringify(summary(outcome.result))) as {
      fitted: { coefficients: object };
      features: string[];
    };
    expect(Object.keys(printed.fitted.coefficients).sort()).toEqual(
      [...outcome.result.features].sort(),
    );
  });

  it('never break a log line', () => {
    for (const e of log)
      expect(logText({ ...e, task_id: 't', timestamp: '2026-01-01T00:00:00.000Z' })).toMatch(
        /^[^\p{Cc}]+$/u,
      );
    expect(log.length).toBeGreaterThan(5);
  });
});

it('moving a learned step before a cleaning one changes no number', async () => {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const x = i % 9 === 0 ? '' : i % 13 === 0 ? 'far' : ((i * 37) % 101) / 4;
    return `${x},${['a', 'b', 'c'][(i * 7) % 3]},${i % 4 === 0 ? 'gone' : 'kept'},${(i * 31) % 2}`;
  });
  const text = ['x,kind,useless,target', ...rows, rows[5], rows[9]].join('\n');
  const { source } = await openFile(sql, bytesFile(new TextEncoder().encode(text), 'x.csv'));
  const profile = await profileTable(sql, baseRelation(source), source);
  const { recipe } = recipeFor(source, profile, 'target');
  const cleaning = [
    step('dropDuplicates', []),
    step('cast', ['x'], { to: 'number' }),
    step('dropColumns', ['useless']),
  ];
  const learned = [step('impute', ['x']), step('oneHot', ['kind']), step('standardScale', ['x'])];
  const results = [];
  for (const steps of [
    [...cleaning, ...learned],
    [...learned, ...cleaning],
    [learned[0]!, cleaning[0]!, learned[1]!, cleaning[1]!, cleaning[2]!, learned[2]!],
  ]) {
    const mixed = { ...recipe, steps, models: [model('logisticRegression')] };
    const { relation } = await clean(sql, baseRelation(source), steps, stepComputes);
    const { result, fitted } = train(await loadTable(sql, relation), mixed);
    results.push(encode({ fitted, metrics: result.metrics, rows: result.rows }));
  }
  expect(new Set(results).size).toBe(1);
  const told = JSON.parse(results[0]!) as { rows: Record<string, number> };
  expect(Object.values(told.rows).reduce((n, x) => n + x)).toBe(new Set(rows).size);
});

describe('numbers at the edge', () => {
  const withFare = (values: Cells): Map<string, Cells> => people(80).set('fare', values);
  const cells = people(80).get('fare') as number[];
  const edges: readonly (readonly [string, Cells])[] = [
    ['the largest doubles', cells.map((x, i) => (i % 2 ? 1.7e308 : -1.7e308) * (x / 100))],
    ['the smallest doubles', cells.map((_, i) => i * 5e-324)],
    ['both zeros', cells.map((_, i) => (i % 2 ? 0 : -0))],
    ['one value', cells.map(() => 7)],
    ['one value but for one row', cells.map((_, i) => (i === 3 ? 1e300 : 1))],
    ['neighbours', cells.map((_, i) => 1e15 + (i % 3))],
  ];
  it.each(edges)('%s give finite scores or an error with a remedy, never NaN', (_words, values) => {
    for (const [target, id] of [
      ['survived', 'logisticRegression'],
      ['price', 'ridge'],
      ['price', 'linearRegression'],
      ['kind', 'randomForest'],
    ] as const) {
      const params = id === 'randomForest' ? { nEstimators: 3 } : {};
      const recipe = peopleRecipe(target, { models: [model(id, params)] });
      finiteOrRefused(() => train(loaded(withFare(values)), recipe));
    }
  });
});

function finiteOrRefused(act: () => ReturnType<typeof train>): boolean {
  try {
    const { result } = act();
    const scores = [...result.metrics.train, ...result.metrics.validation, ...result.metrics.test];
    expect(scores.filter(([, x]) => x !== null && !Number.isFinite(x))).toEqual([]);
    expect(result.importance.every((i) => Number.isFinite(i.mean))).toBe(true);
    return true;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    expect(error.detail.remedy).toMatch(/\.$/);
    return false;
  }
}

describe('any recipe made of known parts', () => {
  const columns = [
    'age',
    'fare',
    'sex',
    'port',
    'noise',
    'survived',
    'gone',
    'sex_male',
    'age_missing',
  ];
  const someColumns = fc.uniqueArray(fc.constantFrom(...columns), { minLength: 1, maxLength: 4 });
  const anyStep: fc.Arbitrary<RecipeStep> = fc.oneof(
    fc
      .tuple(
        someColumns,
        fc.constantFrom('mean', 'median', 'mostFrequent', 'constant'),
        fc.boolean(),
      )
      .map(([c, strategy, indicator]) => step('impute', c, { strategy, indicator })),
    fc
      .tuple(someColumns, fc.constantFrom('none', 'first', 'ifBinary'))
      .map(([c, drop]) => step('oneHot', c, { drop })),
    someColumns.map((c) => step('ordinal', c)),
    someColumns.map((c) => step('standardScale', c)),
    someColumns.map((c) => step('minMaxScale', c)),
  );
  const steps = fc
    .array(fc.tuple(anyStep, fc.boolean()), { maxLength: 6 })
    .map((list) => list.map(([s, off], i) => ({ ...s, key: `k${i}`, enabled: !off })));
  const here = loaded(people(60));

  it('is either trained to finite scores or refused with a remedy, and the trace knows which', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (list, helped) => {
        const all = helped
          ? [
              ...list,
              ...(['age', 'port'] as const).map((c) =>
                step('impute', [c], { strategy: 'mostFrequent' }, `h${c}`),
              ),
              step('oneHot', ['sex', 'port'], {}, 'hot'),
            ]
          : list;
        const recipe = peopleRecipe('survived', { steps: all, models: [model('decisionTree')] });
        const told = trace(here, recipe).problems;
        expect(finiteOrRefused(() => train(here, recipe))).toBe(told.length === 0);
        for (const { detail } of told) expect(detail.code).not.toBe('unexpected');
      }),
      { numRuns: 150 },
    );
  });

  it('with problems comes to an end by applying the fixes that are offered', async () => {
    const { apply } = await import('#lib/recipe/edits.ts');
    fc.assert(
      fc.property(steps, (list) => {
        let recipe = peopleRecipe('survived', { steps: list, models: [model('decisionTree')] });
        for (let turn = 0; turn < 40; turn += 1) {
          const mendable = trace(here, recipe).problems.find((p) => p.fix);
          if (!mendable) break;
          recipe = apply(recipe, mendable.fix!.edit);
        }
        const left = trace(here, recipe).problems;
        expect(left.filter((p) => p.fix)).toEqual([]);
        for (const p of left) expect(p.detail.code).toMatch(/no-features|not-finite|column-kind/);
      }),
      { numRuns: 80 },
    );
  });
});
