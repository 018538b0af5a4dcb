import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import {
  areaOf,
  differenceOf,
  ratioOf,
  shareOf,
  type Estimate,
} from '#lib/engine/fairness/estimates.ts';
import { fairnessOf } from '#lib/engine/fairness/fairness.ts';
import { groupRows } from '#lib/engine/fairness/grouping.ts';
import { tableOf } from '#lib/engine/table.ts';
import { z95 } from '#lib/engine/wilson.ts';
import type { DisparityId, Measures, MeasureId } from '#lib/recipe/fairness.ts';

/** Against scikit-learn, scipy, fairlearn's definitions and Newcombe's table (generate.py). */

type Numbers = Readonly<Partial<Record<MeasureId, number>>>;
const told = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8')) as {
  readonly calls: readonly {
    readonly group: number[];
    readonly y: number[];
    readonly p: number[];
    readonly w: number[] | null;
    readonly told: readonly Numbers[];
    readonly disparities: Readonly<Record<DisparityId, readonly [number, number]>>;
  }[];
  readonly values: {
    readonly group: number[];
    readonly y: number[];
    readonly predicted: number[];
    readonly w: number[];
    readonly told: readonly Numbers[];
    readonly bias: readonly [number, number];
  };
  readonly delong: { y: number[]; score: number[]; auc: number; low: number; high: number };
  readonly newcombe: readonly { a: number[]; b: number[]; low: number; high: number }[];
};

const groupingOf = (group: readonly number[]) => {
  const rows = Int32Array.from(group.keys());
  const columns = [...tableOf([['g', group]]).columns];
  return groupRows({ columns, train: rows, rows }, { bins: 4 });
};
const close = (ours: Measures, theirs: Numbers) => {
  for (const [id, value] of Object.entries(theirs))
    expect(Math.abs(ours[id as MeasureId]!.value - value), id).toBeLessThan(1e-12);
};
const weights = (w: number[] | null) => w && Float64Array.from(w);

describe('measures of groups', () => {
  it.each(told.calls)('are scikit-learn’s, and their gaps fairlearn’s %#', (given) => {
    const found = driveSync(
      fairnessOf({
        judged: {
          task: 'binary',
          nClasses: 2,
          yTrue: Float64Array.from(given.y),
          predicted: Float64Array.from(given.p.flatMap((p) => [1 - p, p])),
          weight: weights(given.w),
        },
        grouping: groupingOf(given.group),
        code: 1,
        threshold: 0.5,
        seed: 0,
      }),
    );
    close(found.all, given.told[0]!);
    expect(found.groups).toHaveLength(4);
    found.groups.forEach((g, k) => close(g.measures, given.told[k + 1]!));
    for (const { id, gap, ratio } of found.disparities) {
      const [difference, by] = given.disparities[id];
      expect(Math.abs(gap!.difference.value - difference), id).toBeLessThan(1e-12);
      expect(Math.abs(ratio!.value - by), id).toBeLessThan(1e-12);
      for (const of of [gap!.difference, ratio!]) {
        expect(of.low!).toBeLessThanOrEqual(of.value);
        expect(of.high!).toBeGreaterThanOrEqual(of.value);
      }
    }
  });

  it.each([0, 1])('are scikit-learn’s for numbers, with and without weights %#', (weighted) => {
    const { group, y, predicted, w, ...given } = told.values;
    const found = driveSync(
      fairnessOf({
        judged: {
          task: 'regression',
          nClasses: 1,
          yTrue: Float64Array.from(y),
          predicted: Float64Array.from(predicted),
          weight: weighted ? Float64Array.from(w) : null,
        },
        grouping: groupingOf(group),
        code: null,
        threshold: null,
        seed: 0,
      }),
    );
    found.groups.forEach((g, k) => close(g.measures, given.told[3 * weighted + k]!));
    expect(found.groups.every((g) => g.measures.r2!.low! < g.measures.r2!.value)).toBe(true);
    if (weighted) return;
    const { low, high } = found.groups[0]!.measures.bias!;
    expect([low! - given.bias[0], high! - given.bias[1]].every((d) => Math.abs(d) < 1e-9)).toBe(
      true,
    );
  });
});

describe('intervals', () => {
  it('of an area under ROC are Wilson’s by DeLong’s variance, taken pair by pair', () => {
    const { y, score, ...given } = told.delong;
    const scored = {
      positive: Uint8Array.from(y),
      score: Float64Array.from(score),
      weight: null,
    };
    const found = areaOf(scored, Int32Array.from(y.keys()))!;
    expect(found.value).toBeCloseTo(given.auc, 12);
    expect(found.interval(z95)!.low).toBeCloseTo(given.low, 9);
    expect(found.interval(z95)!.high).toBeCloseTo(given.high, 9);
  });

  const share = ([hits, rows]: readonly number[]): Estimate =>
    shareOf(hits!, { rows: rows!, sum: rows!, worth: rows! })!;

  it.each(told.newcombe)(
    'of differences are those of Newcombe’s table %#',
    ({ a, b, low, high }) => {
      const found = differenceOf(share(a), share(b), z95)!;
      expect(found.low).toBeCloseTo(low, 4);
      expect(found.high).toBeCloseTo(high, 4);
    },
  );

  it('of ratios leave out 1 exactly where those of differences leave out 0, or nearly', () => {
    for (const [a, b] of [
      [
        [40, 50],
        [10, 50],
      ],
      [
        [30, 50],
        [28, 50],
      ],
      [
        [5, 40],
        [0, 40],
      ],
    ] as const) {
      const by = ratioOf(share(a), share(b), z95)!;
      const apart = differenceOf(share(a), share(b), z95)!;
      expect(by.high < 1).toBe(apart.low > 0);
      expect(by.low).toBeGreaterThanOrEqual(0);
      // The end p ÷ q of both intervals' ends lies outside (Donner and Zou 2012).
      const [p, q] = [share(b).interval(z95)!, share(a).interval(z95)!];
      expect(by.low).toBeGreaterThanOrEqual(p.low / q.high);
      expect(by.high).toBeLessThanOrEqual(p.high / q.low);
    }
    expect(ratioOf(share([1, 50]), share([0, 50]), z95)).not.toBeNull();
    expect(ratioOf(share([0, 50]), share([0, 50]), z95)).toBeNull();
  });
});
