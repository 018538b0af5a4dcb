import fc from 'fast-check';
import { RecordBatchStreamWriter, tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RowIssues } from '#lib/data/csv/issues.ts';
import { RowReader, type CellBlock } from '#lib/data/csv/reader.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile, type HeldTable } from '#lib/data/formats/open.ts';
import { asStream } from '#lib/data/formats/stream.ts';
import { blockTexts, encoded, type Texts } from '#lib/data/formats/texts.ts';
import { Keeper } from '#lib/data/held/keeper.ts';
import { inferColumns } from '#lib/data/infer.ts';
import { Interner } from '#lib/data/interner.ts';
import { internCells, scanNumbers, sortDoubles, withColumns } from '#lib/data/kernels.ts';
import { notNumber, numberIn } from '#lib/data/numbers.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { describeNumbers } from '#lib/data/statistics.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { Source } from '#lib/recipe/source.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const utf8 = new TextEncoder();
const runs = { numRuns: 60, seed: 20261121 };

/** All cells of a text, read in blocks of so many bytes, and what was noted. */
function rowsOf(text: string, size: number, escape = ''): unknown {
  const issues = new RowIssues();
  const options = { delimiter: ',', quote: '"', escape, columns: 3, comment: '', skip: 0 };
  const reader = new RowReader(
    { ...options, header: 1, footer: 0, repaired: new Map(), file: 'made.csv' },
    issues,
  );
  const bytes = utf8.encode(text);
  const rows: string[][] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const end = Math.min(bytes.length, at + size);
    const block = reader.push(bytes.slice(at, end), end === bytes.length);
    rows.push(...cellsOf(block));
  }
  return { rows, row: reader.row, repairs: issues.repairs(), rejects: issues.rejects };
}

const cellsOf = ({ bytes, bounds, rows, columns }: CellBlock): string[][] =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => {
      const k = 2 * (i * columns + j);
      return new TextDecoder().decode(bytes.subarray(bounds[k], bounds[k + 1]));
    }),
  );

describe('the kernel that finds plain rows', () => {
  const plain = fc.constantFrom(
    '',
    '1',
    '-2.5',
    'a b',
    'größe',
    '"',
    'x"y',
    'more than 16 bytes of text',
  );
  const quoted = fc.constantFrom(
    '""',
    '"a"',
    '"a,b"',
    '"a""b"',
    '"a\nb"',
    '"a" b',
    '"open',
    '"\\"q"',
  );
  const cell = fc.oneof({ weight: 8, arbitrary: plain }, { weight: 1, arbitrary: quoted });
  const end = fc.oneof(
    { weight: 9, arbitrary: fc.constant('\n') },
    { weight: 2, arbitrary: fc.constantFrom('\r\n', '\r', '\n\n', '\n \n') },
  );
  const odd = fc.array(cell, { minLength: 0, maxLength: 5 });
  const row = fc.oneof(
    { weight: 12, arbitrary: fc.array(cell, { minLength: 3, maxLength: 3 }) },
    { weight: 1, arbitrary: odd },
  );
  const line = fc.tuple(row, end).map(([cells, mark]) => cells.join(',') + mark);

  it('finds what is found row by row, whatever stands between plain rows', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 40 }),
        fc.constantFrom('1,2,3\n', 'x,,"y"\r\n', '"a","b","c, d"\n'),
        fc.constantFrom('', '\\'),
        (lines, filler, escape) => {
          const some = lines.map((text, k) => text + filler.repeat(k % 7)).join('');
          const text = `a,b,c\n${filler.repeat(1200)}${some}${filler.repeat(6000)}${some}`;
          expect(rowsOf(text, 1 << 22, escape)).toEqual(rowsOf(text, 9000, escape));
        },
      ),
      { ...runs, numRuns: 25 },
    );
  });
});

const texts = fc.array(
  fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('', 'level number 1', 'x'.repeat(17))),
  { minLength: 1, maxLength: 60 },
);

