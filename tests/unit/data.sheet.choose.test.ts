import { describe, expect, it } from 'vitest';
import { bytesFile } from '#lib/data/files.ts';
import { isWorkbook } from '#lib/data/sheet/kind.ts';
import { previewOfSheet, sheetsOf } from '#lib/data/sheet/preview.ts';
import { book, grid, pack, read, refused, sheetOf } from './data.sheet.support.ts';

describe('choosers', () => {
  const three = () =>
    book({
      sheets: [
        { name: 'Cover', rows: grid([['Report'], ['made by me']]) },
        {
          name: 'Old',
          state: 'hidden',
          rows: grid([
            ['a', 'b'],
            [1, 2],
          ]),
        },
        { name: 'Data', rows: grid([[], ['x', 'y', 'z'], [1, 2, 3], [4, 5, 6]]) },
        { name: 'Secret', state: 'veryHidden', rows: grid([['a'], [1]]) },
      ],
    });

  it('the first visible sheet with a table is taken, the others are offered', async () => {
    const { reading, guess } = await read(await three());
    expect(reading.format).toMatchObject({ sheet: 'Data', skip: 1, header: 1 });
    expect(guess('sheet')).toMatchObject({ value: 'Data', others: ['Cover', 'Old', 'Secret'] });
    expect(guess('sheet')!.evidence).toMatch(/1 before it holds none; 2 hidden/);
  });

  it('what was said is never guessed', async () => {
    const said = { sheet: 'Old', skip: 0, header: 0, footer: 0, merged: 'first' } as const;
    const { reading, rows } = await read(await three(), said);
    expect(reading.guesses).toEqual([]);
    expect(reading.format).toEqual({ kind: 'sheet', workbook: 'xlsx', ...said });
    expect(rows).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('lists sheets with their sizes, hidden ones too', async () => {
    expect(await sheetsOf(bytesFile(await three(), 'x.xlsx'))).toEqual([
      { name: 'Cover', hidden: false, rows: 2, columns: 1 },
      { name: 'Old', hidden: true, rows: 2, columns: 2 },
      { name: 'Data', hidden: false, rows: 3 + 1, columns: 3 },
      { name: 'Secret', hidden: true, rows: 2, columns: 1 },
    ]);
  });

  it('shows the first rows as they stand, row k at k − 1', async () => {
    const rows = await previewOfSheet(bytesFile(await three(), 'x.xlsx'), { kind: 'sheet' });
    expect(rows).toEqual([[], ['x', 'y', 'z'], ['1', '2', '3'], ['4', '5', '6']]);
    const long = await sheetOf(Array.from({ length: 300 }, (_, k) => [k]));
    expect(
      await previewOfSheet(bytesFile(long, 'x.xlsx'), { kind: 'sheet', sheet: 'S' }),
    ).toHaveLength(50);
  });

  it('a sheet that is not there is refused with the names of those that are', async () => {
    const detail = await refused(await three(), { sheet: 'Dta' });
    expect(detail.what).toContain('“Dta”');
    expect(detail.what).toContain('“Data”');
  });

  it('hidden sheets alone are not chosen', async () => {
    const bytes = await book({
      sheets: [
        { name: 'Empty', rows: '' },
        {
          name: 'Kept away',
          state: 'hidden',
          rows: grid([
            ['a', 'b'],
            [1, 2],
          ]),
        },
      ],
    });
    expect(await refused(bytes)).toMatchObject({
      code: 'file-empty',
      what: expect.stringContaining('Kept away'),
    });
    expect((await read(bytes, { sheet: 'Kept away' })).rows).toEqual([['1', '2']]);
  });
});

describe('isWorkbook', () => {
  it('goes by the bytes, and by the name only where they leave it open', async () => {
    const xlsx = await sheetOf([['a'], [1]]);
    expect(isWorkbook(xlsx, 'data.csv')).toBe('xlsx');
    const docx = await pack({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>' });
    expect(isWorkbook(docx, 'letter.docx')).toBeNull();
    expect(isWorkbook(docx, 'letter.xlsx')).toBe('xlsx');
    expect(isWorkbook(await pack({ 'a.csv': 'a,b' }), 'a.zip')).toBeNull();
    expect(isWorkbook(new TextEncoder().encode('<html>'), 'report.xls')).toBeNull();
    expect(isWorkbook(new Uint8Array(), 'x.xlsx')).toBeNull();
  });
});
