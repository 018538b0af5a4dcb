import { expect, it } from 'vitest';
import type { Loaded } from '#lib/engine/prepare.ts';
import { letGo } from '#lib/workers/held.ts';

const tableOf = (rows: number): Loaded => {
  const buffer = new ArrayBuffer(16 * rows);
  const values = [new Float64Array(buffer, 0, rows), new Float64Array(buffer, 8 * rows, rows)];
  const columns = values.map((x, j) => [`x${j}`, { kind: 'number', values: x }] as const);
  return { table: { rows, columns: new Map(columns) }, rid: new Int32Array(0) };
};

it('a small table stays for the next run, a large one goes at once with its memory', () => {
  const [small, large] = [tableOf(1000), tableOf(13e6)];
  const last = [...large.table.columns.values()].at(-1)!;
  expect([letGo(small), letGo(large)]).toEqual([false, true]);
  expect([small.table.columns.size, large.table.columns.size]).toEqual([2, 0]);
  expect(last.kind === 'number' && last.values.buffer.byteLength).toBe(0);
});
