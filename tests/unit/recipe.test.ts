import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRecipe } from '#lib/recipe/check.ts';
import { describeEdit } from '#lib/recipe/describe.ts';
import { apply, invert, targetEdit, type Edit } from '#lib/recipe/edits.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import { recipeSchema, targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import { recipeVersion } from '#lib/recipe/version.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { editFrom, failure, fullRecipe, model, random, step, type Dice } from './recipe.support.ts';

const specs = { steps: stepSpecs, models: modelSpecs };
const dice = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000));
const walk = (length: number) => fc.array(dice, { minLength: length, maxLength: length });

const oneOfEach: readonly Edit[] = [
  { kind: 'addStep', index: 1, step: step('minMaxScale', ['fare']) },
  { kind: 'removeStep', key: 'fill' },
  { kind: 'moveStep', key: 'scale', index: 0 },
  { kind: 'toggleStep', key: 'fill', enabled: false },
  { kind: 'setParams', key: 'fill', params: { strategy: 'mean' } },
  { kind: 'setColumns', key: 'fill', columns: ['age', 'fare'] },
  { kind: 'setRole', column: 'age', role: 'ignored' },
  { kind: 'setType', column: 'age', type: 'text' },
  { kind: 'setMissing', missing: ['', '?'] },
  { kind: 'setTask', task: null },
  { kind: 'setSplit', split: random({ test: 0.3 }) },
  { kind: 'setSeed', seed: 7 },
  { kind: 'setName', name: 'another' },
  { kind: 'setReweigh', columns: ['sex'] },
  { kind: 'override', finding: 'leak:fare', why: 'It is the answer.' },
  { kind: 'heed', finding: 'leak:port' },
  { kind: 'addModel', index: 0, model: model('decisionTree') },
  { kind: 'removeModel', key: 'randomForest' },
  { kind: 'setModelParams', key: 'randomForest', params: { nEstimators: 5 } },
  {
    kind: 'batch',
    edits: [
      { kind: 'setSeed', seed: 1 },
      { kind: 'setName', name: 'both' },
    ],
  },
];

