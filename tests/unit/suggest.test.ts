import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan, recipeFor } from '../../cli/plan.ts';
import { clean, eventsOf } from '#lib/data/clean.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile } from '#lib/data/files.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { previewCandidates } from '#lib/engine/suggest.ts';
import type { CleaningCompute } from '#lib/engine/step.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { traceRecipe } from '#lib/engine/trace.ts';
import { apply } from '#lib/recipe/edits.ts';
import { previewText } from '#lib/recipe/log.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { Trace } from '#lib/recipe/run.ts';
import type { Suggestion } from '#lib/recipe/suggestion.ts';
import { candidatesFor, withoutDropped } from '#lib/steps/candidates.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { draftToStep } from '#lib/steps/fromAction.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { train } from './engine.support.ts';
import { model } from './recipe.support.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

/** Gaps, texts that are numbers but for a few, rare levels, dates, prose, names that read alike, twins, constants. */
function messy(): string {
  const lines = [
    'id,a b,a-b,__proto__,"quo""te",reads,kind,rare,"line\nbreak",flat,none,day,prose,yes',
  ];
  const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];
  for (let i = 0; i < 240; i += 1) {
    const k = i % 236;
    const wave = Math.sin(12.9898 * (k + 1)) * 437.585;
    const gap = (n: number, text: string | number): string => (k % n === 0 ? '' : String(text));
    lines.push(
      [
        i < 236 ? 1000 + i : 1000 + i - 236,
        gap(7, wave.toFixed(2)),
        gap(5, (k * 37) % 101),
        gap(9, ['red', 'green', 'blue'][(k * 31) % 3]!),
        gap(13, k % 2 ? 'a,b' : 'c"d').replace(
          /^(.*[,"].*)$/s,
          (t) => `"${t.replaceAll('"', '""')}"`,
        ),
        k % 29 === 4 ? 'unknown' : (k * 7919) % 1009,
        ['low', 'medium', 'high'][k % 3]!,
        k % 60 === 1 ? `odd${k}` : 'usual',
        (Math.exp(k / 40) * 3).toFixed(3),
        'same',
        '',
        `2024-${String((k % 12) + 1).padStart(2, '0')}-${String((k % 28) + 1).padStart(2, '0')}`,
        `${words[k % 7]!} ${words[(k * 3) % 7]!} ${k} ${words[(k * 5) % 7]!}`,
        wave + (k % 3) * 100 > 60 ? 'yes' : 'no',
      ].join(','),
    );
  }
  return lines.join('\n');
}

const shared = fileURLToPath(new URL('../../../shared/data/tables/', import.meta.url));
const real = (file: string) => (): Uint8Array => readFileSync(shared + file);
const made = (text: string) => (): Uint8Array => new TextEncoder().encode(text);
const tables: readonly (readonly [
  name: string,
  target: string,
  bytes: () => Uint8Array,
  real: boolean,
])[] = [
  ['messy', 'yes', made(messy()), false],
  ['messy, a number', 'a b', made(messy()), false],
  ['messy, three classes', 'kind', made(messy()), false],
  [
    'all is well',
    'y',
    made(`x,y\n${Array.from({ length: 60 }, (_, i) => `${i * 0.37},${i % 2}`).join('\n')}`),
    false,
  ],
  ['titanic', 'Survived', real('titanic_train.csv'), true],
  ['penguins', 'species', real('penguins.csv'), true],
  ['california', 'median_house_value', real('california_housing.csv'), true],
];

interface Opened {
  readonly recipe: Recipe;
  readonly profile: TableProfile;
}

async function opened(bytes: Uint8Array, target: string): Promise<Opened> {
  const { source } = await openFile(sql, bytesFile(bytes, 'made.csv'));
  const profile = await profileTable(sql, baseRelation(source), source);
  return { recipe: recipeFor(source, profile, target).recipe, profile };
}

async function traced(recipe: Recipe): Promise<Trace> {
  const { relation, steps } = await clean(
    sql,
    baseRelation(recipe.source),
    activeSteps(recipe),
    stepComputes,
  );
  expect(steps.map((s) => s.problem)).toEqual(steps.map(() => null));
  return driveSync(traceRecipe(await loadTable(sql, relation), recipe, stepComputes, modelSpecs));
}

/** What the page offers for a recipe, as state/pipeline does it. */
async function offers({
  recipe,
  profile,
}: Opened): Promise<{ suggestion: Suggestion; step: RecipeStep }[]> {
  const isCleaning = (s: RecipeStep): boolean =>
    stepSpecs[s.step as keyof typeof stepSpecs].kind === 'cleaning';
  const candidates = candidatesFor(recipe, profile, modelSpecs);
  const { relation } = await clean(
    sql,
    baseRelation(recipe.source),
    activeSteps(recipe),
    stepComputes,
  );
  const found: { suggestion: Suggestion; step: RecipeStep }[] = [];
  for (const { draft, step } of candidates.filter((c) => isCleaning(c.step))) {
    const compute = stepComputes[
      step.step as keyof typeof stepComputes
    ] as CleaningCompute<unknown>;
    const events = await eventsOf(
      sql,
      { relation, columns: step.columns, params: step.params },
      compute,
      'would',
    );
    found.push({ suggestion: { ...draft, console_preview: events.map(previewText) }, step });
  }
  const learned = candidates.filter((c) => !isCleaning(c.step));
  const after = candidates.filter((c) => isCleaning(c.step)).reduce(withoutDropped, recipe);
  const work = previewCandidates(await loadTable(sql, relation), after, learned, stepComputes);
  for (const suggestion of driveSync(work))
    found.push({ suggestion, step: learned.find((c) => c.draft.id === suggestion.id)!.step });
  return found;
}

const types = [
  'drop_columns',
  'mark_missing',
  'drop_duplicates',
  'trim_text',
  'feature_engineer',
  'impute',
  'cast',
  'encode',
  'scale',
];

describe.each(tables.filter(([, , , r]) => !r || existsSync(shared) || process.env['CI']))(
  '%s, to predict %s',
  (_name, target, bytes) => {
    let start: Opened;
    let offered: Awaited<ReturnType<typeof offers>>;
    beforeAll(async () => {
      start = await opened(bytes(), target);
      offered = await offers(start);
    });

    it('has suggestions of exactly the fields of formats.md section 3', () => {
      expect(offered.length).toBeGreaterThan(0);
      for (const { suggestion: s } of offered) {
        expect(Object.keys(s).sort()).toEqual([
          'confidence',
          'console_preview',
          'id',
          'params',
          'rationale',
          'target_columns',
          'type',
        ]);
        expect(s.confidence).toBeGreaterThan(0);
        expect(s.confidence).toBeLessThan(1);
        expect(s.rationale).toMatch(/\d.*\.$/s);
        expect(types).toContain(s.type);
        expect(s.console_preview.length).toBeGreaterThan(0);
        for (const line of s.console_preview)
          expect(line).toMatch(/^(INFO|WARNING) … \| preprocess\.\w+ \| Would .+$/);
      }
    });

    it('has an id of its own for each, and none touches the target', () => {
      const ids = offered.map((o) => o.suggestion.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(offered.map((o) => o.step.key)).size).toBe(ids.length);
      for (const { suggestion } of offered) expect(suggestion.target_columns).not.toContain(target);
    });

    it('has suggestions that become the very steps they stand for', () => {
      for (const { suggestion, step } of offered) {
        const { key: _key, enabled: _enabled, ...drafted } = step;
        expect(draftToStep(suggestion, stepSpecs)).toEqual(drafted);
      }
    });

    it('previews without changing the recipe or the profile', async () => {
      const before = structuredClone(start);
      await offers(start);
      expect(start).toEqual(before);
    });

    it('comes to a table that every model takes when each suggestion is accepted in its turn', async () => {
      let now = start;
      let rounds = 0;
      for (let next = offered; next.length > 0; next = await offers(now)) {
        const { step } = next[0]!;
        const index = now.recipe.steps.length;
        now = { ...now, recipe: apply(now.recipe, { kind: 'addStep', index, step }) };
        rounds += 1;
        expect(rounds, 'suggestions come to an end').toBeLessThan(40);
      }
      const { problems, matrix } = await traced(now.recipe);
      expect(problems).toEqual([]);
      expect(matrix.length).toBeGreaterThan(0);
    });

    it('comes there, too, by what the command line takes unasked, and can be trained', async () => {
      const { recipe } = await plan(sql, start.recipe, start.profile);
      expect((await traced(recipe)).problems).toEqual([]);
      const id = recipe.task === 'regression' ? 'linearRegression' : 'decisionTree';
      const here = await clean(sql, baseRelation(recipe.source), activeSteps(recipe), stepComputes);
      const { result } = train(await loadTable(sql, here.relation), {
        ...recipe,
        models: [model(id)],
      });
      expect(result.judged.value).not.toBeNull();
    });

    it('suggests nothing that was already done', async () => {
      const { recipe } = await plan(sql, start.recipe, start.profile);
      const again = (await offers({ ...start, recipe })).map((o) => o.suggestion);
      const taken = new Set(recipe.steps.flatMap((s) => s.columns.map((c) => `${s.step} ${c}`)));
      for (const s of again)
        for (const c of s.target_columns)
          expect(taken.has(`${draftToStep(s, stepSpecs).step} ${c}`)).toBe(false);
    });
  },
);

it('counts cells that do not fit their column’s type as missing, and suggests to fill them', async () => {
  const rows = Array.from({ length: 80 }, (_, i) => `${i % 8 === 0 ? 'odd' : i},${i % 2}`);
  const { recipe } = await opened(made(`x,y\n${rows.join('\n')}`)(), 'y');
  const typed = apply(recipe, { kind: 'setType', column: 'x', type: 'number' });
  const profile = await profileTable(sql, baseRelation(typed.source), typed.source);
  const { recipe: planned } = await plan(sql, typed, profile);
  expect(planned.steps.map((s) => s.step)).toContain('impute');
  expect((await traced(planned)).problems).toEqual([]);
});

it('leaves a column that is no feature out, and suggests the same for the others', async () => {
  const { recipe, profile } = await opened(made(messy())(), 'yes');
  const encoded = async (r: Recipe) =>
    (await offers({ recipe: r, profile })).find((o) => o.step.step === 'oneHot')!.step.columns;
  const all = await encoded(recipe);
  expect(all).toContain('rare');
  const split = apply(recipe, { kind: 'setRole', column: 'rare', role: 'split' });
  expect(await encoded(split)).toEqual(all.filter((c) => c !== 'rare'));
});

it('gives a step a key that is free where an earlier one changed its columns', async () => {
  const start = await opened(made(messy())(), 'yes');
  const first = (await offers(start)).find(
    (o) => o.step.columns.length > 1 && o.step.step === 'oneHot',
  )!;
  const narrowed = { ...first.step, columns: first.step.columns.slice(0, 1) };
  const recipe = apply(start.recipe, { kind: 'addStep', index: 0, step: narrowed });
  const again = (await offers({ ...start, recipe })).find((o) => o.step.step === 'oneHot')!;
  expect(again.step.columns).toEqual(first.step.columns.slice(1));
  expect(again.step.key).not.toBe(first.step.key);
  expect(apply(recipe, { kind: 'addStep', index: 1, step: again.step }).steps).toHaveLength(2);
});
