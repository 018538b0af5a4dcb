import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { Interner } from '#lib/data/interner.ts';
import { decimal, integer, lossy, notNumber, numberIn } from '#lib/data/numbers.ts';
import { valueSql } from '#lib/data/values/sql.ts';
import { plainNumber } from '#lib/recipe/source.ts';
import { RowHashes } from '#lib/data/rowHashes.ts';
import { sha256 } from '#lib/data/sha256.ts';
import { literal } from '#lib/data/sql.ts';
import type { Sql } from '#lib/data/sql.ts';
import { describeNumbers } from '#lib/data/statistics.ts';
import { nameColumns } from '#lib/recipe/headers.ts';

const pattern = /^[ \t-\r]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t-\r]*$/;
const odd = [
  ...[
    '1',
    '1.',
    '.5',
    '+5',
    ' 5 ',
    '1e5',
    '1E400',
    '1_000',
    '0x10',
    'inf',
    'nan',
    '-0',
    '1e-400',
    '.',
    '',
  ],
  ...[
    'e5',
    '1e',
    '--1',
    '1,5',
    '\t5',
    '5\n',
    '1 2',
    '9007199254740993',
    '1.7976931348623157e308',
    '.e5',
    '5.e3',
  ],
  ...[
    '+',
    '0b1',
    '-nan',
    '1f',
    ' ',
    '\u00a05',
    '5\v',
    '٣',
    '1e+',
    '1e-5',
    '0.1',
    '123456789.123456789',
  ],
  ...[
    '1.7976931348623159e308',
    '4.9e-324',
    '00123',
    '-007',
    '0',
    '00',
    '1e5.5',
    '9007199254740992',
    '1__0',
  ],
];
const numberText = fc.stringMatching(/^ ?[+-]?\d{0,20}\.?\d{0,20}(e[+-]?\d{1,3})?$/);

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const inSql = async (texts: readonly string[]): Promise<(number | null)[]> => {
  const values = texts.map((t, i) => `(${i}, ${literal(t)})`).join(', ');
  const answer = await sql.query(
    `SELECT ${valueSql('t', { type: 'number', parse: plainNumber })} AS v FROM (VALUES ${values}) s(i, t) ORDER BY i`,
  );
  return answer.toArray().map((row) => (row as { v: number | null }).v);
};

describe('numbers in text', () => {
  it('are those of the pattern, with the value that JavaScript reads', () => {
    const check = (text: string): void => {
      const want = pattern.test(text) && Number.isFinite(Number(text)) ? Number(text) : NaN;
      expect(Object.is(numberIn(text).value, want), JSON.stringify(text)).toBe(true);
    };
    odd.forEach(check);
    fc.assert(fc.property(numberText, check), { numRuns: 5000, seed: 1 });
  });

  it('are the same in SQL', async () => {
    const texts = [...odd, ...fc.sample(numberText, { numRuns: 2000, seed: 2 })];
    const ours = texts.map((t) => numberIn(t)).map((n) => (n.kind === notNumber ? null : n.value));
    expect(await inSql(texts)).toEqual(ours);
  });

  it.each([
    ['12', integer],
    ['-12', integer],
    ['0', integer],
    ['9007199254740991', integer],
    ['9007199254740993', lossy],
    ['00123', lossy],
    ['1.0', decimal],
    ['1e3', decimal],
    ['0.5', decimal],
    ['1,5', notNumber],
    ['', notNumber],
  ])('%s keeps its kind', (text, kind) => {
    expect(numberIn(text).kind).toBe(kind);
  });
});

describe('SHA-256', () => {
  it('is that of node:crypto for every split of the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        async (parts) => {
          const ours = await sha256();
          const theirs = createHash('sha256');
          for (const part of parts) {
            ours.update(part);
            theirs.update(part);
          }
          expect(ours.hex()).toBe(theirs.digest('hex'));
        },
      ),
      { numRuns: 500, seed: 3 },
    );
  });
});

