import { describe, expect, it } from 'vitest';
import { apply } from '#lib/recipe/edits.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Problem } from '#lib/recipe/run.ts';
import { tableOf } from '#lib/engine/table.ts';
import { traceColumn } from '#lib/engine/trace.ts';
import { encode } from '#lib/storage/codec.ts';
import {
  cleaningUp,
  loaded,
  loadedOf,
  people,
  peopleRecipe,
  poisoned,
  trace,
  train,
  type Cells,
} from './engine.support.ts';
import type { ModelId } from '#lib/models/specs.ts';
import { model, step } from './recipe.support.ts';

const here = () => loaded(people(200));

describe('a trace', () => {
  const found = trace(here(), peopleRecipe());

  it('tells each step: what it saw, what it made, in the recipe’s order', () => {
    expect(found.problems).toEqual([]);
    expect(found.steps.map((s) => s.key)).toEqual(['age', 'port', 'encode', 'scale']);
    const [age, , encode_] = found.steps;
    expect(age).toMatchObject({
      rowsBefore: 120,
      rowsAfter: 120,
      columnsBefore: 5,
      columnsAfter: 6,
    });
    expect(age!.before[0]).toMatchObject({ name: 'age', kind: 'number' });
    expect(age!.before[0]!.missing).toBeGreaterThan(5);
    expect(age!.after[0]).toMatchObject({ name: 'age', missing: 0 });
    expect(age!.effect).toBe(age!.events[0]!.message);
    expect(encode_!.after.map((c) => c.name)).toContain('sex_female');
  });

  it('shows the matrix that the model gets, with the parts and classes', () => {
    expect(found.matrix.map((c) => c.name)).toEqual(train(here(), peopleRecipe()).result.features);
    expect(found.rows).toEqual({ train: 120, validation: 40, test: 40 });
    expect(found.classes!.map((c) => c.label)).toEqual(['0', '1']);
    expect(found.classes!.reduce((n, c) => n + c.count, 0)).toBe(200);
  });

  it('sees scaled columns with mean 0 and deviation 1 on training rows', () => {
    for (const name of ['age', 'fare', 'noise']) {
      const c = found.matrix.find((m) => m.name === name)!;
      expect(c.mean).toBeCloseTo(0, 10);
      expect(c.std).toBeCloseTo(1, 10);
    }
  });

  it('passes over steps that are off', () => {
    const off = {
      ...peopleRecipe(),
      steps: cleaningUp().map((s) => ({ ...s, enabled: s.key !== 'scale' })),
    };
    expect(trace(here(), off).steps.map((s) => s.key)).toEqual(['age', 'port', 'encode']);
  });

  it('changes neither the recipe nor the table', () => {
    const table = here();
    const before = encode([...table.table.columns]);
    const recipe = peopleRecipe();
    trace(table, recipe);
    expect(recipe).toEqual(peopleRecipe());
    expect(encode([...table.table.columns])).toBe(before);
  });
});

/** The problem is gone once its fix is applied, and no step or column has a new one. */
function mends(table: ReturnType<typeof here>, recipe: Recipe, problem: Problem): void {
  const again = trace(table, apply(recipe, problem.fix!.edit)).problems;
  const same = again.filter(
    (p) =>
      JSON.stringify(p.at) === JSON.stringify(problem.at) && p.detail.what === problem.detail.what,
  );
  expect(same).toEqual([]);
}

