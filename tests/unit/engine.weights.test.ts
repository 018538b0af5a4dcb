import { describe, expect, it } from 'vitest';
import { script } from '#lib/codegen/targets/script.ts';
import { splitData } from '#lib/engine/prepare.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelLowerings } from '#lib/models/lowerings.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import type { Unsupervised } from '#lib/recipe/run.ts';
import { roleEdit } from '#lib/features/data/roles.ts';
import { apply, invert } from '#lib/recipe/edits.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { registry } from '../golden/registry.ts';
import { loaded, people, peopleRecipe, trace, train, type Cells } from './engine.support.ts';
import { model } from './recipe.support.ts';

const table = people(150);
const weighted = (recipe: Recipe, column = 'noise'): Recipe => ({
  ...apply(recipe, { kind: 'setRole', column, role: 'weight' }),
  steps: recipe.steps.map((s) => ({ ...s, columns: s.columns.filter((c) => c !== column) })),
});
const withNoise = (cells: Cells): Map<string, Cells> => new Map([...table, ['noise', cells]]);

function refusal(cells: Cells, recipe = weighted(peopleRecipe())): ErrorDetail {
  try {
    train(loaded(withNoise(cells)), recipe);
  } catch (error) {
    return detailOf(error);
  }
  throw new Error('nothing was refused');
}

describe('a column of weights', () => {
  const noise = table.get('noise')!;

  it('is no feature, and changes the fit, the baseline and the scores', () => {
    const { result } = train(loaded(table), weighted(peopleRecipe()));
    expect(result.features).not.toContain('noise');
    const ones = train(loaded(withNoise(noise.map(() => 1))), weighted(peopleRecipe()));
    expect(result.fitted.coefficients).not.toEqual(ones.result.fitted.coefficients);
    expect(result.metrics.test).not.toEqual(ones.result.metrics.test);
    expect(result.baseline.test).not.toEqual(ones.result.baseline.test);
  });

  it.each<[string, Cells, RegExp]>([
    ['text', noise.map(() => 'much'), /text such as “much”/],
    ['a gap', noise.with(3, null), /1 rows have no weight/],
    ['a negative weight', noise.with(3, -2), /the weight -2/],
    ['only zeros', noise.map(() => 0), /have the weight 0/],
  ])('is refused with a remedy where it holds %s', (_, cells, what) => {
    const detail = refusal(cells);
    expect(detail).toMatchObject({ code: 'weight-invalid', where: { column: 'noise' } });
    expect(detail.what).toMatch(what);
    expect(detail.remedy).toMatch(/\.$/);
  });

  it('is a problem of the recipe in Prepare, before any training', () => {
    const { problems } = trace(loaded(withNoise(noise.with(3, -2))), weighted(peopleRecipe()));
    expect(problems[0]!.detail.code).toBe('weight-invalid');
    expect(problems[0]!.fix).toMatchObject({ label: 'Leave noise out', edit: { role: 'ignored' } });
  });

  it('is refused by a model that takes every row the same, and so is its code', () => {
    const recipe = weighted(peopleRecipe('survived', { models: [model('kNeighbors')] }));
    const detail = refusal(noise, recipe);
    expect(detail).toMatchObject({ code: 'weight-invalid', where: { model: 'kNeighbors' } });
    expect(() => script(recipe, registry)).toThrow('takes every row the same');
  });

  it('says how much rows count in groups too, in the fit and in the samples of its stability', () => {
    const groups = (cells: Cells, id: 'dbscan' | 'meanShift'): Unsupervised => {
      const recipe = weighted(
        peopleRecipe('survived', { task: 'clustering', models: [model(id, {})] }),
      );
      return train(loaded(withNoise(cells)), recipe).result.unsupervised!;
    };
    const [even, twice] = [1, 2].map((n) =>
      groups(
        noise.map(() => n),
        'dbscan',
      ),
    );
    expect(twice!.labels).not.toEqual(even!.labels);
    expect(twice!.stability).not.toEqual(even!.stability);
    expect(() => groups(noise, 'meanShift')).toThrow('takes every row the same');
  });

  it('is one at most, in the page, in edits and in files', () => {
    const recipe = weighted(peopleRecipe());
    const edit = roleEdit(recipe, { name: 'fare' } as ColumnProfile, 'weight')!;
    const roles = (r: Recipe) =>
      r.source.columns.filter((c) => c.role === 'weight').map((c) => c.name);
    expect(roles(apply(recipe, edit))).toEqual(['fare']);
    expect(apply(apply(recipe, edit), invert(recipe, edit))).toEqual(recipe);
    expect(() => apply(recipe, { kind: 'setRole', column: 'fare', role: 'weight' })).toThrow(
      'Rows count by “noise” already',
    );
    const two = recipe.source.columns.map((c) =>
      c.name === 'fare' ? { ...c, role: 'weight' } : c,
    );
    expect(() => readRecipe({ ...recipe, source: { ...recipe.source, columns: two } })).toThrow(
      'two columns have the role',
    );
    expect(readRecipe(recipe)).toEqual(recipe);
  });

  it('makes a run with other weights stale', () => {
    const recipe = peopleRecipe();
    const { key } = recipe.models[0]!;
    expect(runKey(weighted(recipe), key)).not.toBe(
      runKey(
        {
          ...weighted(recipe),
          source: apply(recipe, { kind: 'setRole', column: 'noise', role: 'ignored' }).source,
        },
        key,
      ),
    );
  });
});