describe('the interner', () => {
  it('numbers texts as a Map would', () => {
    const encoder = new TextEncoder();
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 3 }), { maxLength: 400 }),
        (texts) => {
          const interner = new Interner();
          const map = new Map<string, number>();
          for (const text of texts) {
            if (!map.has(text)) map.set(text, map.size);
            const bytes = encoder.encode(text);
            expect(interner.intern(bytes, 0, bytes.length)).toBe(map.get(text));
          }
          for (const [text, code] of map) {
            expect(interner.text(code)).toBe(text);
            expect(interner.count(code)).toBe(texts.filter((t) => t === text).length);
          }
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });
});

describe('row hashes', () => {
  it('find the rows that equal an earlier one in all columns', () => {
    const values = Float64Array.from({ length: 2000 }, (_, i) => (i * 7) % 40);
    const other = Float64Array.from({ length: 2000 }, (_, i) =>
      i % 30 === 0 ? NaN : (i * 3) % 50,
    );
    const hashes = new RowHashes(2000);
    hashes.addNumbers(values);
    hashes.addNumbers(other);
    const distinct = new Set(Array.from(values, (x, i) => `${x}|${other[i]!}`));
    expect(hashes.duplicates()).toBe(2000 - distinct.size);
  });

  it('tell columns apart: (1, 2) is not (2, 1)', () => {
    const hashes = new RowHashes(2);
    hashes.addNumbers(Float64Array.of(1, 2));
    hashes.addNumbers(Float64Array.of(2, 1));
    expect(hashes.duplicates()).toBe(0);
  });
});

describe('statistics', () => {
  it('keep the digits of 1e15 ± 1', () => {
    const { summary } = describeNumbers(Float64Array.of(1e15 - 1, 1e15, 1e15 + 1, NaN));
    expect([summary!.mean, summary!.std]).toEqual([1e15, 1]);
  });

  it('stay finite at the edge of the doubles', () => {
    const { summary } = describeNumbers(Float64Array.of(1e308, 1.5e308, 1.7e308));
    expect(summary!.mean / 1e308).toBeCloseTo(1.4, 12);
  });

  it('give one value no deviation and no skew', () => {
    const { summary, distinct, top } = describeNumbers(Float64Array.of(2, 2, 2));
    expect([summary!.std, summary!.skew, distinct]).toEqual([0, NaN, 1]);
    expect(top).toEqual([{ value: '2', count: 3 }]);
  });

  it('put one bin on each whole number where there are few', () => {
    const { summary } = describeNumbers(Float64Array.of(0, 1, 1, 3));
    expect(summary!.histogram).toEqual({ edges: [-0.5, 0.5, 1.5, 2.5, 3.5], counts: [1, 2, 0, 1] });
  });

  it('list the most frequent values, ties by text', () => {
    const { top } = describeNumbers(Float64Array.of(3, 10, 10, 3, 2));
    expect(top).toEqual([
      { value: '10', count: 2 },
      { value: '3', count: 2 },
      { value: '2', count: 1 },
    ]);
  });
});

describe('column names', () => {
  it('are unique and never blank, whatever the header', () => {
    const cell = fc.oneof(
      fc.constantFrom('', ' ', 'x', 'x_2', 'x_3', '__proto__', 'column_2', 'Age', 'age'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), (headers) => {
        const { names, repairs } = nameColumns(headers);
        expect(new Set(names).size).toBe(headers.length);
        expect(names.every((n) => n.trim() !== '')).toBe(true);
        const repaired = new Set(repairs.map((r) => r.column));
        headers.forEach((h, k) => expect(names[k] === h).toBe(!repaired.has(k)));
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('take the next free number', () => {
    expect(nameColumns(['x', 'x', 'x_2', 'x', '', 'Age', 'age']).names).toEqual([
      ...['x', 'x_3', 'x_2', 'x_4', 'column_5', 'Age', 'age'],
    ]);
  });
});
