import { describe, expect, it } from 'vitest';
import {
  answers,
  outcome,
  parquetBytes,
  readWith,
  unpacked,
} from '../unit/data.parquet.support.ts';
import { dataPage, dictionaryPage, oneColumn, thriftBytes, withFooter } from './parquet.support.ts';

const refusals = new Set([
  'file-malformed',
  'size-limit',
  'file-kind',
  'file-empty',
  'columns-limit',
]);
const limitBytes = 200 * 2 ** 20;

/** The outcome, after making sure that it took less than 10 s and 200 MiB. */
async function bounded(bytes: Uint8Array, kind: 'parquet' | 'arrow' = 'parquet'): Promise<string> {
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const found = await outcome(kind, bytes);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(limitBytes);
  return found;
}

/** mulberry32. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const int32 = (n: number): number[] => [...new Uint8Array(Int32Array.of(n).buffer)];

describe('a damaged Parquet file', () => {
  it('is read when nothing is wrong with it', async () => {
    expect(await bounded(oneColumn({ pages: [dataPage(int32(7))] }))).toBe('1 rows');
  });

  it.each(['types', 'nested', 'pages', 'codec-gzip'])(
    '“%s” is refused when cut at any hundredth',
    async (name) => {
      const bytes = parquetBytes(name);
      for (let k = 1; k < 100; k += 1)
        expect(await outcome('parquet', bytes.slice(0, Math.floor((bytes.length * k) / 100)))).toBe(
          'file-malformed',
        );
      expect(await outcome('parquet', bytes.slice(0, 0))).toBe('file-empty');
    },
  );

  it.each(Object.keys(answers.parquet))(
    '“%s” with flipped bits is refused or read, and nothing else',
    async (name) => {
      const bytes = parquetBytes(name);
      const below = random(bytes.length);
      for (let k = 0; k < 150; k += 1) {
        const broken = bytes.slice();
        const at =
          k % 3 === 0
            ? bytes.length - 1 - below(Math.min(1500, bytes.length))
            : below(bytes.length);
        broken[at]! ^= 1 << below(8);
        const found = await bounded(broken);
        if (!refusals.has(found)) expect(found).toMatch(/^\d+ rows$/);
      }
    },
  );

  it('is refused for any flipped bit of a page with a checksum', async () => {
    const bytes = parquetBytes('checked');
    const page = Buffer.from(bytes).indexOf('prefix-0-1');
    expect(page).toBeGreaterThan(0);
    for (let bit = 0; bit < 8; bit += 1) {
      const broken = bytes.slice();
      broken[page]! ^= 1 << bit;
      await expect(readWith('parquet', broken)).rejects.toThrow(/do not match its checksum/);
    }
  });

  it('is refused when its columns have fewer values than rows', async () => {
    expect(await outcome('parquet', oneColumn({ rows: 2n, pages: [dataPage(int32(7))] }))).toBe(
      'file-malformed',
    );
    expect(
      await outcome('parquet', oneColumn({ rows: 2n, values: 1n, pages: [dataPage(int32(7))] })),
    ).toBe('file-malformed');
    expect(
      await outcome(
        'parquet',
        oneColumn({ rows: 5n, groupRows: 1n, values: 1n, pages: [dataPage(int32(7))] }),
      ),
    ).toBe('file-malformed');
  });

  it('is refused when an index lies beyond its dictionary', async () => {
    const dictionary = dictionaryPage(int32(7));
    const good = dataPage([1, 2, 0], { encoding: 8 });
    const beyond = dataPage([1, 2, 1], { encoding: 8 });
    expect(await outcome('parquet', oneColumn({ pages: [dictionary, good] }))).toBe('1 rows');
    expect(await outcome('parquet', oneColumn({ pages: [dictionary, beyond] }))).toBe(
      'file-malformed',
    );
    expect(await outcome('parquet', oneColumn({ pages: [good] }))).toBe('file-malformed');
  });
});

describe('a Parquet file that says what cannot be', () => {
  it('of rows: 10^18 are beyond the limit', async () => {
    expect(await bounded(oneColumn({ rows: 10n ** 18n, pages: [dataPage(int32(7))] }))).toBe(
      'size-limit',
    );
  });

  it('of bytes: a page of 2 GB is beyond the limit', async () => {
    const page = dataPage(int32(7), { plain: 2 ** 31 - 1 });
    expect(await bounded(oneColumn({ codec: 1, pages: [page] }))).toBe('size-limit');
    expect(await bounded(oneColumn({ pages: [dataPage(int32(7), { packed: 2 ** 31 - 1 })] }))).toBe(
      'size-limit',
    );
    expect(await bounded(oneColumn({ pages: [dataPage(int32(7), { packed: -1 })] }))).toBe(
      'file-malformed',
    );
  });

  it.each([1, 2, 4, 5, 6, 7])('of 500 MB that codec %i does not hold', async (codec) => {
    const page = dataPage([1, 2, 3, 4, 5, 6, 7, 8, 9], { plain: 500_000_000 });
    expect(await bounded(oneColumn({ codec, pages: [page] }))).toBe('file-malformed');
  });

  it('of Zstandard blocks that make gigabytes of a few bytes', async () => {
    const head = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    const size = 2 ** 21 - 1;
    const block = (last: number): number[] => [...int32((size << 3) | 2 | last).slice(0, 3), 65];
    const blocks = Array.from({ length: 4000 }, (_, k) => block(k === 3999 ? 1 : 0)).flat();
    const page = dataPage([...head, ...blocks], { plain: 4 });
    expect(await bounded(oneColumn({ codec: 6, pages: [page] }))).toBe('file-malformed');
  });

  it('of a dictionary with 2^31 − 1 or −1 entries', async () => {
    const index = dataPage([1, 2, 0], { encoding: 8 });
    for (const values of [2 ** 31 - 1, -1])
      expect(
        await bounded(oneColumn({ pages: [dictionaryPage(int32(7), { values }), index] })),
      ).toBe('file-malformed');
  });

  it('of 1,000 million levels in a run of a few bytes, with one value', async () => {
    const run = [0x80, 0xa8, 0xd6, 0xb9, 0x07, 1];
    const page = dataPage([...int32(run.length), ...run, ...int32(7)], { values: 10 ** 9 });
    expect(await bounded(oneColumn({ rows: 10n ** 9n, repetition: 1, pages: [page] }))).toBe(
      'file-malformed',
    );
  });

  it('of a footer of 4 GB, of lists without end, of structs within structs', async () => {
    const file = oneColumn({ pages: [dataPage(int32(7))] });
    const huge = file.slice();
    huge.set([0xff, 0xff, 0xff, 0xff], huge.length - 8);
    expect(await bounded(huge)).toBe('file-malformed');
    expect(await bounded(withFooter([], [0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f]))).toBe(
      'file-malformed',
    );
    expect(
      await bounded(
        withFooter(
          [],
          Array.from({ length: 100_000 }, () => 0x7c),
        ),
      ),
    ).toBe('file-malformed');
    expect(
      await bounded(
        withFooter(
          [],
          Array.from({ length: 100_000 }, () => 0x80),
        ),
      ),
    ).toBe('file-malformed');
  });

  it('of groups within groups beyond the limit', async () => {
    const group = { 3: { i32: 1 }, 4: { text: 'g' }, 5: { i32: 1 } };
    const footer = thriftBytes({
      1: { i32: 1 },
      2: {
        structs: [
          ...Array.from({ length: 5000 }, () => group),
          { 1: { i32: 1 }, 4: { text: 'a' } },
        ],
      },
      3: { i64: 0n },
      4: { structs: [] },
    });
    expect(await bounded(withFooter([], footer))).toBe('file-malformed');
  });

  it('of more columns than are read', async () => {
    const footer = thriftBytes({
      1: { i32: 1 },
      2: {
        structs: [
          { 4: { text: 'root' }, 5: { i32: 20_001 } },
          ...Array.from({ length: 20_001 }, (_, k) => ({
            1: { i32: 1 },
            3: { i32: 0 },
            4: { text: `c${k}` },
          })),
        ],
      },
      3: { i64: 0n },
      4: { structs: [] },
    });
    expect(await bounded(withFooter([], footer))).toBe('columns-limit');
  });
});

describe('a Parquet file that is not read here', () => {
  it('is refused with the reason', async () => {
    const page = dataPage(int32(7));
    await expect(readWith('parquet', oneColumn({ codec: 3, pages: [page] }))).rejects.toThrow(
      /compressed with lzo/,
    );
    await expect(readWith('parquet', oneColumn({ codec: 99, pages: [page] }))).rejects.toThrow(
      /not known \(99\)/,
    );
    await expect(
      readWith('parquet', oneColumn({ path: 'b.parquet', pages: [page] })),
    ).rejects.toThrow(/another file, “b.parquet”/);
    const locked = oneColumn({ pages: [page] });
    locked.set(new TextEncoder().encode('PARE'), locked.length - 4);
    await expect(readWith('parquet', locked)).rejects.toThrow(/encrypted/);
  });
});

describe('a damaged Arrow file', () => {
  it.each(['file', 'lz4', 'zstd'])('“%s” is refused when cut at any hundredth', async (name) => {
    const bytes = unpacked(answers.arrow[name]!);
    for (let k = 1; k < 100; k += 1)
      expect(await outcome('arrow', bytes.slice(0, Math.floor((bytes.length * k) / 100)))).toBe(
        'file-malformed',
      );
  });

  it.each(Object.keys(answers.arrow))(
    '“%s” with flipped bits is refused or read, and nothing else',
    async (name) => {
      const bytes = unpacked(answers.arrow[name]!);
      const below = random(bytes.length);
      for (let k = 0; k < 150; k += 1) {
        const broken = bytes.slice();
        broken[below(bytes.length)]! ^= 1 << below(8);
        const found = await bounded(broken, 'arrow');
        if (!refusals.has(found)) expect(found).toMatch(/^\d+ rows$/);
      }
    },
  );
});
