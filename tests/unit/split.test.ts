import {
  groupKFold,
  kFold,
  repeatedFolds,
  stratifiedKFold,
  timeSeriesSplit,
  type Fold,
} from '#lib/engine/crossValidate.ts';
import { splitRows, trainRows, trainTestSplit, validationShare } from '#lib/engine/split.ts';
import { holdOut } from '#lib/engine/holdOut.ts';
import { stratifiedGroupKFold } from '#lib/engine/stratifiedGroups.ts';
import { columnOf, tableOf } from '#lib/engine/table.ts';
import { EngineError, detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { Split } from '#lib/recipe/recipe.ts';
import { describe, expect, it } from 'vitest';
import { answers, brief, drawCodes } from '../oracle/numerics/answers.ts';

const strata = (n: number, shares: readonly number[] | null): Int32Array | null =>
  shares && drawCodes(n, shares, n);

type Random = Extract<Split, { method: 'random' }>;
const random = (test: number, validation: number, more: Partial<Random> = {}): Random => ({
  ...{ method: 'random', test, validation, stratify: true, seed: 42 },
  ...more,
});

const byColumn: Extract<Split, { method: 'column' }> = { method: 'column', column: 'part' };

function thrown(act: () => unknown): ErrorDetail {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    return detailOf(error);
  }
  throw new Error('nothing was thrown');
}

describe('trainTestSplit gives the rows of train_test_split in its order', () => {
  it.each(answers.split)('$name, $n rows, test $test, seed $seed', (sklearn) => {
    const { n, shares, test, seed } = sklearn;
    const parts = trainTestSplit({
      nSamples: n,
      testSize: test,
      stratify: strata(n, shares),
      seed,
    });
    expect([brief(parts.train), brief(parts.test)]).toEqual([sklearn.train, sklearn.held]);
  });

  it.each(answers.refused)('refuses what it refuses: %i rows of %j, test %d', (...refusal) => {
    const [n, codes, testSize, refused] = refusal;
    const act = () =>
      trainTestSplit({ nSamples: n, testSize, stratify: codes && Int32Array.from(codes), seed: 0 });
    if (refused) expect(['split-invalid', 'too-few-rows']).toContain(thrown(act).code);
    else expect(act).not.toThrow();
  });
});

describe('splitRows', () => {
  it.each(answers.three)(
    'takes test first and validation from the rest: $n rows of $shares, $test and $validation, seed $seed',
    ({ n, shares, test, validation, seed, parts }) => {
      const split = random(test, validation, { seed });
      const rows = splitRows({ split, nSamples: n, strata: strata(n, shares), parts: null });
      expect([rows.train, rows.validation, rows.test].map(brief)).toEqual(parts);
    },
  );

  it('gives empty parts for shares of 0, and all rows in their order', () => {
    const rows = splitRows({ split: random(0, 0), nSamples: 4, strata: null, parts: null });
    expect(rows.train).toEqual(Int32Array.of(0, 1, 2, 3));
    expect([rows.validation.length, rows.test.length, rows.left.length]).toEqual([0, 0, 0]);
  });

  it('puts every row in exactly one part', () => {
    const split = random(0.21, 0.17, { seed: 9 });
    const rows = splitRows({ split, nSamples: 333, strata: strata(333, [5, 3, 1]), parts: null });
    const all = [...rows.train, ...rows.validation, ...rows.test].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 333 }, (_, i) => i));
  });

  it('does not look at the classes unless it is told to stratify', () => {
    const split = random(0.2, 0, { stratify: false });
    const codes = drawCodes(50, [1, 1], 1);
    const rows = splitRows({ split, nSamples: 50, strata: codes, parts: null });
    expect(rows.test).toEqual(splitRows({ split, nSamples: 50, strata: null, parts: null }).test);
  });

  it('computes the validation share as Python does', () => {
    expect(validationShare({ test: 0.1, validation: 0.3 })).toBe(0.3 / 0.9);
    expect(validationShare({ test: 0.3, validation: 0.1 })).toBe(0.1 / (1 - 0.3));
  });

  it('names the class that has one row', () => {
    const detail = thrown(() =>
      splitRows({
        split: random(0.5, 0),
        nSamples: 5,
        strata: Int32Array.of(0, 0, 1, 0, 0),
        parts: null,
        classes: ['no', 'maybe'],
      }),
    );
    expect(detail.code).toBe('too-few-rows');
    expect(detail.what).toContain('“maybe” has 1 row');
  });

  it('refuses shares that leave nothing to train on', () => {
    for (const split of [random(0.5, 0.5), random(1, 0), random(0.2, 0.8)]) {
      const act = () => splitRows({ split, nSamples: 100, strata: null, parts: null });
      expect(thrown(act).code).toBe('split-invalid');
    }
  });

  it('refuses a table of one row', () => {
    const act = () => splitRows({ split: random(0.2, 0), nSamples: 1, strata: null, parts: null });
    expect(thrown(act)).toMatchObject({ code: 'too-few-rows' });
  });
});

