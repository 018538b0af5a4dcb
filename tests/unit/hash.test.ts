import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, type Edit } from '#lib/recipe/edits.ts';
import { canonical, cleanedKey, runKey, shortHash } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { fullRecipe, model, random, step } from './recipe.support.ts';

const key = (recipe: Recipe): string => runKey(recipe, 'logisticRegression');
const after = (...edits: Edit[]): Recipe => edits.reduce(apply, fullRecipe());
const off = (k: string): Edit => ({ kind: 'toggleStep', key: k, enabled: false });

describe('runKey', () => {
  const matters: readonly (readonly [string, Recipe])[] = [
    ['a step turned off', after(off('fill'))],
    ['a parameter', after({ kind: 'setParams', key: 'fill', params: { strategy: 'mean' } })],
    ['the columns of a step', after({ kind: 'setColumns', key: 'fill', columns: ['fare'] })],
    ['the order of steps', after({ kind: 'moveStep', key: 'scale', index: 0 })],
    ['a new step', after({ kind: 'addStep', index: 0, step: step('minMaxScale', ['fare']) })],
    ['a feature left out', after({ kind: 'setRole', column: 'age', role: 'ignored' })],
    ['another target', after({ kind: 'setRole', column: 'age', role: 'target' })],
    ['a type', after({ kind: 'setType', column: 'age', type: 'category' })],
    ['a missing marker', after({ kind: 'setMissing', missing: ['', 'NA', '?'] })],
    ['the task', after({ kind: 'setTask', task: 'multiclass' })],
    ['a share', after({ kind: 'setSplit', split: random({ test: 0.25 }) })],
    ['the split’s seed', after({ kind: 'setSplit', split: random({ seed: 1 }) })],
    ['stratifying', after({ kind: 'setSplit', split: random({ stratify: false }) })],
    ['the seed', after({ kind: 'setSeed', seed: 1 })],
    ['reweighing', after({ kind: 'setReweigh', columns: ['sex'] })],
    [
      'the model’s parameters',
      after({ kind: 'setModelParams', key: 'logisticRegression', params: { C: 2 } }),
    ],
    [
      'the file’s content',
      {
        ...fullRecipe(),
        source: {
          ...fullRecipe().source,
          file: { name: 'made.csv', bytes: 100, sha256: '1'.repeat(64) },
        },
      },
    ],
    ['a rejected row', { ...fullRecipe(), source: { ...fullRecipe().source, rejectedRows: [5] } }],
  ];
  it.each(matters)('changes with %s', (_what, recipe) => {
    expect(key(recipe)).not.toBe(key(fullRecipe()));
  });

  const disabled = { ...step('minMaxScale', ['fare']), enabled: false };
  const indifferent: readonly (readonly [string, Recipe])[] = [
    ['the name', after({ kind: 'setName', name: 'other' })],
    ['a disabled step', after({ kind: 'addStep', index: 2, step: disabled })],
    ['another model', after({ kind: 'addModel', index: 0, model: model('decisionTree') })],
    [
      'another model’s parameters',
      after({ kind: 'setModelParams', key: 'randomForest', params: {} }),
    ],
    [
      'the key of a step',
      after(
        { kind: 'removeStep', key: 'fill' },
        { kind: 'addStep', index: 1, step: { ...fullRecipe().steps[1]!, key: 'renamed' } },
      ),
    ],
    [
      'the file’s name',
      {
        ...fullRecipe(),
        source: { ...fullRecipe().source, file: { ...fullRecipe().source.file, name: 'copy.csv' } },
      },
    ],
    ['the order of missing markers', after({ kind: 'setMissing', missing: ['NA', ''] })],
    [
      'what a column that no model sees is called',
      after({ kind: 'setRole', column: 'id', role: 'ignored' }),
    ],
    [
      'an edit and its undoing',
      after(off('fill'), { kind: 'toggleStep', key: 'fill', enabled: true }),
    ],
  ];
  it.each(indifferent)('does not change with %s', (_what, recipe) => {
    expect(key(recipe)).toBe(key(fullRecipe()));
  });

  it('is the same for a recipe read back from JSON with its keys in another order', () => {
    const turned = Object.fromEntries(Object.entries(fullRecipe()).reverse()) as unknown as Recipe;
    expect(key(turned)).toBe(key(fullRecipe()));
  });
});

describe('cleanedKey', () => {
  const cleaning = new Set(['dropDuplicates', 'dropColumns', 'cast']);
  const named = (recipe: Recipe): string => cleanedKey(recipe, cleaning);

  it('changes with a cleaning step', () => {
    expect(named(after(off('twins')))).not.toBe(named(fullRecipe()));
  });
  it('does not change with learned steps, roles, target, split or model', () => {
    const edits: Edit[] = [
      off('fill'),
      { kind: 'setRole', column: 'age', role: 'ignored' },
      { kind: 'setTask', task: null },
      { kind: 'setSplit', split: random({ test: 0.1 }) },
      { kind: 'removeModel', key: 'randomForest' },
    ];
    for (const edit of edits) expect(named(after(edit)), edit.kind).toBe(named(fullRecipe()));
  });
});

describe('canonical', () => {
  it('gives equal text for equal documents and different text for different ones', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(canonical(structuredClone(a))).toBe(canonical(a));
        const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(canonical(a) === canonical(b)).toBe(same);
      }),
      { numRuns: 500 },
    );
  });
  it('tells null, nothing, empty and zero apart', () => {
    const texts = [[], [null], {}, '', 0, false, [[]], [{}]].map(canonical);
    expect(new Set(texts).size).toBe(texts.length);
  });
  it('is JSON', () => {
    expect(
      JSON.parse(canonical({ b: [1, undefined, 'x'], a: { '"': '\n' }, c: undefined })),
    ).toEqual({
      a: { '"': '\n' },
      b: [1, null, 'x'],
    });
  });
});

/** As JSON with keys in order, by another way. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', ...value.map(sorted)];
  if (value === null || typeof value !== 'object') return value;
  const map = new Map(Object.entries(value).map(([k, v]) => [k, sorted(v)]));
  return ['object', ...[...map.keys()].sort().map((k) => [k, map.get(k)])];
}

describe('shortHash', () => {
  it('is 16 hex digits', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(shortHash(text)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
  it('tells 200,000 near-equal texts apart', () => {
    const hashes = new Set<string>();
    for (let i = 0; i < 100_000; i += 1) {
      hashes.add(shortHash(`{"seed":${i},"test":0.2}`));
      hashes.add(shortHash(`{"seed":42,"test":0.${String(i).padStart(6, '0')}1}`));
    }
    expect(hashes.size).toBe(200_000);
  });
});
