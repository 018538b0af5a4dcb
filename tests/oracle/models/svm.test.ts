import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { supportVectorMachineCompute } from '#lib/models/supportVectorMachine/compute.ts';
import {
  classDecisions,
  decide,
  learnClasses,
  learnValues,
} from '#lib/models/supportVectorMachine/machine.ts';
import { fitSigmoid, probabilityOf } from '#lib/engine/platt.ts';
import { mostRows, supportVectorMachine } from '#lib/models/supportVectorMachine/spec.ts';
import { cases, gap, matrixOf } from './answers.ts';
import type { OracleTable } from './answers.ts';

interface Decision {
  readonly params: Readonly<Record<string, unknown>>;
  readonly table: string;
  readonly values: readonly (number | readonly number[])[];
  readonly vectors: number;
  readonly steps: number;
}

const { tables, decisions } = JSON.parse(
  readFileSync(new URL('../supportVectors/answers.json', import.meta.url), 'utf8'),
) as { tables: Record<string, OracleTable>; decisions: readonly Decision[] };

const rowsOf = (columns: readonly (readonly number[])[]): Float64Array =>
  Float64Array.from(columns[0]!.flatMap((_, i) => columns.map((x) => x[i]!)));

describe('machines decide as libsvm’s, step for step', () => {
  it.each(decisions.map((d) => [`${d.table} with ${JSON.stringify(d.params)}`, d] as const))(
    '%s',
    (_, { params, table, values, vectors, steps }) => {
      const { task, X, y, fresh } = tables[table]!;
      const codes = Int32Array.from(y);
      const K = Math.max(...codes) + 1;
      const lesson = {
        kernels: new Kernels(),
        x: rowsOf(X),
        shift: new Float64Array(X.length),
        rows: Int32Array.from(y, (_value, i) => i),
        params: v.parse(supportVectorMachine.params, params),
      };
      const machine = driveSync(
        task === 'regression'
          ? learnValues(lesson, Float64Array.from(y))
          : learnClasses(lesson, codes, K),
      );
      const raw = driveSync(decide(new Kernels(), machine, rowsOf(fresh)));
      const lists = task === 'regression' ? [raw] : classDecisions(raw, K);
      const ours = fresh[0]!.flatMap((_value, i) => lists.map((list) => list[i]!));
      expect(machine.vectors.length / machine.width).toBe(vectors);
      expect(Math.abs(machine.iterations / steps - 1)).toBeLessThan(0.01);
      expect(gap(ours, values.flat())).toBeLessThan(1e-7);
    },
  );
});

const binary = cases.find((c) => c.table === 'vectors clean binary')!;
const { X, y } = tables[binary.table]!;
const fitted = (
  params: Readonly<Record<string, unknown>>,
  target = y,
  nClasses = 2,
  weight?: Float64Array,
) =>
  driveSync(
    supportVectorMachineCompute.fit({
      X: matrixOf(X),
      y: Float64Array.from(target),
      task: nClasses > 2 ? 'multiclass' : 'binary',
      nClasses,
      params: v.parse(supportVectorMachine.params, params),
      seed: 0,
      ...(weight && { weight }),
    }),
  );

it('has the weights of its straight line, which say what it decides', () => {
  const model = fitted({ kernel: 'linear' });
  const names = X.map((_, j) => `x${j}`);
  const { coefficients, intercept } = supportVectorMachineCompute.explain(model, names);
  const [first] = model.classes!.sigmoids;
  const told = y.map((_, i) =>
    coefficients![0]!.reduce((sum, [, w], j) => sum + w * X[j]![i]!, intercept![0]!),
  );
  const answers = supportVectorMachineCompute.predict(model, matrixOf(X));
  const ours = answers.filter((_, at) => at % 2 === 1);
  expect(
    gap(
      told.map((d) => probabilityOf(first!, d)),
      ours,
    ),
  ).toBeLessThan(1e-12);
});

it('says that it has not converged when its steps run out', () => {
  const names = X.map((_, j) => `x${j}`);
  const { converged, iterations } = supportVectorMachineCompute.explain(
    fitted({ maxIter: 5 }),
    names,
  );
  expect([converged, iterations]).toEqual([false, 5]);
});

