import { describe, expect, it } from 'vitest';
import { apply } from '#lib/recipe/edits.ts';
import type { Recipe, RecipeStep, Split } from '#lib/recipe/recipe.ts';
import type { Trace } from '#lib/recipe/run.ts';
import { plainNumber } from '#lib/recipe/source.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { columnsAt } from '#lib/features/recipe/columns.ts';
import { effectOf, learnedValue, type Moment } from '#lib/features/recipe/effects.ts';
import { additionsOf, freeKey, moveWithin, placeFor } from '#lib/recipe/placing.ts';
import { draftOf, splitEdit, splitOf, troubleOf } from '#lib/features/recipe/splitDraft.ts';

const step = (id: string, key = id, columns: string[] = ['age']): RecipeStep => ({
  key,
  step: id,
  version: 1,
  columns,
  params: {},
  enabled: true,
});
const random: Split = { method: 'random', validation: 0.16, test: 0.2, stratify: true, seed: 42 };
const recipeOf = (steps: readonly RecipeStep[], split: Split = random): Recipe => ({
  format: 'tabwise-recipe',
  version: 3,
  name: 'r',
  source: {
    file: { name: 'a.csv', bytes: 1, sha256: '' },
    packing: null,
    format: {
      kind: 'delimited',
      encoding: 'utf-8',
      undecodable: 'refuse',
      delimiter: ',',
      quote: '"',
      escape: '',
      comment: '',
      skip: 0,
      header: 1,
      footer: 0,
    },
    missing: [''],
    columns: [
      {
        name: 'age',
        header: 'age',
        type: 'number',
        role: 'feature',
        meaning: 'none',
        parse: plainNumber,
      },
      {
        name: 'sex',
        header: 'sex',
        type: 'category',
        role: 'feature',
        meaning: 'none',
        parse: { as: 'text' },
      },
      {
        name: 'part',
        header: 'part',
        type: 'category',
        role: 'feature',
        meaning: 'none',
        parse: { as: 'text' },
      },
      {
        name: 'alive',
        header: 'alive',
        type: 'category',
        role: 'target',
        meaning: 'none',
        parse: { as: 'text' },
      },
    ],
    rejectedRows: [],
    repairedRows: [],
    sample: null,
  },
  task: 'binary',
  steps: [...steps],
  split,
  models: [],
  seed: 42,
});
const keys = (recipe: Recipe): string[] => recipe.steps.map((s) => s.key);

describe('placing', () => {
  const recipe = recipeOf([
    step('dropColumns'),
    step('impute'),
    step('oneHot'),
    step('standardScale'),
  ]);

  it('puts a cleaning step after the last cleaning step', () => {
    expect(placeFor(recipe, { step: 'cast' }, stepSpecs)).toBe(1);
    expect(placeFor(recipeOf([step('impute')]), { step: 'cast' }, stepSpecs)).toBe(0);
  });
  it('orders learned steps by stage: impute, encode, scale', () => {
    expect(placeFor(recipe, { step: 'impute' }, stepSpecs)).toBe(2);
    expect(placeFor(recipe, { step: 'ordinal' }, stepSpecs)).toBe(3);
    expect(placeFor(recipe, { step: 'minMaxScale' }, stepSpecs)).toBe(4);
  });
  it('adds many steps as one edit, each at its place, without two of the same key', () => {
    const more = [step('standardScale'), step('impute'), step('dropDuplicates')];
    expect(keys(apply(recipe, additionsOf(recipe, more, stepSpecs)))).toEqual([
      'dropColumns',
      'dropDuplicates',
      'impute',
      'impute-2',
      'oneHot',
      'standardScale',
      'standardScale-2',
    ]);
  });
  it('moves a step within its side of the split, never across', () => {
    const down = moveWithin(recipe, 'impute', 2, stepSpecs)!;
    expect(keys(apply(recipe, down))).toEqual(['dropColumns', 'oneHot', 'standardScale', 'impute']);
    const up = moveWithin(recipe, 'standardScale', -5, stepSpecs)!;
    expect(keys(apply(recipe, up))).toEqual(['dropColumns', 'standardScale', 'impute', 'oneHot']);
    expect(moveWithin(recipe, 'dropColumns', 3, stepSpecs)).toBeNull();
  });
  it('finds a free key beside names of prototype members', () => {
    expect(freeKey([{ key: '__proto__' }], '__proto__')).toBe('__proto__-2');
  });
});

