import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellText, readCell } from '#lib/data/rows/cell.ts';
import { findText, hitsInRow } from '#lib/data/rows/find.ts';
import { literal, type Sql } from '#lib/data/sql.ts';
import { rawTable } from '#lib/data/relation.ts';
import { openEngine, table } from './data.rows.support.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openEngine();
});
afterAll(() => sql.close());

const names = (n: number) =>
  Array.from({ length: n }, (_, j) => ({ name: `n${j}`, type: 'text' as const }));

describe('search', () => {
  it('counts the cells that hold the text, by the place of their row in the view', async () => {
    const source = await table(sql, names(2), [
      ['Ann', 'banana'],
      ['x', null],
      ['', 'ANNA'],
      ['%', 'an'],
    ]);
    const columns = [0, 1];
    const found = await findText(sql, source, { text: 'aN', columns });
    expect([[...found.rows], [...found.counts]]).toEqual([
      [0, 2, 3],
      [2, 1, 1],
    ]);
    const view = { orderBy: [{ column: 'n1', descending: true }], text: 'ann', columns };
    const arranged = await findText(sql, source, view);
    expect([...arranged.rows]).toEqual([0, 1]);
    const filtered = {
      where: [{ column: 'n0', test: 'present' } as const],
      text: 'ann',
      columns,
    };
    expect([...(await findText(sql, source, filtered)).rows]).toEqual([0]);
    const percent = await findText(sql, source, { text: '%', columns });
    expect([...percent.rows]).toEqual([3]);
  });

  it('agrees with a plain count over many rows and columns', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) =>
      Array.from({ length: 70 }, (_, j) => String((i * 7919 + j * 104729) % 10007)),
    );
    const source = await table(sql, names(70), rows);
    const columns = names(70).map((_, j) => j);
    const found = await findText(sql, source, { text: '77', columns });
    const expected = rows.map((r) => r.filter((c) => c.includes('77')).length);
    const counts = new Map([...found.rows].map((row, i) => [row, found.counts[i]]));
    expect(rows.map((_, i) => counts.get(i) ?? 0)).toEqual(expected);
    const at = expected.findIndex((n) => n > 1);
    expect(await hitsInRow(sql, source, { rid: at, text: '77', columns })).toEqual(
      rows[at]!.flatMap((c, j) => (c.includes('77') ? [j] : [])),
    );
  });

  it('says how far it is, and stops when told', async () => {
    const source = await table(sql, names(5000), [names(5000).map(() => 'a')]);
    const columns = names(5000).map((_, j) => j);
    const shares: number[] = [];
    await findText(sql, source, { text: 'a', columns }, { onShare: (s) => shares.push(s) });
    expect(shares).toEqual([1 / 3, 2 / 3, 1]);
    const controller = new AbortController();
    const run = findText(
      sql,
      source,
      { text: 'a', columns },
      { signal: controller.signal, onShare: () => controller.abort() },
    );
    await expect(run).rejects.toMatchObject({ detail: { code: 'cancelled' } });
  });
});

describe('a cell', () => {
  it('is told with its row of the file, its value, why, and how often its text comes', async () => {
    const source = await table(
      sql,
      [{ name: 'n', type: 'number' }],
      [['1.50'], ['x '], ['NA'], [''], [null], ['x ']],
    );
    const cell = (rid: number) => readCell(sql, source, { rid, column: 0 });
    expect(await cell(0)).toMatchObject({
      row: 2,
      text: '1.50',
      length: 4,
      same: 1,
      value: { kind: 'number', value: 1.5 },
    });
    expect(await cell(1)).toMatchObject({
      row: 3,
      text: 'x ',
      same: 2,
      value: { kind: 'misfit', value: null },
    });
    expect((await cell(2))!.value).toEqual({
      kind: 'missing',
      value: null,
      why: '“NA” is one of the markers of missing values',
    });
    expect((await cell(3))!.value.why).toBe('The cell is empty');
    expect(await cell(4)).toMatchObject({
      text: null,
      same: 1,
      value: { why: 'The file has no value here' },
    });
    expect(await cell(6)).toBe(null);
  });

  it('counts rejected rows into its row of the file', async () => {
    const made = await table(sql, names(1), [['a'], ['b'], ['c']]);
    const source = { ...made, rejectedRows: [2, 4] };
    const rows = [0, 1, 2].map(
      async (rid) => (await readCell(sql, source, { rid, column: 0 }))!.row,
    );
    expect(await Promise.all(rows)).toEqual([3, 5, 6]);
  });

  it('of 5 million characters is cut, its length told, and whole when copied', async () => {
    const source = await table(sql, names(1), [['x']]);
    const text = `\uFEFF${'äö'.repeat(2_500_000)}`;
    await sql.query(`UPDATE ${rawTable(source)} SET c0 = ${literal(text)}`);
    const found = await readCell(sql, source, { rid: 0, column: 0 });
    expect(found!.length).toBe(5_000_001);
    expect(found!.text).toBe(text.slice(0, 10_000));
    expect(await cellText(sql, source, { rid: 0, column: 0 })).toBe(text);
  });
});
