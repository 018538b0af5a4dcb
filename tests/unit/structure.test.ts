import { describe, expect, it } from 'vitest';
import { assess, foldsOf } from '#lib/engine/assess.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { partsOf } from '#lib/engine/prepare.ts';
import { RandomState } from '#lib/engine/random.ts';
import { checkStructure } from '#lib/engine/structure.ts';
import { tableOf } from '#lib/engine/table.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { apply } from '#lib/recipe/edits.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { Split } from '#lib/recipe/recipe.ts';
import { keepSplitEdit, openFindings, type Question } from '#lib/recipe/structure.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { recipeOf, type Columns } from '../golden/recipes.ts';

type Cells = readonly (readonly [string, readonly (number | string | null)[]])[];

const random: Split = { method: 'random', validation: 0.2, test: 0.2, stratify: true, seed: 42 };

/** The last column is the target. */
function asked(
  task: Task,
  cells: Cells,
  split: Split = random,
  types: Record<string, string> = {},
) {
  const recipe = recipeOf({
    columns: cells.map(([name, values], i): Columns[number] => [
      name,
      (types[name] as Columns[number][1] | undefined) ??
        (values.some((v) => typeof v === 'string') ? 'category' : 'integer'),
      i === cells.length - 1 ? 'target' : 'feature',
    ]),
    task,
    split,
    models: [[task === 'regression' ? 'linearRegression' : 'decisionTree']],
  });
  const table = tableOf(cells);
  return { recipe, loaded: { table, rid: Int32Array.from({ length: table.rows }, (_, i) => i) } };
}

const look = (...args: Parameters<typeof asked>) => {
  const { recipe, loaded } = asked(...args);
  return { recipe, loaded, ...driveSync(checkStructure(loaded, recipe, stepComputes)) };
};

const answer = ({ recipe, loaded }: ReturnType<typeof asked>, question: Question) =>
  driveSync(
    assess(loaded, recipe, 'm1', {
      question,
      computes: { steps: stepComputes, models: modelComputes },
      scoring,
    }),
  );

const n = 300;
const draws = (seed: number, to = 1000): number[] => {
  const rng = new RandomState(seed);
  return Array.from({ length: n }, () => rng.randint(0, to));
};

/** Two columns whose second half of rows says the first again. */
const twice = (): [number[], number[]] => {
  const again = (all: number[]) => all.map((x, i) => (i < n / 2 ? x : all[i - n / 2]!));
  return [again(draws(1)), again(draws(2))];
};

describe('what ties the parts together', () => {
  it('nothing does in a plain table', () => {
    const { findings, held } = look('binary', [
      ['a', draws(1)],
      ['b', draws(2)],
      ['y', draws(3, 2)],
    ]);
    expect([held, findings]).toEqual([120, []]);
  });

  it('equal rows, counted among those that judge; dropping them is the fix', () => {
    const [half, other] = twice();
    const { findings, recipe, loaded } = look('binary', [
      ['a', half],
      ['b', other],
      ['y', half.map((x) => x % 2)],
    ]);
    const { where } = partsOf(loaded, recipe);
    const pair = (i: number): string => `${half[i]} ${other[i]}`;
    const known = new Set([...where.train].map(pair));
    const twins = [...where.validation, ...where.test].filter((i) => known.has(pair(i))).length;
    expect(findings.map((f) => f.kind)).toEqual(['duplicates']);
    expect(findings[0]!.share).toBe(twins / 120);
    expect(findings[0]!.words).toContain(`${twins} of the 120 rows`);
    const mended = apply(recipe, findings[0]!.fix.edit);
    expect(mended.steps[0]).toMatchObject({ step: 'dropDuplicates', columns: ['a', 'b', 'y'] });
  });

  it('groups that tell the target, but not those that tell nothing; a split by them is the fix', () => {
    const customer = Array.from({ length: n }, (_, i) => `c${i % 60}`);
    const cells = (y: number[]): Cells => [
      ['customer', customer],
      ['x', draws(5)],
      ['y', y],
    ];
    const telling = look('binary', cells(customer.map((_, i) => (i % 60 < 30 ? 1 : 0))));
    expect(telling.findings.map((f) => f.id)).toEqual(['structure:groups:customer']);
    expect(look('binary', cells(draws(6, 2))).findings).toEqual([]);
    const mended = apply(telling.recipe, telling.findings[0]!.fix.edit);
    expect(mended.split).toMatchObject({ method: 'group', column: 'customer' });
    expect(mended.source.columns[0]!.role).toBe('group');
    expect(driveSync(checkStructure(telling.loaded, mended, stepComputes)).findings).toEqual([]);
    const { where } = partsOf(telling.loaded, mended);
    const inTrain = new Set([...where.train].map((i) => customer[i]));
    expect([...where.validation, ...where.test].some((i) => inTrain.has(customer[i]))).toBe(false);
  });

  it('groups that a step encodes: the fix takes them from the step as well', () => {
    const customer = Array.from({ length: n }, (_, i) => `c${i % 60}`);
    const { recipe, loaded } = asked('binary', [
      ['customer', customer],
      ['part', draws(5, 3).map((k) => `p${k}`)],
      ['y', customer.map((_, i) => (i % 60 < 30 ? 1 : 0))],
    ]);
    const encode = {
      key: 'e',
      step: 'ordinal',
      version: 1,
      params: { categories: null },
      enabled: true,
    };
    const columns = ['customer', 'part'];
    const own = { ...recipe, steps: [{ ...encode, columns }] };
    const { findings } = driveSync(checkStructure(loaded, own, stepComputes));
    const mended = apply(own, findings.find((f) => f.kind === 'groups')!.fix.edit);
    expect(mended.steps[0]!.columns).toEqual(['part']);
  });

  it('moments: a split in their order is the fix, and leaves the future for test', () => {
    const day = Array.from({ length: n }, (_, i) => `2024-0${1 + (i % 9)}-${10 + (i % 18)}`);
    const { findings, recipe, loaded } = look(
      'binary',
      [
        ['day', day],
        ['y', draws(7, 2)],
      ],
      random,
      { day: 'date' },
    );
    expect(findings.map((f) => f.id)).toEqual(['structure:time:day']);
    const mended = apply(recipe, findings[0]!.fix.edit);
    const { where } = partsOf(loaded, mended);
    const last = [...where.train]
      .map((i) => day[i]!)
      .sort()
      .at(-1)!;
    expect([...where.test].every((i) => day[i]! >= last)).toBe(true);
  });

  it('means of the target over all rows, made before the file was saved', () => {
    const city = draws(8, 40).map((c) => `city ${c}`);
    const y = draws(9);
    const mean = (c: string) => {
      const own = y.filter((_, i) => city[i] === c);
      return own.reduce((a, b) => a + b, 0) / own.length;
    };
    const { findings } = look('regression', [
      ['city', city],
      ['city_rate', city.map(mean)],
      ['x', draws(10)],
      ['y', y],
    ]);
    expect(findings.map((f) => [f.kind, f.columns])).toContainEqual(['encoded', ['city_rate']]);
  });

  it('is told no more once somebody keeps the split all the same', () => {
    const [half, other] = twice();
    const { findings, held, recipe } = look('binary', [
      ['a', half],
      ['b', other],
      ['y', half.map((x) => x % 2)],
    ]);
    const kept = apply(recipe, keepSplitEdit(findings[0]!));
    expect(openFindings(recipe, { held, findings })).toHaveLength(1);
    expect(openFindings(kept, { held, findings })).toEqual([]);
  });
});