describe.each(oneOfEach.map((edit) => ({ edit, kind: edit.kind })))('$kind', ({ edit }) => {
  it('changes the recipe, and its inverse takes it back whole', () => {
    const start = fullRecipe();
    const after = apply(start, edit);
    expect(after).not.toEqual(start);
    expect(apply(after, invert(start, edit))).toEqual(start);
  });

  it('leaves the recipe that it is given as it was', () => {
    const start = fullRecipe();
    apply(start, edit);
    invert(start, edit);
    expect(start).toEqual(fullRecipe());
  });

  it('leaves a recipe that can be read back', () => {
    const after = apply(fullRecipe(), edit);
    expect(readRecipe(JSON.parse(JSON.stringify(after)))).toEqual(after);
  });

  it('is said in words that name what it changes', () => {
    const words = describeEdit(fullRecipe(), edit, specs);
    expect(words).toMatch(/^[A-Z][a-z]+ \S/);
    expect(words).not.toMatch(/undefined|null|\[object/);
  });
});

it('says each kind of edit in its own words', () => {
  const words = oneOfEach.map((edit) => describeEdit(fullRecipe(), edit, specs));
  expect(new Set(words).size).toBeGreaterThanOrEqual(oneOfEach.length - 1);
  expect(words[3]).toBe('Turn “Impute age” off');
  expect(words[6]).toBe('Use age as ignored');
  expect(words[10]).toBe('Split 50 / 20 / 30 %, stratified, seed 42');
});

it('has one edit of every kind in these tests', () => {
  const known = [
    ...['addStep', 'removeStep', 'moveStep', 'toggleStep', 'setParams', 'setColumns', 'setRole'],
    ...[
      'setType',
      'setMissing',
      'setTask',
      'setSplit',
      'setSeed',
      'setName',
      'setReweigh',
      'override',
      'heed',
    ],
    ...['addModel', 'removeModel', 'setModelParams', 'batch'],
  ];
  expect(oneOfEach.map((e) => e.kind)).toEqual(known);
});

it('inverts any edit anywhere on a random walk', () => {
  fc.assert(
    fc.property(walk(60), (steps: Dice[]) => {
      let recipe = fullRecipe();
      for (const d of steps) {
        const edit = editFrom(recipe, d);
        const after = apply(recipe, edit);
        expect(apply(after, invert(recipe, edit))).toEqual(recipe);
        recipe = after;
      }
    }),
    { numRuns: 30 },
  );
});

describe('an edit that names what is not there', () => {
  const missing: readonly Edit[] = [
    { kind: 'removeStep', key: 'no' },
    { kind: 'moveStep', key: 'no', index: 0 },
    { kind: 'toggleStep', key: 'no', enabled: true },
    { kind: 'setParams', key: 'no', params: {} },
    { kind: 'setColumns', key: 'no', columns: [] },
    { kind: 'removeModel', key: 'no' },
    { kind: 'setModelParams', key: 'no', params: {} },
    { kind: 'setRole', column: 'no', role: 'id' },
    { kind: 'setType', column: 'no', type: 'text' },
  ];
  it.each(missing.map((edit) => ({ edit, kind: edit.kind })))('is refused: $kind', ({ edit }) => {
    for (const act of [apply, invert]) {
      const detail = failure(() => act(fullRecipe(), edit));
      expect(['recipe-invalid', 'column-missing']).toContain(detail.code);
      expect(detail.what).toContain('“no”');
      expect(detail.remedy).toMatch(/\.$/);
    }
  });
});

it('takes back an order with the type that brought it', () => {
  const start = fullRecipe();
  const edit: Edit = { kind: 'setType', column: 'age', type: 'ordinal', order: ['low', 'high'] };
  const after = apply(start, edit);
  expect(after.source.columns.find((c) => c.name === 'age')?.order).toEqual(['low', 'high']);
  expect(apply(after, invert(start, edit))).toEqual(start);
});

it('refuses a second step or model under a key that is taken', () => {
  const twin = { ...step('minMaxScale', ['fare']), key: 'fill' };
  const again = { ...model('ridge'), key: 'randomForest' };
  for (const edit of [
    { kind: 'addStep', index: 0, step: twin },
    { kind: 'addModel', index: 0, model: again },
  ] as const) {
    const detail = failure(() => apply(fullRecipe(), edit));
    expect(detail.code).toBe('recipe-invalid');
    expect(detail.remedy).toContain('another key');
  }
});

it('makes one target of one edit, the old one becoming a feature', () => {
  const start = fullRecipe();
  const edit = targetEdit(start, 'fare', 'regression');
  const after = apply(start, edit);
  expect(targetOf(after)).toBe('fare');
  expect(after.source.columns.filter((c) => c.role === 'target')).toHaveLength(1);
  expect(after.task).toBe('regression');
  expect(apply(after, invert(start, edit))).toEqual(start);
  expect(describeEdit(start, edit, specs)).toBe('Predict fare');
});

describe('readRecipe', () => {
  const plain = (): Record<string, unknown> =>
    JSON.parse(JSON.stringify(fullRecipe())) as Record<string, unknown>;
  const refuse = (value: unknown) => failure(() => readRecipe(value));

  it('reads back what any walk of edits made of a recipe', () => {
    fc.assert(
      fc.property(walk(40), (steps: Dice[]) => {
        const recipe = steps.reduce<Recipe>((r, d) => apply(r, editFrom(r, d)), fullRecipe());
        expect(readRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
      }),
      { numRuns: 30 },
    );
  });

  it('does not change what it is given, nor share it', () => {
    const value = plain();
    const read = readRecipe(value);
    (read.steps[0]!.params as Record<string, unknown>)['x'] = 1;
    expect(value).toEqual(plain());
  });

  it('refuses a newer format, and says to update', () => {
    const detail = refuse({ ...plain(), version: recipeVersion + 1 });
    expect(detail.code).toBe('recipe-newer');
    expect(detail.remedy).toContain('Update Tabwise');
  });

  it('refuses a newer format even where it cannot be understood', () => {
    expect(refuse({ format: 'tabwise-recipe', version: 99 }).code).toBe('recipe-newer');
  });

  it.each([null, 1, 'x', [], {}, { format: 'other' }, { format: 'tabwise-recipe' }])(
    'refuses what is no recipe: %j',
    (value) => expect(refuse(value).code).toBe('recipe-invalid'),
  );

  it.each([0, -1, 1.5, '1', null])('refuses the version %j', (version) => {
    expect(refuse({ ...plain(), version }).code).toBe('recipe-invalid');
  });

  it('refuses an unknown field at every depth, and names it', () => {
    const places: readonly (readonly (string | number)[])[] = [
      [],
      ['source'],
      ['source', 'file'],
      ['source', 'format'],
      ['source', 'columns', 0],
      ['steps', 0],
      ['split'],
      ['models', 0],
    ];
    for (const place of places) {
      const value = plain();
      const at = place.reduce<unknown>((v, k) => Reflect.get(v as object, k), value);
      Reflect.set(at as object, 'surprise', 1);
      expect(refuse(value).what, place.join('.')).toContain('surprise');
    }
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'refuses a field named %s anywhere, and Object.prototype stays as it is',
    (name) => {
      const before = Object.getOwnPropertyNames(Object.prototype).sort();
      for (const part of ['"name"', '"file"', '"key"', '"strategy"', '"method"']) {
        const text = JSON.stringify(fullRecipe()).replace(part, `"${name}":{"polluted":1},${part}`);
        expect(refuse(JSON.parse(text)).code).toBe('recipe-invalid');
      }
      expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    },
  );

  it('refuses every field with a value of another type', () => {
    const wrong = (value: unknown): unknown => (typeof value === 'string' ? 7 : 'seven');
    const visit = (value: object, path: readonly string[]): void => {
      for (const [k, inner] of Object.entries(value)) {
        if (path.includes('params') || k === 'params') continue;
        const copy = plain();
        const holder = path.reduce<unknown>((v, p) => Reflect.get(v as object, p), copy);
        Reflect.set(holder as object, k, wrong(inner));
        expect(refuse(copy).code, [...path, k].join('.')).toMatch(/^recipe-/);
        if (typeof inner === 'object' && inner !== null) visit(inner as object, [...path, k]);
      }
    };
    visit(plain(), []);
  });

  it.each([
    ['a share above 1', { ...random(), test: 1.5 }],
    ['a negative share', { ...random(), validation: -0.1 }],
    ['a seed that numpy does not take', { ...random(), seed: 4294967296 }],
    ['a share that is no number', { ...random(), test: NaN }],
  ])('refuses %s', (_words, split) => {
    expect(refuse({ ...fullRecipe(), split }).code).toBe('recipe-invalid');
  });

  it('refuses two columns, steps or models of one name', () => {
    const { source, steps, models } = fullRecipe();
    const twice = <T>(list: readonly T[]): T[] => [...list, list[0]!];
    const all = [
      { ...fullRecipe(), source: { ...source, columns: twice(source.columns) } },
      { ...fullRecipe(), steps: twice(steps) },
      { ...fullRecipe(), models: twice(models) },
    ];
    for (const value of all) expect(refuse(value).what).toContain('twice');
  });

  it('refuses a document nested too deeply, instead of failing', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const value = { ...plain(), name: JSON.parse(deep) as unknown };
    expect(refuse(value).code).toBe('recipe-invalid');
  });

  it('keeps every text as it is: quotes, line breaks, emoji, control characters', () => {
    const name = '“a"\'\\\n\u0000\u2028 😀 <b> ${x} {{y}}';
    const recipe = apply(fullRecipe(), { kind: 'setName', name });
    expect(readRecipe(JSON.parse(JSON.stringify(recipe))).name).toBe(name);
  });

  it('accepts every key of the schema and no fewer', () => {
    const optional = new Set(['overrides', 'reweigh']);
    for (const key of Object.keys(recipeSchema.entries)) {
      if (optional.has(key)) continue;
      const { [key]: _gone, ...rest } = plain();
      expect(refuse(rest).code, key).toMatch(/^recipe-/);
    }
  });
});

describe('checkRecipe', () => {
  it('leaves a recipe of this version as it is', () => {
    expect(checkRecipe(fullRecipe(), specs)).toEqual(fullRecipe());
  });

  it('refuses a parameter that is unknown or out of bounds, naming step and remedy', () => {
    for (const params of [{ strategy: 'guess' }, { strategies: 'mean' }]) {
      const bad = apply(fullRecipe(), { kind: 'setParams', key: 'fill', params });
      const detail = failure(() => checkRecipe(bad, specs));
      expect(detail).toMatchObject({ code: 'params-invalid', where: { step: 'fill' } });
    }
  });

  it('refuses a step of a later version', () => {
    const [first, ...rest] = fullRecipe().steps;
    const later = { ...fullRecipe(), steps: [{ ...first!, version: 9 }, ...rest] };
    expect(failure(() => checkRecipe(later, specs)).code).toBe('recipe-newer');
  });

  it('leaves a step that it does not know for the run to tell', () => {
    const odd = { ...fullRecipe().steps[0]!, step: 'constructor', params: { any: 1 } };
    const recipe = { ...fullRecipe(), steps: [odd] };
    expect(checkRecipe(recipe, specs)).toEqual(recipe);
  });
});