describe('a step that does not fit becomes a problem with a fix that mends it', () => {
  const cases: readonly (readonly [string, Recipe['steps'][number], string])[] = [
    ['a column that is gone among others', step('impute', ['age', 'gone'], {}, 'x'), 'setColumns'],
    [
      'a column with quotes and a semicolon',
      step('impute', ['age', 'a“;”b'], {}, 'x'),
      'setColumns',
    ],
    ['the only column is gone', step('impute', ['gone'], {}, 'x'), 'toggleStep'],
    ['text where numbers are needed', step('standardScale', ['age', 'sex'], {}, 'x'), 'setColumns'],
    ['a mean of text', step('impute', ['sex'], { strategy: 'mean' }, 'x'), 'toggleStep'],
    ['the target is no feature', step('minMaxScale', ['survived'], {}, 'x'), 'toggleStep'],
    [
      'a step of a later version',
      { ...step('impute', ['age'], {}, 'x'), step: 'tomorrow' },
      'toggleStep',
    ],
    [
      'a step named like a method',
      { ...step('impute', ['age'], {}, 'x'), step: 'constructor' },
      'toggleStep',
    ],
  ];

  it.each(cases)('%s', (_words, odd, kind) => {
    const recipe = peopleRecipe('survived', { steps: [odd, ...cleaningUp()] });
    const { problems, steps } = trace(here(), recipe);
    const problem = problems.find((p) => 'step' in p.at && p.at.step === 'x')!;
    expect(problem.detail.where.step).toBe('x');
    expect(problem.detail.remedy).toMatch(/\.$/);
    expect(problem.fix!.edit.kind).toBe(kind);
    expect(steps.map((s) => s.key)).toEqual(['age', 'port', 'encode', 'scale']);
    mends(here(), recipe, problem);
  });

  it('one after another, where several do not fit', () => {
    const steps = [
      step('impute', ['gone'], {}, 'x'),
      ...cleaningUp(),
      step('standardScale', ['lost'], {}, 'y'),
    ];
    const found = trace(here(), peopleRecipe('survived', { steps }));
    expect(found.problems.map((p) => ('step' in p.at ? p.at.step : ''))).toEqual(['x', 'y']);
    expect(found.steps).toHaveLength(4);
  });

  it('also where all training values of a column are missing', () => {
    const cells = people(200).set('age', new Array<null>(200).fill(null));
    const recipe = peopleRecipe();
    const { problems } = trace(loaded(cells), recipe);
    expect(problems[0]).toMatchObject({ at: { step: 'age' }, detail: { code: 'no-rows' } });
    mends(loaded(cells), recipe, problems[0]!);
  });
});

describe('what stands between the features and the model', () => {
  const only = (...keys: string[]): Recipe =>
    peopleRecipe('survived', { steps: cleaningUp().filter((s) => keys.includes(s.key)) });

  it.each([
    ['text', only('age', 'port', 'scale'), 'sex', 'column-kind'],
    ['gaps', only('port', 'encode', 'scale'), 'age', 'not-finite'],
  ] as const)(
    '%s is told with the column, and leaving it out mends it',
    (_w, recipe, column, code) => {
      const problem = trace(here(), recipe).problems.find((p) => p.detail.where.column === column)!;
      expect(problem).toMatchObject({ at: { part: 'features' }, detail: { code } });
      const after = trace(here(), apply(recipe, problem.fix!.edit)).problems;
      expect(after.filter((p) => p.detail.where.column === column || 'step' in p.at)).toEqual([]);
    },
  );

  it('tells gaps that only test rows have, as the run would', () => {
    const cells = people(200);
    cells.set(
      'fare',
      poisoned(cells.get('fare')!, (i) => i % 5 === 4, [null]),
    );
    const recipe = peopleRecipe('survived', { split: { method: 'column', column: 'part' } });
    const { problems } = trace(loaded(cells), recipe);
    expect(problems.map((p) => p.detail.where.column)).toEqual(['fare']);
    expect(trace(loaded(cells), apply(recipe, problems[0]!.fix!.edit)).problems).toEqual([]);
  });

  it('asks for no gap to be filled that the chosen models take, as their run takes it', () => {
    const steps = cleaningUp().filter((s) => s.key !== 'age');
    const gaps = (...models: ModelId[]) =>
      trace(here(), peopleRecipe('survived', { steps, models: models.map((id) => model(id)) }))
        .problems;
    expect(gaps('histGradientBoosting', 'randomForest')).toEqual([]);
    const [one] = gaps('logisticRegression');
    expect(one!.detail.what).toMatch(/^“age” has \d+ missing values, and the model takes none$/);
    const [some] = gaps('histGradientBoosting', 'logisticRegression');
    expect(some!.detail.what).toMatch(/and not every chosen model takes them$/);
    expect(some!.detail.remedy).toMatch(/Or choose only models that take missing values\.$/);
    expect(gaps()).toHaveLength(1);
    const recipe = peopleRecipe('survived', { steps, models: [model('histGradientBoosting')] });
    expect(train(here(), recipe).result.features).toContain('age');
  });

  it('tells when no feature is left', () => {
    const recipe = peopleRecipe('survived', { steps: [] });
    const columns = recipe.source.columns.map((c) =>
      c.role === 'feature' ? { ...c, role: 'ignored' as const } : c,
    );
    const { problems } = trace(here(), { ...recipe, source: { ...recipe.source, columns } });
    expect(problems).toMatchObject([{ at: { part: 'features' }, detail: { code: 'no-features' } }]);
  });

  it('is told once for each column', () => {
    const { problems } = trace(here(), peopleRecipe('survived', { steps: [] }));
    expect(problems.map((p) => p.detail.where.column).sort()).toEqual(['age', 'port', 'sex']);
  });

  it('is nothing exactly where a run succeeds', () => {
    const all = cleaningUp();
    for (let mask = 0; mask < 2 ** all.length; mask += 1) {
      const recipe = peopleRecipe('survived', {
        steps: all.filter((_, i) => (mask >> i) % 2 === 1),
      });
      const told = trace(here(), recipe).problems.length > 0;
      let failed = false;
      try {
        train(here(), recipe);
      } catch {
        failed = true;
      }
      expect(told, recipe.steps.map((s) => s.key).join(' ')).toBe(failed);
    }
  });
});

