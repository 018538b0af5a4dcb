import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { binColumns } from '#lib/engine/kernels/bins.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { growForestTree } from '#lib/engine/kernels/reference/forest.ts';
import { levelColumns } from '#lib/engine/kernels/levels.ts';
import { mean } from '#lib/engine/linalg.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { walkTrees } from '#lib/engine/kernels/walk.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { BinnedForest } from '#lib/models/tree/binned.ts';
import type { GrowRules } from '#lib/models/tree/grow.ts';
import { growTree } from '#lib/models/tree/grow.ts';
import { randomOf } from '#lib/models/tree/random.ts';
import { samplesOf } from '#lib/models/tree/samples.ts';
import { addAnswers } from '#lib/models/tree/tree.ts';

/** Six columns of at most 250 values, so that bins are the values; a constant and a pair of twins among them. */
function inputOf(classes: number, gaps = 0, n = 700): FitInput<unknown> {
  const random = randomOf(11, classes);
  const columns = [250, 9, 40, 1, 2].map((size) =>
    Float64Array.from({ length: n }, () => Math.floor(random() * size) / 8),
  );
  columns.push(columns[0]!.slice());
  const y = columns[0]!.map((x, i) => x / 8 + columns[1]![i]! + Math.floor(8 * random()) / 4);
  for (const column of columns.slice(0, 3))
    for (let i = 0; i < n; i += 1) if (random() < gaps) column[i] = NaN;
  const cut = (value: number): number => Math.min(classes - 1, Math.floor((value * classes) / 8));
  return {
    X: { rows: n, names: ['a', 'b', 'c', 'd', 'e', 'f'], columns },
    y: classes === 0 ? y : y.map(cut),
    task: classes === 0 ? 'regression' : classes === 2 ? 'binary' : 'multiclass',
    nClasses: Math.max(1, classes),
    params: {},
    seed: 3,
  };
}

const rulesOf = (classes: number, rest: Partial<GrowRules>): GrowRules => ({
  measure: classes === 0 ? 'squared_error' : 'gini',
  maxDepth: Infinity,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  maxFeatures: 2,
  shares: null,
  ...rest,
});

const weights = (classes: number): Float64Array | null =>
  classes === 0 ? null : Float64Array.from({ length: classes }, (_, k) => 0.3 + k);

const cases = [0, 2, 3, 10].flatMap((classes) =>
  [
    [0, {}],
    [0, { minSamplesLeaf: 7 }],
    [0, { maxFeatures: 6 }],
    [0, { maxDepth: 4, minSamplesSplit: 30 }],
    [0.3, { shares: weights(classes) }],
    [0.3, {}],
    [0.6, { minSamplesLeaf: 3, maxFeatures: 6 }],
  ].map(([gaps, rest]) => [classes, gaps, rest] as [number, number, Partial<GrowRules>]),
);

/** Classes that follow the sum of columns with more values than levels, so that nodes of every size put them into bins. */
function fineInput(): FitInput<unknown> {
  const n = 9000;
  const random = randomOf(2, 9);
  const columns = [0, 1, 2].map(() => Float64Array.from({ length: n }, random));
  columns[2]!.forEach((_, i) => i % 5 === 0 && (columns[2]![i] = NaN));
  const y = columns[0]!.map((x, i) => Math.floor(2 * (x + columns[1]![i]!) + random()));
  return { ...inputOf(5), X: { rows: n, names: ['a', 'b', 'c'], columns }, y };
}

describe('a tree of a forest on bins', () => {
  it.each(cases)('of %i classes, %d missing, with %o is the plain one', (classes, gaps, rest) => {
    sameTrees(inputOf(classes, gaps), classes, rulesOf(classes, rest));
  });

  it('of more values than levels is the plain one in nodes of every size', () => {
    const input = fineInput();
    const { edges, most } = driveSync(levelColumns(new Kernels(), input.X.columns));
    expect(most).toBe(8160);
    expect(edges.map((e) => e.length)).toEqual([8159, 8159, 7199]);
    sameTrees(input, 5, rulesOf(5, { maxDepth: 9 }));
  });

  it('goes on by the values where no bin parts the rows: as many nodes as without bins', () => {
    const random = randomOf(5, 5);
    const x = Float64Array.from({ length: 4000 }, random);
    const y = x.map((v) => Math.sin(40 * v));
    const input: FitInput<unknown> = {
      X: { rows: 4000, names: ['x'], columns: [x] },
      y,
      task: 'regression',
      nClasses: 1,
      params: {},
      seed: 0,
    };
    const rules = rulesOf(0, { maxFeatures: 1 });
    const forest = driveSync(BinnedForest.of(input, rules));
    const tree = driveSync(forest.tree(0, 0, false));
    const every = new Float64Array(4000).fill(1);
    const exact = driveSync(growTree(driveSync(samplesOf(input)), rules, every, random));
    expect(tree.feature.length).toBe(exact.feature.length);
    const out = new Float64Array(4000);
    addAnswers(tree, input.X, out);
    expect(out).toEqual(y);
    expect(tree.gains[0]! / exact.gains[0]!).toBeCloseTo(1, 9);
  });
});