describe('kernels over texts', () => {
  it('part columns as a loop does', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (cells, columns) => {
        const rows = Math.ceil(cells.length / columns);
        const all = Array.from({ length: rows * columns }, (_, k) => utf8.encode(cells[k] ?? ''));
        const bounds = new Int32Array(2 * all.length);
        let at = 0;
        all.forEach((bytes, k) => bounds.set([at, (at += bytes.length)], 2 * k));
        const block = { bytes: utf8.encode(cells.join('')), bounds, rows, columns };
        const expected = Array.from({ length: columns }, (_, j) => blockTexts(block, j));
        withColumns(block, (found) => expect(found).toEqual(expected));
      }),
      runs,
    );
  });

  it('number distinct texts as the interner does', () => {
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const [one, other] = [new Interner(), new Interner()];
        for (const batch of [first, second, first]) {
          const { offsets, bytes } = encoded(batch);
          const codes = internCells(offsets, bytes, batch.length, one);
          const expected = batch.map((_, i) => other.intern(bytes, offsets[i]!, offsets[i + 1]!));
          expect([...codes]).toEqual(expected);
        }
        const tell = (i: Interner): unknown =>
          Array.from({ length: i.size }, (_, k) => [i.text(k), i.count(k)]);
        expect(tell(one)).toEqual(tell(other));
      }),
      runs,
    );
  });

  const digits = fc.stringMatching(/^[-+]?[0-9]{0,19}(\.[0-9]{0,12})?$/);
  const numberLike = fc.oneof(
    digits,
    fc.double().map(String),
    fc.constantFrom(
      '',
      ' 5',
      '5 ',
      '-0',
      '007',
      '1e5',
      '.',
      '-',
      '1.234',
      '9007199254740993',
      'NA',
    ),
  );
  it('read numbers to the last bit as they are read one by one', () => {
    fc.assert(
      fc.property(fc.array(numberLike, { minLength: 1, maxLength: 80 }), (cells) => {
        const { offsets, bytes } = encoded(cells);
        const { values, odd, empty, integers, decimals } = scanNumbers(
          offsets,
          bytes,
          cells.length,
        );
        const odds = new Set(odd);
        expect(empty).toBe(cells.filter((text) => text === '').length);
        expect(integers + decimals + empty + odds.size).toBe(cells.length);
        cells.forEach((text, i) => {
          const { kind, value } = numberIn(text);
          if (odds.has(i)) expect(values[i]).toBeNaN();
          else expect(values[i]).toBe(kind === notNumber ? NaN : value);
        });
      }),
      runs,
    );
  });

  it('sort doubles of any size', () => {
    const random = new RandomState(3);
    const make = [
      () => random.randomSample() * 1000,
      () => Math.round(random.randomSample() * 12) - 6,
      () => (random.randomSample() - 0.5) * 10 ** Math.floor(600 * random.randomSample() - 300),
      (i: number) => 1e15 + (i % 7) / 8,
      (i: number) => [Infinity, -Infinity, 5e-324, -5e-324, 0, -0, 1e308][i % 7]!,
    ];
    for (const of of make) {
      const values = Float64Array.from({ length: 9000 }, (_, i) => of(i));
      const expected = values.map((x) => (x === 0 ? 0 : x)).sort();
      sortDoubles(values);
      expect(values).toEqual(expected);
    }
  });

  it('keep the top values that have the least texts, with however many values', () => {
    const random = new RandomState(5);
    const scales = [1000, 12, 1e-5, 1e9, 1e22, -50, 3e-8];
    for (const scale of scales) {
      const values = Float64Array.from({ length: 3000 }, () => {
        const x = random.randomSample() * scale;
        return Math.abs(scale) > 1e5 ? Math.round(x) : x;
      });
      const least = [...new Set(Array.from(values, String))].sort().slice(0, 20);
      expect(describeNumbers(values).top.map((v) => v.value)).toEqual(least);
    }
  });
});

describe('an Arrow stream whose body is written once', () => {
  it('is what Arrow writes, and its texts are views of it', () => {
    const columns: Texts[] = [
      ['a', '', 'größe'],
      ['1', null, '3'],
      [null, null, null],
    ].map(encoded);
    const { ipc, texts: views } = asStream(columns, 7, 3);
    const [batch] = tableFromIPC(ipc).batches;
    const plain = new RecordBatchStreamWriter();
    plain.write(batch!);
    plain.finish();
    expect(ipc).toEqual(plain.toUint8Array(true));
    expect(tableFromIPC(ipc).toArray().map(String)).toEqual([
      '{"rid": 7, "c0": "a", "c1": "1", "c2": null}',
      '{"rid": 8, "c0": "", "c1": null, "c2": null}',
      '{"rid": 9, "c0": "größe", "c1": "3", "c2": null}',
    ]);
    views.forEach((view, j) => {
      expect(view).toEqual(columns[j]);
      expect(view.bytes.buffer).toBe(ipc.buffer);
    });
  });
});

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
