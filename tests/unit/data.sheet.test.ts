import { writeXlsx as writeByHucre } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { openpyxl } from './data.sheet.fixtures.ts';
import { cellsOf, oneRow, pack, read, sheetOf } from './data.sheet.support.ts';

const number = (value: number | string, style = 0): string => `<c s="${style}"><v>${value}</v></c>`;

describe('cells become texts that say them exactly', () => {
  it('numbers in the fewest digits that give the double back, long whole numbers with all theirs', async () => {
    const raw = [
      '1',
      '1.0',
      '0.1',
      '1E-7',
      '1e21',
      '-0',
      '12345678901234567890',
      '0.30000000000000004',
    ];
    expect(await cellsOf(raw.map((v) => number(v)))).toEqual([
      '1',
      '1',
      '0.1',
      '1e-7',
      '1e+21',
      '-0',
      '12345678901234567890',
      '0.30000000000000004',
    ]);
  });

  it('booleans, errors, and cells that hold nothing', async () => {
    const cells = [
      '<c t="b"><v>1</v></c>',
      '<c t="b"><v>0</v></c>',
      '<c t="e"><v>#N/A</v></c>',
      '<c/>',
      '<c s="0"/>',
      '<c t="e"><v>#DIV/0!</v></c>',
    ];
    expect(await cellsOf(cells)).toEqual(['true', 'false', '#N/A', null, null, '#DIV/0!']);
  });

  it('rich text is plain, reading aids and comments are left out, spaces are kept', async () => {
    const shared = [
      '<t xml:space="preserve"> pad </t>',
      '<r><t>pl</t></r><r><rPr><b/></rPr><t xml:space="preserve">ain </t></r>',
      '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>',
      '<t>a&#10;b &amp; &lt;c&gt; &#x1F600;</t>',
      '<t><![CDATA[<raw> & ]]>x</t>',
    ];
    const cells = shared.map((_, k) => `<c t="s"><v>${k}</v></c>`);
    expect(await cellsOf(cells, { shared })).toEqual([
      ' pad ',
      'plain ',
      '東京',
      'a\nb & <c> 😀',
      '<raw> & x',
    ]);
  });

  it('undoes Excel’s _xHHHH_ and says so', async () => {
    const shared = [
      '<t>_x000D_</t>',
      '<t>_x005F_x000D_</t>',
      '<t>_X000D_ _x00g0_</t>',
      '<t>_xD83D__xDE00_</t>',
    ];
    const bytes = await oneRow(
      shared.map((_, k) => `<c t="s"><v>${k}</v></c>`),
      { shared },
    );
    const { rows, repair } = await read(bytes, { header: 1 });
    expect(rows[0]).toEqual(['\r', '_x000D_', '_X000D_ _x00g0_', '😀']);
    expect(repair('escaped-characters')?.count).toBe(3);
  });

  it('half a character is read as U+FFFD, never silently', async () => {
    const { rows, repair } = await read(await sheetOf([['h'], ['a_xD83D_b'], ['c']]), {
      header: 1,
    });
    expect(rows[0]).toEqual(['a\ufffdb']);
    expect(repair('broken-characters')).toMatchObject({ count: 1, rows: [2] });
  });

  it('formulas give their cached value; without one they are missing and told', async () => {
    const cells = [
      '<c><f>1+1</f><v>2</v></c>',
      '<c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>',
      '<c t="str"><f>""</f><v></v></c>',
      '<c><f>A1</f></c>',
      '<c><f>A2</f><v></v></c>',
      '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    ];
    const { rows, repair } = await read(await oneRow(cells), { header: 1 });
    expect(rows[0]).toEqual(['2', 'ab', '', null, null, '#DIV/0!']);
    expect(repair('formula-without-value')).toMatchObject({
      count: 2,
      rows: [2],
      columns: ['h3', 'h4'],
    });
  });

  it('what says it is a number and is none stays a text', async () => {
    const { rows, repair } = await read(await oneRow([number('abc'), number('1e999'), number(7)]), {
      header: 1,
    });
    expect(rows[0]).toEqual(['abc', '1e999', '7']);
    expect(repair('not-a-number')?.count).toBe(2);
  });
});

describe('dates and times', () => {
  const formats = [
    'yyyy\\-mm\\-dd',
    'm/d/yy h:mm',
    'h:mm:ss',
    '[h]:mm',
    '0.0%',
    '[$-409]d-mmm;@',
    '"Day" 0',
    'mm:ss.0',
  ];
  const of = (serial: number | string, format: string): string =>
    number(serial, formats.indexOf(format) + 1);

  it('follow the number format: day, date-time, time of day, duration', async () => {
    const cells = [
      of(45351, 'yyyy\\-mm\\-dd'),
      of(45351.52425925926, 'm/d/yy h:mm'),
      of(45351, 'm/d/yy h:mm'),
      of(0.336875, 'h:mm:ss'),
      of(1.2604166666666667, '[h]:mm'),
      of(-0.5, '[h]:mm'),
      of(45351, '[$-409]d-mmm;@'),
      of(45351, '"Day" 0'),
      of(0.125, '0.0%'),
      of('45351.524268391199', 'm/d/yy h:mm'),
    ];
    expect(await cellsOf(cells, { formats })).toEqual([
      '2024-02-29',
      '2024-02-29 12:34:56',
      '2024-02-29 00:00:00',
      '08:05:06',
      '30:15:00',
      '-12:00:00',
      '2024-02-29',
      '45351',
      '0.125',
      '2024-02-29 12:34:56.789000',
    ]);
  });

  it('count from 1904 where the workbook says so', async () => {
    const cells = [of(43889, 'yyyy\\-mm\\-dd'), of(0, 'yyyy\\-mm\\-dd'), of(0.25, 'h:mm:ss')];
    expect(await cellsOf(cells, { formats, date1904: true })).toEqual([
      '2024-02-29',
      '1904-01-01',
      '06:00:00',
    ]);
  });

  it('know the day that never was, and the days around it', async () => {
    const days = [1, 59, 60, 61, 2_958_465];
    const { rows, repair } = await read(
      await oneRow(
        days.map((d) => of(d, 'yyyy\\-mm\\-dd')),
        { formats },
      ),
      { header: 1 },
    );
    expect(rows[0]).toEqual(['1900-01-01', '1900-02-28', '1900-02-29', '1900-03-01', '9999-12-31']);
    expect(repair('leap-day-1900')).toMatchObject({ count: 1, columns: ['h2'] });
  });

  it('a number that is no date keeps its digits and is told', async () => {
    const cells = [-1, 2_958_466, 0].map((d) => of(d, 'yyyy\\-mm\\-dd'));
    const { rows, repair } = await read(await oneRow(cells, { formats }), { header: 1 });
    expect(rows[0]).toEqual(['-1', '2958466', '00:00:00']);
    expect(repair('not-a-date')?.count).toBe(3);
  });

  it('what a format does not show is read and told', async () => {
    const cells = [
      of(45351.5, 'yyyy\\-mm\\-dd'),
      of(45351.5, 'h:mm:ss'),
      of(45351.5, 'm/d/yy h:mm'),
    ];
    const { rows, repair } = await read(await oneRow(cells, { formats }), { header: 1 });
    expect(rows[0]).toEqual(['2024-02-29 12:00:00', '2024-02-29 12:00:00', '2024-02-29 12:00:00']);
    expect(repair('undisplayed-part')).toMatchObject({ count: 2, columns: ['h0', 'h1'] });
  });

  it('a percentage keeps its number and is told', async () => {
    const { repair } = await read(await oneRow([of(0.5, '0.0%'), number(1)], { formats }), {
      header: 1,
    });
    expect(repair('percent-cells')).toMatchObject({ count: 1, columns: ['h0'] });
  });

  it('ISO dates of the strict form are read as they stand', async () => {
    const cells = [
      '<c t="d" s="1"><v>2024-02-29T00:00:00</v></c>',
      '<c t="d" s="2"><v>2024-02-29T12:34:56.5</v></c>',
    ];
    expect(await cellsOf(cells, { formats })).toEqual(['2024-02-29', '2024-02-29 12:34:56.500000']);
  });
});

describe('other writers', () => {
  it('reads what openpyxl wrote as openpyxl reads it', async () => {
    const { headers, rows, reading } = await read(openpyxl);
    expect(reading.format).toMatchObject({ sheet: 'Sales', skip: 0, header: 1, footer: 0 });
    expect(headers).toEqual(['when', 'what', 'share', 'took', 'f', 'big', 'ok', 'err']);
    expect(rows).toEqual([
      [
        '2024-02-29 12:34:56.789000',
        'é 日本 😀',
        '0.125',
        '30:15:00',
        null,
        '9007199254740992',
        'true',
        '#N/A',
      ],
      ['1900-01-31', ' two\nlines ', '-1.5e-7', '08:05:06', null, '1e+21', 'false', null],
    ]);
  });

  it('reads what hucre wrote', async () => {
    const bytes = await writeByHucre({
      sheets: [
        {
          name: 'Büro & Co',
          rows: [
            ['id', 'on', 'at', 'ok'],
            ['00123', 1.5, new Date('2024-02-29T12:34:56.789Z'), true],
            ['=1+1', -2, new Date('2024-03-01T00:00:00Z'), false],
          ],
        },
      ],
    });
    const { rows, reading } = await read(bytes);
    expect(reading.format).toMatchObject({ sheet: 'Büro & Co' });
    expect(rows.map((r) => [r[0], r[1], r[3]])).toEqual([
      ['00123', '1.5', 'true'],
      ['=1+1', '-2', 'false'],
    ]);
    expect(rows[0]![2]).toMatch(/^2024-02-29( 12:34:56.789000)?$/);
  });

  it('reads prefixed names, rows and cells without references, and parts under other names', async () => {
    const office = 'http://purl.oclc.org/ooxml/officeDocument/relationships';
    const bytes = await pack({
      '_rels/.rels': `<Relationships><Relationship Id="a" Type="${office}/officeDocument" Target="\\Book\\main.xml"/></Relationships>`,
      'book/_rels/main.xml.rels': `<Relationships><Relationship Id="b" Type="${office}/worksheet" Target="../tabs/one.xml"/></Relationships>`,
      'book/main.xml':
        '<x:workbook xmlns:x="m" xmlns:q="r"><x:sheets><x:sheet name="One" q:id="b"/></x:sheets></x:workbook>',
      'tabs/one.xml': `<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>h</x:t></x:is></x:c></x:row><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
    });
    const { headers, rows } = await read(bytes);
    expect([headers, rows]).toEqual([['h'], [['5']]]);
  });
});
