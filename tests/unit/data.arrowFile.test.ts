import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { isArrow } from '../../src/lib/data/arrowFile/kind.ts';
import { nodeFile } from '../../src/lib/data/nodeFile.ts';
import {
  answers,
  arrowBytes,
  byName,
  outcome,
  readWith,
  sharedFile,
} from './data.parquet.support.ts';

const expected = { ...answers.types, ...answers.nested, ...answers.arrowOnly };

describe('cells of an Arrow file', () => {
  it.each(['file', 'stream', 'lz4', 'zstd'])('say each value exactly: %s', async (name) => {
    expect(byName(await readWith('arrow', arrowBytes(name)))).toEqual(expected);
  });

  it('follow dictionaries that grow on the way', async () => {
    const { columns } = await readWith('arrow', arrowBytes('dictionaries'));
    expect(columns).toEqual([['x', 'y', null, 'z', 'y', 'x']]);
  });

  it('are those of apache-arrow’s own writer, in both formats', async () => {
    const table = tableFromArrays({
      a: Int32Array.of(1, -2),
      b: ['x', 'é'],
      c: Float64Array.of(0.5, -0),
    });
    for (const format of ['file', 'stream'] as const) {
      const read = await readWith('arrow', tableToIPC(table, format));
      expect(byName(read)).toEqual({ a: ['1', '-2'], b: ['x', 'é'], c: ['0.5', '-0'] });
    }
  });

  it.skipIf(!existsSync(sharedFile('tables/flights-200k.arrow')))(
    'are those of a real file',
    async () => {
      const file = await nodeFile(fileURLToPath(sharedFile('tables/flights-200k.arrow')));
      const { headers, columns } = await readWith('arrow', file);
      expect(headers).toEqual(['delay', 'distance', 'time']);
      // pyarrow 26: t.slice(0, 2).to_pylist(), and sum(t['distance'].to_pylist())
      expect(columns.map((column) => column.length)).toEqual([200_000, 200_000, 200_000]);
      expect(columns.map((column) => column.slice(0, 2))).toEqual([
        ['0', '171'],
        ['1452', '2227'],
        ['0', '0'],
      ]);
      const total = columns[1]!.reduce((sum, text) => sum + Number(text), 0);
      expect(total).toBe(145_847_125);
    },
  );
});

describe('what is told of an Arrow file', () => {
  it('is what is told of a Parquet file', async () => {
    const { issues } = await readWith('arrow', arrowBytes('zstd'));
    expect(issues.repairs.map(({ kind }) => kind).sort()).toEqual([
      'binary',
      'nested',
      'not-finite',
    ]);
    expect(issues.repairs.find(({ kind }) => kind === 'not-finite')).toMatchObject({
      rows: [3, 4],
      count: 3,
    });
  });

  it('is a missing end of a stream', async () => {
    const bytes = arrowBytes('dictionaries');
    const { issues } = await readWith('arrow', bytes.subarray(0, bytes.length - 8));
    expect(issues.repairs.map(({ kind }) => kind)).toEqual(['no-end']);
  });

  it('is that Feather version 1 is not read', async () => {
    expect(await outcome('arrow', arrowBytes('version1'))).toBe('file-kind');
    await expect(readWith('arrow', arrowBytes('version1'))).rejects.toThrow(
      /Feather version 1.*write_feather/,
    );
  });

  it('is seen by its first bytes, and text that begins alike is not', () => {
    for (const name of Object.keys(answers.arrow))
      expect(isArrow(arrowBytes(name).subarray(0, 65_536))).toBe(true);
    expect(isArrow(new TextEncoder().encode('ARROW;a;b'))).toBe(false);
    expect(isArrow(new Uint8Array(64).fill(255))).toBe(false);
  });
});
