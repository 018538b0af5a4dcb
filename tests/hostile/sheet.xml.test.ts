import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { bytesFile } from '#lib/data/files.ts';
import { sheetsOf } from '#lib/data/sheet/preview.ts';
import { book, grid, pack, read, refused, sheetOf } from '../unit/data.sheet.support.ts';
import { sheetXml, unpolluted, withSheet } from './sheet.support.ts';

unpolluted();

describe('XML', () => {
  it.each([
    [
      'an external entity',
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData/></worksheet>',
    ],
    [
      'billion laughs',
      '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>',
    ],
    [
      'a remote document type',
      '<!DOCTYPE x PUBLIC "-//X" "http://127.0.0.1/x.dtd"><worksheet><sheetData/></worksheet>',
    ],
  ])('%s is refused, nothing is fetched', async (_, xml) => {
    expect(await refused(await withSheet(xml))).toMatchObject({
      code: 'file-malformed',
      what: expect.stringContaining('document type'),
    });
  });

  it.each([
    ['an unknown entity', sheetXml('<row><c t="str"><v>&nbsp;</v></c></row>'), 'entity'],
    ['a tag that never closes', '<worksheet><sheetData><row><c><v>1</v></c></row>', 'cut off'],
    ['tags that cross', '<worksheet><sheetData><row></sheetData></row></worksheet>', 'closes'],
    ['a half tag at the end', `${sheetXml('')}<work`, 'cut off'],
    ['deep nesting', '<a>'.repeat(100_000), 'nests'],
    ['bytes that are no text', '<worksheet>\u0000\u0001</worksheet', 'cut off'],
    ['row numbers that go back', sheetXml('<row r="5"/><row r="4"/>'), 'Row 4'],
    ['a row beyond the last', sheetXml('<row r="1048577"/>'), '1,048,576'],
    ['a column beyond the last', sheetXml('<row r="1"><c r="XFE1"><v>1</v></c></row>'), '16,384'],
    [
      'a cell that is there twice',
      sheetXml('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
      'twice',
    ],
    [
      'a shared text that is not there',
      sheetXml('<row><c t="s"><v>7</v></c></row>'),
      'shared text 7',
    ],
  ])('%s is refused', async (_, xml, word) => {
    const detail = await refused(await withSheet(xml));
    expect([detail.code, detail.what]).toEqual(['file-malformed', expect.stringContaining(word)]);
  });

  it('UTF-16 parts are read, invalid UTF-8 is refused', async () => {
    const zip = await JSZip.loadAsync(await sheetOf([['a'], [1]]));
    const xml = sheetXml(grid([['é'], [5]]));
    zip.file('xl/worksheets/sheet0.xml', Buffer.from(`\ufeff${xml}`, 'utf16le'));
    expect((await read(await zip.generateAsync({ type: 'uint8array' }))).headers).toEqual(['é']);
    zip.file('xl/worksheets/sheet0.xml', Buffer.from(xml, 'latin1'));
    expect((await refused(await zip.generateAsync({ type: 'uint8array' }))).what).toContain(
      'no utf-8 text',
    );
  });

  it('a text of 5 million characters is refused with the limit', async () => {
    const detail = await refused(
      await withSheet(sheetXml(`<row><c t="str"><v>${'ab'.repeat(2_500_000)}</v></c></row>`)),
    );
    expect(detail).toMatchObject({
      code: 'size-limit',
      what: expect.stringContaining('4,194,304'),
    });
  });

  it('names like __proto__ are names', async () => {
    const bytes = await book({
      sheets: [
        {
          name: '__proto__',
          rows: grid([
            ['__proto__', 'constructor', 'then'],
            [1, 2, 3],
          ]),
        },
      ],
    });
    const { headers, rows, reading } = await read(bytes);
    expect(reading.format).toMatchObject({ sheet: '__proto__' });
    expect([headers, rows]).toEqual([['__proto__', 'constructor', 'then'], [['1', '2', '3']]]);
  });
});

describe('sheets that say they are huge', () => {
  it('a declared 1,048,576 × 16,384 with two cells is a table of two cells', async () => {
    const bytes = await withSheet(sheetXml(grid([['a'], [1]]), '<dimension ref="A1:XFD1048576"/>'));
    expect((await read(bytes)).rows).toEqual([['1']]);
    expect(await sheetsOf(bytesFile(bytes, 'x.xlsx'))).toMatchObject([{ rows: 2, columns: 1 }]);
  });

  it('a cell at each corner is read without the room between', async () => {
    const bytes = await withSheet(
      sheetXml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
      ),
    );
    const { rows, repair } = await read(bytes, { skip: 0, header: 0, footer: 0 });
    expect([rows.length, rows[0]!.length, rows[1]!.at(-1)]).toEqual([2, 16_384, '2']);
    expect(repair('blank-rows')?.count).toBe(1_048_574);
  });

  it('rows and columns that multiply to more than 250 million are refused', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, k) => `<row r="${k + 1}"><c r="XFD${k + 1}"><v>${k}</v></c></row>`,
    );
    expect(await refused(await withSheet(sheetXml(rows.join(''))))).toMatchObject({
      code: 'size-limit',
      what: expect.stringContaining('250,000,000'),
    });
  });

  it('an .ods that repeats a full row a million times is refused, fast', async () => {
    const cell =
      '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>';
    const bytes = await pack({
      mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
      'content.xml': `<d><office:spreadsheet><table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">${cell}</table:table-row></table:table></office:spreadsheet></d>`,
    });
    const began = performance.now();
    expect((await refused(bytes)).code).toBe('size-limit');
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('merged ranges over one another, or over the whole sheet, neither hang nor fill it', async () => {
    const data = grid([
      ['a', 'b'],
      [1, 2],
      [3, 4],
    ]);
    const over = (refs: readonly string[]) =>
      book({
        sheets: [
          {
            name: 'S',
            rows: data,
            after: `<mergeCells>${refs.map((r) => `<mergeCell ref="${r}"/>`).join('')}</mergeCells>`,
          },
        ],
      });
    expect((await read(await over(['A2:XFD1048576']))).rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect((await refused(await over(['A2:B9', 'A2:B8', 'A2:A7']))).what).toContain(
      'over one another',
    );
    const many = Array.from({ length: 200_001 }, (_, k) => `A${k + 1}:B${k + 1}`);
    expect((await refused(await over(many))).code).toBe('size-limit');
  });
});
