import { describe, expect, it } from 'vitest';
import { modelSpecs } from '#lib/models/specs.ts';
import { differencesOf } from '#lib/recipe/difference.ts';
import { apply, type Edit } from '#lib/recipe/edits.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { titanic as base } from '../golden/recipes.ts';

const specs = { steps: stepSpecs, models: modelSpecs };

function after(...edits: readonly Edit[]) {
  const changed = edits.reduce(apply, base);
  return differencesOf(base, changed, specs).map((d) => [d.part, d.change, d.what] as const);
}

describe('the difference of two recipes', () => {
  it('is nothing between a recipe and itself', () => {
    expect(after()).toEqual([]);
  });

  it('names each step and model that is new, gone, changed or moved', () => {
    const [first, second] = base.steps;
    const [model] = base.models;
    expect(after({ kind: 'removeStep', key: first!.key })[0]!.slice(0, 2)).toEqual([
      'steps',
      'removed',
    ]);
    expect(after({ kind: 'toggleStep', key: second!.key, enabled: false })[0]!.slice(0, 2)).toEqual(
      ['steps', 'changed'],
    );
    const moved = after({ kind: 'moveStep', key: first!.key, index: 1 });
    expect(moved.map((d) => d[1])).toEqual(['moved', 'moved']);
    expect(after({ kind: 'removeModel', key: model!.key })[0]!.slice(0, 2)).toEqual([
      'models',
      'removed',
    ]);
  });

  it('tells roles, the seed and the split, with what was before', () => {
    const column = base.source.columns.find((c) => c.role === 'feature')!.name;
    const changed = [
      { kind: 'setRole', column, role: 'ignored' } as const,
      { kind: 'setSeed', seed: 7 } as const,
    ].reduce(apply, base);
    const found = differencesOf(base, changed, specs);
    expect(found.map((d) => [d.part, d.what])).toEqual([
      ['columns', column],
      ['other', 'Seed'],
    ]);
    expect(found[1]).toMatchObject({ from: String(base.seed), to: '7' });
    const back = differencesOf(changed, base, specs);
    expect(back.map((d) => d.from)).toEqual(found.map((d) => d.to));
  });
});
