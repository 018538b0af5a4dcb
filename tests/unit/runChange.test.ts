import { expect, test } from 'vitest';
import { evenCosts } from '#lib/recipe/decision.ts';
import { changedRun, withoutChange } from '#lib/storage/runChange.ts';
import type { StoredRun } from '#lib/storage/schema.ts';

const decision = { threshold: 0.3, costs: evenCosts, prevalence: null };
const run = { taskId: 'a', said: { name: 'one' }, decision } as unknown as StoredRun;

test('a decision of null is taken back, and any other change leaves it', () => {
  expect(changedRun(run, { decision: null })).not.toHaveProperty('decision');
  expect(changedRun(run, { said: { star: true } })).toEqual({
    ...run,
    said: { name: 'one', star: true },
  });
  expect(changedRun(run, { decision: { ...decision, threshold: 0.4 } }).decision?.threshold).toBe(
    0.4,
  );
});

test('what was not kept goes back to what it was, and what changed since stays', () => {
  const told = changedRun(run, { decision: null });
  expect(withoutChange(told, { was: run, told })).toEqual(run);
  const since = changedRun(told, { said: { star: true } });
  expect(withoutChange(since, { was: run, told })).toEqual({ ...run, said: since.said });
  const bare = changedRun(run, { decision: null });
  const chosen = changedRun(bare, { decision });
  expect(withoutChange(chosen, { was: bare, told: chosen })).toEqual(bare);
});
