import { describe, expect, it } from 'vitest';
import { kindsOf, read } from './csv.reading.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

describe('the header', () => {
  it('of groups over names: blank titles are those on their left', async () => {
    const text = lines(
      'id,Population,,Area,',
      ',2000,2010,land,water',
      '1,5,6,7.5,8',
      '2,6,7,8.5,9',
      '3,7,8,9.5,1',
    );
    const asked = await read(text, { header: 2 });
    expect(asked.headers).toEqual([
      'id',
      'Population 2000',
      'Population 2010',
      'Area land',
      'Area water',
    ]);
    expect(asked.rows).toHaveLength(3);
  });

  it('of names over units', async () => {
    const found = await read(lines('time,temp,name', 's,°C,', '1,20,x', '2,21,y', '3,22,z'));
    expect([found.format.header, found.headers, found.rows.length]).toEqual([
      2,
      ['time s', 'temp °C', 'name'],
      3,
    ]);
  });

  it('of surveys: questions over answers', async () => {
    const text = lines(
      'Respondent,Which films?,,,Age',
      ',Film I,Film II,Film III,Response',
      '3292879998,Film I,Film II,Film III,18-29',
      '3292879538,,,,18-29',
      '3292765271,Film I,,,30-44',
    );
    const found = await read(text);
    expect([found.format.header, found.headers]).toEqual([
      2,
      [
        'Respondent',
        'Which films? Film I',
        'Which films? Film II',
        'Which films? Film III',
        'Age Response',
      ],
    ]);
  });

  it.each([
    ['a first row with markers of missing', lines('a,b,c', 'NA,NA,x', '1,2,y', '3,4,z')],
    ['a first row with one odd value', lines('a,b,c', 'unclear,2,x', '1,2,y', '3,4,z')],
    ['texts only', lines('a,b', 'x,y', 'z,w', 'u,v')],
  ])('is one row above %s', async (_, text) => {
    expect((await read(text)).format.header).toBe(1);
  });

  it.each([
    ['numbers', lines('1,2.5', '3,4.5', '5,6.5')],
    ['numbers of another country', lines('28,7;1.234,5', '1,5;2.000,1', '2,5;3.000,2')],
    ['dates and names', lines('2020-01-01,ann', '2020-01-02,bob', '2020-01-03,cy')],
    ['codes that come again', lines('p,x,s', 'e,x,s', 'p,f,s', 'e,f,s', 'p,x,s', 'e,f,y')],
  ])('is none above %s', async (_, text) => {
    const found = await read(text);
    expect([found.format.header, found.rows.length]).toEqual([0, text.split('\n').length - 1]);
  });

  it('of years stays a header', async () => {
    const found = await read(lines('country,2000,2001', 'fr,1,2', 'de,3,4'));
    expect(found.headers).toEqual(['country', '2000', '2001']);
  });
});

describe('the end', () => {
  const table = ['id,n,t', '1,2,x', '3,4,y', '5,6,z', '7,8,w'];
  it.each([
    ['a count of rows', ['(4 rows)'], 1],
    ['a source after a blank line', ['', 'Source: Office of numbers, 2020'], 1],
    ['totals', ['Total,20,'], 1],
    ['totals and notes', ['Total,20,', '', 'Source: us', 'Note: rounded'], 3],
  ])('%s are no rows', async (_, end, footer) => {
    const found = await read(lines(...table, ...end));
    expect([found.format.footer, found.rows.length]).toEqual([footer, 4]);
    expect(found.guesses.get('footer')!.evidence).toMatch(/^the last/);
    expect(found.issues.rejectedRows).toEqual([]);
  });

  it.each([
    ['a row that is cut off', '9,1'],
    ['a row of empty cells', ',,'],
    ['a row with a total among others of its kind', 'Total,9,q\nTotal,8,r'],
  ])('%s stays a row', async (_, end) => {
    const found = await read(lines(...table, end));
    expect([found.format.footer, found.rows.length]).toEqual([0, 4 + end.split('\n').length]);
  });

  it('beyond the first MiB is found too, and cut where it is', async () => {
    const rows = Array.from({ length: 400_000 }, (_, i) => `${i},"a ""b"" ${i}",${i % 7}`);
    const text = `${['id,t,n', ...rows].join('\n')}\nTotal,400000,\n\nSource: nobody, ever\n`;
    const found = await read(text);
    expect([found.format.footer, found.rows.length]).toEqual([2, 400_000]);
    expect(found.rows.at(-1)).toEqual(['399999', 'a "b" 399999', String(399_999 % 7)]);
    expect(found.issues.rejectedRows).toEqual([]);
  });

  it('that was said holds: any number of rows', async () => {
    const found = await read(lines(...table), { footer: 3 });
    expect(found.rows).toEqual([['1', '2', 'x']]);
    expect((await read(lines(...table), { footer: 50 })).rows).toEqual([]);
  });
});