describe('splitRows by a column', () => {
  const cells = [
    'train',
    ' Test ',
    'VAL',
    'valid',
    'dev',
    'Validation',
    null,
    'later',
    'TRAIN',
    '',
  ];

  it('reads the words in any case and spacing, and counts what it leaves', () => {
    const rows = splitRows({ split: byColumn, nSamples: 10, strata: null, parts: cells });
    expect(rows).toEqual({
      train: Int32Array.of(0, 8),
      test: Int32Array.of(1),
      validation: Int32Array.of(2, 3, 4, 5),
      left: Int32Array.of(6, 7, 9),
    });
  });

  it('says which words it found when none is train', () => {
    const parts = ['A', 'B', null, '__proto__'];
    const act = () => splitRows({ split: byColumn, nSamples: 4, strata: null, parts });
    expect(thrown(act)).toMatchObject({
      code: 'split-invalid',
      what: expect.stringContaining('“A”, “B”, missing cells, “__proto__”'),
      where: { column: 'part' },
    });
  });
});

it('hands a fit the rows asked for, in their order', () => {
  const table = tableOf([
    ['x', [10, 20, 30]],
    ['c', ['a', null, 'b']],
  ]);
  const train = trainRows(table, Int32Array.of(2, 0));
  expect(train.rows).toBe(2);
  expect(train.columns.get('x')).toEqual(columnOf([30, 10]));
});

describe('folds have the rows of scikit-learn', () => {
  const folds = ({ kind, n, splits, seed = null, shares, given }: Case): Fold[] => {
    if (kind === 'plain') return kFold(n, splits, seed);
    if (kind === 'stratified') return stratifiedKFold(drawCodes(n, shares!, n), splits, seed);
    if (kind === 'repeated' || kind === 'repeatedStratified') {
      const codes = kind === 'repeated' ? null : drawCodes(n, shares!, n);
      const nSplits = codes ? 4 : 3;
      return repeatedFolds(n, codes, { nSplits, nRepeats: splits / nSplits, seed: seed! });
    }
    if (kind === 'group') return groupKFold(drawCodes(n, shares!, n), splits, seed);
    return timeSeriesSplit({
      nSamples: n,
      nSplits: splits,
      testSize: given?.test_size ?? null,
      maxTrainSize: given?.max_train_size ?? null,
      gap: given?.gap ?? 0,
    });
  };
  type Case = (typeof answers.folds)[number];

  it.each(answers.folds)('$kind, $n rows, $splits folds, seed $seed, $given', (sklearn) => {
    const ours = folds(sklearn).map(({ train, test }) => [brief(train), brief(test)]);
    expect(ours).toEqual(sklearn.folds);
  });

  it.each(answers.grouped)(
    'StratifiedGroupKFold and GroupShuffleSplit, $n rows in $groups groups, $shares, seed $seed',
    ({ n, groups: nGroups, shares, seed, folds: theirs, parts }) => {
      const groups = drawCodes(n, new Array<number>(nGroups).fill(1), n);
      const codes = drawCodes(n, shares, n + 1);
      const ours = stratifiedGroupKFold(codes, groups, 4, seed);
      expect(ours.map(({ train, test }) => [brief(train), brief(test)])).toEqual(theirs);
      const table = tableOf([['g', [...groups]]]);
      const split = {
        method: 'group',
        column: 'g',
        test: 0.3,
        validation: 0,
        seed: seed || 5,
      } as const;
      const { train, test } = holdOut(
        split,
        table,
        Int32Array.from({ length: n }, (_, i) => i),
      );
      expect([brief(train), brief(test)]).toEqual(parts);
    },
  );

  it('numbers classes by appearance, so their codes do not matter', () => {
    const codes = drawCodes(60, [3, 2, 1], 5);
    const renamed = codes.map((c) => [7, -2, 4][c]!);
    expect(stratifiedKFold(renamed, 3, 1)).toEqual(stratifiedKFold(codes, 3, 1));
  });

  it('refuses more folds than rows, groups or members of every class', () => {
    const few = Int32Array.of(0, 0, 1, 1, 2, 2);
    expect(thrown(() => kFold(3, 4, null)).code).toBe('too-few-rows');
    expect(thrown(() => groupKFold(few, 4, null)).code).toBe('too-few-rows');
    expect(thrown(() => stratifiedKFold(few, 3, null)).code).toBe('too-few-rows');
    expect(thrown(() => kFold(3, 1, null)).code).toBe('split-invalid');
    expect(thrown(() => timeSeriesSplit({ nSamples: 5, nSplits: 5 })).code).toBe('too-few-rows');
    expect(thrown(() => timeSeriesSplit({ nSamples: 9, nSplits: 2, gap: 3 })).code).toBe(
      'too-few-rows',
    );
  });
});
