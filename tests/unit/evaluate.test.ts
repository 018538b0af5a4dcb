import {
  bootstrapInterval,
  confusionMatrix,
  histogramOf,
  precisionRecallCurve,
  predictedLabels,
  residualSummary,
  rocCurve,
  thin,
  type BootstrapInput,
} from '#lib/engine/evaluate.ts';
import { RandomState } from '#lib/engine/random.ts';
import {
  categoryMode,
  compareTexts,
  mean,
  meanAndDeviation,
  median,
  mode,
  populationDeviation,
  quantile,
  sampleDeviation,
  sum,
} from '#lib/engine/stats.ts';
import { describe, expect, it } from 'vitest';
import { answers, apart, drawClasses } from '../oracle/numerics/answers.ts';

const far = (ours: ArrayLike<number>, theirs: readonly number[]): number => {
  expect(ours.length).toBe(theirs.length);
  return Math.max(...Array.from(ours, (x, i) => apart(x, theirs[i]!)));
};

describe.each(answers.curves)('curves of $drawn', ({ drawn, roc, precision_recall, confusion }) => {
  const { yTrue, predicted } = drawClasses(drawn);
  const scores = predicted.filter((_, k) => k % 2 === 1);

  it('has the points of roc_curve', () => {
    const ours = rocCurve(yTrue, scores)!;
    expect(far(ours.fpr, roc[0]!)).toBeLessThan(1e-15);
    expect(far(ours.tpr, roc[1]!)).toBeLessThan(1e-15);
    expect([...ours.thresholds]).toEqual([Infinity, ...roc[2]!]);
  });

  it('has the points of precision_recall_curve', () => {
    const ours = precisionRecallCurve(yTrue, scores)!;
    expect(far(ours.precision, precision_recall[0]!)).toBeLessThan(1e-15);
    expect(far(ours.recall, precision_recall[1]!)).toBeLessThan(1e-15);
    expect([...ours.thresholds]).toEqual(precision_recall[2]!);
  });

  it('has the counts of confusion_matrix', () => {
    expect([...confusionMatrix(yTrue, predictedLabels(predicted, 2), 2)]).toEqual(confusion);
  });
});

describe('curves', () => {
  it('are null on rows of one class or none', () => {
    for (const y of [[], [1, 1], [0, 0]]) {
      expect(rocCurve(y, y)).toBeNull();
      expect(precisionRecallCurve(y, y)).toBeNull();
    }
  });

  it('refuse a score that is not a number', () => {
    expect(() => rocCurve([0, 1], [NaN, 1])).toThrow(/not a number/);
  });

  it('stand a million distinct scores', () => {
    const rng = new RandomState(0);
    const score = Float64Array.from({ length: 1_000_000 }, () => rng.randomSample());
    const y = score.map((s) => (rng.randomSample() < s ? 1 : 0));
    const curve = rocCurve(y, score)!;
    expect([curve.fpr.at(-1), curve.tpr.at(-1)]).toEqual([1, 1]);
  });
});

it('predicts the lowest class of those that tie', () => {
  const rows = Float64Array.of(0.5, 0.5, 0.4, 0.6, 0.6, 0.4);
  expect([...predictedLabels(rows, 2)]).toEqual([0, 1, 0]);
  expect([...predictedLabels(Float64Array.of(0.25, 0.375, 0.375), 3)]).toEqual([1]);
});

it('thins a line to its size and keeps both ends', () => {
  const points = Array.from({ length: 1001 }, (_, i) => i);
  const kept = thin(points, 101);
  expect(kept).toEqual(Array.from({ length: 101 }, (_, i) => i * 10));
  expect(thin(points, 7)).toHaveLength(7);
  expect([thin(points, 7)[0], thin(points, 7).at(-1)]).toEqual([0, 1000]);
  expect(thin([1, 2], 101)).toEqual([1, 2]);
});

it('sums residuals up as actual less predicted', () => {
  const summary = residualSummary(Float64Array.of(1, 2, 3, 4), Float64Array.of(0, 2, 5, 4), 3)!;
  expect(summary).toMatchObject({ n: 4, mean: -0.25, min: -2, median: 0, max: 1, q25: -0.5 });
  expect(summary.deviation).toBeCloseTo(Math.sqrt(4.75 / 3), 14);
  expect(summary.histogram).toEqual({ edges: [-2, -1, 0, 1], counts: [1, 0, 3] });
  expect(residualSummary(new Float64Array(0), new Float64Array(0))).toBeNull();
});

it('counts the bins of numpy.histogram', () => {
  const rng = new RandomState(13);
  const values = Array.from({ length: 500 }, () => rng.randomSample());
  const { counts, edges } = histogramOf(values, 7, [0, 1]);
  expect(counts).toEqual(answers.stats.histogram[0]);
  expect(far(edges, answers.stats.histogram[1])).toBeLessThan(1e-15);
});