describe('two tables in a file', () => {
  const first = ['id,n,t', '1,2,x', '3,4,y', '5,6,z'];
  const second = ['code,label', '1,one', '2,two'];
  it('the longer is read, the other is told of', async () => {
    for (const [text, at] of [
      [lines(...first, '', ...second), 6],
      [lines(...second, '', ...first), 1],
    ] as const) {
      const found = await read(text);
      expect([found.headers, found.rows.length]).toEqual([['id', 'n', 't'], 3]);
      expect(kindsOf(found)).toContain('several-tables');
      const repair = found.issues.repairs.find((r) => r.kind === 'several-tables')!;
      expect(repair.message).toContain(`line ${at} (2 columns, 3 rows)`);
      expect(found.issues.rejectedRows).toEqual([]);
    }
  });

  it('side by side in a spreadsheet’s padding', async () => {
    const text = lines('id,n,t', '1,2,x', '3,4,y', '5,6,z', ',,', 'code,size,', '1,10,', '2,20,');
    const found = await read(text);
    expect([found.rows.length, found.format.footer]).toEqual([4, 3]);
  });

  it('blank lines between groups of one table divide nothing', async () => {
    const found = await read(lines('n,t', '1,x', '2,y', '', '3,z', '4,w', '', 'NA,v', '5,u'));
    expect([found.rows.length, kindsOf(found)]).toEqual([6, ['blank-lines']]);
    const texts = await read(lines('a,b', 'x,y', 'z,w', '', 'u,v', 's,t', 'q,r'));
    expect([texts.rows.length, kindsOf(texts)]).toEqual([5, ['blank-lines']]);
  });
});

describe('rows written anew', () => {
  const text = lines('a,b,c', '1,2,3', '4,5,6,7', '8,9,10,11', '11,12,13', '14');
  it('enter at their place, rejected before or not', async () => {
    const before = await read(text);
    expect(before.issues.rejectedRows).toEqual([3, 4]);
    const repaired = new Map([
      [3, ['4', '5', '6é7']],
      [5, ['x']],
    ]);
    const after = await read(text, {}, { repaired });
    expect(after.rows).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6é7'],
      ['x', '', ''],
      ['14', '', ''],
    ]);
    expect([after.issues.rejectedRows, kindsOf(after)]).toEqual([[4], ['short-rows']]);
  });

  it('keep their place across blocks', async () => {
    const rows = Array.from({ length: 600_000 }, (_, i) =>
      i % 100_000 === 7 ? 'x,y,z' : `${i},t`,
    );
    const at = rows.flatMap((r, i) => (r === 'x,y,z' ? [i + 2] : []));
    const repaired = new Map(at.map((row) => [row, [`row ${row}`, 'fixed']]));
    const found = await read(`n,t\n${rows.join('\n')}`, {}, { repaired });
    expect([found.rows.length, found.issues.rejectedRows]).toEqual([600_000, []]);
    for (const row of at) expect(found.rows[row - 2]).toEqual([`row ${row}`, 'fixed']);
    expect(found.rows[599_999]).toEqual(['599999', 't']);
  });

  it('with too many cells are refused', async () => {
    const repaired = new Map([[2, ['1', '2', '3', '4']]]);
    await expect(read(text, {}, { repaired })).rejects.toMatchObject({
      detail: { code: 'params-invalid', where: { row: 2 } },
    });
  });
});
