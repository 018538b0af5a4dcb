import { describe, expect, it } from 'vitest';
import { drive, driveSync } from '#lib/engine/drive.ts';
import { judgeParts } from '#lib/engine/judge.ts';
import { eachPart, fitSteps, matrixOf, splitData } from '#lib/engine/prepare.ts';
import { predictTable } from '#lib/engine/predictor.ts';
import { takeRows, tableOf, type Table } from '#lib/engine/table.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { ModelId } from '#lib/models/specs.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { decode, encode } from '#lib/storage/codec.ts';
import answers from '../oracle/run/answers.json' with { type: 'json' };
import {
  cleaningUp,
  computes,
  loaded,
  loadedOf,
  people,
  peopleRecipe,
  poisoned,
  running,
  train,
  withColumn,
  type Cells,
} from './engine.support.ts';
import { model, random, recipeOf, step } from './recipe.support.ts';

const byColumn = { method: 'column', column: 'part' } as const;
const models: readonly (readonly [ModelId, 'survived' | 'kind' | 'price'])[] = [
  ['linearRegression', 'price'],
  ['ridge', 'price'],
  ['decisionTree', 'price'],
  ['randomForest', 'price'],
  ['logisticRegression', 'survived'],
  ['logisticRegression', 'kind'],
  ['decisionTree', 'kind'],
  ['randomForest', 'survived'],
  ['randomForest', 'kind'],
];
const small = (id: ModelId) => model(id, id === 'randomForest' ? { nEstimators: 8 } : {});

describe('a run scores what a scikit-learn pipeline scores on the same split', () => {
  const table = tableOf(Object.entries(answers.columns as Record<string, Cells>));
  it.each(answers.cases)('$model, $target, seed $seed', (asked) => {
    const recipe = recipeOf(
      [
        ['age', 'number'],
        ['fare', 'number'],
        ['sex', 'category'],
        ['port', 'category'],
        ...(['survived', 'cabin', 'price'] as const).map(
          (name) => [name, 'number', name === asked.target ? 'target' : 'ignored'] as const,
        ),
      ],
      {
        task: asked.task as Task,
        steps: [
          step('impute', ['age'], { strategy: 'median' }),
          step('impute', ['port'], { strategy: 'mostFrequent' }),
          step('standardScale', ['age', 'fare']),
          step('oneHot', ['sex', 'port']),
        ],
        split: random({ seed: asked.seed, stratify: asked.task !== 'regression' }),
        models: [
          model(asked.model as ModelId, asked.model === 'logisticRegression' ? { tol: 1e-10 } : {}),
        ],
      },
    );
    const { result } = train(loadedOf(table), recipe);
    expect(result.rows).toEqual(asked.rows);
    for (const part of ['train', 'validation', 'test'] as const)
      for (const [id, theirs] of Object.entries(asked.scores[part])) {
        const ours = new Map(result.metrics[part]).get(id);
        expect(Math.abs(ours! - theirs), `${part} ${id} ${ours} ${theirs}`).toBeLessThan(1e-6);
      }
  });
});

