import { parseParams } from '#lib/recipe/params.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import {
  columnTypes,
  isNumeric,
  roles,
  tasks,
  type ColumnType,
  type Role,
} from '#lib/recipe/profile.ts';
import {
  weightOf,
  type Recipe,
  type RecipeModel,
  type RecipeStep,
  type Split,
} from '#lib/recipe/recipe.ts';
import { plainNumber } from '#lib/recipe/source.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { stepSpecs, type StepId } from '#lib/steps/specs.ts';
import { EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';

export const random = (shares: Partial<Extract<Split, { method: 'random' }>> = {}): Split => ({
  method: 'random',
  validation: 0.2,
  test: 0.2,
  stratify: true,
  seed: 42,
  ...shares,
});

/** A step with its defaults written out. */
export const step = (
  id: StepId,
  columns: readonly string[],
  params: Record<string, unknown> = {},
  key: string = `${id}-${columns.join('-')}`,
): RecipeStep => ({
  key,
  step: id,
  version: stepSpecs[id].version,
  columns: [...columns],
  params: parseParams(stepSpecs[id].params, params, id) as Record<string, unknown>,
  enabled: true,
});

export const model = (id: ModelId, params: Record<string, unknown> = {}): RecipeModel => ({
  key: id,
  model: id,
  version: 1,
  params: parseParams(modelSpecs[id].params, params, id) as Record<string, unknown>,
});

export type ColumnsSpec = readonly (readonly [string, ColumnType, Role?])[];

export const recipeOf = (columns: ColumnsSpec, rest: Partial<Recipe> = {}): Recipe => ({
  format: 'tabwise-recipe',
  version: 3,
  name: 'made',
  source: {
    file: { name: 'made.csv', bytes: 100, sha256: '0'.repeat(64) },
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
    missing: ['', 'NA'],
    columns: columns.map(([name, type, role = 'feature']) => ({
      name,
      header: name,
      type,
      role,
      meaning: 'none',
      parse: isNumeric(type) ? plainNumber : { as: 'text' },
    })),
    rejectedRows: [],
    repairedRows: [],
    sample: null,
  },
  task: 'binary',
  steps: [],
  split: random(),
  models: [],
  seed: 42,
  ...rest,
});

/** A recipe with something of everything. */
export const fullRecipe = (): Recipe =>
  recipeOf(
    [
      ['id', 'integer', 'id'],
      ['age', 'number'],
      ['fare', 'number'],
      ['sex', 'category'],
      ['port', 'category'],
      ['survived', 'integer', 'target'],
    ],
    {
      steps: [
        step('dropDuplicates', [], {}, 'twins'),
        step('impute', ['age'], { strategy: 'median' }, 'fill'),
        step('oneHot', ['sex', 'port'], {}, 'encode'),
        step('standardScale', ['age', 'fare'], {}, 'scale'),
      ],
      models: [model('logisticRegression'), model('randomForest')],
      overrides: [{ finding: 'leak:port', why: 'It is the answer.' }],
    },
  );

export const failure = (act: () => unknown): ErrorDetail => {
  try {
    act();
  } catch (error) {
    if (error instanceof EngineError) return error.detail;
    throw error;
  }
  throw new Error('nothing was refused');
};

export type Dice = readonly [kind: number, a: number, b: number];

const of = <T>(list: readonly T[], n: number): T => list[n % list.length]!;

const entryEdits = (recipe: Recipe, [, a, b]: Dice): Edit[] => {
  const edits: Edit[] = [];
  if (recipe.steps.length > 0) {
    const { key } = of(recipe.steps, a);
    edits.push(
      { kind: 'removeStep', key },
      { kind: 'moveStep', key, index: b % (recipe.steps.length + 2) },
      { kind: 'toggleStep', key, enabled: b % 2 === 0 },
      { kind: 'setParams', key, params: { n: b, text: `“${a}”` } },
      { kind: 'setColumns', key, columns: [`c${a % 5}`, `c${b % 7}`] },
    );
  }
  if (recipe.models.length > 0) {
    const { key } = of(recipe.models, a);
    edits.push(
      { kind: 'removeModel', key },
      { kind: 'setModelParams', key, params: { alpha: b / 7 } },
    );
  }
  return edits;
};

const freshKey = (list: readonly { key: string }[], n: number): string => {
  let key = `k${n}`;
  while (list.some((x) => x.key === key)) key += '+';
  return key;
};

/** Rows count by one column at most. */
const rolesFor = (recipe: Recipe, column: string): readonly Role[] =>
  [null, column].includes(weightOf(recipe)) ? roles : roles.filter((role) => role !== 'weight');

/** An edit that fits the recipe, of any kind, from three numbers. */
export function editFrom(recipe: Recipe, dice: Dice, deep = true): Edit {
  const [kind, a, b] = dice;
  const column = of(recipe.source.columns, a).name;
  const newStep = { ...step('impute', ['age']), key: freshKey(recipe.steps, a) };
  const newModel = { ...model('ridge'), key: freshKey(recipe.models, a) };
  const edits: Edit[] = [
    ...entryEdits(recipe, dice),
    { kind: 'addStep', index: b % (recipe.steps.length + 2), step: newStep },
    { kind: 'addModel', index: b % (recipe.models.length + 2), model: newModel },
    { kind: 'setRole', column, role: of(rolesFor(recipe, column), b) },
    {
      kind: 'setType',
      column,
      type: of(columnTypes, b),
      ...(a % 3 === 0 && { order: ['low', 'high'] }),
    },
    { kind: 'setMissing', missing: ['', `m${b % 4}`] },
    { kind: 'setTask', task: b % 4 === 3 ? null : of(tasks, b) },
    {
      kind: 'setSplit',
      split: b % 3 === 0 ? { method: 'column', column } : random({ test: (b % 9) / 10 }),
    },
    { kind: 'setSeed', seed: b },
    { kind: 'setName', name: `name ${b}` },
    { kind: 'setReweigh', columns: b % 2 === 0 ? [] : [column] },
    { kind: 'override', finding: `leak:c${b % 3}`, why: `said ${b}` },
    { kind: 'heed', finding: `leak:c${b % 3}` },
  ];
  if (deep && kind % 8 === 7) return batchFrom(recipe, dice);
  return of(edits, kind);
}

/** Two edits, the second made for what the first leaves. */
function batchFrom(recipe: Recipe, [kind, a, b]: Dice): Edit {
  const first = editFrom(recipe, [kind + a, b, a], false);
  return {
    kind: 'batch',
    edits: [first, { kind: 'setSeed', seed: a }, { kind: 'setSeed', seed: b }],
  };
}
