import { describe, expect, it } from 'vitest';
import { predictTable } from '#lib/engine/predictor.ts';
import type { SinglePrecision } from '#lib/recipe/leaving.ts';
import { singlyOf } from '#lib/workers/leaving.ts';
import { computes, loaded, people, peopleRecipe, train } from './engine.support.ts';
import { model, step } from './recipe.support.ts';

const table = loaded(people(200));

describe('what single precision does', () => {
  const recipe = peopleRecipe('survived', { models: [model('logisticRegression')] });
  const { fitted } = train(table, recipe);

  it('is not said where cleaning steps compute numbers, which the graph does too', () => {
    const having = (id: string, params: object) => {
      const first = step(id as 'calculate', [], params as never);
      return singlyOf(table, { ...recipe, steps: [first, ...recipe.steps] }, fitted, computes);
    };
    const expression = 'fare + 1e9';
    expect(having('calculate', { name: 'far', expression })).toEqual({
      not_measured: 'cleaning steps are part of the graph',
    });
    expect(having('filterRows', {})).toMatchObject({ rows: 200, other_classes: 0 });
  });

  it('is counted of labels at the threshold that is kept', () => {
    const at = (threshold: number): SinglePrecision =>
      singlyOf(
        table,
        recipe,
        { ...fitted, cut: { version: 1, threshold, chosen: null } },
        computes,
      ) as SinglePrecision;
    expect(at(0.5).largest_difference).toBeGreaterThan(0);
    // A threshold that is a row's own probability: a rounding up is above it.
    const told = predictTable(fitted, table.table, computes);
    const apart = Array.from({ length: 40 }, (_, i) => at(told[2 * i + 1]!).other_classes);
    expect(Math.max(...apart)).toBeGreaterThan(0);
    expect(at(0.5).other_classes).toBe(0);
  });
});
