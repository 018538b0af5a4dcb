import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adjustedRand, normalizedMutualInformation } from '#lib/engine/agreement.ts';
import { calibrationOf } from '#lib/engine/diagnosis/calibration.ts';
import { conformalOf } from '#lib/engine/diagnosis/conformal.ts';
import { groupProfiles } from '#lib/engine/diagnosis/profiles.ts';
import { quantilePairs } from '#lib/engine/diagnosis/quantiles.ts';
import { worstSlices } from '#lib/engine/diagnosis/slices.ts';
import { thresholdGrid } from '#lib/engine/diagnosis/thresholds.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { fitIsotonic, isotonicAt } from '#lib/engine/isotonic.ts';
import { fitSigmoid, probabilityOf } from '#lib/engine/platt.ts';
import type { Judged } from '#lib/engine/scoring.ts';
import { pairedTest } from '#lib/engine/study/pairedTest.ts';
import { study } from '#lib/engine/study/study.ts';
import { tableOf } from '#lib/engine/table.ts';
import type { CompareStudy, CurveStudy, OutOfFold, StudyAsk } from '#lib/recipe/study.ts';
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

/** What the evaluation page draws, against scikit-learn and scipy (generate.py). */

interface Answers {
  readonly agreement: readonly { a: number[]; b: number[]; rand: number; information: number }[];
  readonly calibration: readonly {
    readonly y: number[];
    readonly p: number[];
    readonly observed: number[];
    readonly predicted: number[];
    readonly brier: number;
    readonly ece: number;
    readonly asked: number[];
    readonly platt: number[];
    readonly isotonic: number[];
    readonly cuts: number[];
    readonly confusion: number[][];
  }[];
  readonly normal: readonly { x: number[]; expected: number[] }[];
  readonly slices: {
    readonly city: number[];
    readonly size: (number | null)[];
    readonly loss: number[];
    readonly overall: number;
    readonly edges: number[];
    readonly segments: Record<string, { rows: number; error: number; high: number; p: number }>;
  };
  readonly paired: readonly {
    readonly differences: number[];
    readonly ratio: number;
    readonly t: number;
    readonly p: number;
    readonly low: number;
    readonly high: number;
    readonly below: number;
    readonly above: number;
  }[];
  readonly curves: {
    readonly X: number[][];
    readonly y: number[];
    readonly sizes: number[];
    readonly train: number[][];
    readonly held: number[][];
    readonly alphas: number[];
    readonly values_train: number[][];
    readonly values_held: number[][];
  };
}
const told = JSON.parse(
  readFileSync(new URL('./answers.json', import.meta.url), 'utf8'),
) as Answers;

const close = (ours: readonly (number | null)[], theirs: readonly number[], within = 1e-12) => {
  expect(ours.length).toBe(theirs.length);
  ours.forEach((x, i) => expect(Math.abs(x! - theirs[i]!), `number ${i}`).toBeLessThan(within));
};

const asking = (
  recipe: Parameters<typeof study>[1],
  of: ReturnType<typeof loadedOf>,
  ask: StudyAsk,
) => driveSync(study(of, recipe, recipe.models[0]!.key, { ask, computes, scoring }));

describe('agreement of two partings', () => {
  it.each(told.agreement)('is scikit-learn’s %#', ({ a, b, rand, information }) => {
    close([adjustedRand(a, b), normalizedMutualInformation(a, b)], [rand, information]);
  });
});

describe('profiles of groups', () => {
  const { a, b, rand, information } = told.agreement[0]!;
  const labels = Int32Array.from(a, (l, i) => (i % 7 === 0 ? -1 : l));
  const size = a.map((l, i) => (i % 5 === 0 ? null : 10 * l + (i % 3)));

  it('say how far levels part rows as the groups do, and what each group mostly is', () => {
    const table = tableOf([
      ['level', b.map((k) => `b${k}`)],
      ['constant', a.map(() => 1)],
    ]);
    const [found, ...others] = groupProfiles(table, Int32Array.from(a));
    expect(others).toEqual([]);
    close([found!.tells, found!.rand], [information, rand]);
    const first = b.filter((_, i) => a[i] === 0);
    const top = Math.max(...[0, 1, 2].map((k) => first.filter((x) => x === k).length));
    expect(found!.groups[0]!.share).toBeCloseTo(top / first.length, 12);
  });

  it('have means of the rows in a group, and leave out missing cells', () => {
    const [found] = groupProfiles(tableOf([['size', size]]), labels);
    const own = size.filter((x, i) => x !== null && labels[i] === 2) as number[];
    expect(found!.groups[2]!.mean).toBeCloseTo(own.reduce((s, x) => s + x, 0) / own.length, 12);
    expect(found!.tells).toBeGreaterThan(0.9);
  });
});

