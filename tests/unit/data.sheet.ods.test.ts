import { writeOds } from 'hucre/ods';
import { describe, expect, it } from 'vitest';
import { bytesFile } from '#lib/data/files.ts';
import { isWorkbook } from '#lib/data/sheet/kind.ts';
import { sheetsOf } from '#lib/data/sheet/preview.ts';
import { odfpy } from './data.sheet.fixtures.ts';
import { pack, read, refused } from './data.sheet.support.ts';

const mimetype = 'application/vnd.oasis.opendocument.spreadsheet';
const styles = `<office:automatic-styles>
  <number:time-style style:name="N1" number:truncate-on-overflow="false"><number:hours/></number:time-style>
  <number:date-style style:name="N2"><number:year/><number:hours/></number:date-style>
  <style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>
  <style:style style:name="ce2" style:family="table-cell" style:data-style-name="N2"/>
  <style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>`;
const ods = (tables: string, extra: Record<string, string> = {}) =>
  pack({
    mimetype,
    'content.xml': `<?xml version="1.0"?><office:document-content>${styles}<office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`,
    ...extra,
  });
const text = (t: string, attributes = ''): string =>
  `<table:table-cell office:value-type="string"${attributes}><text:p>${t}</text:p></table:table-cell>`;
const value = (type: string, attributes: string): string =>
  `<table:table-cell office:value-type="${type}" ${attributes}><text:p>shown</text:p></table:table-cell>`;
const row = (...cells: string[]): string => `<table:table-row>${cells.join('')}</table:table-row>`;
const table = (rows: string, attributes = 'table:name="S"'): string =>
  `<table:table ${attributes}>${rows}</table:table>`;
const cellsOf = async (...cells: string[]) => {
  const header = row(...cells.map((_, k) => text(`h${k}`)));
  const { rows } = await read(await ods(table(header + row(...cells))), {
    skip: 0,
    header: 1,
    footer: 0,
  });
  return rows[0]!;
};

describe('OpenDocument cells', () => {
  it('say their value, not what is shown', async () => {
    expect(
      await cellsOf(
        value('float', 'office:value="1.10"'),
        value('percentage', 'office:value="0.125"'),
        value('currency', 'office:value="-3" office:currency="EUR"'),
        value('boolean', 'office:boolean-value="true"'),
        value('float', 'office:value="12345678901234567890"'),
      ),
    ).toEqual(['1.1', '0.125', '-3', 'true', '12345678901234567890']);
  });

  it('dates and times to the digit the file has', async () => {
    expect(
      await cellsOf(
        value('date', 'office:date-value="2024-02-29"'),
        value('date', 'office:date-value="2024-02-29T12:34:56.123456"'),
        value('date', 'table:style-name="ce2" office:date-value="2024-02-29"'),
        value('time', 'office:time-value="PT08H05M06S"'),
        value('time', 'office:time-value="PT08H05M06.123456S"'),
        value('time', 'office:time-value="PT30H15M00S"'),
        value('time', 'table:style-name="ce1" office:time-value="PT08H05M06S"'),
        value('date', 'office:date-value="0033-04-03"'),
      ),
    ).toEqual([
      '2024-02-29',
      '2024-02-29 12:34:56.123456',
      '2024-02-29 00:00:00',
      '08:05:06',
      '08:05:06.123456',
      '30:15:00',
      '8:05:06',
      '0033-04-03',
    ]);
  });

  it('texts: paragraphs are lines, spaces are kept, comments are left out', async () => {
    expect(
      await cellsOf(
        '<table:table-cell office:value-type="string"><office:annotation><text:p>a remark</text:p></office:annotation><text:p>one</text:p><text:p>two <text:span>bold</text:span></text:p></table:table-cell>',
        text(' a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d '),
        text('<text:a>link</text:a> &amp; more'),
        '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
        '<table:table-cell/>',
        text('end'),
      ),
    ).toEqual(['one\ntwo bold', ' a   b\tc\nd ', 'link & more', '#DIV/0!', null, 'end']);
  });

  it('repeated cells and rows are repeated, the empty ones that fill the sheet are not', async () => {
    const bytes = await ods(
      table(
        row(text('a'), text('b'), '<table:table-cell table:number-columns-repeated="16382"/>') +
          `<table:table-row table:number-rows-repeated="2500">${value('float', 'office:value="7" table:number-columns-repeated="2"')}</table:table-row>` +
          '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>' +
          row(text('end'), text('e')) +
          '<table:table-row table:number-rows-repeated="1046070"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
      ),
    );
    const { headers, rows, repair } = await read(bytes);
    expect([headers, rows.length, rows[0], rows[2499], rows[2500]]).toEqual([
      ['a', 'b'],
      2501,
      ['7', '7'],
      ['7', '7'],
      ['end', 'e'],
    ]);
    expect(repair('blank-rows')).toMatchObject({ count: 3, rows: [2502, 2503, 2504] });
  });

  it('merged cells, hidden rows and hidden sheets', async () => {
    const bytes = await ods(
      table(
        row(text('x'), text('y')) + row(text('1'), text('2')),
        'table:name="Hidden" table:style-name="ta2"',
      ) +
        table(
          row(text('a'), text('b')) +
            row(text('m', ' table:number-rows-spanned="2"'), text('1')) +
            `<table:table-row table:visibility="collapse"><table:covered-table-cell/>${text('2')}</table:table-row>`,
        ),
    );
    const { reading, rows, repair } = await read(bytes);
    expect(reading.format).toMatchObject({ workbook: 'ods', sheet: 'S' });
    expect(rows).toEqual([
      ['m', '1'],
      ['m', '2'],
    ]);
    expect(repair('merged-cells')?.message).toMatch(/^1 merged range: A2:A3;/);
    expect(repair('hidden-rows')).toMatchObject({ count: 1, rows: [3] });
    expect(
      (await sheetsOf(bytesFile(bytes, 'x.ods'))).map((s) => [s.name, s.hidden, s.rows]),
    ).toEqual([
      ['Hidden', true, 2],
      ['S', false, 3],
    ]);
  });
});

describe('OpenDocument by other writers', () => {
  it('what pandas wrote with odfpy is read as pandas reads it', async () => {
    const { headers, rows } = await read(odfpy);
    expect(headers).toEqual(['t', 'n', 'd', 'b', 'tm']);
    expect(rows).toEqual([
      [' lead', '0.1', '2024-02-29 00:00:00', 'true', '08:05:06'],
      ['a  b', '1e+21', '1899-12-31 00:00:00', 'false', null],
      ['x\ny', '-3', '2024-02-29 12:34:56.789000', 'true', '23:59:59'],
    ]);
  });

  it('what hucre wrote', async () => {
    const bytes = await writeOds({
      sheets: [
        {
          name: 'S',
          rows: [
            ['a', 'b', 'c'],
            ['x\ny', 1.5, true],
            ['  two  sp', -2, false],
          ],
        },
      ],
    });
    expect((await read(bytes)).rows).toEqual([
      ['x\ny', '1.5', 'true'],
      ['  two  sp', '-2', 'false'],
    ]);
    expect(isWorkbook(bytes, 'x')).toBe('ods');
  });

  it('one that is encrypted is refused with the remedy', async () => {
    const bytes = await ods(table(''), {
      'META-INF/manifest.xml':
        '<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>',
    });
    expect(await refused(bytes)).toMatchObject({
      code: 'file-kind',
      what: expect.stringContaining('password'),
      remedy: expect.stringContaining('without a password'),
    });
  });
});
