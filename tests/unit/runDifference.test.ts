import { describe, expect, it } from 'vitest';
import { RandomState } from '#lib/engine/random.ts';
import { diffBlocks, lineDiff } from '#lib/recipe/lineDiff.ts';
import { runDifferences, unpaired, type MadeRun } from '#lib/recipe/runDifference.ts';
import { canonical } from '#lib/recipe/hash.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { cleaningUp, loaded, people, peopleRecipe, train } from './engine.support.ts';
import { model } from './recipe.support.ts';

describe('lines of two texts', () => {
  const both = (a: string, b: string): void => {
    const lines = lineDiff(a, b);
    const side = (kind: 'removed' | 'added'): string =>
      lines.flatMap((l) => (l.kind === 'same' || l.kind === kind ? [`${l.text}\n`] : [])).join('');
    expect(side('removed')).toBe(a);
    expect(side('added')).toBe(b);
    const numbers = (of: 'before' | 'after'): number[] => lines.flatMap((l) => l[of] ?? []);
    for (const of of ['before', 'after'] as const)
      expect(numbers(of)).toEqual(numbers(of).map((_, i) => i + 1));
  };

  it('are told apart by the fewest changes, what is removed first', () => {
    expect(lineDiff('a\nb\nc\n', 'a\nx\nc\n').map((l) => `${l.kind} ${l.text}`)).toEqual([
      'same a',
      'removed b',
      'added x',
      'same c',
    ]);
    // The example of Myers' paper: five changes.
    const changes = lineDiff('A\nB\nC\nA\nB\nB\nA\n', 'C\nB\nA\nB\nA\nC\n');
    expect(changes.filter((l) => l.kind !== 'same')).toHaveLength(5);
    both('A\nB\nC\nA\nB\nB\nA\n', 'C\nB\nA\nB\nA\nC\n');
    expect(lineDiff('same\n', 'same\n')).toEqual([
      { kind: 'same', text: 'same', before: 1, after: 1 },
    ]);
    both('', 'a\n');
    both('a\nb\n', '');
  });

  it('make either text of the other, for any two', () => {
    const rng = new RandomState(3);
    const text = (): string =>
      Array.from({ length: Math.floor(14 * rng.randomSample()) }, () =>
        'abc'.charAt(Math.floor(3 * rng.randomSample())),
      )
        .map((l) => `${l}\n`)
        .join('');
    for (let i = 0; i < 300; i += 1) both(text(), text());
  });

  it('leave out what is alike far from a change', () => {
    const long = Array.from({ length: 40 }, (_, i) => `line ${i}`);
    const lines = lineDiff(long.join('\n'), long.with(20, 'other').join('\n'));
    expect(diffBlocks(lines).map((b) => (typeof b === 'number' ? b : b.length))).toEqual([
      17, 8, 16,
    ]);
  });
});

describe('two runs', () => {
  const specs = { steps: stepSpecs, models: modelSpecs };
  const of = loaded(people(60));
  const a = peopleRecipe('survived', { steps: cleaningUp(), models: [model('decisionTree')] });
  const made = (recipe: typeof a): MadeRun => ({ recipe, result: train(of, recipe).result });
  const first = made(a);

  it('say file, rows, steps, settings and seed in which they differ, and nothing else', () => {
    expect(runDifferences(first, made(structuredClone(a)), specs)).toEqual([]);
    const { source } = a;
    const second = made({
      ...a,
      source: { ...source, file: { ...source.file, sha256: 'other', name: 'other.csv' } },
      steps: a.steps.slice(1),
      models: [
        { ...model('decisionTree', { maxDepth: 2 }), key: 'another' },
        { ...model('ridge'), key: 'x' },
      ],
      seed: 7,
    });
    const found = runDifferences(first, second, specs);
    expect(found.map((d) => `${d.part} ${d.change} ${d.what}`)).toEqual([
      'data changed Content of the file (SHA-256)',
      expect.stringMatching(/^steps removed /),
      expect.stringMatching(/^models changed Decision tree/),
      'other changed Seed',
    ]);
    expect(found[2]!.to).toContain('maxDepth 2');
    const forest = made({ ...a, models: [model('randomForest', { nEstimators: 2 })] });
    const models = runDifferences(first, forest, specs).filter((d) => d.part === 'models');
    expect(models.map((d) => d.change)).toEqual(['removed', 'added']);
  });

  it('share folds where table, target and split are the same', () => {
    const key = (r: typeof a): string => canonical(r.source.file);
    expect(unpaired(a, { ...a, steps: [], seed: 3 }, key)).toBeNull();
    expect(unpaired(a, { ...a, split: { method: 'column', column: 'noise' } }, key)).toMatch(
      /split/,
    );
    expect(unpaired(a, peopleRecipe('price'), key)).toMatch(/different things/);
    const { source } = a;
    const other = { ...a, source: { ...source, file: { ...source.file, bytes: 1 } } };
    expect(unpaired(a, other, key)).toMatch(/cleaning/);
  });
});
