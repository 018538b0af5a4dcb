import { describe, expect, it } from 'vitest';
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
    expect(read.version).toBe(2);
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
});
