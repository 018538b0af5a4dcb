import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { columnWords, oneColumn } from '#lib/recipe/columnParams.ts';
import { fieldsOf, parseParams } from '#lib/recipe/params.ts';
import { modelSpecs } from '#lib/models/specs.ts';

const schema = v.strictObject({
  fitIntercept: v.optional(
    v.pipe(v.boolean(), v.title('Intercept'), v.description('What it does.')),
    true,
  ),
  criterion: v.optional(
    v.pipe(v.picklist(['gini', 'entropy']), v.title('Criterion'), v.description('What it does.')),
    'gini',
  ),
  maxDepth: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
      v.title('Depth'),
      v.description('What it does.'),
    ),
    null,
  ),
  maxFeatures: v.optional(
    v.pipe(
      v.nullable(v.union([v.picklist(['sqrt', 'log2']), v.pipe(v.number(), v.minValue(0))])),
      v.title('Features'),
      v.description('What it does.'),
    ),
    'sqrt',
  ),
  fillValue: v.optional(
    v.pipe(
      v.nullable(v.union([v.string(), v.number()])),
      v.title('Value'),
      v.description('What it does.'),
    ),
    null,
  ),
  order: v.optional(
    v.pipe(v.nullable(v.array(v.string())), v.title('Order'), v.description('What it does.')),
    null,
  ),
  values: v.optional(
    v.pipe(
      v.array(v.string()),
      v.metadata({ unordered: true }),
      v.title('Values'),
      v.description('What it does.'),
    ),
    [],
  ),
  mapping: v.optional(
    v.pipe(
      v.array(v.strictTuple([v.string(), v.pipe(v.string(), v.nonEmpty())])),
      v.title('Mapping'),
      v.description('What it does.'),
    ),
    [],
  ),
  by: v.optional(columnWords(['up', 'down'], 'By', 'What it does.'), []),
  from: v.optional(oneColumn('From', 'What it does.'), ''),
  outside: v.pipe(
    v.optional(v.pipe(v.number(), v.maxValue(9)), 3),
    v.title('Outside'),
    v.description('Piped around.'),
  ),
});

describe('fields', () => {
  const fields = new Map(fieldsOf(schema).map((f) => [f.name, f]));

  it('come in the order of the schema, with title, description and default', () => {
    expect([...fields.keys()]).toEqual(Object.keys(schema.entries));
    expect(fields.get('outside')).toEqual({
      name: 'outside',
      title: 'Outside',
      description: 'Piped around.',
      kind: 'number',
      default: 3,
      max: 9,
      nullable: false,
    });
  });

  it.each([
    ['fitIntercept', { kind: 'boolean', default: true, nullable: false }],
    ['criterion', { kind: 'choice', options: ['gini', 'entropy'], default: 'gini' }],
    ['maxDepth', { kind: 'integer', min: 1, max: 64, nullable: true, default: null }],
    ['maxFeatures', { kind: 'number', options: ['sqrt', 'log2'], min: 0, nullable: true }],
    ['fillValue', { kind: 'text', alsoNumber: true, nullable: true }],
    ['order', { kind: 'list', nullable: true }],
    ['values', { kind: 'values', nullable: false, default: [] }],
    ['mapping', { kind: 'pairs', nullable: false, default: [] }],
    ['by', { kind: 'columnWords', nullable: false, default: [], options: ['up', 'down'] }],
    ['from', { kind: 'column', nullable: false, default: '' }],
  ])('say what %s takes', (name, expected) => {
    expect(fields.get(name)).toMatchObject(expected);
  });
});

describe('parameters', () => {
  it('get their defaults written out', () => {
    expect(parseParams(schema, { maxDepth: 3 }, 'tree')).toEqual({
      fitIntercept: true,
      criterion: 'gini',
      maxDepth: 3,
      maxFeatures: 'sqrt',
      fillValue: null,
      order: null,
      values: [],
      mapping: [],
      by: [],
      from: '',
      outside: 3,
    });
  });

  it.each([
    [{ criterion: 'gin' }, 'Parameter “criterion” of tree is "gin". Use one of gini, entropy.'],
    [
      { maxDepth: 0.5 },
      'Parameter “maxDepth” of tree is 0.5. Use a whole number from 1 to 64, or null.',
    ],
    [
      { maxFeatures: -1 },
      'Parameter “maxFeatures” of tree is -1. Use one of sqrt, log2, or a number of 0 or more, or null.',
    ],
    [
      { fillValue: true },
      'Parameter “fillValue” of tree is true. Use a text, or a number, or null.',
    ],
    [{ order: 'low' }, 'Parameter “order” of tree is "low". Use a list of texts, or null.'],
    [{ values: [1] }, 'Parameter “values” of tree is [1]. Use a list of texts.'],
    [
      { mapping: [['a', '']] },
      'Parameter “mapping” of tree is [["a",""]]. Use a list of pairs of texts, the second not empty.',
    ],
    [
      { by: [['a', 'left']] },
      'Parameter “by” of tree is [["a","left"]]. Use a list of pairs, a column and one of up, down.',
    ],
    [{ from: null }, 'Use the name of a column, or an empty text.'],
    [{ outside: NaN }, 'Parameter “outside” of tree is NaN. Use a number of 9 or less.'],
    [
      { nope: 1 },
      'tree has no parameter “nope”. Its parameters are fitIntercept, criterion, maxDepth, maxFeatures, fillValue, order, values, mapping, by, from, outside.',
    ],
    [{ toString: 1 }, 'tree has no parameter “toString”'],
    [[1], 'The parameters of tree are [1]. Write them as { name: value }.'],
    [null, 'The parameters of tree are null.'],
  ])('that do not fit are refused: %j', (value, message) => {
    expect(() => parseParams(schema, value, 'tree')).toThrow(message);
  });
});

describe('members of an ensemble', () => {
  const stack = (model: string, params = {}): unknown =>
    parseParams(modelSpecs.stacking.params, { members: [{ model, params }] }, 'stacking');

  it('are refused by name, with why and who may be one', () => {
    expect(() => stack('perceptron')).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({
          remedy: expect.stringMatching(/“perceptron” cannot be a member.*only decision values/),
        }),
      }),
    );
    expect(() => stack('stacking')).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ remedy: expect.stringContaining('“stacking”') }),
      }),
    );
    expect(() => stack('ridge', { alpha: 'much' })).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ remedy: 'Parameter “alpha” of ridge does not fit.' }),
      }),
    );
  });
});
