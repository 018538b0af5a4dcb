import { describe, expect, it } from 'vitest';
import { everyRun, foundRuns, rowsOf, tagsIn, tagsOf } from '#lib/features/runs/list.ts';
import { moveTo, register } from '#lib/recipe/registry.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { peopleRecipe } from './engine.support.ts';
import { run } from './storage.support.ts';

const recipe = peopleRecipe();
const told = (id: string, change: Partial<StoredRun>, value: number): StoredRun => {
  const base = run('p', id);
  const judged = { ...base.result.judged, value };
  return { ...base, result: { ...base.result, judged, seconds: value }, ...change };
};
const runs = [
  told('1', { finishedAt: '2026-01-01', said: { name: 'Zebra', tags: ['x', 'y'] } }, 0.8),
  told('2', { finishedAt: '2026-01-03', said: { star: true, notes: 'Without fare' } }, 0.9),
  told('3', { finishedAt: '2026-01-02' }, 0.7),
];
const said = { at: '2026-01-01', note: '' };
const models = [moveTo(register(undefined, 'churn', '3', said), 1, 'staging', said)];
const rows = rowsOf(runs, models, (r) => (r.taskId === '2' ? null : recipe));
const ids = (found: readonly (typeof rows)[number][]): string =>
  found.map((r) => r.run.taskId).join('');

describe('the list of runs', () => {
  it('finds every word in name, tags, notes, model, columns, registered names and file', () => {
    const find = (text: string): string => ids(foundRuns(rows, { ...everyRun, text }, 'newest'));
    expect(find('')).toBe('231');
    expect(find('zeb')).toBe('1');
    expect(find('y')).toBe('231');
    expect(find('WITHOUT fare')).toBe('2');
    expect(find('decision tree')).toBe('231');
    expect(find('age')).toBe('231');
    expect(find('churn')).toBe('3');
    expect(find('nowhere')).toBe('');
    expect(find(recipe.source.file.sha256.slice(0, 8))).toBe('31');
  });

  it('is filtered by tag, star and stage', () => {
    const find = (filter: Partial<typeof everyRun>): string =>
      ids(foundRuns(rows, { ...everyRun, ...filter }, 'newest'));
    expect(find({ tag: 'x' })).toBe('1');
    expect(find({ starred: true })).toBe('2');
    expect(find({ stage: 'staging' })).toBe('3');
    expect(find({ stage: 'any' })).toBe('3');
    expect(find({ stage: 'production' })).toBe('');
    expect(tagsIn(rows)).toEqual(['x', 'y']);
    expect(tagsOf(' a, b ,,a')).toEqual(['a', 'b']);
  });

  it('is sorted; scores of another metric and runs without one go last', () => {
    const by = (sort: Parameters<typeof foundRuns>[2]): string =>
      ids(foundRuns(rows, everyRun, sort));
    expect(by('oldest')).toBe('132');
    expect(by('best')).toBe('213');
    expect(by('fastest')).toBe('312');
    expect(by('name')).toBe('231');
    const other = told('4', { finishedAt: '2025-01-01' }, 5);
    const odd = { ...other.result.judged, metric: 'rmse' };
    const none = told('5', { finishedAt: '2025-01-01' }, 0);
    const void_ = { ...none.result.judged, value: null };
    const mixed = rowsOf(
      [
        ...runs,
        { ...none, result: { ...none.result, judged: void_ } },
        { ...other, result: { ...other.result, judged: odd } },
      ],
      [],
      () => null,
    );
    expect(ids(foundRuns(mixed, everyRun, 'best'))).toBe('21345');
  });
});
