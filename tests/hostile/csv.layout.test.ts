import { describe, expect, it } from 'vitest';
import { read, refused } from './csv.reading.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

describe('the delimiter', () => {
  const cells = [
    ['id', 'name', 'size'],
    ['1', 'ann', '2.5'],
    ['2', 'bob', '3.5'],
    ['3', 'cy', '4.5'],
  ];
  it.each([
    [',', 'comma'],
    [';', 'semicolon'],
    ['\t', 'tab'],
    ['|', 'bar'],
    ['^', 'caret'],
    ['~', 'tilde'],
    ['\x01', 'control character 1'],
    ['\x1f', 'unit separator'],
    [':', 'colon'],
    [' ', 'space'],
  ])('%j is found, with its evidence', async (delimiter, name) => {
    const found = await read(lines(...cells.map((row) => row.join(delimiter))));
    expect([found.format.delimiter, found.headers, found.rows]).toEqual([
      delimiter,
      cells[0],
      cells.slice(1),
    ]);
    expect(found.guesses.get('delimiter')!.evidence).toBe(
      `4 of the first 4 rows have 3 cells with ${name}`,
    );
  });

  it('may be runs of spaces, also before the first and after the last cell', async () => {
    const found = await read(' x   y    z \n 1   2.5  3\n10  20   30\n 4\t5 6 \n');
    expect([found.format.delimiter, found.headers]).toEqual(['\\s+', ['x', 'y', 'z']]);
    expect(found.rows).toEqual([
      ['1', '2.5', '3'],
      ['10', '20', '30'],
      ['4', '5', '6'],
    ]);
  });

  it.each([
    ['times', lines('time', '10:30:00', '11:45:10', '12:00:59')],
    ['names', lines('name', 'Ann Lee', 'Bo Chan', 'Cy Young')],
    ['addresses', lines('address', '12 Main St', '7 Oak Av', '101 High Rd')],
    ['sentences', lines('note', 'well, yes', 'no', 'a, b, c', 'fine')],
  ])('is not found in a column of %s', async (_, text) => {
    const found = await read(text);
    expect(found.rows).toHaveLength(text.split('\n').length - 2);
    expect(found.headers).toHaveLength(1);
  });

  it('is what Excel’s first line says', async () => {
    const found = await read('sep=;\r\na;b\r\n1,5;x\r\n2,5;y\r\n');
    expect([found.format.delimiter, found.format.skip, found.headers]).toEqual([
      ';',
      1,
      ['a', 'b'],
    ]);
    expect(found.rows).toEqual([
      ['1,5', 'x'],
      ['2,5', 'y'],
    ]);
    expect(found.guesses.get('skip')!.evidence).toContain('sep=;');
  });

  it('European numbers do not divide cells (scenario S15)', async () => {
    const found = await read(lines('a;b;c', '28,7;"1.234,56";x', '1,5;"2.000,00";y', '3;"7,1";z'));
    expect([found.format.delimiter, found.rows[0]]).toEqual([';', ['28,7', '1.234,56', 'x']]);
  });

  it('that was said is not guessed again, however odd', async () => {
    const text = lines('a,b;c', '1,2;3', '4,5;6');
    for (const delimiter of [',', ';', '|']) {
      const found = await read(text, { delimiter });
      expect(found.format.delimiter).toBe(delimiter);
      expect(found.guesses.has('delimiter')).toBe(false);
      expect(found.headers.join(delimiter)).toBe('a,b;c');
    }
  });

  it.each([
    { delimiter: '' },
    { delimiter: 'ab' },
    { delimiter: '\n' },
    { delimiter: 'é' },
    { quote: ',', delimiter: ',' },
    { escape: '"', quote: '"' },
    { comment: '#\n' },
    { skip: -1 },
    { footer: 0.5 },
  ])('and all marks are refused where they cannot be: %j', async (choices) => {
    expect((await refused('a,b\n1,2\n', choices)).code).toBe('params-invalid');
  });
});