/** The kernel's trees and those of reference/forest.ts, bit for bit. */
function sameTrees(input: FitInput<unknown>, classes: number, rules: GrowRules): void {
  const forest = driveSync(BinnedForest.of(input, rules));
  const level = classes === 0 ? mean(input.y) : 0;
  const coded = classes > 2 || rules.shares ? plainLevels(input) : plainBins(input);
  for (const bootstrap of [true, false]) {
    for (const index of [4, 0]) {
      const tree = driveSync(forest.tree(9, index, bootstrap));
      const expected = growForestTree(
        {
          ...coded,
          y: input.y.map((v) => v - level),
          given: input.y,
          classes,
          shares: rules.shares,
        },
        {
          maxFeatures: rules.maxFeatures,
          minSplit: rules.minSamplesSplit,
          minLeaf: rules.minSamplesLeaf,
          maxDepth: rules.maxDepth,
          bootstrap,
        },
        randomOf(9, index),
      );
      expect([...tree.feature]).toEqual(expected.map((node) => node.feature));
      expect([...tree.threshold]).toEqual(expected.map((node) => node.threshold));
      expect([...tree.missingLeft]).toEqual(expected.map((node) => Number(node.missingLeft)));
      expect([...tree.right]).toEqual(expected.map((node) => node.right));
      expect([...tree.samples]).toEqual(expected.map((node) => node.samples));
      expect([...tree.value]).toEqual(expected.flatMap((n) => n.value));
    }
  }
}

describe('walking down trees', () => {
  it('adds what each tree says, missing values on their side, to rows in fours and the rest', () => {
    const columns = [
      Float64Array.from({ length: 33003 }, (_, i) => (i % 7 === 0 ? NaN : i % 5)),
      Float64Array.from({ length: 33003 }, (_, i) => i % 3),
    ];
    const stump = (feature: number, missingLeft: boolean, to: number, value: number[]) => ({
      nodes: 3,
      feature: (node: number) => (node === 0 ? feature : -1),
      threshold: () => 1,
      left: () => 1,
      right: () => 2,
      missingLeft: () => missingLeft,
      value: Float64Array.from(value),
      width: 1,
      to,
    });
    const out = new Float64Array(2 * 33003).fill(0.5);
    const X = { rows: 33003, names: ['a', 'b'], columns };
    walkTrees(
      [
        stump(0, true, 0, [0, 1, 2]),
        stump(0, false, 1, [0, 4, 8]),
        stump(1, false, 1, [0, 16, 32]),
      ],
      X,
      out,
      2,
    );
    for (let i = 0; i < X.rows; i += 1) {
      const [a, b] = [columns[0]![i]!, columns[1]![i]!];
      expect(out[2 * i]).toBe(0.5 + (Number.isNaN(a) || a <= 1 ? 1 : 2));
      expect(out[2 * i + 1]).toBe(0.5 + (a <= 1 ? 4 : 8) + (b <= 1 ? 16 : 32));
    }
  });
});

function plainLevels({ X }: FitInput<unknown>): ReturnType<typeof plainBins> {
  const { edges, missing } = driveSync(levelColumns(new Kernels(), X.columns));
  const gaps = edges.map((_, f) => (missing[f] === 1 ? 65535 : -1));
  return { bins: codesOf(X, edges, gaps), edges, gaps };
}

function plainBins({ X }: FitInput<unknown>): {
  readonly bins: readonly (readonly number[])[];
  readonly edges: readonly Float64Array[];
  readonly gaps: readonly number[];
} {
  const { edges, missing } = driveSync(
    binColumns(new Kernels(), {
      columns: X.columns,
      order: null,
      learning: X.rows,
      most: 255,
    }),
  );
  const gaps = edges.map((e, f) => (missing[f] === 1 ? e.length + 1 : -1));
  return { bins: codesOf(X, edges, gaps), edges, gaps };
}

/** Of each value how many edges are below it. */
const codesOf = (
  { columns }: Matrix,
  edges: readonly Float64Array[],
  gaps: readonly number[],
): number[][] =>
  columns.map((x, f) => {
    const codes = new Map<number, number>([[NaN, gaps[f]!]]);
    let code = 0;
    for (const value of Float64Array.from(new Set(x)).sort()) {
      while (value > edges[f]![code]!) code += 1;
      if (!Number.isNaN(value)) codes.set(value, code);
    }
    return Array.from(x, (value) => codes.get(value)!);
  });
