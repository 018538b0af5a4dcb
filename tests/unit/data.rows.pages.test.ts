import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRows } from '#lib/data/rows.ts';
import type { Sql } from '#lib/data/sql.ts';
import { openEngine, table } from './data.rows.support.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openEngine();
});
afterAll(() => sql.close());

describe('pages', () => {
  it('hold the columns asked for, in their order', async () => {
    const source = await table(
      sql,
      [
        { name: 'a', type: 'integer' },
        { name: 'b', type: 'integer' },
        { name: 'c', type: 'integer' },
      ],
      [
        ['1', '2', 'x'],
        ['4', '', '6'],
      ],
    );
    const page = await readRows(sql, source, { offset: 0, limit: 5, columns: [2, 1] });
    expect(page.cells).toEqual([
      ['x', '2'],
      ['6', null],
    ]);
    expect(page.misfits).toEqual([[0, 0]]);
  });

  it('cut long cells at 1,000 characters and say which', async () => {
    const emoji = '😀'.repeat(1000);
    const source = await table(
      sql,
      [{ name: 't', type: 'text' }],
      [['x'.repeat(1001)], ['y'.repeat(1000)], [emoji], [`${emoji}.`]],
    );
    const page = await readRows(sql, source, { offset: 0, limit: 5 });
    expect(page.cells.map(([c]) => [...c!].length)).toEqual([1000, 1000, 1000, 1000]);
    expect(page.cut).toEqual([
      [0, 0],
      [3, 0],
    ]);
  });

  it('of an arrangement end where its rows end', async () => {
    const source = await table(
      sql,
      [{ name: 'a', type: 'integer' }],
      Array.from({ length: 50 }, (_, i) => [String(49 - i)]),
    );
    const orderBy = [{ column: 'a', descending: false }];
    const page = await readRows(sql, source, { offset: 45, limit: 10, orderBy });
    expect([...page.rid]).toEqual([4, 3, 2, 1, 0]);
    expect((await readRows(sql, source, { offset: 50, limit: 10, orderBy })).cells).toEqual([]);
  });

  it('keep a byte order mark and every other sign of a cell', async () => {
    const text = '\uFEFFa\u200Bb\u00A0\r\nc\t';
    const source = await table(sql, [{ name: 't', type: 'text' }], [[text]]);
    expect((await readRows(sql, source, { offset: 0, limit: 1 })).cells).toEqual([[text]]);
  });
});