it('spec, compute and lowering of each model say the same of weights', () => {
  for (const [id, { capabilities }] of Object.entries(modelSpecs)) {
    const takes = capabilities.weights === true;
    const compute: { readonly takesWeights?: true } =
      modelComputes[id as keyof typeof modelComputes];
    const lowering: { readonly weights?: true } = modelLowerings[id as keyof typeof modelLowerings];
    expect([id, compute.takesWeights === true, lowering.weights === true]).toEqual([
      id,
      takes,
      takes,
    ]);
    if (!takes) expect(capabilities.weights, id).toMatch(/^[a-z].*[a-z]$/);
  }
});

describe('reweighing', () => {
  const reweighed = (columns: string[], recipe = peopleRecipe()): Recipe =>
    apply(recipe, { kind: 'setReweigh', columns });
  const data = splitData(loaded(table), reweighed(['sex', 'port']));

  it('makes groups and classes independent among the rows that are fitted on, and keeps their sum', () => {
    const { y, rid } = data.train;
    const weight = data.fitWeight!;
    const groupOf = (i: number): string =>
      ['sex', 'port'].map((name) => String(table.get(name)![rid[i]!])).join();
    const sums = new Map<string, [number, number]>();
    y.forEach((c, i) => {
      const own = sums.get(groupOf(i)) ?? [0, 0];
      own[c]! += weight[i]!;
      sums.set(groupOf(i), own);
    });
    const share = y.reduce((a, b) => a + b, 0) / y.length;
    const mixed = [...sums.values()].filter(([no, yes]) => no > 0 && yes > 0);
    expect(mixed.length).toBeGreaterThan(3);
    for (const [no, yes] of mixed) expect(yes / (no + yes)).toBeCloseTo(share, 12);
    // Kamiran and Calders 2012: n(group) · n(class) ÷ (n · n(group and class)).
    const count = (is: (i: number) => boolean): number => [...y.keys()].filter(is).length;
    const i = [...y.keys()].find((k) => groupOf(k) === 'female,S')!;
    const expected =
      (count((k) => groupOf(k) === 'female,S') * count((k) => y[k] === y[i])) /
      (y.length * count((k) => groupOf(k) === 'female,S' && y[k] === y[i]));
    expect(weight[i]).toBeCloseTo(expected, 12);
  });

  it('changes the fit and leaves all scores unweighted', () => {
    const plain = train(loaded(table), peopleRecipe()).result;
    const { result } = train(loaded(table), reweighed(['sex']));
    expect(result.fitted.coefficients).not.toEqual(plain.fitted.coefficients);
    expect(result.baseline).toEqual(plain.baseline);
    expect(result.key).not.toBe(plain.key);
  });

  it('sees training rows alone', () => {
    const held = new Set([...data.validation.rid, ...data.test.rid]);
    const sex = table.get('sex')!.map((c, i) => (held.has(i) ? 'other' : c));
    const poisoned = loaded(new Map([...table, ['sex', sex]]));
    const again = splitData(poisoned, reweighed(['sex', 'port']));
    expect(again.fitWeight).toEqual(data.fitWeight);
  });

  it.each<[string, Recipe, string, RegExp]>([
    ['numbers', reweighed(['sex'], peopleRecipe('price')), 'recipe-invalid', /no classes/],
    ['many groups', reweighed(['noise']), 'params-invalid', /makes 90 groups/],
    [
      'a model that takes no weights',
      reweighed(['sex'], peopleRecipe('survived', { models: [model('kNeighbors')] })),
      'weight-invalid',
      /takes every row the same/,
    ],
  ])('is refused for %s', (_words, recipe, code, what) => {
    try {
      train(loaded(table), recipe);
    } catch (error) {
      expect(detailOf(error)).toMatchObject({ code });
      expect(detailOf(error).what).toMatch(what);
      return;
    }
    throw new Error('nothing was refused');
  });
});
