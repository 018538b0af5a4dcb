import { describe, expect, it } from 'vitest';
import { writeJson, type JsonTable } from '#lib/data/json/write.ts';
import { read } from './data.json.support.ts';

const whole = (chunks: Iterable<Uint8Array>): string =>
  [...chunks].map((c) => new TextDecoder('utf-8', { fatal: true }).decode(c)).join('');

type Cells = readonly (readonly (string | number | boolean | null)[])[];
const table = (names: readonly string[], kinds: JsonTable['kinds'], cells: Cells): JsonTable => ({
  names,
  kinds,
  rows: cells.length,
  cell: (i, j) => cells[i]![j]!,
});

const some = table(
  ['id', 'a "b"', 'ok', 'day'],
  ['number', 'text', 'boolean', 'date'],
  [
    [1, '007', true, '2024-01-31'],
    ['9007199254740993', 'é\n😀', false, null],
    [-0, null, null, '2024-02-01'],
  ],
);

describe('writeJson', () => {
  it('writes an array of objects', () => {
    expect(whole(writeJson(some, { lines: false }))).toBe(
      `[
{"id":1,"a \\"b\\"":"007","ok":true,"day":"2024-01-31"},
{"id":9007199254740993,"a \\"b\\"":"é\\n😀","ok":false,"day":null},
{"id":-0,"a \\"b\\"":null,"ok":null,"day":"2024-02-01"}
]
`,
    );
    expect(whole(writeJson({ ...some, rows: 0 }, { lines: false }))).toBe('[]\n');
  });

  it('writes one object a line', () => {
    const text = whole(writeJson(some, { lines: true }));
    expect(text.endsWith('\n')).toBe(true);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((l) => Object.keys(JSON.parse(l) as object)),
    ).toEqual(Array(3).fill(['id', 'a "b"', 'ok', 'day']));
    expect(whole(writeJson({ ...some, rows: 0 }, { lines: true }))).toBe('');
  });

  it('keeps texts texts, and numbers numbers with all their digits', () => {
    const cells: Cells = [
      ['1', '1.10'],
      ['true', '-1E+400'],
      ['', 1e21],
      [5, 0.1],
    ];
    expect(whole(writeJson(table(['t', 'n'], ['text', 'number'], cells), { lines: true }))).toBe(
      '{"t":"1","n":1.10}\n{"t":"true","n":-1E+400}\n{"t":"","n":1e+21}\n{"t":"5","n":0.1}\n',
    );
  });

  it('writes what is no number of JSON as a text, and NaN as null', () => {
    const cells: Cells = ['007', '.5', '+1', '1_0', Infinity, NaN, ' 1'].map((v) => [v]);
    const written = JSON.parse(
      whole(writeJson(table(['n'], ['number'], cells), { lines: false })),
    ) as { n: unknown }[];
    expect(written.map((r) => r.n)).toEqual(['007', '.5', '+1', '1_0', 'Infinity', null, ' 1']);
  });

  it('comes in chunks of some size, each whole characters', () => {
    const cells: Cells = Array.from({ length: 30_000 }, (_, i) => [`${'é'.repeat(20)}${i}`]);
    const chunks = [...writeJson(table(['t'], ['text'], cells), { lines: true })];
    expect(chunks.length).toBeGreaterThan(3);
    expect(whole(chunks).split('\n').length).toBe(30_001);
  });

  it.each([true, false])('comes back cell by cell through the reader, lines %j', async (lines) => {
    const names = ['__proto__', 'a.b', 'x', 'née', '\u2028'];
    const texts = ['', 'null', '1e5', ' a ', '\u0000', '"', '\\u0041', '😀', '{"a":1}', '\r\n'];
    const cells: Cells = Array.from({ length: 500 }, (_, i) => [
      texts[i % texts.length]!,
      i % 3 ? `${i}0000000000000000001.50` : null,
      i % 2 === 0,
      i % 7 ? texts[(3 * i) % texts.length]! : null,
      '2024-01-31T10:00:00',
    ]);
    const kinds = ['text', 'number', 'boolean', 'text', 'datetime'] as const;
    const text = whole(writeJson(table(names, kinds, cells), { lines }));
    const { headers, rows, repairs, rejects } = await read(text);
    expect(headers).toEqual(names);
    expect(rows).toEqual(cells.map((row) => row.map((v) => (v === null ? null : String(v)))));
    expect([repairs, rejects]).toEqual([[], []]);
  });
});
