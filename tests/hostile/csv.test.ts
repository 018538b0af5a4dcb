import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { countRows, readRows } from '#lib/data/rows.ts';
import { loadTable } from '#lib/data/table.ts';
import { fileRow } from '#lib/recipe/source.ts';
import {
  cells,
  formatOf,
  kinds,
  names,
  open,
  refusal,
  rowsTable,
  sql,
  withEngine,
  type Bytes,
} from './csv.support.ts';

withEngine();

describe('files that are something else', () => {
  it.each<[string, Bytes, string]>([
    ['a PNG picture', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0], 'PNG'],
    ['a PDF', '%PDF-1.7\n%âãÏÓ', 'PDF'],
    ['a web page', '\n<!DOCTYPE html><html><body>404</body></html>', 'HTML'],
    ['XML', '<?xml version="1.0"?><rows/>', 'XML'],
    ['a program', '\x7fELF\x02\x01', 'program'],
    ['an archive of 7-Zip', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], '7-Zip'],
    ['bytes with zeros', 'a,b\n1,\x002\n', 'zero'],
  ])('%s is named, and refused', async (_, content, word) => {
    const detail = await refusal(content);
    expect(detail.code).toBe('file-kind');
    expect(detail.what).toContain(word);
  });

  it('a zero byte far into the file is found', async () => {
    const detail = await refusal(`a,b\n${'1,2\n'.repeat(600_000)}\x00`);
    expect([detail.code, detail.what]).toEqual(['file-kind', expect.stringContaining('2400005')]);
  });

  it.each([
    ['no byte', ''],
    ['blank lines only', '\n\n  \n'],
    ['a byte order mark only', '\ufeff'],
  ])('%s is an empty file', async (_, content) => {
    expect((await refusal(content)).code).toBe('file-empty');
  });

  it('UTF-8 with one damaged byte is not read as another encoding', async () => {
    const bytes = Buffer.concat([
      Buffer.from('é,b\n'),
      Buffer.from('ü,2\n'.repeat(1000)),
      Buffer.from([0xff, 10]),
    ]);
    const detail = await refusal(bytes);
    expect([detail.code, detail.what]).toEqual([
      'encoding-invalid',
      expect.stringContaining('0xFF'),
    ]);
  });

  it('a lone surrogate is refused, not replaced', async () => {
    expect((await refusal(Buffer.from('\ufeffa,b\n\ud800,1\n', 'utf16le'))).code).toBe(
      'encoding-invalid',
    );
  });

  it('100,000 columns are refused with the limit', async () => {
    const header = Array.from({ length: 100_000 }, (_, j) => `column_${j}`).join(',');
    const detail = await refusal(`${header}\n${'1,'.repeat(99_999)}1\n`);
    expect([detail.code, detail.what]).toEqual([
      'columns-limit',
      expect.stringMatching(/100,000.*20,000/),
    ]);
  });
});

describe('small tables', () => {
  it('a header only opens with no rows', async () => {
    const opened = await open('a,b,c\n');
    expect([opened.rows, names(opened)]).toEqual([0, ['a', 'b', 'c']]);
    const base = baseRelation(opened.source);
    expect((await profileTable(sql, base, opened.source)).rows).toBe(0);
    expect((await loadTable(sql, base)).table.rows).toBe(0);
  });

  it('one cell is a column without rows', async () => {
    const opened = await open('x');
    expect([opened.rows, names(opened)]).toEqual([0, ['x']]);
  });

  it('one column keeps its commas out of the way', async () => {
    const opened = await open('note\nhello\nwell, yes\nno\nfine\n');
    expect(await cells(opened)).toEqual([['hello'], ['well, yes'], ['no'], ['fine']]);
  });

  it('one row is a row', async () => {
    expect(await cells(await open('a,b\n1,x'))).toEqual([['1', 'x']]);
  });

  it('numbers above numbers are no header', async () => {
    const opened = await open('1,2.5\n3,4.5\n5,6.5\n');
    expect([opened.rows, formatOf(opened).header, names(opened)]).toEqual([
      3,
      0,
      ['column_1', 'column_2'],
    ]);
  });

  it.each([
    [';', '28,7;x;1\n1,5;y;2\n3,25;z;3\n'],
    ['\t', '1,5\tx y\t2\n2,5\tz\t3\n'],
    ['|', '1|a,b|2\n2|c|3\n'],
  ])('%j is found as the delimiter', async (delimiter, body) => {
    const opened = await open(`a${delimiter}b${delimiter}c\n${body}`);
    expect([formatOf(opened).delimiter, names(opened)]).toEqual([delimiter, ['a', 'b', 'c']]);
  });
});

