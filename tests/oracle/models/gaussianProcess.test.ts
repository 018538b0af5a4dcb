import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { gaussianProcessCompute } from '#lib/models/gaussianProcess/compute.ts';
import type { GaussianProcessFitted } from '#lib/models/gaussianProcess/compute.ts';
import { boxOf, distancesOf, thetaOf } from '#lib/models/gaussianProcess/covariance.ts';
import { Laplace, meanLogistic } from '#lib/models/gaussianProcess/laplace.ts';
import { Evidence } from '#lib/models/gaussianProcess/regression.ts';
import { gaussianProcess, mostRows } from '#lib/models/gaussianProcess/spec.ts';
import { cases, gap, matrixOf, nameOf, outcomeOf, tableOfCase } from './answers.ts';

const processes = cases.filter((c) => c.model === 'gaussianProcess');

const peaked = processes.filter((c) => c.params['optimizer'] !== 'none');

describe('ends where scikit-learn’s optimiser does', () => {
  it.each(peaked.map((c) => [nameOf(c), c] as const))('%s', (_, c) => {
    const { fitted, summary } = outcomeOf(c);
    const { curves } = fitted as GaussianProcessFitted;
    const theta = curves.flatMap(({ covariance: { constant, length, noise } }) =>
      [constant, length, ...(noise > 0 ? [noise] : [])].map(Math.log),
    );
    expect(summary.converged).toBe(true);
    expect(gap(theta, c.theta!)).toBeLessThan(1e-5);
  });
});

const { X, y } = tableOfCase(processes.find((c) => c.table === 'process small binary')!);
const rows = {
  values: Float64Array.from(y.flatMap((_, i) => X.map((x) => x[i]!))),
  count: y.length,
  width: X.length,
};
const distances = driveSync(distancesOf(rows));

it.each([
  ['numbers', new Evidence(distances, Float64Array.from(X[0]!), 1e-10), [0.3, -0.4, -1.1]],
  ['classes', new Laplace(distances, Float64Array.from(y), 100), [1.3, -0.4]],
] as const)('has the slopes that its evidence has, for %s', (_, evidence, theta) => {
  const at = (k: number, by: number) =>
    driveSync(evidence.look(Float64Array.from(theta, (x, i) => (i === k ? x + by : x)))).value;
  const { gradient } = driveSync(evidence.look(Float64Array.from(theta)));
  for (const [k, slope] of gradient.entries())
    expect(Math.abs((at(k, 1e-4) - at(k, -1e-4)) / 2e-4 - slope)).toBeLessThan(1e-5);
});

it('means a logistic function over a normal variable as the integral does', () => {
  for (const [mean, variance] of [
    [0.3, 0.5],
    [-2, 4],
    [5, 30],
  ] as const) {
    let [sum, whole] = [0, 0];
    for (let z = -9; z <= 9; z += 1e-3) {
      const weight = Math.exp(-z * z * 0.5);
      whole += weight;
      sum += weight / (1 + Math.exp(-(mean + z * Math.sqrt(variance))));
    }
    expect(Math.abs(meanLogistic(mean, variance) - sum / whole)).toBeLessThan(1e-3);
  }
  expect([meanLogistic(1e9, 0), meanLogistic(-1e9, 0)].map((p) => p.toFixed(6))).toEqual([
    '1.000000',
    '0.000000',
  ]);
});

const input = (count: number, task: 'binary' | 'regression', params: object) => ({
  X: matrixOf([Array.from({ length: count }, (_, i) => i % 7)]),
  y: Float64Array.from({ length: count }, (_, i) => i % 2),
  task,
  nClasses: task === 'binary' ? 2 : 1,
  params: v.parse(gaussianProcess.params, params),
  seed: 0,
});

it('refuses more rows than it can learn from, before it takes memory', () => {
  const fit = (count: number, task: 'binary' | 'regression') =>
    driveSync(gaussianProcessCompute.fit(input(count, task, {})));
  expect(() => fit(mostRows.regression + 1, 'regression')).toThrow(
    '3,001 training rows are more than the 3,000',
  );
  expect(() => fit(mostRows.classification + 1, 'binary')).toThrow(
    '2,001 training rows are more than the 2,000',
  );
});

it('refuses equal rows that nothing keeps apart, with what to do', () => {
  const params = {
    optimizer: 'none',
    alpha: 0,
    noiseLevel: 1e-5,
    constantValue: 1e5,
    lengthScale: 1e5,
  };
  expect(() =>
    driveSync(gaussianProcessCompute.fit(input(40, 'regression', params))),
  ).not.toThrow();
  const same = { ...input(40, 'regression', { ...params, noiseLevel: 1e-5 }) };
  const huge = { ...same, params: { ...same.params, noiseLevel: 1e-300 } };
  expect(() => driveSync(gaussianProcessCompute.fit(huge))).toThrow(
    'Raise “added to the diagonal”',
  );
});

it('starts at its parameters, within scikit-learn’s bounds', () => {
  const theta = thetaOf(v.parse(gaussianProcess.params, { lengthScale: 1e-5 }), true);
  expect(gap(theta, [0, Math.log(1e-5), 0])).toBeLessThan(1e-14);
  expect(theta[1]).toBe(boxOf(theta).low[1]);
});
