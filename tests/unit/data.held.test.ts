import fc from 'fast-check';
import { RecordBatchStreamWriter, tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { RowIssues } from '#lib/data/csv/issues.ts';
import { RowReader, type CellBlock } from '#lib/data/csv/reader.ts';
import { asStream } from '#lib/data/formats/stream.ts';
import { blockTexts, encoded, type Texts } from '#lib/data/formats/texts.ts';
import { Interner } from '#lib/data/interner.ts';
import { internCells, scanNumbers, sortDoubles, withColumns } from '#lib/data/kernels.ts';
import { notNumber, numberIn } from '#lib/data/numbers.ts';
import { describeNumbers } from '#lib/data/statistics.ts';
import { RandomState } from '#lib/engine/random.ts';

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
