import { describe, expect, it } from 'vitest';
import type { Edit } from '#lib/recipe/edits.ts';
import { commit, emptyHistory, nameMoment, travel, type Timeline } from '#lib/recipe/history.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import { secondsNamed } from '#lib/recipe/secondsNamed.ts';
import type { Source } from '#lib/recipe/source.ts';
import { adoptSeconds, bundledSeconds, keepSecond, secondFile } from '#lib/state/seconds.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { peopleRecipe } from './engine.support.ts';
import { step } from './recipe.support.ts';
import { run } from './storage.support.ts';

const recipe = peopleRecipe();
const table = (name: string): Source => ({
  ...recipe.source,
  file: { name: `${name}.csv`, bytes: 4, sha256: name.padEnd(64, '0') },
});
const joining = (key: string, name: string): RecipeStep => ({
  ...step('joinTable', ['age'], { source: table(name) }),
  key,
});
const add = (key: string, name: string): Edit => ({
  ...{ kind: 'addStep', index: 0, step: joining(key, name) },
});

/** Joins with a, chooses b instead, goes on without; back there, a named version joins c, the present one with d. */
function versions(): Timeline {
  let at: Timeline = { recipe, history: emptyHistory };
  at = commit(at, add('j', 'a'), 'join a', 't1');
  const params = joining('j', 'b').params;
  at = commit(at, { kind: 'batch', edits: [{ kind: 'setParams', key: 'j', params }] }, 'b', 't2');
  at = commit(at, { kind: 'removeStep', key: 'j' }, 'without', 't3');
  at = nameMoment(commit(at, add('k', 'c'), 'join c', 't4'), 'with c', 't5');
  at = commit(travel(at, 3), add('l', 'd'), 'join d', 't6');
  return commit(at, { kind: 'removeStep', key: 'l' }, 'without', 't7');
}
const made = (name: string): StoredRun => ({
  ...run('p', name),
  record: { recipe: { ...recipe, steps: [joining('m', name)] } as Recipe } as never,
});
const project = { ...versions(), runs: [made('e'), run('p', 'without a record')] };
const names = (sources: readonly Source[]): string => sources.map((s) => s.file.name[0]).join('');

describe('second tables that a project names', () => {
  it('are those of every moment, undone or redone, of every version, and of every run', () => {
    expect(project.recipe.steps.some((s) => s.step === 'joinTable')).toBe(false);
    const recipes = project.runs.flatMap((r) => r.record?.recipe ?? []);
    expect([...names(secondsNamed(project, recipes))].sort().join('')).toBe('abcde');
  });

  it('go into a .tabwise file, each once, and are kept from it', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      // Node has no file system of a browser, so they stay in memory, which is said.
      await expect(keepSecond('p', table(name), new Blob([`${name}.csv`]))).rejects.toMatchObject({
        detail: { code: 'storage' },
      });
    const brought = await bundledSeconds('p', project);
    expect(brought.map((b) => b.sha256[0]).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const stranger = { sha256: 'f'.repeat(64), data: new Uint8Array(4) };
    await expect(adoptSeconds('q', project, [...brought, stranger])).rejects.toMatchObject({
      detail: { code: 'storage', remedy: expect.stringMatching(/\.$/) as string },
    });
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      expect(await (await secondFile('q', table(name)))?.text(), name).toBe(`${name}.csv`);
  });
});