describe('another look at a score', () => {
  const signal = draws(11);
  const learnable = asked('binary', [
    ['a', signal],
    ['b', draws(12)],
    ['y', signal.map((x, i) => Number(x + (i % 7) * 40 > 600))],
  ]);

  it('shuffled targets leave a chance score, the true one does not', () => {
    const shuffled = answer(learnable, { ask: 'shuffled', times: 8 });
    expect(shuffled.values).toHaveLength(8);
    expect(Math.abs(shuffled.mean - 0.5)).toBeLessThan(0.1);
    expect(answer(learnable, { ask: 'once' }).mean).toBeGreaterThan(0.75);
  });

  it('other seeds give other scores, and the same question the same answer', () => {
    const seeds = answer(learnable, { ask: 'seeds', times: 6 });
    expect(new Set(seeds.values).size).toBeGreaterThan(3);
    expect(seeds.deviation).toBeGreaterThan(0);
    expect(answer(learnable, { ask: 'seeds', times: 6 })).toEqual(seeds);
  });

  it.each([
    [random, 1, 'StratifiedKFold(5)', 5],
    [random, 3, 'RepeatedStratifiedKFold(5, 3 times)', 15],
    [{ ...random, stratify: false }, 1, 'KFold(5)', 5],
    [
      { method: 'group', column: 'a', validation: 0.2, test: 0.2, seed: 1 },
      1,
      'StratifiedGroupKFold(5)',
      5,
    ],
    [
      { method: 'time', column: 'b', validation: 0.2, test: 0.2, gap: 3 },
      1,
      'TimeSeriesSplit(5, gap=3)',
      5,
    ],
  ] as const)('folds follow the split, %j', (split, nRepeats, how, count) => {
    const own = { ...learnable, recipe: { ...learnable.recipe, split } };
    const { folds, how: said } = foldsOf(own.loaded, own.recipe, { nSplits: 5, nRepeats });
    expect([said, folds.length]).toEqual([how, count]);
    const { where } = partsOf(own.loaded, own.recipe);
    const test = new Set(where.test);
    for (const fold of folds) {
      const rows = [...fold.train, ...fold.test];
      expect(rows.some((i) => test.has(i))).toBe(false);
      expect(new Set(rows).size).toBe(rows.length);
      if (split.method === 'group') {
        const a = new Set([...fold.train].map((i) => signal[i]));
        expect([...fold.test].some((i) => a.has(signal[i]))).toBe(false);
      }
    }
    expect(answer(own, { ask: 'folds', nSplits: 5, nRepeats }).values).toHaveLength(count);
  });
});