describe('bootstrapInterval', () => {
  const { yTrue, predicted } = drawClasses([2, 300, 2, 50]);
  const accuracy: BootstrapInput['score'] = (y, p) => {
    const labels = predictedLabels(p, 2);
    return y.filter((v, i) => v === labels[i]).length / y.length;
  };
  const run = (more: Partial<BootstrapInput>) => {
    const steps = bootstrapInterval({ yTrue, predicted, score: accuracy, seed: 42, ...more });
    const shares: number[] = [];
    for (;;) {
      const step = steps.next();
      if (step.done) return { interval: step.value, shares };
      shares.push(step.value.share);
    }
  };

  it('has the percentiles of the same resamples in numpy', () => {
    const { low, high } = run({}).interval!;
    expect(far([low, high], answers.bootstrap)).toBeLessThan(1e-12);
  });

  it('gives the same interval for the same seed, and another for another', () => {
    expect(run({}).interval).toEqual(run({}).interval);
    expect(run({}).interval).not.toEqual(run({ seed: 1 }).interval);
  });

  it('tells its progress up to 1', () => {
    const { shares } = run({ resamples: 4 });
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('has about the same width from a tenth of the rows', () => {
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    const ratio = width(run({ maxRows: 30 }).interval!) / width(run({}).interval!);
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.35);
  });

  it('is null when most resamples have no score', () => {
    let calls = 0;
    const rarely = () => ((calls += 1) % 3 === 1 ? 0.5 : null);
    expect(run({ score: rarely }).interval).toBeNull();
  });
});

describe('statistics', () => {
  it.each(answers.stats.cases)('are numpy’s for $values', (numpy) => {
    const { values } = numpy;
    const spread = Math.max(1, ...values.map(Math.abs)) * 1e-15;
    if (numpy.mean !== null) expect(apart(mean(values), numpy.mean)).toBeLessThan(1e-15);
    if (numpy.population !== null) {
      expect(Math.abs(populationDeviation(values) - numpy.population)).toBeLessThan(spread);
    }
    if (numpy.sample !== null) {
      expect(Math.abs(sampleDeviation(values) - numpy.sample)).toBeLessThan(spread);
    }
    expect([median(values), mode(values)]).toEqual([numpy.median, numpy.mode]);
    for (const [q, at] of numpy.quantiles) expect([q, quantile(values, q)]).toEqual([q, at]);
  });

  it('leave missing values out', () => {
    const values = [NaN, 4, NaN, 2, 2];
    expect(meanAndDeviation(values)).toEqual({ mean: 8 / 3, deviation: Math.sqrt(8 / 9), n: 3 });
    expect([median(values), quantile(values, 1), mode(values)]).toEqual([2, 4, 2]);
  });

  it('of nothing are NaN', () => {
    for (const values of [[], [NaN, NaN]]) {
      expect(meanAndDeviation(values)).toEqual({ mean: NaN, deviation: NaN, n: 0 });
      expect([median(values), quantile(values, 0.5), mode(values)]).toEqual([NaN, NaN, NaN]);
    }
    expect(sampleDeviation([1])).toBeNaN();
  });

  it('do not change their input', () => {
    const values = Float64Array.of(3, NaN, 1);
    median(values);
    meanAndDeviation(values);
    expect(values).toEqual(Float64Array.of(3, NaN, 1));
  });

  it('add 1, 1e100, 1 and −1e100 to 2', () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
  });

  // NIST StRD univariate: certified mean and sample standard deviation.
  it.each([
    ['NumAcc1', [10000001, 10000003, 10000002], 10000002, 1, 0],
    ['NumAcc2', alternating(1.2, 1.1, 1.3, 1001), 1.2, 0.1, 1e-14],
    ['NumAcc3', alternating(1000000.2, 1000000.1, 1000000.3, 1001), 1000000.2, 0.1, 1e-9],
    ['NumAcc4', alternating(10000000.2, 10000000.1, 10000000.3, 1001), 10000000.2, 0.1, 1e-8],
  ] as const)('agree with NIST on %s', (_, values, certified, deviation, tolerance) => {
    expect(apart(mean(values), certified)).toBeLessThanOrEqual(1e-15);
    expect(Math.abs(sampleDeviation(values) - deviation)).toBeLessThanOrEqual(tolerance);
  });

  it('take the first in Python’s order of the categories that tie', () => {
    const levels = ['\u{1F600}', 'b', '\uFB01', 'a'];
    expect(categoryMode(Int32Array.of(1, 3, 3, 1, -1, -1, -1), levels)).toBe('a');
    expect(categoryMode(Int32Array.of(0, 2), levels)).toBe('\uFB01');
    expect(categoryMode(Int32Array.of(-1), levels)).toBeNull();
  });

  it('order texts by code point', () => {
    const texts = ['b', '\u{1F600}a', '', '\uFB01', 'ab', '\u{1F600}', 'a', 'É', '\u{1F601}'];
    const ordered = ['', 'a', 'ab', 'b', 'É', '\uFB01', '\u{1F600}', '\u{1F600}a', '\u{1F601}'];
    expect(texts.sort(compareTexts)).toEqual(ordered);
  });
});

/** One value, then pairs of the other two: how NIST builds NumAcc2 to 4. */
function alternating(first: number, a: number, b: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i === 0 ? first : i % 2 === 1 ? a : b));
}
