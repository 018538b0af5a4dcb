import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Task } from '#lib/recipe/profile.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { multilayerPerceptronCompute as compute } from '#lib/models/multilayerPerceptron/compute.ts';
import type { NetworkFitted } from '#lib/models/multilayerPerceptron/compute.ts';
import { multilayerPerceptron as spec } from '#lib/models/multilayerPerceptron/spec.ts';
import { classesOf, gap, matrixOf } from './answers.ts';

/** tests/oracle/networks/answers.json, made by generate.py beside it. */
interface Answers {
  readonly seed: number;
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly task: Task;
        readonly X: readonly (readonly number[])[];
        readonly y: readonly number[];
        readonly fresh: readonly (readonly number[])[];
      }
    >
  >;
  readonly cases: readonly {
    readonly table: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly answers: readonly number[];
    /** Of the first passes. */
    readonly losses: readonly number[];
    readonly scores: readonly number[];
    readonly passes: number;
  }[];
  /** On rows 0, 5, 10 … of public tables, learnt from the others: the mean over three seeds. */
  readonly scores: readonly {
    readonly set: string;
    readonly classes: boolean;
    readonly score: number;
    readonly auc: number | null;
  }[];
}

const path = new URL('../networks/answers.json', import.meta.url);
const answers = JSON.parse(readFileSync(path, 'utf8')) as Answers;
const folder = new URL('../../../../shared/data/pmlb/', import.meta.url);

/** The same weights, batches and steps as scikit-learn's: only the order of sums differs. */
describe('networks are scikit-learn’s from the same seed, pass by pass', () => {
  it.each(answers.cases.map((c) => [`${c.table} with ${JSON.stringify(c.params)}`, c] as const))(
    '%s',
    (_, c) => {
      const { task, X, y, fresh } = answers.tables[c.table]!;
      const fitted = learnt(matrixOf(X), Float64Array.from(y), {
        task,
        nClasses: classesOf(task),
        params: c.params,
        seed: answers.seed,
      });
      expect(fitted.losses.length).toBe(c.passes);
      expect(gap(fitted.losses.slice(0, 40), c.losses)).toBeLessThan(1e-10);
      expect(gap(fitted.scores.slice(0, 40), c.scores)).toBeLessThan(1e-10);
      expect(gap(compute.predict(fitted, matrixOf(fresh)), c.answers)).toBeLessThan(1e-9);
    },
  );
});

describe.skipIf(!existsSync(folder))('on public tables networks are as good', () => {
  it.each(answers.scores.map((one) => [one.set, one] as const))(
    '%s',
    (_, { set, classes, score, auc }) => {
      const { X, y, fresh, freshY, nClasses } = publicTable(set, classes);
      const task = !classes ? 'regression' : nClasses === 2 ? 'binary' : 'multiclass';
      const found = [0, 1, 2].map((seed) => {
        const fitted = learnt(X, y, { task, nClasses, params: { maxIter: 60 }, seed });
        return compute.predict(fitted, fresh);
      });
      const judge = (said: Float64Array): number =>
        classes ? accuracy(said, freshY, nClasses) : r2(said, freshY);
      expect(mean(found.map(judge))).toBeGreaterThan(score - 0.01);
      if (auc !== null)
        expect(mean(found.map((said) => areaOf(said, freshY)))).toBeGreaterThan(auc - 0.01);
    },
  );
});

interface Ask {
  readonly task: Task;
  readonly nClasses: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: number;
}

function learnt(
  X: ReturnType<typeof matrixOf>,
  y: Float64Array,
  { params, ...ask }: Ask,
): NetworkFitted {
  return driveSync(compute.fit({ X, y, params: v.parse(spec.params, params), ...ask }));
}

/** Every fifth row is kept for the score; columns, and a target of numbers, are scaled by the others. */
function publicTable(set: string, classes: boolean) {
  const text = gunzipSync(readFileSync(new URL(`${set}/${set}.tsv.gz`, folder))).toString();
  const [head, ...lines] = text.trimEnd().split(/\r?\n/u);
  const names = head!.split('\t');
  const at = names.indexOf('target');
  const rows = lines.map((line) => line.split('\t').map(Number));
  const kept = rows.map((_, i) => i % 5 === 0);
  const scaled = names.map((_, j) =>
    standardised(
      rows.map((row) => row[j]!),
      kept,
    ),
  );
  const levels = [...new Set(rows.map((row) => row[at]!))].sort((a, b) => a - b);
  const target = classes ? rows.map((row) => levels.indexOf(row[at]!)) : scaled[at]!;
  const part = (fresh: boolean) => ({
    X: matrixOf(
      scaled.filter((_, j) => j !== at).map((column) => column.filter((_, i) => kept[i] === fresh)),
      names.filter((_, j) => j !== at),
    ),
    y: Float64Array.from(target.filter((_, i) => kept[i] === fresh)),
  });
  const [learn, fresh] = [part(false), part(true)];
  const nClasses = classes ? levels.length : 1;
  return { ...learn, fresh: fresh.X, freshY: fresh.y, nClasses };
}

function standardised(x: readonly number[], kept: readonly boolean[]): number[] {
  const known = x.filter((_, i) => !kept[i]);
  const level = mean(known);
  const spread = Math.sqrt(mean(known.map((value) => (value - level) ** 2))) || 1;
  return x.map((value) => (value - level) / spread);
}

function accuracy(said: Float64Array, y: Float64Array, nClasses: number): number {
  const right = y.filter((code, i) => {
    const shares = said.subarray(i * nClasses, (i + 1) * nClasses);
    return shares.indexOf(Math.max(...shares)) === code;
  });
  return right.length / y.length;
}

function r2(said: Float64Array, y: Float64Array): number {
  const level = mean([...y]);
  const rest = y.reduce((sum, value, i) => sum + (value - said[i]!) ** 2, 0);
  return 1 - rest / y.reduce((sum, value) => sum + (value - level) ** 2, 0);
}

/** Share of pairs of one row of each class that are ranked rightly; ties count half. */
function areaOf(said: Float64Array, y: Float64Array): number {
  const of = (code: number): number[] =>
    [...y.keys()].filter((i) => y[i] === code).map((i) => said[2 * i + 1]!);
  const [low, high] = [of(0), of(1)];
  let won = 0;
  for (const a of high) for (const b of low) won += a > b ? 1 : a === b ? 0.5 : 0;
  return won / (high.length * low.length);
}

const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