describe.each(models)('%s on %s', (id, target) => {
  const recipe = peopleRecipe(target, { models: [small(id)], split: byColumn });

  it('learns nothing from validation and test rows, whatever stands in them', () => {
    const clean = people(160);
    const parts = clean.get('part')!;
    const unseen = (i: number): boolean => parts[i] !== 'train';
    const dirty = new Map(clean);
    const other = { survived: [0, 1], kind: ['high', 'low', 'mid'], price: [1e6, -1e6, 0] }[target];
    for (const [name, poison] of [
      ['age', [-1e9, 1e9, null]],
      ['fare', [1e12, -5]],
      ['noise', [-1e6]],
      ['sex', ['zzz', 'AAA', 'female']],
      ['port', ['!', '~', null]],
      [target, other],
    ] as const)
      dirty.set(name, poisoned(clean.get(name)!, unseen, [...poison]));
    const [a, b] = [train(loaded(clean), recipe), train(loaded(dirty), recipe)];
    expect(encode(b.fitted)).toBe(encode(a.fitted));
    expect(b.result.metrics.train).toEqual(a.result.metrics.train);
    expect(b.result.baseline.train).toEqual(a.result.baseline.train);
    expect(b.result.fitted).toEqual(a.result.fitted);
    expect(b.result.charts.train).toEqual(a.result.charts.train);
    expect(b.result.metrics.test).not.toEqual(a.result.metrics.test);
  });

  it('gives the very same result twice', () => {
    const [a, b] = [train(loaded(people(90)), recipe), train(loaded(people(90)), recipe)];
    expect(b).toEqual(a);
  });

  it('reports progress that never falls and stays within 0 and 1', () => {
    const shares = [...running(loaded(people(90)), recipe)].map((p) => p.share);
    expect(shares.length).toBeGreaterThan(20);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  it('predicts after storage as before, with columns in any order and more of them', () => {
    const here = loaded(people(120));
    const { fitted } = train(here, recipe);
    const again = decode(encode(fitted)) as typeof fitted;
    const turned: Table = {
      rows: here.table.rows,
      columns: new Map([...here.table.columns].reverse()),
    };
    const ours = predictTable(fitted, here.table, computes);
    expect(predictTable(again, turned, computes)).toEqual(ours);
    expect(ours.every((p) => Number.isFinite(p))).toBe(true);
  });

  it('predicts rows with categories that it never saw, and the other rows as alone', () => {
    const here = loaded(people(120)).table;
    const { fitted } = train(loadedOf(here), recipe);
    const width = fitted.classes?.length ?? 1;
    const rows = Int32Array.from([5, 6, 7]);
    const some = takeRows(here, rows);
    const odd = withColumn(some, 'sex', ['female', 'unheard of', 'male']);
    const [plain, mixed] = [some, odd].map((t) => predictTable(fitted, t, computes));
    expect(mixed!.every((p) => Number.isFinite(p))).toBe(true);
    const one = withColumn(takeRows(some, Int32Array.from([1])), 'sex', ['unheard of']);
    expect([...predictTable(fitted, one, computes)]).toEqual([
      ...mixed!.subarray(width, 2 * width),
    ]);
    expect(plain!.length).toBe(3 * width);
  });
});

describe('a run', () => {
  const here = loaded(people(200));

  it('ignores steps that are off', () => {
    const off = { ...step('dropColumns', ['age'], {}, 'x'), step: 'minMaxScale', enabled: false };
    const withOff = peopleRecipe('survived', { steps: [...cleaningUp(), off] });
    expect(train(here, withOff)).toEqual(train(here, peopleRecipe()));
  });

  it('leaves rows without a target out, and counts and tells them', () => {
    const cells = people(200);
    cells.set(
      'survived',
      poisoned(cells.get('survived')!, (i) => i % 10 === 0, [null]),
    );
    const log: LogEvent[] = [];
    const { result } = train(loaded(cells), peopleRecipe(), log);
    expect(result.rowsLeftOut).toBe(20);
    expect(result.rows.train + result.rows.validation + result.rows.test).toBe(180);
    expect(log.find((e) => e.source === 'split.rows')).toMatchObject({
      level: 'WARNING',
      meta: { rows_affected: 20 },
    });
  });

  it('takes the parts from a split column, which is no feature whatever its role', () => {
    const { source, ...rest } = peopleRecipe('survived', { split: byColumn });
    const columns = source.columns.map((c) =>
      c.name === 'part' ? { ...c, role: 'feature' as const } : c,
    );
    const { result } = train(here, { ...rest, source: { ...source, columns } });
    expect(result.rows).toEqual({ train: 120, validation: 40, test: 40 });
    expect(result.inputs).not.toContain('part');
  });

  it('counts rows that the split column puts nowhere', () => {
    const cells = people(200);
    cells.set(
      'part',
      poisoned(cells.get('part')!, (i) => i < 10, [null, 'elsewhere']),
    );
    const { result } = train(loaded(cells), peopleRecipe('survived', { split: byColumn }));
    expect(result.rowsLeftOut).toBe(10);
  });

  it('judges a class that only the test rows hold, instead of failing', () => {
    const cells = people(200);
    const parts = cells.get('part')!;
    cells.set(
      'kind',
      poisoned(cells.get('kind')!, (i) => parts[i] === 'test' && i % 2 === 0, ['new']),
    );
    for (const id of ['logisticRegression', 'decisionTree', 'randomForest'] as const) {
      const recipe = peopleRecipe('kind', { models: [small(id)], split: byColumn });
      const { result } = train(loaded(cells), recipe);
      expect(result.classes).toEqual(['high', 'low', 'mid', 'new']);
      const accuracy = new Map(result.metrics.test).get('accuracy')!;
      expect(accuracy).toBeGreaterThan(0);
      expect(accuracy).toBeLessThan(0.7);
    }
  });

  it.each([
    ['test only', { validation: 0 }, 'test'],
    ['validation and test', {}, 'validation'],
    ['neither', { validation: 0, test: 0 }, 'train'],
  ] as const)('is judged where it should be with %s', (_words, shares, part) => {
    const { result } = train(here, peopleRecipe('survived', { split: random(shares) }));
    expect(result.judged.part).toBe(part);
    expect(result.judged.value).toBe(new Map(result.metrics[part]).get(result.judged.metric));
    const told = new Map(result.metrics.validation).get('accuracy');
    expect(told === null).toBe(result.rows.validation === 0);
  });

  it('gives an interval that holds the score, for validation and test', () => {
    const { intervals } = train(here, peopleRecipe()).result;
    for (const { value, low, high, part } of intervals.filter((i) => i.part !== 'train')) {
      expect(low!, part).toBeLessThanOrEqual(value!);
      expect(high!, part).toBeGreaterThanOrEqual(value!);
    }
  });

  it('puts a baseline that knows only the target beside every score', () => {
    const { result } = train(here, peopleRecipe('price'));
    expect(new Map(result.baseline.train).get('r2')!).toBeCloseTo(0, 12);
    expect(new Map(result.metrics.test).get('r2')!).toBeGreaterThan(0.9);
  });

  it('logs what each step was fitted on, and ends with the score', () => {
    const log: LogEvent[] = [];
    train(here, peopleRecipe(), log);
    const fitted = log.filter((e) => e.source.startsWith('preprocess.'));
    expect(fitted.length).toBeGreaterThanOrEqual(4);
    for (const e of fitted) expect(e.meta).toMatchObject({ fitted_on: 120, test_rows: 40 });
    expect(log.at(-1)).toMatchObject({ level: 'SUCCESS', source: 'train.logisticRegression' });
    expect(log.at(-1)!.message).toMatch(/^validation \S+ 0\.\d{3} \(95 % /);
  });

  it('changes neither the table nor the recipe', () => {
    const before = encode([...here.table.columns]);
    const recipe = peopleRecipe();
    train(here, recipe);
    expect(encode([...here.table.columns])).toBe(before);
    expect(recipe).toEqual(peopleRecipe());
  });

  it('does not depend on what another class of the same name says in another place', () => {
    const cells = people(120);
    const shuffledLevels = new Map(cells);
    const { table } = loaded(shuffledLevels);
    const sex = table.columns.get('sex')!;
    if (sex.kind !== 'category') throw new Error('sex is a category');
    const turned = withColumn(table, 'sex', {
      kind: 'category',
      levels: ['unused', ...sex.levels.toReversed()],
      codes: sex.codes.map((c) => (c < 0 ? -1 : sex.levels.length - c)),
    });
    expect(encode(train(loadedOf(turned), peopleRecipe()).fitted)).toBe(
      encode(train(loaded(cells), peopleRecipe()).fitted),
    );
  });

  it('stops in the middle when it is told to, and its parts are let go', async () => {
    let [turns, ended] = [0, false];
    const work = (function* () {
      try {
        return yield* running(here, peopleRecipe('kind', { models: [small('randomForest')] }));
      } finally {
        ended = true;
      }
    })();
    const stopped = drive(work, {
      onProgress: () => void (turns += 1),
      cancelled: () => turns >= 5,
      breathe: async () => undefined,
      sinceBreath: () => 0,
    });
    await expect(stopped).rejects.toMatchObject({ detail: { code: 'cancelled' } });
    expect({ turns, ended }).toEqual({ turns: 5, ended: true });
    expect(work.next().done).toBe(true);
  });
});

it.each(['kind', 'price'] as const)(
  'predicts a part of many rows in turns, to the very numbers of one go: %s',
  (target) => {
    const here = loaded(people(20_000));
    const recipe = peopleRecipe(target, { models: [small('decisionTree')], split: byColumn });
    const data = splitData(here, recipe);
    const { tables } = driveSync(fitSteps(data, recipe, stepComputes));
    const matrices = eachPart((p) => matrixOf(tables[p], false));
    const tree = computes.models.decisionTree;
    const { task, classes } = data.target;
    const nClasses = classes?.length ?? 1;
    const { params } = recipe.models[0]!;
    const input = { X: matrices.train, y: data.train.y, task, nClasses, params, seed: 1 };
    const fitted = driveSync(tree.fit(input as never));
    const work = judgeParts(tree, fitted, matrices, data);
    let turns = 0;
    let next = work.next();
    for (; !next.done; next = work.next()) turns += 1;
    for (const part of ['train', 'validation', 'test'] as const)
      expect(next.value[part].predicted).toEqual(tree.predict(fitted, matrices[part]));
    expect(turns).toBe(4);
  },
);

it('fits the steps before a run as the run does', () => {
  const here = loaded(people(100));
  const recipe = peopleRecipe();
  const { steps } = driveSync(fitSteps(splitData(here, recipe), recipe, stepComputes));
  expect(steps).toEqual(train(here, recipe).fitted.steps);
});
