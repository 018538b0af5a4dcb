import { describe, expect, it } from 'vitest';
import { labelsAbove } from '#lib/engine/cut.ts';
import { thresholdGrid } from '#lib/engine/diagnosis/thresholds.ts';
import { scoresAbove } from '#lib/metrics/cut.ts';
import { scoreAll } from '#lib/metrics/scores.ts';
import { chosenWords, cutWords } from '#lib/recipe/cutWords.ts';
import { cutOf, cutVersion, evenCosts, resultAt, withDecision } from '#lib/recipe/decision.ts';
import type { FittedRun, RunResult, Scores } from '#lib/recipe/run.ts';

const n = 200;
const y = Float64Array.from({ length: n }, (_, i) => Number((i * 37) % 100 < 40));
const p = Float64Array.from({ length: n }, (_, i) => ((i * 53) % 101) / 101 / 2 + y[i]! / 3);
const both = Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 ? p[i >> 1]! : 1 - p[i >> 1]!));
const weights = Float64Array.from({ length: n }, (_, i) => 0.5 + (i % 7) / 3);

const resultOf = (weight: Float64Array | null): RunResult => {
  const input = { task: 'binary', nClasses: 2, yTrue: y, predicted: both, weight } as const;
  const metrics: Scores = [...scoreAll(input)];
  const charts = {
    confusion: [0, 0, 0, 0],
    diagnosis: { thresholds: thresholdGrid(y, p, weight) },
  };
  return {
    metrics: { train: metrics, validation: [], test: metrics },
    charts: { train: charts, validation: { confusion: [] }, test: charts },
  } as unknown as RunResult;
};

describe('a threshold that is kept', () => {
  it.each([
    ['rows that count the same', null, 0],
    ['weighted rows', weights, 1e-12],
  ] as const)('scores %s as their labels above it do', (_, weight, off) => {
    const result = resultOf(weight);
    for (const threshold of [0, 0.123, 0.4, 0.77]) {
      const labels = labelsAbove(both, new Float64Array(n).fill(threshold));
      const sure = Float64Array.from([...labels].flatMap((l) => [1 - l, l]));
      const input = { task: 'binary', nClasses: 2, yTrue: y, predicted: sure, weight } as const;
      const called = scoreAll(input);
      const scores = scoresAbove(result, threshold)!;
      const told = new Map<string, number | null>(scores.metrics.test);
      for (const id of [
        'accuracy',
        'f1',
        'recall',
        'precision_macro',
        'matthews_corrcoef',
      ] as const)
        expect(
          Math.abs(told.get(id)! - called.get(id)!),
          `${id} at ${threshold}`,
        ).toBeLessThanOrEqual(off);
      const before = new Map<string, number | null>(result.metrics.test);
      for (const id of ['roc_auc', 'log_loss', 'brier', 'average_precision'])
        expect(told.get(id), id).toBe(before.get(id));
      expect(scores.metrics.validation).toEqual([]);
      const decision = { threshold, costs: evenCosts, prevalence: null, scores };
      expect(resultAt({ result, decision }).charts.test.confusion).toEqual(scores.confusions.test);
    }
    expect(resultAt({ result })).toBe(result);
  });

  it('says how it was chosen, and on which rows', () => {
    const folds = { by: 'costs', on: 'folds', rows: 320, how: '5 folds' } as const;
    const kept = { version: cutVersion, threshold: 0.3, costs: evenCosts, prevalence: null };
    expect(cutWords(cutOf({ ...kept, chosen: folds }), 'yes')).toBe(
      'A row is called “yes” where its probability is above 0.3 (chosen for the least expected cost on 320 training rows, each predicted by a model that has not seen it (5 folds)).',
    );
    const hand = { by: 'hand', on: 'test', rows: null, how: null } as const;
    expect(chosenWords(hand)).toMatch(
      /looked at test rows, so that scores of test rows are too good/,
    );
    expect(chosenWords(null)).toMatch(/not recorded/);
  });
});

it('a threshold that an earlier version kept was a note, and decides nothing', () => {
  const run = { classes: ['no', 'yes'] } as unknown as FittedRun;
  const noted = { threshold: 0.3, costs: evenCosts, prevalence: null };
  expect(withDecision(run, noted).cut).toBeUndefined();
  expect(withDecision(run, { ...noted, version: cutVersion }).cut?.threshold).toBe(0.3);
});
