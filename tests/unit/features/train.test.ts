import { describe, expect, it } from 'vitest';
import { apply } from '#lib/recipe/edits.ts';
import type { Finding } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { boardOf, differenceText, scoreText } from '#lib/features/train/board.ts';
import { rareClassOf } from '#lib/features/train/classWeights.ts';
import { scaleWarningOf } from '#lib/features/train/scaleWarning.ts';
import { countsWords, preferred } from '#lib/recipe/groupCounts.ts';
import type { GroupCounts, RunResult, Trace } from '#lib/recipe/run.ts';
import { loudColumns, type Spread } from '#lib/recipe/spreads.ts';
import { modelTitle, together } from '#lib/features/train/plan.ts';
import { recipeOf } from '../recipe.support.ts';

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

describe('a rare class', () => {
  const rare = {
    ...{ id: 'imbalance:left', rule: 'imbalance', title: 'Class “yes” of left is rare' },
    detail: '4 % of the rows, 40 of 1,000: accuracy alone would flatter.',
  } as unknown as Finding;
  const recipe: Recipe = {
    ...recipeOf([['left', 'category', 'target']]),
    models: [
      { key: 'a', model: 'logisticRegression', version: 1, params: { classWeight: 'none', C: 2 } },
      { key: 'b', model: 'kNeighbors', version: 1, params: {} },
      { key: 'c', model: 'randomForest', version: 1, params: { classWeight: 'none' } },
    ],
  };

  it('is weighed in the models that can, in one edit, and keeps their other settings', () => {
    const found = rareClassOf(recipe, [rare])!;
    expect(found.unweighed.map((m) => m.key)).toEqual(['a', 'c']);
    expect(found.words).toContain('Models without class weights stay as they are.');
    const after = apply(recipe, found.weigh);
    expect(after.models.map((m) => m.params)).toEqual([
      { classWeight: 'balanced', C: 2 },
      {},
      { classWeight: 'balanced' },
    ]);
    expect(rareClassOf(after, [rare])).toBeNull();
  });

  it('is not asked about where no class is rare, or a person left it so', () => {
    expect(rareClassOf(recipe, [])).toBeNull();
    expect(rareClassOf(apply(recipe, rareClassOf(recipe, [rare])!.keep), [rare])).toBeNull();
  });
});

describe('a unit that drowns out the other columns', () => {
  const column = (name: string, std: number, distinct = 50) => ({ name, std, distinct });
  const mass = [column('mass', 802), column('length', 5.5), column('depth', 2)];
  const traceOf = (matrix: readonly Spread[]) => ({ matrix }) as unknown as Trace;
  const recipe: Recipe = {
    ...recipeOf(mass.map(({ name }) => [name, 'number'] as const)),
    models: [
      { key: 'k', model: 'kMeans', version: 1, params: {} },
      { key: 'm', model: 'gaussianMixture', version: 1, params: {} },
    ],
  };

  it('is named with its share of all distances, and standardised in one edit', () => {
    const found = scaleWarningOf(recipe, traceOf(mass))!;
    expect(found.title).toBe('mass makes up more than 99.9 % of the squared distance between rows');
    expect(found.words).toContain('k-means goes by distances. Its standard deviation is 802,');
    const [step] = apply(recipe, found.scale).steps;
    expect(step).toMatchObject({ step: 'standardScale', columns: ['mass', 'length', 'depth'] });
    expect(scaleWarningOf(apply(recipe, found.keep), traceOf(mass))).toBeNull();
  });

  it('is no matter where no model goes by distances, or components were made', () => {
    const others = { ...recipe, models: recipe.models.slice(1) };
    expect(scaleWarningOf(others, traceOf(mass))).toBeNull();
    const pca = { key: 'p', step: 'pca', version: 1, columns: ['mass'], params: {}, enabled: true };
    expect(scaleWarningOf({ ...recipe, steps: [pca] }, traceOf(mass))).toBeNull();
  });

  it('is not seen in levels, in nearly even columns, or where most columns are loud', () => {
    const rare = [column('age', 1), column('income', 1), column('city_rare', 0.04, 2)];
    expect(loudColumns(rare)).toBeNull();
    expect(loudColumns([column('a', 9), column('b', 1)])).toBeNull();
    expect(
      loudColumns([...'abcdef'].map((c) => column(c, 10)).concat(column('g', 0.1))),
    ).toBeNull();
    expect(loudColumns([])).toBeNull();
    expect(loudColumns([column('a', 1e200), column('b', 1)])).toMatchObject({ share: 1 });
  });
});

describe('how many groups', () => {
  const counts = (chosen: number, ...silhouettes: (number | null)[]): GroupCounts => ({
    ...{ param: 'nClusters', chosen, rows: 9 },
    tried: silhouettes.map((silhouette, i) => ({ groups: i + 2, silhouette })),
  });

  it('is said by the silhouette, beside what was asked for', () => {
    expect(countsWords(counts(3, 0.531, 0.447))).toBe(
      'The silhouette prefers 2 groups (0.531) to your 3 (0.447)',
    );
    expect(countsWords(counts(3, 0.4, 0.5, 0.45))).toBe(
      'The silhouette agrees with your 3 groups (0.500); next come 4 groups (0.450)',
    );
    expect(countsWords(counts(1, 0.4))).toBe(
      'The silhouette prefers 2 groups (0.400); your 1 has none',
    );
    expect(countsWords(counts(2, null, null))).toBeNull();
    expect(preferred(counts(2, 0.5, 0.5))!.groups).toBe(2);
  });
});