describe('calibration', () => {
  it.each(told.calibration)('has scikit-learn’s curve, Brier score and gaps %#', (given) => {
    const found = calibrationOf('yes', given.y, given.p);
    close(
      found.bins.map((b) => b.observed),
      given.observed,
    );
    close(
      found.bins.map((b) => b.predicted),
      given.predicted,
    );
    close([found.brier, found.ece], [given.brier, given.ece]);
    expect(found.bins.reduce((n, b) => n + b.rows, 0)).toBe(given.y.length);
  });

  it.each(told.calibration)('is mended as scikit-learn mends it %#', (given) => {
    const isotonic = fitIsotonic(given.p, given.y);
    close(
      given.asked.map((p) => isotonicAt(isotonic, p)),
      given.isotonic,
    );
    const platt = fitSigmoid(Float64Array.from(given.p), Uint8Array.from(given.y));
    // Its optimiser stops at a slope of 1e-6 of the loss; ours goes to the last digits.
    close(
      given.asked.map((p) => probabilityOf(platt, p)),
      given.platt,
      1e-6,
    );
  });

  it.each(told.calibration)('counts rows above every threshold exactly %#', (given) => {
    const { positives, negatives, all } = thresholdGrid(given.y, given.p);
    given.cuts.forEach((cut, i) => {
      const [tn, fp, fn, tp] = given.confusion[i]!;
      const k = Math.round(cut * 1000);
      expect([positives[k], negatives[k], all[0], all[1]]).toEqual([tp, fp, tp! + fn!, tn! + fp!]);
    });
  });
});

describe('residuals against the normal distribution', () => {
  it.each(told.normal)('stand where scipy’s probplot has them %#', ({ x, expected }) => {
    const pairs = quantilePairs(Float64Array.from(x));
    close(
      pairs.map((p) => p.expected),
      expected,
    );
    const observed = pairs.map((p) => p.observed);
    expect(observed).toEqual([...observed].sort((a, b) => a - b));
  });

  it('have none where all are off by the same', () => {
    expect(quantilePairs(new Float64Array(5).fill(2))).toEqual([]);
  });
});

describe('segments', () => {
  const { city, size, loss, overall, edges, segments } = told.slices;
  const table = tableOf([
    ['city', city.map((c) => `c${c}`)],
    ['size', size],
  ]);
  const rid = Int32Array.from(loss, (_, i) => i + 1000);
  const found = worstSlices({
    ...{ table, rid, loss: Float64Array.from(loss) },
    measure: 'absolute error',
  })!;

  it('are those with more error than the whole, with Welch’s test of scipy over all that were looked at', () => {
    expect(found.looked).toBe(Object.keys(segments).length);
    close([found.error], [overall]);
    const theirs = Object.values(segments).filter((s) => s.error > overall);
    expect(found.worst.length).toBe(theirs.length);
    for (const slice of found.worst) {
      const name =
        slice.level !== null
          ? `city ${slice.level.slice(1)}`
          : slice.range
            ? `size ${edges.indexOf(slice.range[0])}`
            : 'size missing';
      const given = segments[name]!;
      expect(slice.rows, name).toBe(given.rows);
      close([slice.error, slice.high, slice.p], [given.error, given.high, given.p], 1e-10);
    }
    expect(found.worst[0]).toMatchObject({ column: 'city', level: 'c1' });
  });

  it('lead to their worst rows in the file', () => {
    const first = found.worst[0]!;
    const own = [...loss.keys()].filter((i) => city[i] === 1);
    const worst = own.sort((a, b) => loss[b]! - loss[a]! || a - b).slice(0, 5);
    expect(first.worst).toEqual(worst.map((i) => i + 1000));
  });

  it('are none of a few rows', () => {
    const few = { table: tableOf([['a', [1, 2, 3]]]), rid: new Int32Array(3) };
    expect(worstSlices({ ...few, loss: new Float64Array(3), measure: 'wrong' })).toBeNull();
  });
});

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
