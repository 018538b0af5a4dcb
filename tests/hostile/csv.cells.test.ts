import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { readRows } from '#lib/data/rows.ts';
import { loadTable } from '#lib/data/table.ts';
import { cells, formatOf, kinds, names, open, sql, withEngine } from './csv.support.ts';

withEngine();

describe('cells keep their text', () => {
  it('whatever it is: zeros, spaces, quotes, line breaks, markers of missing', async () => {
    const rows = [
      ['00123', ' lead', 'trail ', 'a"b', 'two\nlines'],
      ['-0', '', 'NA', '""', 'win\r\ndows'],
      ['9007199254740993', "it's", '; DROP TABLE t; --', '\\', '\u202e\u0085\u2028'],
      ['1E400', '=cmd|1', '\t', 'é', '😀'],
      ['x'.repeat(100), 'ﬀ', 'é', '\u0001', ','],
    ];
    const quote = (c: string): string => (/[",\r\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c);
    const text = ['a,b,c,d,e', ...rows.map((r) => r.map(quote).join(','))].join('\n');
    const opened = await open(text);
    expect(await cells(opened)).toEqual(rows);
    expect(opened.repairs).toEqual([]);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('with %s at the end of lines, and none at the end of the file', async (_, eol) => {
    const opened = await open(['a,b', '1,"x', 'y"', '3,'].join(eol));
    expect(await cells(opened)).toEqual([
      ['1', `x${eol}y`],
      ['3', ''],
    ]);
  });

  it('with mixed line ends, and CP/M’s end of file', async () => {
    expect(await cells(await open('a,b\r\n1,2\n3,4\r5,6\x1a'))).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
  });

  it('for any table, delimiter and line end', async () => {
    const piece = fc.constantFrom(
      '"',
      '""',
      ',',
      ';',
      '\t',
      '\n',
      '\r\n',
      '\r',
      ' ',
      'é',
      '😀',
      'a',
      '1',
      '\\',
      "'",
    );
    const cell = fc.oneof(
      fc.array(piece, { maxLength: 6 }).map((parts) => parts.join('')),
      fc.string({ unit: 'grapheme', maxLength: 5 }).filter((t) => !t.includes('\0')),
    );
    const shape = fc.record({
      columns: fc.integer({ min: 2, max: 5 }),
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      eol: fc.constantFrom('\n', '\r\n', '\r'),
      all: fc.boolean(),
      cells: fc.array(cell, { maxLength: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ columns, delimiter, eol, all, cells: flat }) => {
        const rows = Array.from({ length: Math.floor(flat.length / columns) }, (_, i) =>
          flat.slice(i * columns, (i + 1) * columns),
        );
        const quote = (c: string): string =>
          all || /["\r\n]/.test(c) || c.includes(delimiter) ? `"${c.replaceAll('"', '""')}"` : c;
        const header = Array.from({ length: columns }, (_, k) => `h${k}`);
        const lines = [header, ...rows].map((r) => r.map(quote).join(delimiter));
        const opened = await open(lines.join(eol), { header: 1, delimiter });
        expect(await cells(opened)).toEqual(rows);
        expect([opened.repairs, opened.rejects]).toEqual([[], []]);
      }),
      { numRuns: 300, seed: 6 },
    );
  }, 60_000);

  it('across the borders of blocks', async () => {
    const rows = Array.from({ length: 120_000 }, (_, i) => [
      String(i),
      `"${'é,"x\n'.repeat(i % 9)}`,
      `t${i % 7}`,
    ]);
    const text = rows.map(([a, b, c]) => `${a!},"${b!.replaceAll('"', '""')}",${c!}`).join('\r\n');
    const opened = await open(`a,b,c\r\n${text}`);
    expect(opened.rows).toBe(rows.length);
    const at = [0, 5_000, 40_000, 60_123, 119_900];
    for (const offset of at) {
      const page = await readRows(sql, opened.source, { offset, limit: 100 });
      expect(page.cells).toEqual(rows.slice(offset, offset + 100));
    }
  });

  it('in other encodings', async () => {
    const text = 'naïve,b\nž€,1\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const be = Buffer.from(utf16).swap16();
    const marked = Buffer.from(`\ufeff${text}`);
    const cp1252 = Buffer.from([...Buffer.from('na\xefve,b\n\x9e\x80,1\n', 'latin1')]);
    const guessed = [
      [utf16, 'utf-16'],
      [be, 'utf-16'],
      [marked, 'utf-8-sig'],
      [Buffer.from(text, 'utf16le'), 'utf-16-le'],
      [cp1252, 'cp1252'],
    ] as const;
    for (const [bytes, encoding] of guessed) {
      const opened = await open(bytes);
      expect([formatOf(opened).encoding, names(opened), await cells(opened)]).toEqual([
        encoding,
        ['naïve', 'b'],
        [['ž€', '1']],
      ]);
    }
  });

  it('in an encoding that is named', async () => {
    const opened = await open([...Buffer.from('a,b\n'), 0x83, 0x65, 0x2c, 0x31, 10], {
      encoding: 'shift_jis',
    });
    expect(await cells(opened)).toEqual([['テ', '1']]);
  });
});

describe('headers', () => {
  const hostile = [
    ...[
      '__proto__',
      'constructor',
      'toString',
      'then',
      'a.__proto__.x',
      'select',
      'rowid',
      'rid',
      'c0',
      '1',
    ],
    ...[
      '"; DROP TABLE t; --',
      "a'b",
      '`',
      '%s {0}',
      'x\nimport os',
      ' spaced ',
      '😀',
      '\u202e',
      'h'.repeat(300),
    ],
    ...['Age', 'age', 'é', 'e\u0301'],
  ];
  it('stay as they are, and work everywhere', async () => {
    const quoted = hostile.map((h) => `"${h.replaceAll('"', '""')}"`).join(',');
    const row = hostile.map((_, k) => `v${k}`).join(',');
    const opened = await open(`${quoted}\n${row}\n`, { header: 1 });
    expect([names(opened), opened.repairs]).toEqual([hostile, []]);
    const base = baseRelation(opened.source);
    const profile = await profileTable(sql, base, opened.source);
    expect(profile.columns.map((c) => [c.name, c.top[0]!.value])).toEqual(
      hostile.map((h, k) => [h, `v${k}`]),
    );
    const { table } = await loadTable(sql, base);
    expect([...table.columns.keys()]).toEqual(hostile);
    for (const column of hostile) {
      const page = await readRows(sql, opened.source, {
        offset: 0,
        limit: 5,
        orderBy: [{ column, descending: true }],
      });
      expect(page.cells.length).toBe(1);
    }
  });

  it('that are empty or double get a name, and it is said', async () => {
    const opened = await open('x,,x, ,__proto__,__proto__\n1,2,3,4,5,6\n7,8,9,1,2,3\n', {
      header: 1,
    });
    expect(names(opened)).toEqual(['x', 'column_2', 'x_2', 'column_4', '__proto__', '__proto___2']);
    expect(opened.source.columns.map((c) => c.header)).toEqual([
      'x',
      '',
      'x',
      ' ',
      '__proto__',
      '__proto__',
    ]);
    expect(kinds(opened)).toEqual([
      'header-empty',
      'header-duplicate',
      'header-empty',
      'header-duplicate',
    ]);
  });

  it('shorter than all rows are widened, at the front when the rows have names', async () => {
    const opened = await open('mpg,cyl\nMazda,21,6\nFiat,22,4\n');
    expect([names(opened), kinds(opened)]).toEqual([
      ['column_1', 'mpg', 'cyl'],
      ['header-empty', 'header-short'],
    ]);
    expect(await cells(opened)).toEqual([
      ['Mazda', '21', '6'],
      ['Fiat', '22', '4'],
    ]);
  });

  it('of 5,000 columns open', async () => {
    const header = Array.from({ length: 5000 }, (_, j) => `f${j}`).join(',');
    const rows = Array.from({ length: 30 }, (_, i) =>
      Array.from({ length: 5000 }, (_, j) => i * j).join(','),
    );
    const opened = await open([header, ...rows].join('\n'));
    expect([opened.rows, opened.source.columns.length]).toEqual([30, 5000]);
    const profile = await profileTable(sql, baseRelation(opened.source), opened.source);
    expect(profile.columns[4999]!.number!.max).toBe(29 * 4999);
  }, 30_000);
});
