import { describe, expect, it } from 'vitest';
import { conformalOf } from '#lib/engine/diagnosis/conformal.ts';
import { driveSync } from '#lib/engine/drive.ts';
import type { Judged } from '#lib/engine/scoring.ts';
import { partsOf } from '#lib/engine/prepare.ts';
import { pairedTest } from '#lib/engine/study/pairedTest.ts';
import { study } from '#lib/engine/study/study.ts';
import { tableOf } from '#lib/engine/table.ts';
import type {
  CompareStudy,
  CurveStudy,
  MitigateStudy,
  OutOfFold,
  StudyAsk,
} from '#lib/recipe/study.ts';
import { scoring } from '#lib/workers/scoring.ts';
import {
  computes,
  loaded,
  loadedOf,
  people,
  peopleRecipe,
  train,
} from '../../unit/engine.support.ts';
import { model, random, recipeOf } from '../../unit/recipe.support.ts';
import { close, told } from './answers.ts';

/** What takes more fits, and conformal prediction, against scikit-learn, scipy and closed forms. */

const asking = (
  recipe: Parameters<typeof study>[1],
  of: ReturnType<typeof loadedOf>,
  ask: StudyAsk,
) => driveSync(study(of, recipe, recipe.models[0]!.key, { ask, computes, scoring }));

describe('two models on the same folds', () => {
  it.each(told.paired)('are told apart as scipy’s Student distribution has it %#', (given) => {
    const found = pairedTest(given.differences, given.ratio, 0.01)!;
    close(
      [found.t, found.p, found.low, found.high, found.below, found.above],
      [given.t, given.p, given.low, given.high, given.below, given.above],
      1e-9,
    );
    expect(found.below + found.within + found.above).toBeCloseTo(1, 12);
  });

  it('tie where they are the same model, and differ where one knows nothing', () => {
    const recipe = peopleRecipe('survived', { split: random() });
    const of = loaded(people(200));
    const ask = (second: Parameters<typeof model>[0]): CompareStudy =>
      asking(recipe, of, {
        kind: 'compare',
        nSplits: 5,
        nRepeats: 2,
        models: [model('logisticRegression'), { ...model(second), key: 'other' }],
      }) as CompareStudy;
    const same = ask('logisticRegression');
    expect(same.first).toEqual(same.second);
    expect(same.test).toMatchObject({ folds: 10, mean: 0, p: 1, within: 1 });
    const dummy = ask('baseline');
    expect(dummy.test!.p).toBeLessThan(0.01);
    expect(dummy.test!.below).toBeGreaterThan(0.99);
  });
});

describe('curves of a model', () => {
  const { X, y, ...given } = told.curves;
  const names = ['a', 'b', 'c'];
  const of = loadedOf(
    tableOf([...names.map((n, j) => [n, X.map((row) => row[j]!)] as const), ['y', y]]),
  );
  const recipe = recipeOf(
    [...names.map((n) => [n, 'number'] as const), ['y', 'number', 'target']],
    {
      task: 'regression',
      split: random({ validation: 0, stratify: false }),
      models: [model('ridge')],
      seed: 5,
    },
  );

  it('along the training rows is scikit-learn’s learning_curve', () => {
    const found = asking(recipe, of, {
      ...{ kind: 'learning', nSplits: 4, shares: [0.2, 0.5, 1] },
    }) as CurveStudy;
    expect(found.points.map((p) => p.at)).toEqual(given.sizes);
    found.points.forEach((p, i) => {
      close(p.train, given.train[i]!, 1e-9);
      close(p.held, given.held[i]!, 1e-9);
    });
  });

  it('along one setting is scikit-learn’s validation_curve', () => {
    const found = asking(recipe, of, {
      ...{ kind: 'validation', nSplits: 4, param: 'alpha', values: given.alphas },
    }) as CurveStudy;
    found.points.forEach((p, i) => {
      close(p.train, given.values_train[i]!, 1e-9);
      close(p.held, given.values_held[i]!, 1e-9);
    });
  });
});

