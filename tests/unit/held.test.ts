import { expect, it } from 'vitest';
import type { Loaded } from '#lib/engine/prepare.ts';
import { takeParts } from '#lib/engine/split.ts';
import { numberColumn } from '#lib/engine/table.ts';
import { releaserOf } from '#lib/workers/held.ts';

const valuesOf = ({ table }: Loaded, name: string): Float64Array =>
  numberColumn(table, name).values;

const tableOf = (rows: number): Loaded => {
  const buffer = new ArrayBuffer(16 * rows);
  const values = [new Float64Array(buffer, 0, rows), new Float64Array(buffer, 8 * rows, rows)];
  const columns = values.map((x, j) => [`x${j}`, { kind: 'number', values: x }] as const);
  return { table: { rows, columns: new Map(columns) }, rid: new Int32Array(0) };
};

it('a small table stays for the next run', () => {
  const small = tableOf(1000);
  expect(releaserOf(small, () => expect.unreachable())).toBeNull();
});

it('a large one goes column by column, and memory that columns share with the last of them', () => {
  const large = tableOf(13e6);
  const { buffer } = valuesOf(large, 'x0');
  let told = 0;
  const release = releaserOf(large, () => (told += 1))!;
  release('x0');
  release('x0');
  expect([told, large.table.columns.size, buffer.byteLength]).toEqual([1, 1, 16 * 13e6]);
  release();
  release();
  expect([told, large.table.columns.size, buffer.byteLength]).toEqual([2, 0, 0]);
});

it('a run says of each column that it is copied while the later ones are still there', () => {
  const x = tableOf(6);
  const rows = { train: Int32Array.of(4, 0), validation: Int32Array.of(), test: Int32Array.of(5) };
  valuesOf(x, 'x1').set([10, 11, 12, 13, 14, 15]);
  const taken: string[] = [];
  const parts = takeParts(x.table, rows, (name) => {
    taken.push(name);
    valuesOf(x, name).fill(NaN);
  });
  expect(taken).toEqual(['x0', 'x1']);
  expect([parts.train.rows, parts.validation.rows, parts.test.rows]).toEqual([2, 0, 1]);
  expect(parts.train.columns.get('x1')).toEqual({
    ...{ kind: 'number', values: Float64Array.of(14, 10) },
  });
  expect(parts.test.columns.get('x1')).toEqual({ kind: 'number', values: Float64Array.of(15) });
});
