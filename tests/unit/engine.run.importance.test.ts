import { describe, expect, it } from 'vitest';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { plainNumber, type SourceColumn } from '#lib/recipe/source.ts';
import { cleaningUp, loaded, people, peopleRecipe, train, type Cells } from './engine.support.ts';
import { model, step } from './recipe.support.ts';

const numberColumn = (name: string): SourceColumn => ({
  name,
  header: name,
  type: 'number',
  role: 'feature',
  meaning: 'none',
  parse: plainNumber,
});

describe('permutation importance', () => {
  const importance = (recipe: Recipe, cells: Map<string, Cells>) =>
    new Map(train(loaded(cells), recipe).result.importance.map((i) => [i.feature, i.mean]));

  it('says that what decides matters and that noise does not', () => {
    const found = importance(
      peopleRecipe('price', { models: [model('linearRegression')] }),
      people(400),
    );
    expect(found.get('sex')!).toBeGreaterThan(0.1);
    expect(found.get('fare')!).toBeGreaterThan(0.1);
    expect(Math.abs(found.get('noise')!)).toBeLessThan(0.01);
    expect([...found.keys()].at(0)).toMatch(/sex|fare/);
  });

  it('is zero, exactly, for a column that the model cannot see', () => {
    const cells = people(200).set('flat', new Array<number>(200).fill(3));
    const recipe = peopleRecipe('price');
    const { source } = recipe;
    const columns = [...source.columns, numberColumn('flat')];
    expect(importance({ ...recipe, source: { ...source, columns } }, cells).get('flat')).toBe(0);
  });

  it('is shared by a column and its copy: each matters less than the one alone', () => {
    const cells = people(300);
    const alone = importance(peopleRecipe('price'), cells).get('fare')!;
    const recipe = peopleRecipe('price', {
      steps: [...cleaningUp(), step('standardScale', ['copy'])],
    });
    const { source } = recipe;
    const columns = [...source.columns, numberColumn('copy')];
    const both = importance(
      { ...recipe, source: { ...source, columns } },
      new Map(cells).set('copy', cells.get('fare')!),
    );
    expect(both.get('fare')!).toBeLessThan(0.6 * alone);
    expect(Math.abs(both.get('fare')! - both.get('copy')!)).toBeLessThan(0.2 * alone);
  });

  it('names raw columns, not the matrix’s', () => {
    const { result } = train(loaded(people(120)), peopleRecipe());
    expect(result.importance.map((i) => i.feature).sort()).toEqual([...result.inputs].sort());
    expect(result.inputs).toEqual(['age', 'fare', 'sex', 'port', 'noise']);
    expect(result.features).toContain('sex_female');
  });
});