it('refuses a class with fewer rows than folds, and names the folds that it has rows for', () => {
  const rare = y.map((_, i) => (i < 3 ? 2 : i % 2));
  expect(() => fitted({}, rare, 3)).toThrow(
    'The rarest class has 3 training rows, and calibration by 5 folds needs 5 of each (supportVectorMachine). Set the calibration folds to 3, or group rare classes.',
  );
  expect(fitted({ cv: 3 }, rare, 3).classes!.present).toEqual([0, 1, 2]);
});

it('refuses a fold whose rows of a class count nothing', () => {
  const ones = [...y.keys()].filter((i) => y[i] === 1);
  const counting = (rows: readonly number[]) =>
    Float64Array.from(y, (code, i) => Number(code === 0 || rows.includes(i)));
  expect(() => fitted({ cv: 2 }, y, 2, counting([ones[0]!]))).toThrow(
    'All rows of a class that one of the 2 calibration folds learns from have the weight 0',
  );
  const each = [ones[0]!, ones.at(-1)!];
  expect(fitted({ cv: 2 }, y, 2, counting(each)).classes!.present).toEqual([0, 1]);
});

it('refuses more rows than it can learn from, before it takes memory', () => {
  const rows = mostRows + 1;
  const column = new Float64Array(rows);
  const work = supportVectorMachineCompute.fit({
    X: { rows, names: ['x'], columns: [column] },
    y: column,
    task: 'regression',
    nClasses: 1,
    params: v.parse(supportVectorMachine.params, {}),
    seed: 0,
  });
  expect(() => driveSync(work)).toThrow('100,001 training rows are more than the 100,000');
});

it('tells apart rows whose level is far above their spread, where scikit-learn’s kernel has lost its digits', () => {
  const time = (i: number): number => 1.7e9 + (i % 10);
  const times = Array.from({ length: 60 }, (_, i) => time(i));
  const target = times.map((t) => (t - 1.7e9 > 4 ? 1 : 0));
  const model = driveSync(
    supportVectorMachineCompute.fit({
      X: matrixOf([times]),
      y: Float64Array.from(target),
      task: 'binary',
      nClasses: 2,
      params: v.parse(supportVectorMachine.params, { gamma: 1 }),
      seed: 0,
    }),
  );
  const answers = supportVectorMachineCompute.predict(model, matrixOf([times]));
  expect(target.map((_, i) => Number(answers[2 * i + 1]! > 0.5))).toEqual(target);
});

describe('Platt’s sigmoid', () => {
  it('is where the slopes of the likelihood vanish', () => {
    const decisions = Float64Array.from({ length: 200 }, (_, i) => Math.sin(7 * i) + (i % 2));
    const positive = Uint8Array.from(decisions, (_, i) => i % 2);
    const sigmoid = fitSigmoid(decisions, positive);
    // 100 of each class: targets of 101/102 and 1/102.
    const rest = decisions.map((d, i) => (positive[i] ? 101 : 1) / 102 - probabilityOf(sigmoid, d));
    expect(Math.abs(rest.reduce((sum, r) => sum + r, 0))).toBeLessThan(1e-10);
    expect(Math.abs(rest.reduce((sum, r, i) => sum + r * decisions[i]!, 0))).toBeLessThan(1e-10);
  });

  it.each([1e-9, 1e-3, 1e3, 1e9])('is the same on decisions %d times as large', (factor) => {
    const decisions = Float64Array.from({ length: 90 }, (_, i) => Math.cos(3 * i) - (i % 3) / 2);
    const positive = Uint8Array.from(decisions, (_, i) => (i % 3 === 0 ? 1 : 0));
    const one = fitSigmoid(decisions, positive);
    const other = fitSigmoid(
      decisions.map((d) => factor * d),
      positive,
    );
    expect(Math.abs((other.slope * factor) / one.slope - 1)).toBeLessThan(1e-10);
    expect(Math.abs(other.offset - one.offset)).toBeLessThan(1e-10);
  });

  it('keeps to Platt’s priors where decisions part the classes, and where they say nothing', () => {
    const apart = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? -1 : 1));
    const positive = Uint8Array.from(apart, (d) => (d > 0 ? 1 : 0));
    const parted = fitSigmoid(apart, positive);
    expect(probabilityOf(parted, 1)).toBeCloseTo(21 / 22, 10);
    expect(probabilityOf(parted, -1)).toBeCloseTo(1 / 22, 10);
    expect(probabilityOf(fitSigmoid(new Float64Array(40), positive), 0)).toBeCloseTo(0.5, 10);
  });
});
