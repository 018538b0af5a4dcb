import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from '#lib/codegen/targets/project.ts';
import { script } from '#lib/codegen/targets/script.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { people, train, loaded, type Cells } from '../unit/engine.support.ts';
import { python, ran, runScript, tool, writeFiles } from './python.ts';
import { recipeOf } from './recipes.ts';
import { registry } from './registry.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

/** Ten columns that three hidden amounts make, never negative, with a class that one of them decides. */
function mixtures(): Map<string, Cells> {
  const noise = [...people(240).values()][4]! as number[];
  const hidden = [0, 1, 2].map((k) => noise.map((_, i) => noise[(i * (k + 2) + 7 * k) % 240]!));
  const columns = names.map((name, j): [string, Cells] => [
    name,
    noise.map((_, i) => {
      const made = hidden.reduce((sum, h, k) => sum + h[i]! * (1 + ((j * (k + 3)) % 5)), 0);
      return Math.round(1e6 * (made + noise[(i * 11 + 13 * j) % 240]! / 2)) / 1e6;
    }),
  ]);
  return new Map<string, Cells>([
    ...columns,
    ['kind', hidden[0]!.map((h, i) => (h + hidden[1]![i]! / 4 > 0.6 ? 'yes' : 'no'))],
  ]);
}

const reduced = (steps: NonNullable<Parameters<typeof recipeOf>[0]['steps']>): Recipe =>
  recipeOf({
    columns: [...names.map((name) => [name, 'number'] as const), ['kind', 'category', 'target']],
    task: 'binary',
    steps,
    models: [['logisticRegression']],
  });

const recipe = reduced([
  ['nmf', ['a', 'b', 'c', 'd'], { nComponents: 2, maxIter: 500 }],
  ['factorAnalysis', ['e', 'f', 'g'], { nComponents: 1 }],
  ['kernelPca', ['h', 'i', 'j'], { nComponents: 2, kernel: 'rbf' }],
  ['standardScale', ['part0', 'part1', 'factor0']],
]);

const scratch = (): Promise<string> => mkdtemp(join(tmpdir(), 'tabwise-reduce-'));

describe('exported code that reduces', () => {
  it.skipIf(python === null)('gives the scores of the app', async () => {
    const cells = mixtures();
    const csv = [
      [...cells.keys()].join(','),
      ...cells.get('kind')!.map((_, i) => [...cells.values()].map((c) => c[i]).join(',')),
    ].join('\n');
    const files = new Map([['train.py', script(recipe, registry).code]]);
    const { result } = await runScript(await scratch(), csv, files);
    const theirs = (result as Record<string, Record<string, number>>)['test']!;
    const ours = Object.fromEntries(train(loaded(cells), recipe).result.metrics.test);
    expect(ours['roc_auc']).toBeGreaterThan(0.8);
    expect(ours['log_loss']).toBeCloseTo(theirs['log_loss']!, 6);
  });

  it.skipIf(tool('black') === null || tool('ruff') === null)('is tidy', async () => {
    const dir = await scratch();
    await writeFiles(dir, new Map([['train.py', script(recipe, registry).code]]));
    for (const [name, args] of [
      ['black', ['--check', '.']],
      ['ruff', ['check', '.']],
    ] as const)
      expect(await ran(tool(name)!, args, { cwd: dir })).toMatchObject({ code: 0 });
  });

  it('asks for umap-learn where it is used, and only there', () => {
    const wanted = (r: Recipe) =>
      [...project(r, registry)].find(([path]) => path.endsWith('requirements.txt'))![1];
    expect(wanted(recipe)).not.toContain('umap');
    expect(wanted(reduced([['umap', names]]))).toContain('umap-learn==');
  });
});
