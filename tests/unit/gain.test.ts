import { describe, expect, it } from 'vitest';
import { studentQuantile } from '#lib/engine/distributions.ts';
import { gainOf } from '#lib/engine/gain.ts';
import { verdictOf } from '#lib/recipe/gain.ts';
import type { Assessment } from '#lib/recipe/structure.ts';

const scores = (values: readonly number[], better: 'higher' | 'lower' = 'higher'): Assessment => ({
  metric: 'roc_auc',
  better,
  values,
  sizes: values.map(() => ({ train: 80, judged: 20 })),
  how: 'StratifiedKFold(5)',
  mean: values.reduce((a, b) => a + b, 0) / values.length,
  deviation: 0,
});

describe('a gain', () => {
  it('has the quantiles of published tables', () => {
    // Abramowitz and Stegun, table 26.10, two-sided.
    const table = [
      [0.05, 1, 12.706],
      [0.05, 4, 2.776],
      [0.05, 9, 2.262],
      [0.01, 9, 3.25],
      [0.05, 30, 2.042],
    ] as const;
    for (const [alpha, df, t] of table) expect(studentQuantile(alpha, df)).toBeCloseTo(t, 3);
  });

  it('is the corrected resampled t of the differences (Nadeau and Bengio 2003)', () => {
    const before = [0.8, 0.82, 0.79, 0.85, 0.81];
    const after = [0.83, 0.83, 0.84, 0.86, 0.83];
    const found = gainOf({ before: scores(before), after: scores(after) });
    const d = after.map((x, k) => x - before[k]!);
    const mean = d.reduce((a, b) => a + b, 0) / 5;
    const variance = d.reduce((a, x) => a + (x - mean) ** 2, 0) / 4;
    const error = Math.sqrt((1 / 5 + 1 / 4) * variance);
    expect(found.mean).toBeCloseTo(mean, 12);
    expect(found.high - found.low).toBeCloseTo(2 * 2.776445105 * error, 8);
    // scipy.stats.t.sf(t, 4) * 2
    expect(found.p).toBeCloseTo(0.09930068321372688, 10);
    expect(verdictOf(found)).toBe('noise');
  });

  it('is above 0 where an error falls, and asks more of one that was chosen from many', () => {
    const before = scores([5, 6, 5.5, 5.2, 5.8], 'lower');
    const after = scores([4, 5.1, 4.4, 4.3, 4.7], 'lower');
    const alone = gainOf({ before, after });
    expect([alone.mean > 0, verdictOf(alone)]).toEqual([true, 'gain']);
    const chosen = gainOf({ before, after }, 10_000);
    expect([chosen.low, chosen.high]).toEqual([alone.low, alone.high]);
    expect([chosen.p > alone.p, verdictOf(chosen)]).toEqual([true, 'perhaps']);
    expect(verdictOf(gainOf({ before: after, after: before }))).toBe('loss');
    const same = gainOf({ before, after: before });
    expect([same.mean, same.p, verdictOf(same)]).toEqual([0, 1, 'noise']);
  });

  it('counts the rows that each fold learns from, of which folds in order of time have few at first', () => {
    const [before, after] = [
      scores([0.8, 0.7, 0.75, 0.8, 0.7]),
      scores([0.82, 0.76, 0.78, 0.8, 0.75]),
    ];
    const inTime = {
      ...before,
      sizes: [20, 40, 60, 80, 100].map((train) => ({ train, judged: 20 })),
    };
    const [plain, timed] = [gainOf({ before, after }), gainOf({ before: inTime, after })];
    const ratio = Math.sqrt((1 / 5 + (1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 5) / (1 / 5 + 1 / 4));
    expect((timed.high - timed.mean) / (plain.high - plain.mean)).toBeCloseTo(ratio, 12);
  });

  it('is refused of as many folds of other rows, which a step removed', () => {
    const before = scores([0.8, 0.7, 0.75, 0.7, 0.8]);
    const fewer = { ...before, sizes: before.sizes.map(({ train }) => ({ train, judged: 5 })) };
    expect(() => gainOf({ before, after: fewer })).toThrow(/100 rows without .* of 25 with it/);
  });

  it('is refused where the score is defined in too few folds', () => {
    const few = scores([0.1, 0.2, 0.1]);
    expect(() => gainOf({ before: few, after: few })).toThrow(/only 3 folds/);
  });

  it('is refused where the folds are not the same', () => {
    expect(() => gainOf({ before: scores([1, 2, 3]), after: scores([1, 2]) })).toThrow(
      /same|folds/,
    );
  });
});
