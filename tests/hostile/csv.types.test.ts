import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile, type OpenChoices } from '#lib/data/formats/open.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const open = (text: string, choices: OpenChoices = {}) =>
  openFile(sql, bytesFile(new TextEncoder().encode(text), 'made.csv'), choices);

describe('types', () => {
  const typeOf = async (column: readonly string[]) => {
    const opened = await open(`v,z\n${column.map((c, i) => `${c},${i % 2}`).join('\n')}`, {
      format: { kind: 'delimited', delimiter: ',', header: 1, skip: 0, footer: 0 },
    });
    const { type, role } = opened.source.columns[0]!;
    return { type, role, missing: opened.source.missing };
  };
  it.each<[string, readonly string[]]>([
    ['integer', ['1', '2', '-3', '']],
    ['number', ['1', '2.5']],
    ['number', ['1e3', ' 2 ']],
    ['category', ['00123', '00124', '00123']],
    ['category', ['9007199254740993', '1', '1']],
    ['category', ['1_000', '2', '2']],
    ['category', ['Infinity', '2', '2']],
    ['boolean', ['yes', 'No', 'YES']],
    ['category', ['yes', 'yes']],
    ['category', ['yes', 'false']],
    ['date', ['2024-01-01', '2023-12-31']],
    ['category', ['2024-01-01', '2023-02-30']],
    ['datetime', ['2024-01-01 10:00', '2023-12-31']],
    ['category', ['', '']],
    ['text', Array.from({ length: 40 }, (_, i) => `some text ${i}`)],
    ['category', Array.from({ length: 400 }, (_, i) => `level ${i % 45}`)],
  ])('%s: %j', async (type, column) => {
    expect((await typeOf(column)).type).toBe(type);
  });

  it('look at the last row as much as at the first', async () => {
    const opened = await open(`v,w\n${'10.5,1\n'.repeat(300_000)}11.0.1,1\n`);
    expect([opened.rows, opened.source.columns[0]!.type]).toEqual([300_001, 'category']);
    const [v] = (await profileTable(sql, baseRelation(opened.source), opened.source)).columns;
    expect([v!.distinct, v!.missing]).toEqual([2, 0]);
    expect(v!.numberShare).toBeGreaterThan(0.99999);
  });

  it('markers of missing are found, listed, and may be overruled', async () => {
    const found = await open('n,z\n1,a\nNA,b\n ?,NA\n3,c\n');
    expect([found.source.missing, found.source.columns[0]!.type]).toEqual([
      ['', 'NA', ' ?'],
      'integer',
    ]);
    expect(found.guesses.filter((g) => g.what === 'missing').map((g) => g.value)).toEqual([
      'NA',
      ' ?',
    ]);
    const own = await open('n,z\n1,a\nNA,b\n3,c\n', { missing: ['3'] });
    expect([own.source.missing, own.source.columns[0]!.type]).toEqual([['', '3'], 'category']);
  });

  it('a marker that is a number is missing in number columns too', async () => {
    const opened = await open('n,z\n1,a\n-999,b\n3,c\n', { missing: ['-999'] });
    const base = baseRelation(opened.source);
    const [n] = (await profileTable(sql, base, opened.source)).columns;
    expect([n!.type, n!.missing, n!.number!.min]).toEqual(['integer', 1, 1]);
    expect((await loadTable(sql, base)).table.columns.get('n')).toEqual({
      kind: 'number',
      values: Float64Array.of(1, NaN, 3),
    });
  });

  it('ids are unique and named so, or count the rows', async () => {
    const unique = Array.from({ length: 30 }, (_, i) => String((i * 37) % 101));
    const role = async (name: string, values: readonly string[]) =>
      (await open(`${name},z\n${values.map((v) => `${v},1`).join('\n')}`)).source.columns[0]!.role;
    expect(await role('customerId', unique)).toBe('id');
    expect(await role('amount', unique)).toBe('feature');
    expect(
      await role(
        'amount',
        unique.map((_, i) => String(i + 1)),
      ),
    ).toBe('id');
    expect(
      await role(
        'token',
        unique.map((v) => `k-${v}x`),
      ),
    ).toBe('id');
    expect(
      await role(
        'name',
        unique.map((v) => `Ms ${v}`),
      ),
    ).toBe('feature');
    expect(
      await role(
        'day',
        unique.map((_, i) => `${(i % 28) + 1}/${Math.floor(i / 28) + 1}/2011`),
      ),
    ).toBe('feature');
    expect(await role('id', [...unique, unique[0]!])).toBe('feature');
  });
});
