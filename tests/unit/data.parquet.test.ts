import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bytesFile, type FileSource } from '../../src/lib/data/files.ts';
import { nodeFile } from '../../src/lib/data/nodeFile.ts';
import { isParquet } from '../../src/lib/data/parquet/kind.ts';
import { parquetSize } from '../../src/lib/data/parquet/parquetReader.ts';
import { writeParquet } from '../../src/lib/data/write/parquet.ts';
import { wholeTable } from '../../src/lib/data/write/table.ts';
import { EngineError } from '../../src/lib/recipe/errors.ts';
import {
  answers,
  byName,
  csvCells,
  hasTorture,
  outcome,
  parquetBytes,
  readWith,
  torture,
} from './data.parquet.support.ts';

const cut = (texts: Readonly<Record<string, readonly (string | null)[]>>, rows: number) =>
  Object.fromEntries(Object.entries(texts).map(([name, column]) => [name, column.slice(0, rows)]));

describe('cells of a Parquet file', () => {
  it('say each value exactly, as Python says it', async () => {
    expect(byName(await readWith('parquet', parquetBytes('types')))).toEqual(answers.types);
  });

  it('hold lists and maps as JSON, and structs as columns of their own', async () => {
    const table = await readWith('parquet', parquetBytes('nested'));
    expect(byName(table)).toEqual(answers.nested);
    expect(table.issues.repairs).toContainEqual(
      expect.objectContaining({
        kind: 'nested',
        count: 13,
        columns: ['list', 'deep', 'map', 'days'],
      }),
    );
  });

  it.each(['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'])(
    'are the same under %s',
    async (codec) => {
      const table = await readWith('parquet', parquetBytes(`codec-${codec}`));
      expect(byName(table)).toEqual(cut(answers.encodings, 60));
    },
  );

  it.each(['pages', 'delta', 'lengths'])('are the same in the encodings of “%s”', async (name) => {
    expect(byName(await readWith('parquet', parquetBytes(name)))).toEqual(answers.encodings);
  });

  it('keep the nanoseconds of an INT96', async () => {
    const { columns } = await readWith('parquet', parquetBytes('int96'));
    expect(columns[0]).toEqual(answers.types['ns']);
  });

  it('come under the names in the file: the same ones, none, __proto__', async () => {
    const { headers, columns } = await readWith('parquet', parquetBytes('names'));
    expect(headers).toEqual(['a', 'a', '', '__proto__']);
    expect(columns).toEqual([['1'], ['2'], ['3'], ['4']]);
  });

  it('are none where the file has no rows', async () => {
    const { headers, columns } = await readWith('parquet', parquetBytes('empty'));
    expect(headers).toEqual(Object.keys(answers.types));
    expect(columns.every((column) => column.length === 0)).toBe(true);
  });
});

describe('what is told of a Parquet file', () => {
  it('counts NaN and infinities with their rows, and bytes that are no text', async () => {
    const { issues } = await readWith('parquet', parquetBytes('types'));
    expect(
      issues.repairs.map(({ kind, count, rows, columns }) => ({ kind, count, rows, columns })),
    ).toEqual([
      { kind: 'not-finite', count: 2, rows: [3, 4], columns: ['more'] },
      { kind: 'binary', count: 8, rows: [], columns: ['bytes', 'fixed'] },
    ]);
  });

  it('is known before its rows are read', async () => {
    const size = await parquetSize(bytesFile(parquetBytes('types'), 'a.parquet'));
    expect(size).toMatchObject({ rows: 4, columns: 25 });
    expect(size.bytes).toBeGreaterThan(0);
  });

  it('is seen by its first bytes', () => {
    expect(isParquet(parquetBytes('types').subarray(0, 4))).toBe(true);
    expect(isParquet(new TextEncoder().encode('PARE'))).toBe(true);
    expect(isParquet(new TextEncoder().encode('PARTS;a;b'))).toBe(false);
  });
});

