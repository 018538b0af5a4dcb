import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { printPython } from '#lib/codegen/python/print.ts';
import { driveSync } from '#lib/engine/drive.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import { sizeOf } from '#lib/models/explainableBoosting/axes.ts';
import { explainableBoostingCompute as model } from '#lib/models/explainableBoosting/compute.ts';
import { axesIn, type ExplainableFitted } from '#lib/models/explainableBoosting/fitted.ts';
import { strengthOf } from '#lib/models/explainableBoosting/pairs.ts';
import { explainableBoostingLowering } from '#lib/models/explainableBoosting/python.ts';
import { additiveModel } from '#lib/models/explainableBoosting/pythonClass.ts';
import { explainableBoosting } from '#lib/models/explainableBoosting/spec.ts';
import { growRising } from '#lib/models/explainableBoosting/rising.ts';
import { growAcross, growAlong, type Sums } from '#lib/models/explainableBoosting/tree.ts';
import type { Task } from '#lib/recipe/profile.ts';
import { classesOf, gap, matrixOf } from './answers.ts';

/** The additive model: scikit-learn has none, so its parts are held against brute force, and the whole against itself in numpy. */

const random = new RandomState(4);
const draws = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
const sumsOf = (n: number): Sums => ({
  slope: draws(n),
  bend: draws(n).map((x) => x * x + 0.1),
  rows: draws(n).map((x) => Math.round(3 * Math.abs(x))),
});

type Params = FitInput<v.InferOutput<typeof explainableBoosting.params>>['params'];

/** Two columns that act together, one of categories, one with gaps. */
function tableOf(task: Task, rows = 160): Omit<FitInput<Params>, 'params'> {
  const columns = Array.from({ length: 4 }, () =>
    Array.from({ length: rows }, () => Math.round(64 * random.normal()) / 64),
  );
  columns[2] = columns[2]!.map((x) => Math.min(5, Math.abs(Math.round(2 * x))));
  columns[3] = columns[3]!.map((x, i) => (i % 7 === 0 ? NaN : x));
  const [a, b, c, d] = columns as [number[], number[], number[], number[]];
  const y = a.map((x, i) => {
    const told =
      2 * Math.sign(x * b[i]!) + [1, -1, 0.5, 2, 0, 1][c[i]!]! + (Number.isNaN(d[i]) ? 1 : d[i]!);
    return told + 0.3 * random.normal();
  });
  const cuts = task === 'regression' ? null : task === 'binary' ? [0.5] : [-0.5, 1.5];
  return {
    X: matrixOf(columns, ['a', 'b', 'c', 'd']),
    y: Float64Array.from(y, (x) => cuts?.filter((cut) => x > cut).length ?? x),
    weight: Float64Array.from({ length: rows }, (_, i) => (i % 3) + 0.5),
    task,
    nClasses: classesOf(task),
    seed: 3,
  };
}

const paramsOf = (given: object): Params =>
  v.parse(explainableBoosting.params, {
    outerBags: 3,
    maxRounds: 60,
    interactions: 2,
    categoricalFeatures: ['c'],
    ...given,
  });

const fit = (input: FitInput<Params>): ExplainableFitted => driveSync(model.fit(input));

describe('a small tree', () => {
  it('along a column cuts where brute force does', () => {
    for (let turn = 0; turn < 30; turn += 1) {
      const sums = sumsOf(9);
      const out = new Float64Array(9);
      const cut = growAlong(sums, [...out.keys()], { maxLeaves: 2, minSamplesLeaf: 2 }, out);
      const splits = [1, 2, 3, 4, 5, 6, 7, 8].map((at) =>
        [...out.keys()].map((cell) => Number(cell >= at)),
      );
      expect(cut ? lossAt(sums, out) : 0).toBeCloseTo(bestLoss(sums, splits, 2), 10);
    }
  });

  it('across two columns finds the best of all cuts of one and then of each side', () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const sums = sumsOf(12);
      const out = new Float64Array(12);
      growAcross(sums, 4, { maxLeaves: 4, minSamplesLeaf: 0 }, out);
      const cells = [...out.keys()].map((cell) => [Math.floor(cell / 4), cell % 4] as const);
      const splits: number[][] = [];
      for (let at = 1; at < 4; at += 1)
        for (let low = 0; low < 4; low += 1)
          for (let high = 0; high < 4; high += 1)
            for (const turned of [false, true])
              splits.push(
                cells.map(([p, q]) => {
                  const [u, w] = turned ? [q, p] : [p, q];
                  return u < at ? Number(w >= low) : 2 + Number(w >= high);
                }),
              );
      expect(lossAt(sums, out)).toBeCloseTo(bestLoss(sums, splits, 0), 10);
    }
  });

  it('ranks a pair by its best cross', () => {
    const sums = sumsOf(12);
    const splits: number[][] = [];
    for (let p = 1; p < 3; p += 1)
      for (let q = 1; q < 4; q += 1)
        splits.push(
          Array.from(
            { length: 12 },
            (_, cell) => 2 * Number(Math.floor(cell / 4) >= p) + Number(cell % 4 >= q),
          ),
        );
    const whole = bestLoss(sums, [new Array<number>(12).fill(0)], 0);
    expect(strengthOf(sums, 4)).toBeCloseTo(2 * (whole - bestLoss(sums, splits, 0)), 10);
  });
});