describe('quotes and escapes', () => {
  it('single quotes around cells are quotes', async () => {
    const found = await read(lines("1,'a, b'", "2,'c'", "3,'it''s'", "4,'d'"));
    expect([found.format.quote, found.rows.map((r) => r[1])]).toEqual([
      "'",
      ['a, b', 'c', "it's", 'd'],
    ]);
  });

  it('apostrophes are not', async () => {
    const found = await read(lines('n,t', "1,it's", "2,'tis", "3,o'clock", '4,x'));
    expect([found.format.quote, found.rows.map((r) => r[1])]).toEqual([
      '"',
      ["it's", "'tis", "o'clock", 'x'],
    ]);
  });

  it('quotes at the front of texts are text where they hardly ever close', async () => {
    const row = (i: number): string => `"Nr ${i}" Ltd|${i}|x`;
    const found = await read(lines('firm|n|t', ...Array.from({ length: 30 }, (_, i) => row(i))));
    expect([found.format.quote, found.rows[7]]).toEqual(['', ['"Nr 7" Ltd', '7', 'x']]);
  });

  it('a backslash is an escape where rows fit only so, inside quotes and outside', async () => {
    const found = await read(lines('a,b', '"say \\"hi\\", ok",1', 'x\\,y,2', '"z",3'));
    expect(found.format.escape).toBe('\\');
    expect(found.rows).toEqual([
      ['say "hi", ok', '1'],
      ['x,y', '2'],
      ['z', '3'],
    ]);
  });

  it('a backslash is text in paths, regular expressions and JSON', async () => {
    const rows = ['C:\\temp\\new', '\\', '"{""a"":""\\""x\\""""}"', '\\d+'];
    const found = await read(lines('a,b', ...rows.map((r, i) => `${r},${i}`)));
    expect(found.format.escape).toBe('');
    expect(found.rows.map((r) => r[0])).toEqual(['C:\\temp\\new', '\\', '{"a":"\\"x\\""}', '\\d+']);
  });

  it('what was said holds: none is none', async () => {
    const found = await read('a,b\n"x",\\n\n', { quote: '', escape: '' });
    expect(found.rows).toEqual([['"x"', '\\n']]);
    const escaped = await read('a,b\nx\\,y,2\n', { escape: '\\' });
    expect(escaped.rows).toEqual([['x,y', '2']]);
  });
});

describe('comments and preambles', () => {
  it('comment lines inside the table are left out, counted, and no rows', async () => {
    const found = await read(lines('a,b', '1,2', '# note, with commas, in it', '3,4', '5'));
    expect([found.format.comment, found.rows]).toEqual([
      '#',
      [
        ['1', '2'],
        ['3', '4'],
        ['5', ''],
      ],
    ]);
    expect(found.issues.repairs).toMatchObject([
      { kind: 'comment-lines', count: 1, rows: [3] },
      { kind: 'short-rows', rows: [4] },
    ]);
  });

  it('a column of hashtags, or of numbers after #, is no comment', async () => {
    for (const text of [
      lines('tag,n', '#a,1', '#b,2', 'c,3'),
      lines('#id,name', '1,a', '2,b', '3,c'),
    ]) {
      const found = await read(text);
      expect([found.format.comment, found.format.skip, found.rows.length]).toEqual(['', 0, 3]);
    }
  });

  it('lines in front that do not fit are skipped, and file rows count them', async () => {
    const text = lines(
      'Sales report 2020',
      'Region: North',
      '',
      'id,n,t',
      '1,2,x',
      '3,4',
      '5,6,7,8',
      '9,1,y',
      '2,3,z',
    );
    const found = await read(text);
    expect([found.format.skip, found.headers, found.rows]).toEqual([
      3,
      ['id', 'n', 't'],
      [
        ['1', '2', 'x'],
        ['3', '4', ''],
        ['9', '1', 'y'],
        ['2', '3', 'z'],
      ],
    ]);
    expect(found.guesses.get('skip')!.evidence).toContain('Sales report 2020');
    expect([found.issues.rejectedRows, found.issues.repairs[0]!.rows]).toEqual([[7], [6]]);
  });

  it('so are titles of spreadsheets, padded with empty cells', async () => {
    const text = lines('Sales 2020,,,', 'North,,,', ',,,', 'id,n,t,u', '1,2,x,y', '3,4,x,y');
    const found = await read(text);
    expect([found.format.skip, found.headers]).toEqual([3, ['id', 'n', 't', 'u']]);
  });

  it('a long preamble before a short table is still one', async () => {
    const notes = Array.from({ length: 12 }, (_, i) => `Note ${i} on the method`);
    const found = await read(lines(...notes, 'id,n,t', '1,2,x', '3,4,y', '5,6,z'));
    expect([found.format.skip, found.rows.length]).toEqual([12, 3]);
  });

  it('a first line with a quote that never closes does not swallow the file', async () => {
    const found = await read(lines('"Report on 5" disks', 'id,n,t', '1,2,x', '3,4,y'));
    expect([found.format.skip, found.headers]).toEqual([1, ['id', 'n', 't']]);
  });

  it('what was said holds: any skip', async () => {
    const text = lines('x', 'a,b', '1,2', '3,4');
    expect((await read(text, { skip: 0, delimiter: ',', header: 1 })).headers[0]).not.toBe('a');
    const later = await read(text, { skip: 2, header: 0 });
    expect([later.rows, later.guesses.has('skip')]).toEqual([
      [
        ['1', '2'],
        ['3', '4'],
      ],
      false,
    ]);
  });
});
