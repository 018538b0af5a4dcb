import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '../../src/lib/data/duckdbNode.ts';
import { createRaw, rawTable } from '../../src/lib/data/relation.ts';
import { literal, type Sql } from '../../src/lib/data/sql.ts';
import { convertTable, type OutFormat } from '../../src/lib/data/write/convert.ts';
import { outTable } from '../../src/lib/data/write/relation.ts';
import { plainNumber, type Source, type SourceColumn } from '../../src/lib/recipe/source.ts';
import { byName, readWith } from './data.parquet.support.ts';
import { bytesOf, text, type Cell } from './data.write.support.ts';

const column = (
  name: string,
  type: SourceColumn['type'],
  parse: SourceColumn['parse'] = { as: 'text' },
): SourceColumn => ({
  name,
  header: name,
  type,
  role: 'feature',
  meaning: 'none',
  parse,
});

describe('the table of a source', () => {
  let sql: Sql;
  const source: Source = {
    file: { name: 'a.csv', bytes: 1, sha256: 'ab'.repeat(32) },
    packing: null,
    format: { kind: 'parquet' },
    missing: ['', 'NA'],
    columns: [
      column('n', 'number', plainNumber),
      column('t', 'text'),
      column('id', 'text'),
      column('b', 'boolean'),
      column("it's", 'category'),
    ],
    rejectedRows: [],
    repairedRows: [],
    sample: null,
  };
  const rows: readonly (readonly (string | null)[])[] = [
    ['1.50', '', '12345678901234567', 'TRUE', 'x'],
    ['-2', null, '-1', 'false', 'NA'],
    ['NA', 'NA', '9223372036854775807', null, '=y'],
    ['many', "o'clock", '0', 'True', 'x'],
  ];

  beforeAll(async () => {
    sql = await openDuckDbNode();
    await createRaw(sql, rawTable(source), source.columns.length);
    const values = rows.map(
      (row, rid) =>
        `(${[rid, ...row.map((cell) => (cell === null ? 'NULL' : literal(cell)))].join(', ')})`,
    );
    await sql.query(`INSERT INTO ${rawTable(source)} VALUES ${values.join(', ')}`);
  });
  afterAll(() => sql.close());

  it('has numbers, truth values, long integers and texts as its columns are understood', async () => {
    const table = await outTable(sql, source);
    expect(table.kinds).toEqual(['number', 'text', 'integer', 'boolean', 'text']);
    expect(table.rows).toBe(4);
    const read: Cell[][] = [];
    for await (const page of table.pages())
      for (let i = 0; i < page.rows; i += 1) read.push(page.names.map((_, j) => page.cell(i, j)));
    expect(read).toEqual([
      [1.5, null, '12345678901234567', true, 'x'],
      [-2, null, '-1', false, null],
      [null, null, '9223372036854775807', null, '=y'],
      [null, "o'clock", '0', true, 'x'],
    ]);
  });

  it('tells what is not written as it stands', async () => {
    const { changes } = await outTable(sql, source);
    expect(changes.map(({ kind, count, columns }) => ({ kind, count, columns }))).toEqual([
      { kind: 'misfits', count: 1, columns: ['n'] },
      { kind: 'missing-markers', count: 3, columns: ['n', 't', "it's"] },
      { kind: 'rewritten', count: 3, columns: ['n', 'b'] },
    ]);
  });

  it('does not call a number rewritten whose digits stay', async () => {
    const numbers: Source = {
      ...source,
      file: { ...source.file, sha256: 'ef'.repeat(32) },
      columns: [column('n', 'number', plainNumber)],
    };
    await createRaw(sql, rawTable(numbers), 1);
    const texts = [
      '1',
      '0.1',
      '0.00001',
      '1e-7',
      '1e-07',
      '1e+21',
      '10000000000000000',
      '-0.5',
      '2.0',
      '+3',
    ];
    const values = texts.map((written, rid) => `(${rid}, ${literal(written)})`);
    await sql.query(`INSERT INTO ${rawTable(numbers)} VALUES ${values.join(', ')}`);
    const { changes } = await outTable(sql, numbers);
    // 1e-07 as 1e-7, 2.0 as 2, +3 as 3
    expect(changes).toMatchObject([{ kind: 'rewritten', count: 3, columns: ['n'] }]);
  });

  it('becomes any format, and the parts of its report come together', async () => {
    const written = await convertTable(sql, source, 'csv', { spreadsheetSafe: true });
    expect(await text(written)).toBe(
      "n,t,id,b,it's\n1.5,,12345678901234567,true,x\n-2,,-1,false,\n,,9223372036854775807,,'=y\n,o'clock,0,true,x\n",
    );
    expect(written.changed().map(({ kind }) => kind)).toEqual([
      'misfits',
      'missing-markers',
      'rewritten',
      'spreadsheet-safe',
    ]);
    const records = [
      { n: 1.5, t: null, id: 12345678901234567, b: true, "it's": 'x' },
      { n: -2, t: null, id: -1, b: false, "it's": null },
      { n: null, t: null, id: 9223372036854775807, b: null, "it's": '=y' },
      { n: null, t: "o'clock", id: 0, b: true, "it's": 'x' },
    ];
    const json = await text(await convertTable(sql, source, 'json'));
    expect(JSON.parse(json)).toEqual(records);
    expect(json).toContain(':9223372036854775807,');
    const lines = (await text(await convertTable(sql, source, 'ndjson'))).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(records);
    for (const format of ['parquet', 'arrow'] as const) {
      const read = await readWith(format, await bytesOf(await convertTable(sql, source, format)));
      expect(byName(read)['id']).toEqual(rows.map((row) => row[2]));
      expect(byName(read)['n']).toEqual(['1.5', '-2', null, null]);
    }
    const xlsx = await bytesOf(await convertTable(sql, source, 'xlsx'));
    expect([...xlsx.subarray(0, 2)]).toEqual([0x50, 0x4b]);
  });

  it('comes page by page, each row once and in order', async () => {
    const many: Source = {
      ...source,
      file: { ...source.file, sha256: 'cd'.repeat(32) },
      columns: [column('k', 'integer', plainNumber)],
    };
    await sql.query(
      `CREATE TABLE ${rawTable(many)} AS SELECT range::BIGINT AS rid, range::VARCHAR AS c0 FROM range(200000)`,
    );
    const table = await outTable(sql, many);
    const sizes: number[] = [];
    let next = 0;
    for await (const page of table.pages()) {
      sizes.push(page.rows);
      for (let i = 0; i < page.rows; i += 1) {
        if (page.cell(i, 0) !== next) throw new Error(`row ${next} holds ${page.cell(i, 0)}`);
        next += 1;
      }
    }
    expect(next).toBe(200_000);
    expect(sizes).toEqual([65_536, 65_536, 65_536, 3392]);
    const formats: readonly OutFormat[] = ['csv', 'json', 'ndjson'];
    for (const format of formats) {
      const lines = (await text(await convertTable(sql, many, format))).match(/\d+(?=\}?,?\n)/g)!;
      expect(lines.length).toBe(200_000);
      expect(lines.at(-1)).toBe('199999');
    }
    const arrow = await readWith('arrow', await bytesOf(await convertTable(sql, many, 'arrow')));
    expect(arrow.columns[0]!.at(-1)).toBe('199999');
  });
});