describe.each(['binary', 'multiclass', 'regression'] as const)('for %s', (task) => {
  const table = tableOf(task);
  const input = { ...table, params: paramsOf({}) };
  const fitted = fit(input);

  it('says what its terms add up to, looked up by hand', () => {
    const said = model.predict(fitted, input.X);
    const outputs = fitted.intercept.length;
    for (let i = 0; i < 40; i += 1) {
      const raw = [...fitted.intercept];
      for (const { columns, scores } of fitted.terms) {
        let cell = 0;
        axesIn(fitted, columns).forEach((axis, a) => {
          const x = input.X.columns[columns[a]!]![i]!;
          const place = Number.isNaN(x) ? 0 : 1 + [...axis.at].filter((c) => c < x).length;
          cell = cell * sizeOf(axis) + place;
        });
        raw.forEach((_, k) => (raw[k]! += scores[(k * scores.length) / outputs + cell]!));
      }
      const powers = (outputs === 1 ? [0, raw[0]!] : raw).map(Math.exp);
      const total = powers.reduce((a, b) => a + b, 0);
      const wanted = task === 'regression' ? raw : powers.map((p) => p / total);
      expect(gap(said.subarray(i * wanted.length, (i + 1) * wanted.length), wanted)).toBeLessThan(
        1e-12,
      );
    }
  });

  it('has each curve about 0 over the training rows, and finds the columns that act together', () => {
    for (const { scores, rows, columns } of fitted.terms) {
      const sum = rows.reduce((total, n, cell) => total + n * scores[cell]!, 0);
      if (columns.length === 1 && rows[0]! > 0) expect(Math.abs(sum)).toBeLessThan(1e-9);
    }
    const pairs = fitted.terms.filter(({ columns }) => columns.length === 2);
    expect(pairs.map(({ columns }) => [...columns])).toHaveLength(task === 'multiclass' ? 0 : 2);
    if (pairs.length > 0) expect([...pairs[0]!.columns]).toEqual([0, 1]);
  });

  it('adds nothing for a category that it has not seen', () => {
    const X = matrixOf([[0.1], [0.2], [99], [0.3]], input.X.names);
    const without = {
      ...fitted,
      terms: fitted.terms.filter(({ columns }) => !columns.includes(2)),
    };
    expect(model.predict(fitted, X)).toEqual(model.predict(without, X));
  });
});

describe('columns that answers only rise or fall with', () => {
  const table = tableOf('binary', 300);
  const asked = { increasing: ['b'], decreasing: ['d'], interactions: 4 };
  const fitted = fit({ ...table, params: paramsOf(asked) });
  /** Differences between neighbouring places of a column's curve, the missing one left out. */
  const steps = (model: ExplainableFitted, j: number): number[] => {
    const { scores } = model.terms.find(({ columns }) => columns.length === 1 && columns[0] === j)!;
    return Array.from(scores.subarray(2), (x, place) => x - scores[place + 1]!);
  };

  it('have such curves, and no pairs', () => {
    const free = fit({ ...table, params: paramsOf({ interactions: 4 }) });
    for (const [j, sign] of [
      [1, 1],
      [3, -1],
    ] as const) {
      expect(Math.min(...steps(free, j).map((x) => sign * x))).toBeLessThan(-1e-6);
      expect(Math.min(...steps(fitted, j).map((x) => sign * x))).toBeGreaterThan(-1e-12);
      expect(steps(fitted, j).some((x) => sign * x > 1e-6) || sign < 0).toBe(true);
    }
    const pairs = fitted.terms.filter(({ columns }) => columns.length === 2);
    expect(pairs.map(({ columns }) => [...columns])).toEqual([[0, 2]]);
    // A missing value is on neither side.
    expect(fitted.terms.find(({ columns }) => columns[0] === 3)!.scores[0]).not.toBe(0);
  });

  it('grow by cuts that brute force cannot better within their order', () => {
    for (let turn = 0; turn < 30; turn += 1) {
      const sums = sumsOf(9);
      const out = new Float64Array(9);
      const cut = growRising(sums, { maxLeaves: 2, minSamplesLeaf: 2 }, 1, out);
      const own = [...out.keys()].slice(1);
      const risen = own.flatMap((at) => {
        const parts = [own.filter((x) => x < at), own.filter((x) => x >= at)];
        const add = (values: Float64Array, part: number[]): number =>
          part.reduce((sum, x) => sum + values[x]!, 0);
        const [low, high] = parts.map((x) => -add(sums.slope, x) / add(sums.bend, x));
        const few = parts.some((x) => x.length === 0 || add(sums.rows, x) < 2);
        return few || high! < low!
          ? []
          : [parts.map((x) => -0.5 * (add(sums.slope, x) ** 2 / add(sums.bend, x)))];
      });
      const best = Math.min(...risen.map(([a, b]) => a! + b!));
      const gone = out[0]! * sums.slope[0]! + 0.5 * sums.bend[0]! * out[0]! ** 2;
      if (cut && out.slice(1).some((x) => x !== 0))
        expect(lossAt(sums, out) - gone).toBeCloseTo(best, 10);
      for (const at of own.slice(1)) expect(out[at]!).toBeGreaterThanOrEqual(out[at - 1]!);
    }
  });

  it.each([
    [{ increasing: ['b'], decreasing: ['b'] }, 'binary', 'increasing and decreasing at once'],
    [{ increasing: ['c'] }, 'binary', 'a category and monotonic'],
    [{ increasing: ['z'] }, 'binary', 'no column “z”'],
    [{ increasing: ['b'] }, 'multiclass', 'more than two classes'],
  ] as const)('are refused where they cannot be: %j, %s', (given, task, words) => {
    expect(() => fit({ ...tableOf(task, 60), params: paramsOf(given) })).toThrow(words);
  });
});