describe('out-of-fold predictions', () => {
  const cells = people(300);
  const recipe = peopleRecipe('survived', { split: random() });
  const ask: StudyAsk = { kind: 'outOfFold', nSplits: 5 };
  const found = asking(recipe, loaded(cells), ask) as OutOfFold;

  it('are of the training rows alone: other targets of test and validation rows change nothing', () => {
    const { result } = train(loaded(cells), recipe);
    expect(found.rows).toBe(result.rows.train);
    const column = peopleRecipe('survived', { split: { method: 'column', column: 'part' } });
    const before = asking(column, loaded(cells), ask) as OutOfFold;
    const turned = new Map(cells);
    turned.set(
      'survived',
      cells.get('survived')!.map((y, i) => (cells.get('part')![i] === 'train' ? y : 1 - Number(y))),
    );
    const after = asking(column, loaded(turned), ask) as OutOfFold;
    expect([after.thresholds, after.platt]).toEqual([before.thresholds, before.platt]);
    expect(after.parts.test).not.toEqual(before.parts.test);
  });

  it('go with the very model of the run', () => {
    const { result } = train(loaded(cells), recipe);
    expect(found.parts.test!.none).toEqual(result.charts.test.diagnosis!.calibration![0]);
    const brier = result.metrics.test.find(([id]) => id === 'brier')![1]!;
    close([found.parts.test!.none.brier], [brier]);
  });
});

describe('conformal prediction', () => {
  const judged = (task: Judged['task'], nClasses: number, y: number[], p: number[]): Judged => ({
    ...{ task, nClasses, yTrue: Float64Array.from(y), predicted: Float64Array.from(p) },
  });

  it('takes the ⌈(n + 1) level⌉-th smallest error as its width', () => {
    const zero = (n: number) => Array<number>(n).fill(0);
    const from = Array.from({ length: 19 }, (_, i) => (i % 2 ? i + 1 : -i - 1));
    const test = judged('regression', 1, [0, 16, -16.5, 40], zero(4));
    const [low, middle, high] = conformalOf(judged('regression', 1, from, zero(19)), test).levels;
    expect([low!.width, middle!.width, high!.width]).toEqual([16, 18, 19]);
    expect([low!.coverage, middle!.coverage]).toEqual([0.5, 0.75]);
    const few = conformalOf(judged('regression', 1, from.slice(0, 5), zero(5)), test).levels;
    expect(few.map((l) => l.width)).toEqual([5, null, null]);
  });

  it('covers new rows as often as it says, and says in sets how sure a class is', () => {
    const { result } = train(loaded(people(3000)), peopleRecipe('kind', { split: random() }));
    const { levels, rows, testRows } = result.conformal!;
    expect([rows, testRows]).toEqual([result.rows.validation, result.rows.test]);
    for (const { level, low, high, size } of levels) {
      expect(low!).toBeLessThanOrEqual(level + 0.03);
      expect(high!).toBeGreaterThanOrEqual(level - 0.03);
      expect(size!).toBeGreaterThan(0.5);
    }
  });

  it('says nothing without validation rows', () => {
    const none = judged('regression', 1, [], []);
    expect(conformalOf(none, none)).toEqual({ rows: 0, testRows: 0, levels: [] });
  });
});

describe('ways to treat groups more alike', () => {
  const recipe = peopleRecipe('survived', {
    split: random(),
    models: [model('logisticRegression')],
  });
  const cells = people(500);
  const told = (of: typeof cells, aim: 'equalOpportunity' | 'demographicParity') =>
    asking(recipe, loaded(of), {
      ...{ kind: 'mitigate', nSplits: 4, bins: 4 },
      columns: ['sex'],
      aim,
    }) as MitigateStudy;
  const gapOf = ({ ways }: MitigateStudy, id: string, gap: string): number => {
    const way = ways.find((w) => w.id === id)!;
    if ('why' in way) throw new Error(way.why);
    return way.disparities.find((d) => d.id === gap)!.gap!.difference.value;
  };

  it.each(['equalOpportunity', 'demographicParity'] as const)('narrow the gap of %s', (aim) => {
    const found = told(cells, aim);
    const before = gapOf(found, 'asIs', aim);
    expect(gapOf(found, 'thresholds', aim)).toBeLessThan(before / 2);
    expect(gapOf(found, 'reweighed', 'demographicParity')).toBeLessThan(
      gapOf(found, 'asIs', 'demographicParity'),
    );
    expect(found.thresholds).toHaveLength(2);
  });

  it('choose thresholds without a look at rows that judge', () => {
    const other = { ...recipe, split: { ...random(), stratify: false } };
    const ask = { kind: 'mitigate', nSplits: 4, bins: 4, columns: ['sex'] } as const;
    const same = (of: typeof cells) =>
      asking(other, loaded(of), { ...ask, aim: 'equalOpportunity' }) as MitigateStudy;
    const plain = partsOf(loaded(cells), other).where;
    const flipped = new Set([...plain.validation, ...plain.test]);
    const turned = cells.get('survived')!.map((c, i) => (flipped.has(i) ? 1 - (c as number) : c));
    const found = same(new Map([...cells, ['survived', turned] as const]));
    expect(found.thresholds).toEqual(same(cells).thresholds);
    expect(found.ways).not.toEqual(same(cells).ways);
  });
});
