import { describe, expect, it } from 'vitest';
import type { Tree } from '#lib/models/tree/tree.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { cases, closeness, gap, nameOf, outcomeOf, tableOfCase } from './answers.ts';
import type { Case } from './answers.ts';

/** Huber regression stands in linear.test.ts. */
const linear = cases.filter((c) => c.coefficients && c.model !== 'huberRegressor');
const trees = cases.filter((c) => c.model === 'decisionTree');
const forests = cases.filter((c) => c.model === 'randomForest');

const close = 1e-9;
/** For multinomial, C = 100, unscaled columns: against an extended-precision optimum scikit-learn is 3.8e-9 off, the engine 3.5e-11. */
const closeCoefficients = 1e-8;

describe('linear models agree with scikit-learn', () => {
  it.each(linear.map((c) => [nameOf(c), c] as const))('%s', (_, c) => {
    const { summary, answers } = outcomeOf(c);
    const coefficients = summary.coefficients!.flatMap((one) => one.map(([, value]) => value));
    expect(gap(answers, c.answers!.flat())).toBeLessThan(close);
    expect(gap(coefficients, c.coefficients!.flat())).toBeLessThan(closeCoefficients);
    expect(gap(summary.intercept!, c.intercept!)).toBeLessThan(closeCoefficients);
  });
});

describe('trees on tie-free data are scikit-learn’s, node for node', () => {
  it.each(trees.map((c) => [nameOf(c), c] as const))('%s', (_, c) => {
    const { fitted, summary, answers } = outcomeOf(c);
    const tree = fitted as Tree;
    expect(summary.nodes).toBe(c.nodes);
    expect(summary.depth).toBe(c.depth);
    expect([...tree.feature]).toEqual(c.feature);
    expect([...tree.samples]).toEqual(c.samples);
    expect(gap(tree.threshold, c.threshold!)).toBeLessThan(1e-12);
    expect(gap(answers, c.answers!.flat())).toBeLessThan(1e-12);
    expect(
      gap(
        summary.importances!.map(([, share]) => share),
        c.importances!,
      ),
    ).toBeLessThan(close);
  });
});

describe('forests are as good and as large as scikit-learn’s', () => {
  it.each(forests.map((c) => [nameOf(c), c] as const))('%s', (_, c) => {
    const seeds = [1, 2, 3];
    const outcomes = seeds.map((seed) => outcomeOf(c, seed));
    const score = mean(outcomes.map(({ answers }) => scoreOf(c, answers)));
    const nodes = mean(outcomes.map(({ summary }) => summary.nodes!));
    expect(Math.abs(score - c.score!)).toBeLessThan(0.02);
    expect(Math.abs(nodes / c.nodes! - 1)).toBeLessThan(0.1);
  });
});

describe('the baseline is scikit-learn’s dummy', () => {
  it.each(cases.filter((c) => c.model === 'baseline').map((c) => [nameOf(c), c] as const))(
    '%s',
    (_, c) => {
      expect(gap(outcomeOf(c).answers, c.answers!.flat())).toBeLessThan(1e-12);
    },
  );
});

describe('the other models that draw no random numbers answer as scikit-learn', () => {
  const others = cases.filter(
    (c) =>
      modelSpecs[c.model].capabilities.deterministic && c.model !== 'baseline' && !c.coefficients,
  );
  it.each(others.map((c) => [nameOf(c), c] as const))('%s', (_, c) => {
    const limit = closeness(c.model, close);
    expect(gap(outcomeOf(c).answers, c.answers!.flat())).toBeLessThan(limit);
  });
});

function scoreOf(c: Case, answers: Float64Array): number {
  const { task, freshY } = tableOfCase(c);
  return task === 'regression'
    ? r2(freshY, answers)
    : auc(
        freshY,
        freshY.map((_, i) => answers[2 * i + 1]!),
      );
}

function r2(actual: readonly number[], predicted: Float64Array): number {
  const level = mean(actual);
  const rest = actual.reduce((sum, y, i) => sum + (y - predicted[i]!) ** 2, 0);
  return 1 - rest / actual.reduce((sum, y) => sum + (y - level) ** 2, 0);
}

/** Share of pairs of one row of each class that are ranked rightly; ties count half. */
function auc(actual: readonly number[], score: readonly number[]): number {
  const high = score.filter((_, i) => actual[i] === 1);
  const low = score.filter((_, i) => actual[i] === 0);
  const won = high.flatMap((a) => low.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  return mean(won);
}

const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
