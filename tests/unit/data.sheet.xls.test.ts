import { utils, write } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { bytesFile } from '#lib/data/files.ts';
import { isWorkbook } from '#lib/data/sheet/kind.ts';
import { sheetsOf } from '#lib/data/sheet/preview.ts';
import { xls1900, xls1904 } from './data.sheet.fixtures.ts';
import { read, refused } from './data.sheet.support.ts';

describe('old workbooks', () => {
  it.each([
    ['1900', xls1900],
    ['1904', xls1904],
  ])('are read as xlwt wrote them, dates in the %s system', async (_, bytes) => {
    const { reading, headers, rows, repair } = await read(bytes);
    expect(reading.format).toMatchObject({
      workbook: 'xls',
      sheet: 'Data',
      header: 1,
      merged: 'fill',
    });
    expect(headers).toEqual(['d', 't', 'dur', 'pct', 'f', 'b', 'txt', 'dtm', 'err']);
    expect(rows).toEqual([
      [
        '2024-02-29',
        '08:05:06',
        '30:15:00',
        '0.125',
        '',
        'true',
        'é 日本 😀 _x000D_',
        '2024-02-29 12:34:56',
        null,
      ],
      ['m', null, null, '1e+21', null, null, ' 007', null, null],
      ['m', null, null, '0.1', null, null, 'x', null, null],
    ]);
    expect(repair('hidden-rows')).toMatchObject({ count: 1, rows: [4] });
    expect(repair('merged-cells')?.message).toMatch(/^1 merged range: A3:A4;/);
    expect(repair('percent-cells')?.count).toBe(1);
  });

  it('list their hidden sheets', async () => {
    expect(await sheetsOf(bytesFile(xls1900, 'x.xls'))).toEqual([
      { name: 'Data', hidden: false, rows: 4, columns: 9 },
      { name: 'Hid', hidden: true, rows: 1, columns: 1 },
    ]);
  });

  it('keep the cached values of formulas: numbers, texts, booleans, errors', async () => {
    const sheet = utils.aoa_to_sheet([['n', 't', 'b', 'e']]);
    Object.assign(sheet, {
      A2: { t: 'n', v: 42.5, f: 'SUM(1,41.5)' },
      B2: { t: 's', v: 'cached', f: '"cach"&"ed"' },
      C2: { t: 'b', v: true, f: 'TRUE()' },
      D2: { t: 'e', v: 0x2a, f: 'NA()' },
      '!ref': 'A1:D2',
    });
    const book = utils.book_new();
    utils.book_append_sheet(book, sheet, 'F');
    const bytes = new Uint8Array(write(book, { type: 'array', bookType: 'biff8' }) as ArrayBuffer);
    const { rows } = await read(bytes, { skip: 0, header: 1 });
    expect(rows).toEqual([['42.5', 'cached', 'true', '#N/A']]);
  });

  it('of Excel 95 and before too', async () => {
    const book = utils.book_new();
    utils.book_append_sheet(
      book,
      utils.aoa_to_sheet([
        ['name', 'n'],
        ['Ann', 1],
        ['Bob', 2.5],
      ]),
      'Old',
    );
    for (const bookType of ['biff5', 'biff2'] as const) {
      const bytes = new Uint8Array(write(book, { type: 'array', bookType }) as ArrayBuffer);
      const { rows } = await read(bytes, { skip: 0, header: 1 });
      expect([bookType, rows]).toEqual([
        bookType,
        [
          ['Ann', '1'],
          ['Bob', '2.5'],
        ],
      ]);
      expect(isWorkbook(bytes, 'old.xls')).toBe('xls');
    }
  });

  it('take no number format from the file that was read before', async () => {
    const bytes = Uint8Array.from(xls1900);
    for (let at = 512; at < bytes.length; at += 1) {
      // FORMAT records become nothing: the date's style names a format that is not there.
      if (bytes[at] === 0x1e && bytes[at + 1] === 4 && bytes[at + 3] === 0)
        bytes.set([0x1d, 0], at);
    }
    const first = async (b: Uint8Array) => (await read(b)).rows[0]![0];
    expect([await first(xls1900), await first(bytes)]).toEqual(['2024-02-29', '45351']);
  });

  it.each(Array.from({ length: 20 }, (_, k) => 5 * k + 1))(
    'cut off at %i % is refused',
    async (percent) => {
      const detail = await refused(xls1900.slice(0, Math.floor((xls1900.length * percent) / 100)));
      expect(detail.code).toBe('file-malformed');
    },
  );
});
