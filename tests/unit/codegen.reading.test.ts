import { describe, expect, it } from 'vitest';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import { plainNumber } from '#lib/recipe/source.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { recipeOf } from '../golden/recipes.ts';
import { registry } from '../golden/registry.ts';

describe('a file that no Python is shown to read alike', () => {
  const columns = [['x', 'number']] as const;

  it('is refused where rows of a sheet were written anew, with the reason', () => {
    const format = {
      kind: 'sheet',
      workbook: 'xlsx',
      sheet: 'S',
      skip: 0,
      header: 1,
      footer: 0,
      merged: 'first',
    } as const;
    const source = { repairedRows: [{ row: 3, cells: ['1'] }] };
    const recipe = recipeOf({ columns, format, source, file: 'a.xlsx' });
    expect(() => script(recipe, registry)).toThrow(/rows were written anew/);
    expect(() => script(recipe, registry)).toThrow(EngineError);
  });

  it('is refused where features of GeoJSON are none', () => {
    const shape = { at: 'list', of: 'odd', labelled: false } as const;
    const format = { kind: 'json', lines: false, path: ['features'], depth: 3, shape } as const;
    const recipe = recipeOf({
      columns,
      format: { ...format, path: [...format.path] },
      file: 'a.geojson',
    });
    expect(() => script(recipe, registry)).toThrow(/of another type than “Feature”/);
  });
});

describe('numbers with decimal commas', () => {
  it('are left to pandas only where no column beside them may hold a point', () => {
    const comma = { ...plainNumber, decimal: ',' as const };
    const profile = {
      rows: 1,
      duplicateRows: 0,
      columns: ['x', 'n'].map((name) => ({ name, misfits: 0 }) as ColumnProfile),
    };
    const code = (n: 'integer' | 'text'): string =>
      script(
        recipeOf({
          columns: [
            ['x', 'number'],
            ['n', n],
          ],
          parse: { x: comma },
        }),
        registry,
        {
          profile,
        },
      ).code;
    expect(code('text')).toContain('decimal=","');
    expect(code('integer')).not.toContain('decimal=","');
  });
});
