import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '#lib/storage/codec.ts';
import { train, loaded, people, peopleRecipe } from './engine.support.ts';
import { model } from './recipe.support.ts';

const kinds = [
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Int16Array,
  Uint8Array,
  Int8Array,
];
const back = (value: unknown): unknown => decode(encode(value));

describe.each(kinds.map((Kind) => ({ Kind, name: Kind.name })))('$name', ({ Kind, name }) => {
  it('comes back with the very bits, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
        const whole = bytes.slice(0, bytes.length - (bytes.length % Kind.BYTES_PER_ELEMENT));
        const array = new Kind(whole.buffer);
        const again = back({ a: [array] }) as { a: InstanceType<typeof Kind>[] };
        expect(again.a[0]!.constructor.name).toBe(name);
        const { buffer, byteOffset, byteLength } = again.a[0]!;
        expect(new Uint8Array(buffer, byteOffset, byteLength)).toEqual(whole);
      }),
    );
  });
  it('comes back as its part of a larger buffer', () => {
    const all = Kind.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(back(all.subarray(3, 7))).toEqual(Kind.of(3, 4, 5, 6));
  });
});

it('keeps NaN with its payload, both zeros, both infinities and the smallest numbers', () => {
  const bits = new BigUint64Array([
    0x7ff8000000000abcn,
    0x8000000000000000n,
    0x7ff0000000000000n,
    0xfff0000000000000n,
    1n,
  ]);
  const array = new Float64Array(bits.buffer);
  const again = back(array) as Float64Array;
  expect(new BigUint64Array(again.buffer)).toEqual(bits);
});

it('keeps the numbers that JSON cannot say', () => {
  const value = { a: NaN, b: [Infinity, -Infinity, -0, 0], c: 5e-324 };
  expect(back(value)).toEqual(value);
  expect(Object.is((back(value) as { b: number[] }).b[2], -0)).toBe(true);
});

it('keeps any plain value, with any keys', () => {
  const keys = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '$array',
      'base64',
      'entries',
      'text',
      '__proto__',
      'constructor',
      'toJSON',
      '',
    ),
  );
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('Float64Array', 'number', 'object', null, true),
      fc.string(),
      fc.double(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(keys, tie('value')), { maxLength: 4 }).map((e) => Object.fromEntries(e)),
    ),
  })).value;
  fc.assert(
    fc.property(values, (value) => {
      expect(back(value)).toEqual(value);
      expect(encode(back(value))).toBe(encode(value));
    }),
    { numRuns: 2000 },
  );
});

describe('a user’s text that looks like ours', () => {
  it.each([
    { $array: 'Float64Array', base64: 'AAAAAAAA8D8=' },
    { $array: 'number', text: '7' },
    { $array: 'object', entries: [['a', 1]] },
    { $array: null },
    { $array: { $array: { $array: 'Int8Array' } } },
    { columns: ['$array', 'base64'], $array: new Float64Array([1]) },
  ])('survives: %j', (value) => expect(back(value)).toEqual(value));

  it('survives as the name of a column of a trained model', () => {
    const cells = people(80);
    const table = new Map(
      [...cells].map(([n, c]) => [n === 'sex' ? '$array' : n === 'fare' ? '__proto__' : n, c]),
    );
    const rename = (n: string): string => (n === 'sex' ? '$array' : n === 'fare' ? '__proto__' : n);
    const recipe = peopleRecipe('survived', { models: [model('decisionTree')] });
    const renamed = {
      ...recipe,
      source: {
        ...recipe.source,
        columns: recipe.source.columns.map((c) => ({ ...c, name: rename(c.name) })),
      },
      steps: recipe.steps.map((s) => ({ ...s, columns: s.columns.map(rename) })),
    };
    const outcome = train(loaded(table), renamed);
    expect(back(outcome)).toEqual(outcome);
    expect(outcome.result.inputs).toContain('$array');
    expect(outcome.result.importance.map((i) => i.feature)).toContain('__proto__');
  });

  it('pollutes no prototype', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const value = decode('{"$array":"object","entries":[["__proto__",{"polluted":1}]]}') as object;
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe.each(['decisionTree', 'randomForest', 'logisticRegression'] as const)('%s', (id) => {
  it('comes back whole from storage, fitted state and result', () => {
    const recipe = peopleRecipe('kind', {
      models: [model(id, id === 'randomForest' ? { nEstimators: 3 } : {})],
    });
    const outcome = train(loaded(people(80)), recipe);
    expect(back(outcome)).toEqual(outcome);
  });
});

it.each([
  ['a Map', new Map([['a', 1]])],
  ['a Set', new Set([1])],
  ['a Date', new Date(0)],
  ['a class', Object.create({ odd: true }) as object],
  ['an array of another kind', new BigInt64Array(1)],
])('refuses %s instead of losing it', (_words, value) => {
  expect(() => encode({ deep: [value] })).toThrow(TypeError);
});

it.each([
  '{"$array":"Float64Array"}',
  '{"$array":"Float64Array","base64":"A"}',
  '{"$array":"Float64Array","base64":"AAAA"}',
  '{"$array":"Function","base64":"AAAA"}',
  '{"$array":"constructor","base64":"AAAA"}',
  '{"$array":"object","entries":5}',
  '{',
])('throws on what it never writes: %s', (text) => {
  expect(() => decode(text)).toThrow();
});
