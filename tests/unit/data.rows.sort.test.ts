import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawTable } from '#lib/data/relation.ts';
import { countRows, readRows } from '#lib/data/rows.ts';
import type { Sql } from '#lib/data/sql.ts';
import { openEngine, table } from './data.rows.support.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openEngine();
});
afterAll(() => sql.close());

describe('a sort that nobody waits for', () => {
  it('is interrupted, and the next one is as if it had never been', async () => {
    const source = await table(sql, [{ name: 't', type: 'text' }], [['']]);
    const raw = rawTable(source);
    await sql.query(`DELETE FROM ${raw}`);
    await sql.query(
      `INSERT INTO ${raw} SELECT range, 'w' || md5(CAST(range AS VARCHAR)) FROM range(200000)`,
    );
    const view = { orderBy: [{ column: 't', descending: false }] };
    const given = new AbortController();
    setImmediate(() => given.abort());
    const sort = countRows(sql, source, view, given.signal);
    await expect(sort).rejects.toMatchObject({ detail: { code: 'cancelled' } });
    expect(await countRows(sql, source, view, new AbortController().signal)).toBe(200000);
    const page = await readRows(sql, source, { ...view, offset: 0, limit: 3 });
    const plain = await sql.query(
      `SELECT CAST(rid AS INTEGER) AS r FROM ${raw} ORDER BY c0 LIMIT 3`,
    );
    expect([...page.rid]).toEqual([...(plain.getChild('r')!.toArray() as Int32Array)]);
  });

  it('leaves the table free for what is asked meanwhile', async () => {
    const source = await table(sql, [{ name: 't', type: 'text' }], [['b'], ['a']]);
    const view = { orderBy: [{ column: 't', descending: false }] };
    const sort = countRows(sql, source, view, new AbortController().signal);
    expect((await readRows(sql, source, { offset: 0, limit: 1 })).cells).toEqual([['b']]);
    expect(await sort).toBe(2);
  });
});
