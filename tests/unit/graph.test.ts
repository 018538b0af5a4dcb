import { describe, expect, it } from 'vitest';
import { modelSpecs } from '#lib/models/specs.ts';
import { graphOf } from '#lib/recipe/graph.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { recipes, titanic } from '../golden/recipes.ts';

const specs = { steps: stepSpecs, models: modelSpecs };

describe('a recipe as a graph', () => {
  it.each([...recipes])('%s has each step and model once, and flows forward only', (_, recipe) => {
    const { nodes, edges, ranks } = graphOf(recipe, specs);
    const keys = nodes.flatMap((n) => (n.kind === 'step' ? [n.key] : []));
    expect([...keys].sort()).toEqual(recipe.steps.map((s) => s.key).sort());
    expect(nodes.filter((n) => n.kind === 'model')).toHaveLength(recipe.models.length);
    const rank = new Map(nodes.map((n) => [n.id, n.rank]));
    for (const { from, to } of edges) expect(rank.get(from)!).toBeLessThan(rank.get(to)!);
    for (const node of nodes.filter((n) => n.kind !== 'source'))
      expect(edges.some((e) => e.to === node.id)).toBe(true);
    expect(new Set(nodes.map((n) => `${n.rank} ${n.row}`)).size).toBe(nodes.length);
    expect(Math.max(...rank.values())).toBe(ranks - 1);
    const cleaning = nodes.filter((n) => n.kind === 'step' && !n.learned).map((n) => n.rank);
    const learned = nodes.filter((n) => n.kind === 'step' && n.learned).map((n) => n.rank);
    expect(Math.max(0, ...cleaning)).toBeLessThan(Math.min(Infinity, ...learned));
  });

  it('puts steps on other columns beside each other, and a step that is off in nobody’s way', () => {
    const { nodes, edges } = graphOf(titanic, specs);
    const imputes = titanic.steps.filter((s) => s.step === 'impute');
    const [impute] = imputes as [(typeof imputes)[number]];
    const rankOf = (key: string): number => nodes.find((n) => n.key === key)!.rank;
    expect(imputes.length).toBeGreaterThan(1);
    expect(new Set(imputes.map((s) => rankOf(s.key))).size).toBe(1);
    const oneHot = titanic.steps.find((s) => s.step === 'oneHot')!;
    expect(rankOf(oneHot.key)).toBeGreaterThan(rankOf(impute.key));
    const off = {
      ...titanic,
      steps: titanic.steps.map((s) => (s.key === impute.key ? { ...s, enabled: false } : s)),
    };
    const without = graphOf(off, specs);
    expect(without.edges.some((e) => e.from === `step ${impute.key}`)).toBe(false);
    expect(edges.some((e) => e.from === `step ${impute.key}`)).toBe(true);
  });
});
