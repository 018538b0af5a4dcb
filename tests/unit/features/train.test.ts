import { describe, expect, it } from 'vitest';
import type { RunResult } from '#lib/recipe/run.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { boardOf, differenceText, scoreText } from '#lib/features/train/board.ts';
import { modelTitle, together } from '#lib/features/train/plan.ts';

const run = (
  taskId: string,
  score: number | null,
  interval: readonly [number, number] | null,
  judged: Partial<RunResult['judged']> = {},
): StoredRun => ({
  projectId: 'p',
  taskId,
  finishedAt: `2026-01-01T00:00:0${taskId.length}.000Z`,
  result: {
    modelKey: taskId,
    baseline: { train: [], validation: [['roc_auc', 0.5]], test: [] },
    judged: {
      metric: 'roc_auc',
      part: 'validation',
      value: score,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
      ...judged,
    },
  } as unknown as RunResult,
});
const board = (...runs: StoredRun[]) => boardOf(runs.map((r) => ({ run: r, stale: false })));

describe('the leaderboard', () => {
  it('ranks by score, best first, and counts the difference from the best', () => {
    const rows = board(run('a', 0.8, [0.75, 0.85]), run('bb', 0.9, [0.87, 0.93]))!.rows;
    expect(rows.map((r) => r.run.taskId)).toEqual(['bb', 'a']);
    expect(rows.map((r) => r.difference)).toEqual([0, 0.8 - 0.9]);
  });
  it('calls it a tie exactly when the intervals overlap', () => {
    const rows = board(
      run('a', 0.9, [0.86, 0.94]),
      run('bb', 0.87, [0.83, 0.86]),
      run('ccc', 0.84, [0.8, 0.859]),
    )!.rows;
    expect(rows.map((r) => r.tie)).toEqual([false, true, false]);
  });
  it('ranks a run without a score last and ties it with nothing', () => {
    const rows = board(run('a', null, null), run('bb', 0.6, [0.5, 0.7]))!.rows;
    expect(rows.map((r) => [r.run.taskId, r.rank, r.tie])).toEqual([
      ['bb', 1, false],
      ['a', null, false],
    ]);
  });
  it('ranks no run that learned from a column which gives the target away', () => {
    const leak = { column: 'alive', risk: 'high', gini: 1, evidence: [] } as const;
    const rows = boardOf([
      { run: run('a', 1, [1, 1]), stale: false, leaks: [leak] },
      { run: run('bb', 0.8, [0.7, 0.9]), stale: false },
    ])!.rows;
    expect(rows.map((r) => [r.run.taskId, r.rank, r.difference])).toEqual([
      ['bb', 1, 0],
      ['a', null, null],
    ]);
  });
  it('ranks errors with the smallest first', () => {
    const rmse = { metric: 'rmse' };
    const rows = board(run('a', 5, [4, 6], rmse), run('bb', 3, [2, 3.5], rmse))!.rows;
    expect(rows.map((r) => r.run.taskId)).toEqual(['bb', 'a']);
  });
  it('leaves out runs that were judged on another part than the newest', () => {
    const rows = board(run('a', 0.9, null, { part: 'test' }), run('bb', 0.8, null))!.rows;
    expect(rows.map((r) => r.run.taskId)).toEqual(['bb']);
  });
  it('shares one axis that holds every interval and the baseline', () => {
    const { domain } = board(run('a', 0.9, [0.86, 0.94]))!;
    expect(domain[0]).toBeLessThan(0.5);
    expect(domain[1]).toBeGreaterThan(0.94);
  });
});

describe('numbers on the board', () => {
  it('never show a minus zero', () => {
    expect(scoreText(-0.0001, 'r2')).toBe('0.000');
    expect(differenceText(-0.0002, 'roc_auc')).toBe('0.000');
    expect(differenceText(0, 'roc_auc')).toBe('0.000');
  });
  it('carry a true minus and a plus for differences', () => {
    expect(differenceText(-0.0216, 'roc_auc')).toBe('−0.022');
    expect(differenceText(0.0041, 'roc_auc')).toBe('+0.004');
  });
  it('give errors in the unit of the target, large ones whole', () => {
    expect(scoreText(50007.4, 'rmse')).toBe('50,007');
    expect(scoreText(0.123456, 'mae')).toBe('0.1235');
  });
});

describe('the plan', () => {
  it('tells copies of a model apart', () => {
    expect(modelTitle('randomForest', 'randomForest')).toBe('Random forest');
    expect(modelTitle('randomForest', 'randomForest-2')).toBe('Random forest 2');
  });
  it('takes as long as the longest model, or the sum shared by the workers', () => {
    expect(together([4, 1, 1], 4)).toBe(4);
    expect(together([2, 2, 2], 2)).toBe(3);
  });
});
