import { describe, expect, it } from 'vitest';
import { thresholdGrid } from '#lib/engine/diagnosis/thresholds.ts';
import { foldsVerdict } from '#lib/features/evaluate/checks/foldsTest.ts';
import { scoreBins } from '#lib/features/evaluate/checks/scoreBins.ts';
import { learningVerdict, valuesOf } from '#lib/features/evaluate/checks/studyCurves.ts';
import {
  bestThreshold,
  decisionScores,
  evenCosts,
  gridPlace,
  outcomesAt,
  type Costs,
} from '#lib/recipe/decision.ts';
import type { CompareStudy, CurveStudy, PairedTest } from '#lib/recipe/study.ts';

const y = [0, 0, 0, 1, 0, 1, 1, 1, 0, 1];
const p = [0, 0.05, 0.2, 0.3, 0.35, 0.5, 0.6, 0.8, 0.81, 1];
const grid = thresholdGrid(y, p);

describe('a threshold', () => {
  it('parts the rows above it from the others, those at it among the others', () => {
    expect(outcomesAt(grid, gridPlace(0.5))).toEqual({
      ...{ found: 3, missed: 2, falseAlarm: 1, passed: 4 },
    });
    expect(outcomesAt(grid, 0)).toMatchObject({ found: 5, falseAlarm: 4 });
    expect(outcomesAt(grid, 1000)).toMatchObject({ found: 0, falseAlarm: 0 });
  });

  it('costs what its outcomes cost, at any prevalence', () => {
    const costs: Costs = { falseAlarm: 2, missed: 10, found: -1, passed: 0.5 };
    const own = decisionScores(outcomesAt(grid, 500), costs, null);
    expect(own.cost).toBeCloseTo((3 * -1 + 2 * 10 + 1 * 2 + 4 * 0.5) / 10, 12);
    expect(own.precision).toBeCloseTo(0.75, 12);
    const rare = decisionScores(outcomesAt(grid, 500), costs, 0.1);
    // 0.6 of 0.1 is found, 0.2 of 0.9 are false alarms.
    expect(rare.precision).toBeCloseTo(0.06 / (0.06 + 0.18), 12);
    expect(rare.cost).toBeCloseTo(0.1 * (0.6 * -1 + 0.4 * 10) + 0.9 * (0.2 * 2 + 0.8 * 0.5), 12);
  });

  it('is best where no other costs less', () => {
    for (const costs of [evenCosts, { ...evenCosts, missed: 5 }, { ...evenCosts, falseAlarm: 7 }])
      for (const prevalence of [null, 0.02, 0.9]) {
        const best = bestThreshold(grid, costs, prevalence)!;
        const costAt = (t: number): number => {
          const called = p.map((x) => x > t);
          const share = (of: 0 | 1, when: boolean): number =>
            y.filter((c, i) => c === of && called[i] === when).length /
            y.filter((c) => c === of).length;
          const pi = prevalence ?? 0.5;
          return pi * share(1, false) * costs.missed + (1 - pi) * share(0, true) * costs.falseAlarm;
        };
        const least = Math.min(...Array.from({ length: 1001 }, (_, k) => costAt(k / 1000)));
        expect(costAt(best)).toBeCloseTo(least, 12);
      }
  });

  it('is none for rows of one class', () => {
    expect(bestThreshold(thresholdGrid([1, 1], [0.2, 0.9]), evenCosts, null)).toBeNull();
  });

  it('stands over a histogram that has every row once', () => {
    const bins = scoreBins(grid);
    expect(bins.reduce((n, b) => n + b.positives, 0)).toBe(5);
    expect(bins.reduce((n, b) => n + b.negatives, 0)).toBe(5);
    expect(bins[0]).toMatchObject({ positives: 0, negatives: 2 });
    expect(bins.at(-1)).toMatchObject({ positives: 1, negatives: 0 });
  });
});

const paired = (of: Partial<PairedTest>): CompareStudy => ({
  ...{ kind: 'compare', metric: 'roc_auc', better: 'higher', how: 'KFold(10)' },
  ...{ first: [], second: [] },
  test: {
    ...{ folds: 10, mean: 0, error: 0.01, t: 0, degrees: 9, p: 1, low: 0, high: 0, rope: 0.01 },
    ...{ below: 0.3, within: 0.4, above: 0.3 },
    ...of,
  },
});

describe('two runs', () => {
  it('tie unless both tests tell them apart', () => {
    expect(foldsVerdict(paired({}), 'A', 'B')!.tie).toBe(true);
    const sure = { below: 0.01, within: 0.02, above: 0.97 };
    expect(foldsVerdict(paired({ ...sure, p: 0.2 }), 'A', 'B')!.tie).toBe(true);
    expect(foldsVerdict(paired({ ...sure, p: 0.01 }), 'A', 'B')!.badge).toBe('B is better');
    const same = { below: 0, within: 0.99, above: 0.01, p: 0.001 };
    expect(foldsVerdict(paired(same), 'A', 'B')!.badge).toBe('a tie');
    expect(foldsVerdict({ ...paired({}), test: null }, 'A', 'B')).toBeNull();
  });

  it('are named the right way round where lower is better', () => {
    const found = paired({ below: 0.97, within: 0.02, above: 0.01, p: 0.001 });
    expect(foldsVerdict({ ...found, better: 'lower' }, 'A', 'B')!.badge).toBe('B is better');
  });
});

describe('curves', () => {
  const study = (held: readonly number[][], train: number): CurveStudy => ({
    ...{ kind: 'learning', metric: 'roc_auc', how: '' },
    points: held.map((values, i) => ({
      at: 100 * (i + 1),
      train: values.map(() => train),
      held: values,
    })),
  });

  it('ask for more rows while the score rises, and for a simpler model where training rows score better', () => {
    expect(
      learningVerdict(
        study(
          [
            [0.7, 0.71],
            [0.8, 0.81],
          ],
          0.9,
        ),
      ),
    ).toMatch(/more rows would help/);
    expect(
      learningVerdict(
        study(
          [
            [0.8, 0.81],
            [0.8, 0.81],
          ],
          0.99,
        ),
      ),
    ).toMatch(/simpler model/);
    expect(
      learningVerdict(
        study(
          [
            [0.8, 0.81],
            [0.8, 0.81],
          ],
          0.806,
        ),
      ),
    ).toMatch(/richer model/);
    expect(learningVerdict(study([[0.8]], 0.9))).toBeNull();
  });

  it('go through values that lie evenly, or by even factors', () => {
    const range = {
      name: 'C',
      kind: 'number',
      min: 0.01,
      max: 100,
      whole: false,
      log: true,
    } as const;
    expect(valuesOf(range, 5)).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(valuesOf({ ...range, min: 1, max: 3, whole: true, log: false })).toEqual([1, 2, 3]);
    expect(valuesOf({ name: 'w', kind: 'choice', values: ['a', true] })).toEqual(['a', true]);
  });
});
