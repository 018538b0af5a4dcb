import { expect, test } from 'vitest';
import { searchRow } from '#lib/features/runs/searches.ts';
import type { StoredSearch } from '#lib/storage/schema.ts';

const search = (more: Partial<StoredSearch>): StoredSearch =>
  ({
    ...{ job: 'j', modelKey: 'm', recipe: { models: [] }, judged: null, stopped: false },
    ...{ ask: { budget: { trials: 5 }, start: [] }, trials: [{}], endedAt: '2026-01-01' },
    ...more,
  }) as unknown as StoredSearch;

test('a search that failed is not done', () => {
  const state = (more: Partial<StoredSearch>, job?: Parameters<typeof searchRow>[1]) =>
    searchRow(search(more), job ?? (() => undefined)).state;
  expect(state({})).toBe('done');
  expect(state({}, () => 'completed')).toBe('done');
  expect(state({}, () => 'running')).toBe('running');
  expect(state({}, () => 'failed')).toBe('failed');
  expect(state({ stopped: true }, () => 'failed')).toBe('failed');
  expect(state({ stopped: true }, () => 'cancelled')).toBe('stopped');
  expect(state({ endedAt: null })).toBe('interrupted');
  expect(state({}, () => 'interrupted')).toBe('interrupted');
  expect(state({ trials: [] })).toBe('failed');
});