describe('a target or split that does not fit', () => {
  const cells = people(50);
  it.each<readonly [string, string, Recipe, Map<string, Cells>]>([
    ['no target', 'target', { ...peopleRecipe(), task: null }, cells],
    [
      'one class',
      'target',
      peopleRecipe(),
      new Map(cells).set('survived', new Array<number>(50).fill(1)),
    ],
    [
      'a rare class',
      'split',
      peopleRecipe('kind'),
      new Map(cells).set(
        'kind',
        cells.get('kind')!.map((k, i) => (i === 0 ? 'once' : k)),
      ),
    ],
    [
      'a split column that is gone',
      'split',
      peopleRecipe('survived', { split: { method: 'column', column: 'gone' } }),
      cells,
    ],
    [
      'a split column without train',
      'split',
      peopleRecipe('survived', { split: { method: 'column', column: 'sex' } }),
      cells,
    ],
  ])('%s is told at the %s', (_words, part, recipe, table) => {
    const { problems, steps, matrix } = trace(loaded(table), recipe);
    expect(problems).toMatchObject([{ at: { part } }]);
    expect(problems[0]!.detail.remedy).toMatch(/\.$/);
    expect({ steps, matrix }).toEqual({ steps: [], matrix: [] });
  });
});

describe('a traced column', () => {
  it('counts every present value in one of 20 equal bins', () => {
    const c = traceColumn('x', {
      kind: 'number',
      values: Float64Array.of(0, 1, 2, 3, 10, NaN, 10),
    });
    expect(c.counts).toHaveLength(20);
    expect(c.edges).toHaveLength(21);
    expect(c.counts.reduce((a, b) => a + b)).toBe(6);
    expect(c.counts[19]).toBe(2);
    expect(c).toMatchObject({ missing: 1, distinct: 5, median: 2.5, mean: 26 / 6 });
  });
  it('has no figures for a column without values, and one bin for a constant', () => {
    const none = traceColumn('x', { kind: 'number', values: Float64Array.of(NaN, NaN) });
    expect(none).toEqual({
      name: 'x',
      kind: 'number',
      missing: 2,
      distinct: 0,
      counts: [],
      edges: [],
    });
    const flat = traceColumn('x', { kind: 'number', values: Float64Array.of(3, 3, 3) });
    expect(flat.counts.filter((n) => n > 0)).toEqual([3]);
    expect(flat.edges!.every(Number.isFinite)).toBe(true);
  });
  it('lists the 12 most frequent levels, by count', () => {
    const cells = Array.from({ length: 200 }, (_, i) => `l${Math.floor(Math.sqrt(i))}`);
    const c = traceColumn('x', tableOf([['x', [...cells, null]]]).columns.get('x')!);
    expect(c).toMatchObject({ kind: 'category', missing: 1, distinct: 15 });
    expect(c.counts).toHaveLength(12);
    expect(c.counts).toEqual(c.counts.toSorted((a, b) => b - a));
    expect(c.labels![0]).toBe('l13');
  });
});

it('traces a table of one row without failing', () => {
  const found = trace(
    loadedOf(
      tableOf([
        ['age', [1]],
        ['survived', [0]],
      ]),
    ),
    peopleRecipe(),
  );
  expect(found.problems).toHaveLength(1);
});