const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

it.skipIf(!existsSync(python))('is fitted to the same numbers by the exported class', () => {
  const cases = (['binary', 'multiclass', 'regression'] as const).flatMap((task) =>
    [
      { outerBags: 2, maxRounds: 6, earlyStoppingRounds: 2, learningRate: 0.3 },
      { outerBags: 1, validationSize: 0, maxRounds: 4, maxBins: 20, maxLeaves: 2 },
    ].map((given) => ({
      ...tableOf(task, 90),
      params: paramsOf(given),
    })),
  );
  const rising = { outerBags: 2, maxRounds: 8, increasing: ['b', 'a'], decreasing: ['d'] };
  for (const task of ['binary', 'regression'] as const)
    cases.push({ ...tableOf(task, 90), params: paramsOf(rising) });
  const jobs = cases.map(({ X, y, weight, task, params, seed }) => ({
    code: printPython(explainableBoostingLowering.sklearn(params, task, seed)).code,
    names: X.names,
    columns: X.columns.map((x) => Array.from(x, (value) => (Number.isNaN(value) ? null : value))),
    y: [...y],
    weight: [...weight!],
    classified: task !== 'regression',
  }));
  const program = `
import json, sys
import numpy as np, pandas as pd
from sklearn.base import BaseEstimator
from typing import Any
exec(sys.argv[1])
out = []
for job in json.load(sys.stdin):
    X = pd.DataFrame(dict(zip(job["names"], job["columns"])), dtype=float)
    made = eval(job["code"]).fit(X, np.array(job["y"]), sample_weight=job["weight"])
    out.append(np.ravel(made.predict_proba(X) if job["classified"] else made.predict(X)).tolist())
print(json.dumps(out))`;
  const said = execFileSync(python, ['-c', program, additiveModel.code], {
    input: JSON.stringify(jobs),
    maxBuffer: 1e8,
  });
  const theirs = JSON.parse(said.toString()) as number[][];
  for (const [k, input] of cases.entries())
    expect(gap(model.predict(fit(input), input.X), theirs[k]!), jobs[k]!.code).toBeLessThan(1e-8);
});

/** Half the loss of answers, to second order: what leaves make small. */
function lossAt({ slope, bend }: Sums, out: Float64Array): number {
  return out.reduce((sum, a, cell) => sum + slope[cell]! * a + 0.5 * bend[cell]! * a * a, 0);
}

/** The least of it over splits of the cells, each leaf at its best answer. */
function bestLoss(
  { slope, bend, rows }: Sums,
  splits: readonly (readonly number[])[],
  least: number,
): number {
  const losses = splits.flatMap((leafOf) => {
    const leaves = [...new Set(leafOf)].map((leaf) => {
      const own = [...leafOf.keys()].filter((cell) => leafOf[cell] === leaf);
      const add = (values: Float64Array): number =>
        own.reduce((sum, cell) => sum + values[cell]!, 0);
      return { rows: add(rows), loss: -0.5 * (add(slope) ** 2 / add(bend)) };
    });
    if (leaves.some((leaf) => leaf.rows < least)) return [];
    return [leaves.reduce((sum, leaf) => sum + leaf.loss, 0)];
  });
  return Math.min(0, ...losses);
}
