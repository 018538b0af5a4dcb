import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile, type HeldTable } from '#lib/data/formats/open.ts';
import { encoded } from '#lib/data/formats/texts.ts';
import { Keeper } from '#lib/data/held/keeper.ts';
import { inferColumns } from '#lib/data/infer.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import type { Source } from '#lib/recipe/source.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const utf8 = new TextEncoder();

/** A table with what columns may hold, long enough for every kernel. */
function madeCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    [
      i,
      i % 50 === 7 ? '' : ((i * 7919) % 1000) / 8,
      i % 40 === 3 ? 'NA' : (i * 31) % 97,
      i % 90 === 5 ? 'about 5' : i % 11,
      String(i % 1000).padStart(5, '0'),
      `level number ${i % 12}`,
      i % 30 === 0 ? '-' : `2026-0${1 + (i % 9)}-1${i % 10}`,
      i % 25 === 0 ? 'unknown' : i % 2 === 0 ? 'yes' : 'no',
      `"$${(i % 300) + 1},${100 + (i % 900)}"`,
      `${i}-${(i * 7) % 13}`,
      i === rows - 1 ? 'late' : i * 1.5,
      i % 3 === 0 ? -999 : i % 6,
      i < 3000 ? '' : `text ${i % 5}`,
    ].join(','),
  );
  const names = 'id,decimal,na,misfit,zip,level,day,flag,money,key,late,filler,empty';
  return `${names}\n${lines.join('\n')}\n`;
}

describe('columns kept while a file is read', () => {
  let source: Source;
  let held: HeldTable;
  beforeAll(async () => {
    const file = bytesFile(utf8.encode(madeCsv(12_000)), 'made.csv');
    const onTyped = (_: Source, columns: HeldTable): void => void (held = columns);
    ({ source } = await openFile(sql, file, {}, { onTyped }));
  });

  it('are kept, but where they proved otherwise than they began', () => {
    const kinds = held.columns.map((c) => c?.kind ?? null);
    const [n, t] = ['numbers', 'texts'];
    expect(kinds).toEqual([n, n, n, n, t, t, t, t, t, t, n, n, n]);
    expect(held.rows).toBe(12_000);
  });

  it('give the types that the engine’s cells give', async () => {
    const input = { table: held.table, names: source.columns.map((c) => c.name), rows: held.rows };
    const asked = await inferColumns(sql, input);
    expect(await inferColumns(sql, { ...input, held })).toEqual(asked);
    expect(asked.columns.map((c) => c.type)).toEqual(source.columns.map((c) => c.type));
  });

  it('give the profile that the engine’s cells give, whatever type a person says', async () => {
    const profile = (of: Source, kept: HeldTable | null): Promise<unknown> =>
      profileTable(sql, baseRelation(of), of, { today: '2026-11-21', ...(kept && { held: kept }) });
    expect(await profile(source, held)).toEqual(await profile(source, null));
    const said = (change: Partial<Source>): Source => ({ ...source, ...change });
    const retyped = source.columns.map((c) =>
      c.type === 'integer' || c.type === 'number'
        ? { ...c, type: 'category' as const, parse: { as: 'text' as const } }
        : c,
    );
    const numbers = source.columns.map((c) =>
      c.name === 'misfit' || c.name === 'zip'
        ? { ...c, type: 'integer' as const, parse: source.columns[0]!.parse }
        : c,
    );
    for (const other of [
      said({ missing: [...source.missing, '-999', 'unknown', 'yes'] }),
      said({ columns: retyped }),
      said({ columns: numbers }),
    ])
      expect(await profile(other, held)).toEqual(await profile(other, null));
  });

  it('do not stand for another table', async () => {
    const other = { ...held, table: 'raw_other', rows: 1 };
    const { rows } = await profileTable(sql, baseRelation(source), source, { held: other });
    expect(rows).toBe(12_000);
  });

  it('are let go where they would take too much memory', () => {
    const keeper = new Keeper(600_000);
    const numbers = encoded(Array.from({ length: 1000 }, (_, i) => String(i)));
    const texts = encoded(Array.from({ length: 1000 }, (_, i) => `text ${i % 3}`));
    for (let k = 0; k < 50; k += 1) keeper.take([numbers, texts, numbers], 1000);
    const kinds = keeper.done().columns.map((c) => c?.kind ?? null);
    expect(kinds).toEqual([null, 'texts', null]);
  });
});

describe('rows on their way into the engine', () => {
  it('stop at the first failure, which is told, and leave no table', async () => {
    let sent = 0;
    const failing: Sql = {
      ...sql,
      insertArrow: async () => {
        sent += 1;
        throw new Error('out of memory');
      },
    };
    const file = bytesFile(utf8.encode(madeCsv(60_000)), 'made.csv');
    await expect(openFile(failing, file)).rejects.toMatchObject({
      detail: { code: 'size-limit', what: 'The memory of a tab was full after 0 rows' },
    });
    expect(sent).toBe(1);
    const left = await sql.query(
      `SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'stage%'`,
    );
    expect(left.numRows).toBe(0);
  });
});