describe('a large Parquet file', () => {
  const rows = 400_000;
  const made = async (): Promise<Uint8Array> => {
    const cell = (i: number, j: number): string | number =>
      j === 0
        ? Math.imul(i, 2654435761) / 7
        : `text ${Math.imul(i, 40503)} ${Math.imul(i, 2246822519)}`;
    const table = { names: ['n', 't'], kinds: ['number', 'text'] as const, rows, cell };
    const parts: Uint8Array[] = [];
    for await (const part of writeParquet(wholeTable(table)).bytes) parts.push(part);
    return new Uint8Array(Buffer.concat(parts));
  };

  it('is read in parts and never whole, reports progress and can be cancelled', async () => {
    const bytes = await made();
    const asked: number[] = [];
    const file: FileSource = {
      name: 'large.parquet',
      size: bytes.length,
      slice: async (start, end) => {
        asked.push(end - start);
        return bytes.slice(start, end);
      },
    };
    const seen: number[] = [];
    const hooks = { checkCancel: () => undefined, onBytes: (n: number) => void seen.push(n) };
    const { columns } = await readWith('parquet', file, hooks);
    expect(columns[0]!.length).toBe(rows);
    expect(columns[1]![77]).toBe(`text ${Math.imul(77, 40503)} ${Math.imul(77, 2246822519)}`);
    expect(Math.max(...asked)).toBeLessThanOrEqual(1 << 22);
    expect(bytes.length).toBeGreaterThan(1 << 22);
    expect(seen.at(-1)).toBe(bytes.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));

    let checks = 0;
    const stop = new EngineError({
      code: 'cancelled',
      what: 'Stopped',
      where: {},
      remedy: 'Go on.',
    });
    const cancelling = {
      onBytes: () => undefined,
      checkCancel: () => {
        checks += 1;
        if (checks > 5) throw stop;
      },
    };
    await expect(readWith('parquet', file, cancelling)).rejects.toBe(stop);
  });
});

describe.skipIf(!hasTorture)('the files of parquet-testing', () => {
  const files = (folder: string): string[] =>
    readdirSync(new URL(folder, torture)).filter((name) => name.endsWith('.parquet'));
  const outcomeOf = async (path: string): Promise<string> =>
    outcome('parquet', await nodeFile(fileURLToPath(new URL(path, torture))));

  it.each([
    'delta_binary_packed',
    'delta_byte_array',
    'delta_encoding_optional_column',
    'delta_encoding_required_column',
  ])('%s holds what its CSV says', async (name) => {
    const file = await nodeFile(fileURLToPath(new URL(`data/${name}.parquet`, torture)));
    const { headers, columns } = await readWith('parquet', file);
    const csv = csvCells(readFileSync(new URL(`data/${name}_expect.csv`, torture), 'utf8'));
    expect(headers.map((header) => header.replace(/:$/, ''))).toEqual(
      csv[0]!.map((header) => header.trim().replace(/:$/, '')),
    );
    const rows = csv.slice(1).map((_, i) => columns.map((column) => column[i] ?? ''));
    expect(rows).toEqual(csv.slice(1));
    expect(columns[0]!.length).toBe(csv.length - 1);
  });

  it('are all read, but for wrong checksums and pages beyond the limit', async () => {
    const refused = new Map<string, string>();
    for (const name of files('data/')) {
      const found = await outcomeOf(`data/${name}`);
      if (!found.endsWith('rows')) refused.set(name, found);
    }
    expect(Object.fromEntries(refused)).toEqual({
      'datapage_v1-corrupt-checksum.parquet': 'file-malformed',
      'rle-dict-uncompressed-corrupt-checksum.parquet': 'file-malformed',
      'large_string_map.brotli.parquet': 'size-limit',
    });
  });

  it('that are bad are refused; the sound one among them, of Polars, is read as pyarrow 26 reads it', async () => {
    const found = new Map<string, string>();
    for (const name of files('bad_data/')) found.set(name, await outcomeOf(`bad_data/${name}`));
    expect(found.get('ARROW-GH-43605.parquet')).toBe('21186 rows');
    found.delete('ARROW-GH-43605.parquet');
    expect([...found.values()]).toEqual(Array.from({ length: 7 }, () => 'file-malformed'));
  });

  it('that are encrypted are refused with the reason', async () => {
    const path = 'data/uniform_encryption.parquet.encrypted';
    expect(await outcomeOf(path)).toBe('file-kind');
    expect(await outcomeOf('data/encrypt_columns_plaintext_footer.parquet.encrypted')).toBe(
      'file-kind',
    );
  });

  it('keep days that nanoseconds in 64 bits cannot reach', async () => {
    const file = await nodeFile(fileURLToPath(new URL('data/int96_from_spark.parquet', torture)));
    const { columns } = await readWith('parquet', file);
    // int96_from_spark.md
    const micros = [1704141296123456n, 1704070800000000n, 253402225200000000n, 1735599600000000n];
    const texts = micros.map((n) => new Date(Number(n / 1000n)).toISOString().slice(0, 23));
    expect(columns[0]!.slice(0, 4).map((text) => text!.slice(0, 23).padEnd(23, '.000'))).toEqual(
      texts,
    );
    expect(columns[0]![0]).toBe('2024-01-01T20:34:56.123456');
    // 9089380393200000000, which the file has as a number that ran over
    expect(columns[0]!.slice(4)).toEqual([null, '+290000-12-30T23:00:00']);
  });
});
