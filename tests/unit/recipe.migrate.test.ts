import { describe, expect, it } from 'vitest';
import { runKey } from '#lib/recipe/hash.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import { plainNumber } from '#lib/recipe/source.ts';
import { fullRecipe } from './recipe.support.ts';

describe('recipes of older formats', () => {
  it('reads format 1, which knew plain CSV only, and leaves the old document as it was', () => {
    const { source, ...rest } = fullRecipe() as unknown as { source: Record<string, unknown> };
    const old = {
      ...rest,
      version: 1,
      source: {
        file: source['file'],
        dialect: { encoding: 'cp1252', delimiter: ';', quote: '', header: false },
        missing: ['', 'NA'],
        columns: [
          { name: 'a', header: 'a', type: 'integer', role: 'feature' },
          { name: 'when', header: '', type: 'date', role: 'target' },
        ],
        rejectedRows: [7],
        irregular: true,
      },
    };
    const before = structuredClone(old);
    const read = readRecipe(old);
    expect(read.version).toBe(3);
    expect(read.source).toEqual({
      file: source['file'],
      packing: null,
      format: {
        kind: 'delimited',
        encoding: 'cp1252',
        undecodable: 'refuse',
        delimiter: ';',
        quote: '',
        escape: '',
        comment: '',
        skip: 0,
        header: 0,
        footer: 0,
      },
      missing: ['', 'NA'],
      columns: [
        {
          name: 'a',
          header: 'a',
          type: 'integer',
          role: 'feature',
          meaning: 'none',
          parse: plainNumber,
        },
        {
          name: 'when',
          header: '',
          type: 'date',
          role: 'target',
          meaning: 'none',
          parse: { as: 'text' },
        },
      ],
      rejectedRows: [7],
      repairedRows: [],
      sample: null,
      irregular: true,
    });
    expect(old).toEqual(before);
  });

  it('reads format 2, and its runs of models whose numbers have changed since are stale', () => {
    const entry = (id: string, version = 1) => ({ key: id, model: id, version, params: {} });
    const models = ['sgdClassifier', 'sgdRegressor', 'histGradientBoosting', 'ridge'].map((id) =>
      entry(id),
    );
    const old = {
      ...fullRecipe(),
      version: 2,
      models: [...models, { ...entry('sgdRegressor', 3), key: 'later' }],
    };
    const before = structuredClone(old);
    const read = readRecipe(old);
    expect(read.version).toBe(3);
    expect(read.models.map((model) => model.version)).toEqual([2, 2, 2, 1, 3]);
    const then = { ...read, models };
    const stale = models.map(({ key }) => runKey(then, key) !== runKey(read, key));
    expect(stale).toEqual([true, true, true, false]);
    expect(old).toEqual(before);
  });

  it('refuses format 2 without a list of models', () =>
    expect(() => readRecipe({ ...fullRecipe(), version: 2, models: {} })).toThrow('models'));
});
