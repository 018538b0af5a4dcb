import { describe, expect, it } from 'vitest';
import type { Recipe } from '#lib/recipe/recipe.ts';
import {
  cleaningUp,
  loaded,
  people,
  peopleRecipe,
  poisoned,
  running,
  train,
  type Cells,
} from './engine.support.ts';
import { failure, model, random, step } from './recipe.support.ts';

const byColumn = { method: 'column', column: 'part' } as const;

describe('what cannot be trained is refused with code and remedy', () => {
  const cells = people(60);
  const constant = new Map(cells).set('survived', new Array<number>(60).fill(1));
  const flat = new Map(cells).set('price', new Array<number>(60).fill(2.5));
  const empty = new Map(cells).set('survived', new Array<null>(60).fill(null));
  const nothing = new Map([...cells].map(([name]) => [name, [] as Cells]));
  const rare = new Map(cells).set(
    'kind',
    cells.get('kind')!.map((k, i) => (i === 0 ? 'once' : k)),
  );
  const late = new Map(cells).set(
    'fare',
    poisoned(cells.get('fare')!, (i) => i % 5 === 4, [null]),
  );
  const huge = (at: number): Map<string, Cells> =>
    new Map(cells).set(
      'fare',
      poisoned(cells.get('fare')!, (i) => i === at, [Infinity]),
    );
  const columnsOut = (recipe: Recipe): Recipe => ({
    ...recipe,
    steps: [],
    source: {
      ...recipe.source,
      columns: recipe.source.columns.map((c) =>
        c.role === 'feature' ? { ...c, role: 'ignored' as const } : c,
      ),
    },
  });
  const only = (...keys: string[]): Partial<Recipe> => ({
    steps: cleaningUp().filter((s) => keys.includes(s.key)),
  });
  const refused: readonly (readonly [string, string, Recipe, Map<string, Cells>])[] = [
    ['one class', 'one-class', peopleRecipe(), constant],
    ['a constant number', 'one-class', peopleRecipe('price'), flat],
    ['a target that is all missing', 'target-missing', peopleRecipe(), empty],
    ['no target', 'target-missing', { ...peopleRecipe(), task: null }, cells],
    ['no rows', 'no-rows', peopleRecipe(), nothing],
    ['no features', 'no-features', columnsOut(peopleRecipe()), cells],
    ['text left', 'column-kind', peopleRecipe('survived', only('age', 'port', 'scale')), cells],
    ['gaps left', 'not-finite', peopleRecipe('survived', only('port', 'encode')), cells],
    ['gaps in test rows alone', 'not-finite', peopleRecipe('survived', { split: byColumn }), late],
    [
      'an infinite number in a training row',
      'not-finite',
      peopleRecipe('survived', { ...only('age', 'port', 'encode'), split: byColumn }),
      huge(5),
    ],
    [
      'an infinite number in a test row',
      'not-finite',
      peopleRecipe('survived', { ...only('age', 'port', 'encode'), split: byColumn }),
      huge(4),
    ],
    [
      'a text as a number to predict',
      'column-kind',
      { ...peopleRecipe('kind'), task: 'regression' },
      cells,
    ],
    [
      'three classes in a binary task',
      'params-invalid',
      { ...peopleRecipe('kind'), task: 'binary' },
      cells,
    ],
    ['a class of one row, stratified', 'too-few-rows', peopleRecipe('kind'), rare],
    [
      'shares that leave nothing',
      'split-invalid',
      peopleRecipe('survived', { split: random({ test: 0.6, validation: 0.4 }) }),
      cells,
    ],
    [
      'a split column that is not there',
      'column-missing',
      peopleRecipe('survived', { split: { method: 'column', column: 'no' } }),
      cells,
    ],
    [
      'a split column without train',
      'split-invalid',
      peopleRecipe('survived', { split: { method: 'column', column: 'sex' } }),
      cells,
    ],
    [
      'a step on a column that is not there',
      'column-missing',
      peopleRecipe('survived', { steps: [step('impute', ['gone'])] }),
      cells,
    ],
    [
      'an unknown step',
      'step-unknown',
      peopleRecipe('survived', { steps: [{ ...step('impute', ['age']), step: 'constructor' }] }),
      cells,
    ],
    [
      'an unknown model',
      'model-unknown',
      peopleRecipe('survived', { models: [{ ...model('ridge'), model: 'toString' }] }),
      cells,
    ],
  ];

  it.each(refused)('%s: %s', (_words, code, recipe, table) => {
    const detail = failure(() => train(loaded(table), recipe));
    expect(detail.code).toBe(code);
    expect(detail.what.length).toBeGreaterThan(10);
    expect(detail.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it.each([late, huge(4)])(
    'is told before any training, with the column, where a part cannot be predicted',
    (table) => {
      const work = running(loaded(table), peopleRecipe('survived', { split: byColumn }));
      const detail = failure(() => {
        for (const { share } of work) expect(share).toBeLessThanOrEqual(0.1);
      });
      expect(detail).toMatchObject({ code: 'not-finite', where: { column: 'fare' } });
    },
  );
});