describe('columns before a step', () => {
  const trace: Trace = {
    steps: [
      {
        key: 'oneHot',
        effect: '',
        events: [],
        rowsBefore: 1,
        rowsAfter: 1,
        columnsBefore: 2,
        columnsAfter: 3,
        before: [],
        after: [{ name: 'sex_f', kind: 'number', missing: 0, distinct: 2, counts: [] }],
      },
    ],
    problems: [],
    rows: { train: 1, validation: 0, test: 0 },
    rowsLeftOut: 0,
    classes: null,
    matrix: [],
  };
  const recipe = recipeOf([
    step('dropColumns', 'd', ['part']),
    { ...step('cast', 'c', ['age']), params: { to: 'category' } },
    step('oneHot', 'oneHot', ['sex']),
  ]);
  const at = (index: number, learned: boolean) =>
    columnsAt(recipe, { index, learned }, trace, stepSpecs).map((c) => `${c.name} ${c.type}`);

  it('are the casts and drops that went before, for a cleaning step', () => {
    expect(at(1, false)).toEqual(['age number', 'sex category', 'alive category']);
    expect(at(2, false)).toEqual(['age category', 'sex category', 'alive category']);
  });
  it('are features only, with what an encoder made, for a learned step', () => {
    expect(at(3, true)).toEqual(['age category', 'sex_f number']);
    expect(at(2, true)).toEqual(['age category', 'sex category']);
  });
});

describe('a step in the list', () => {
  const moment = (message: string, col: string, columns = [3, 3], rows = [9, 9]): Moment => ({
    events: [
      { level: 'INFO', source: 'preprocess.impute', message, meta: { rows_affected: 177, col } },
    ],
    rowsBefore: rows[0]!,
    rowsAfter: rows[1]!,
    columnsBefore: columns[0]!,
    columnsAfter: columns[1]!,
    traced: null,
  });
  const imputed = {
    ...step('impute'),
    params: { strategy: 'median', fillValue: null, indicator: false },
  };

  it('says the value that was learned and the cells it filled', () => {
    const done = moment("Replaced 177 nulls in 'age' with median 28", 'age');
    expect(effectOf(imputed, done, stepSpecs)).toBe('median 28, 177 cells');
  });
  it('reads the value after the column’s name, even where the name holds “ with ”', () => {
    const done = moment("Replaced 177 nulls in 'a' with b' with mean 3", "a' with b");
    expect(learnedValue(done)).toBe('mean 3');
  });
  it('says rows and columns lost or gained, once', () => {
    const dropped = effectOf(step('dropColumns'), moment('', 'age', [3, 2]), stepSpecs);
    expect(dropped).toBe('−1 column');
    const unique = { ...step('dropDuplicates', 'u', []), params: { keep: 'first' } };
    expect(effectOf(unique, moment('', '', [3, 3], [10, 9]), stepSpecs)).toBe(
      '−1 row, keep the first',
    );
  });
});

describe('the split editor', () => {
  it('gives back the split it was opened with', () => {
    expect(splitOf(draftOf(random), 'binary')).toEqual(random);
  });
  it('refuses shares that leave nothing to train on, and a split that holds nothing out', () => {
    expect(troubleOf({ ...draftOf(random), validation: 60, test: 40 })?.what).toContain(
      'nothing to train on',
    );
    expect(troubleOf({ ...draftOf(random), validation: 0, test: 0 })?.what).toContain('held out');
    expect(troubleOf(draftOf(random))).toBeNull();
  });
  it('does not stratify a regression', () => {
    expect(splitOf(draftOf(random), 'regression')).toMatchObject({ stratify: false });
  });
  it('takes the split column out of the features, and puts it back', () => {
    const recipe = recipeOf([]);
    const byColumn = apply(recipe, splitEdit(recipe, { method: 'column', column: 'part' }));
    expect(byColumn.source.columns[2]?.role).toBe('split');
    const back = apply(byColumn, splitEdit(byColumn, random));
    expect(back.source.columns[2]?.role).toBe('feature');
    expect(back.split).toEqual(random);
  });
});