describe('ragged rows', () => {
  it('too short are filled, too long are left out, and both are listed', async () => {
    const opened = await open('a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n1,1,1\n');
    expect(await cells(opened)).toEqual([
      ['1', '2', '3'],
      ['4', '5', ''],
      ['1', '1', '1'],
    ]);
    expect(opened.repairs).toMatchObject([
      { kind: 'short-rows', count: 1, rows: [3] },
      { kind: 'blank-lines', count: 1 },
    ]);
    expect(opened.rejects).toEqual([
      { row: 4, cells: 4, raw: '6,7,8,9', reason: '4 cells where the header has 3' },
    ]);
    expect(opened.source.rejectedRows).toEqual([4]);
    expect([0, 1, 2].map((rid) => fileRow(opened.source, rid))).toEqual([2, 3, 5]);
  });

  it('text after a closing quote stays in the cell, as in Python, and is listed', async () => {
    const opened = await open('a,b\n"x"y,1\n"p""q"r"s,2\nz,3\n');
    expect(await cells(opened)).toEqual([
      ['xy', '1'],
      ['p"qr"s', '2'],
      ['z', '3'],
    ]);
    expect(opened.repairs).toMatchObject([{ kind: 'stray-text', count: 2, rows: [2, 3] }]);
  });

  it.each([1, 4, 500_000])(
    'a quote that never closes in row %i swallows nothing but itself',
    async (at) => {
      const rows = Array.from({ length: 600_000 }, (_, i) => (i === at ? `"open,${i}` : `t,${i}`));
      const opened = await open(`a,b\n${rows.join('\n')}`);
      expect(opened.rows).toBe(600_000);
      expect(opened.repairs).toMatchObject([{ kind: 'open-quote', count: 1, rows: [at + 2] }]);
      const page = await readRows(sql, opened.source, { offset: at, limit: 2 });
      expect(page.cells).toEqual([
        ['"open', String(at)],
        ['t', String(at + 1)],
      ]);
    },
  );

  it('a quote that closes at the next quoted cell is told from a cell of several lines', async () => {
    const opened = await open('a,b,c\n1,"open,x\n2,"shut",y\n3,"two\nlines",z\n');
    expect(await cells(opened)).toEqual([
      ['1', '"open', 'x'],
      ['2', 'shut', 'y'],
      ['3', 'two\nlines', 'z'],
    ]);
    expect(opened.repairs).toMatchObject([{ kind: 'open-quote', rows: [2] }]);
  });

  it('a file full of open quotes keeps every row, in time', async () => {
    const opened = await open(`a,b\n${'"x"",1\n'.repeat(300_000)}`, { quote: '"' });
    expect([opened.rows, kinds(opened)]).toEqual([300_000, ['open-quote']]);
    const page = await readRows(sql, opened.source, { offset: 299_999, limit: 1 });
    expect(page.cells).toEqual([['"x""', '1']]);
  }, 10_000);
});

describe('reading', () => {
  it('gives the first rows, byte progress and the digest', async () => {
    const text = `a,b\n${'1,x\n'.repeat(400_000)}`;
    const seen: number[] = [];
    let first = 0;
    const opened = await open(
      text,
      {},
      {
        onProgress: (bytes) => seen.push(bytes),
        onFirstRows: ({ names: n, cells: c }) => {
          first = c.length;
          expect(n).toEqual(['a', 'b']);
        },
      },
    );
    expect(first).toBe(100);
    expect(seen).toEqual([...seen].sort((x, y) => x - y));
    expect(seen.at(-1)).toBe(text.length);
    expect(opened.source.file.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('cancelled at any time leaves the tables as before', async () => {
    const before = await open('keep,me\n1,2\n');
    const big = `a,b\n${'1,x\n'.repeat(3_000_000)}`;
    for (const stop of [0, 1, 2]) {
      const controller = new AbortController();
      let calls = 0;
      const onProgress = (): void => {
        if ((calls += 1) > stop) controller.abort();
      };
      const run = open(big, {}, { signal: controller.signal, onProgress });
      await expect(run).rejects.toMatchObject({ detail: { code: 'cancelled' } });
      expect(await rowsTable()).toBe(0);
      expect(await cells(before)).toEqual([['1', '2']]);
    }
  });

  it('pages, sorts and filters the rows of the file', async () => {
    const opened = await open('n,t\n10,b\n9,a\n,c\n100,"x ""A"""\nNA,b\n', { header: 1 });
    const { source } = opened;
    const rids = async (query: Partial<Parameters<typeof readRows>[2]>) => [
      ...(await readRows(sql, source, { offset: 0, limit: 10, ...query })).rid,
    ];
    expect(await rids({ offset: 1, limit: 2 })).toEqual([1, 2]);
    expect(await rids({ orderBy: [{ column: 'n', descending: false }] })).toEqual([1, 0, 3, 2, 4]);
    expect(await rids({ orderBy: [{ column: 'n', descending: true }] })).toEqual([3, 0, 1, 2, 4]);
    expect(await rids({ where: [{ column: 'n', test: 'missing' }] })).toEqual([2, 4]);
    expect(await rids({ where: [{ column: 't', test: 'contains', text: '"a' }] })).toEqual([3]);
    expect(
      await countRows(sql, source, { where: [{ column: 't', test: 'equals', text: 'b' }] }),
    ).toBe(2);
  });

  it('no SQL can reach the disk or change that', async () => {
    for (const text of [
      `SELECT * FROM read_csv('/etc/passwd')`,
      `COPY (SELECT 1) TO '/tmp/tabwise-canary.csv'`,
      `SET enable_external_access = true`,
      `ATTACH '/tmp/tabwise-canary.db'`,
    ]) {
      await expect(sql.query(text)).rejects.toThrow();
    }
    expect(existsSync('/tmp/tabwise-canary.csv')).toBe(false);
  });
});
