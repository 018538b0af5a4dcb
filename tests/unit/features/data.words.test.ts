import { expect, it } from 'vitest';
import { isCounted, shapeOf } from '#lib/features/data/words.ts';
import type { ColumnProfile } from '#lib/recipe/profile.ts';

const column = (name: string, more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  ...{ name, type: 'category', role: 'feature', missing: 0, distinct: 5, misfits: 0 },
  ...{ misfitSamples: [], numberShare: 0, top: [{ value: 'a', count: 20 }] },
  ...more,
});

it('draws dates over time, however often one of them stands there', () => {
  const buckets = [3, 0, 9].map((count, k) => ({ start: `202${k}-01-01`, count }));
  const when = column('when', { type: 'date', dates: { unit: 'year', buckets } as never });
  expect(shapeOf(when)).toEqual([3, 0, 9]);
  expect(isCounted(when)).toBe(false);
  const days = Array.from({ length: 100 }, (_, k) => ({ start: `day ${k}`, count: k }));
  const long = column('when', { type: 'date', dates: { unit: 'day', buckets: days } as never });
  expect(shapeOf(long).length).toBe(34);
  expect(shapeOf(long).reduce((a, b) => a + b)).toBe(4950);
  expect(shapeOf(column('port'))).toEqual([20]);
});
