import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipeFor } from '../../../cli/plan.ts';
import { gainsOf, judgedOf, qualityOf } from '#lib/features/data/judged.ts';
import { associationsOf } from '#lib/data/profile/associations.ts';
import { missingnessOf } from '#lib/data/profile/missingness.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { apply } from '#lib/recipe/edits.ts';
import { catalogue } from '#lib/recipe/findings/catalogue.ts';
import { findings, type Further } from '#lib/recipe/findings.ts';
import type { Finding, TableProfile } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { examples } from '../data.findings.examples.ts';
import { recipeOf } from '../recipe.support.ts';

/** A table with its recipe: what the data page judges. */
interface Page {
  readonly recipe: Recipe;
  readonly profile: TableProfile;
  readonly further: Further;
}

const withRoles = ({ profile, recipe }: Page): TableProfile => {
  const roles = new Map(recipe.source.columns.map((c) => [c.name, c.role]));
  const columns = profile.columns.map((c) => ({ ...c, role: roles.get(c.name) ?? c.role }));
  return { ...profile, columns };
};

function judged(page: Page) {
  const profile = withRoles(page);
  const { recipe, further } = page;
  const context = { recipe, profile, specs: stepSpecs };
  const found = findings(profile, targetOf(recipe), recipe.task, further);
  return judgedOf(found, [], context);
}

/** What was promised and what came of it, for each fix but another type, which reads the file anew: the page says “about”. */
function promises(page: Page) {
  const before = judged(page);
  const gains = gainsOf(before, page);
  return before.flatMap((asked) => {
    const { finding, fix } = asked;
    if (!fix || fix.edit.kind === 'setType') return [];
    const after = { ...page, recipe: apply(page.recipe, fix.edit) };
    const [now, then] = gains(asked)!;
    return {
      id: finding.id,
      now,
      then,
      before: qualityOf(before),
      after: qualityOf(judged(after)),
    };
  });
}

function kept(page: Page): number {
  const all = promises(page);
  for (const { id, now, then, before, after } of all)
    expect([id, now, then]).toEqual([id, before, after]);
  return all.length;
}

const answered = ({ fix, noFix }: Finding): boolean =>
  (fix === undefined) !== (noFix === undefined);

describe('every finding that takes points', () => {
  it.each(Object.entries(examples))('%s has a fix, or says why it has none', (_, example) => {
    const { profile, target, further } = example;
    for (const f of findings(profile, target, target === null ? null : 'binary', further))
      if (f.weight > 0) expect(answered(f), f.id).toBe(true);
  });

  it.each(Object.entries(examples))('%s: the fix brings the score it promises', (_, example) => {
    const { profile, target, further } = example;
    const columns = profile.columns.map((c) => [c.name, c.type, c.role] as const);
    const recipe = recipeOf(
      columns.map(([name, type, role]) => [name, type, name === target ? 'target' : role]),
      { task: target === null ? null : 'binary' },
    );
    const page = { recipe, profile, further };
    const fixes = judged(page).filter((j) => j.fix && j.fix.edit.kind !== 'setType').length;
    expect(kept(page)).toBe(fixes);
  });
});

const shared = '/work/shared/data/tables/';
const real: readonly (readonly [file: string, target: string])[] = [
  ['titanic_train.csv', 'Survived'],
  ['pima.csv', 'column_9'],
  ['penguins_raw.csv', 'Species'],
  ['mpg.csv', 'mpg'],
  ['telco_churn.csv', 'Churn'],
  ['adult_test.csv', 'column_15'],
  ['bike_day.csv', 'cnt'],
];

/** Spaces, spellings, fillers, blanks, tails, far values, rare levels, old days and copies, all in one. */
function messy(): Uint8Array {
  const lines = ['id,town,size,filler,day,tail,far,rare,copy,state,label'];
  for (let i = 0; i < 240; i += 1) {
    const town = ['Oslo', ' Oslo', 'oslo', 'Bergen', 'BERGEN', 'Troms\u00f8', '   '][i % 7]!;
    const size = (50 + 30 * Math.sin(i * 1.7)).toFixed(1);
    const filler = i % 6 === 0 ? '0' : (900 + ((i * 37) % 311)).toFixed(0);
    const day = i % 20 === 3 ? '1753-01-01' : `20${10 + (i % 10)}-0${1 + (i % 9)}-1${i % 9}`;
    const tail = Math.exp(((i * 31) % 41) / 4).toFixed(2);
    const far = i === 77 ? '99999' : (20 + ((i * 13) % 17)).toFixed(0);
    const state = i % 10 === 7 ? 'unknown' : ['ok', 'bad', 'good'][i % 3]!;
    const rare = i % 24 === 0 ? `odd${i}` : ['red', 'green'][i % 2]!;
    lines.push(
      [`r${i}`, town, size, filler, day, tail, far, rare, size, state, i % 3 ? 'yes' : 'no'].join(
        ',',
      ),
    );
  }
  return new TextEncoder().encode(lines.join('\n'));
}

describe('on tables as they are', () => {
  let sql: Sql;
  beforeAll(async () => {
    sql = await openDuckDbNode();
  });
  afterAll(() => sql.close());

  async function opened(name: string, bytes: Uint8Array, target: string): Promise<Page> {
    const { source } = await openFile(sql, bytesFile(bytes, name), {});
    const profile = await profileTable(sql, baseRelation(source), source);
    return profiled(recipeFor(source, profile, target).recipe, profile);
  }

  async function profiled(recipe: Recipe, profile: TableProfile): Promise<Page> {
    const { task, source } = recipe;
    const target = targetOf(recipe);
    const { table } = await loadTable(sql, baseRelation(source));
    const columns = withRoles({ recipe, profile, further: {} }).columns;
    const associations = driveSync(associationsOf(table, { target, task, columns }));
    const missingness = driveSync(missingnessOf(table, { target, task }));
    return { recipe, profile, further: { associations, missingness } };
  }

  it('all that is wrong with a messy table can be answered, each as promised', async () => {
    const page = await opened('messy.csv', messy(), 'label');
    const before = judged(page);
    const rules = new Set(before.filter((j) => j.fix).map((j) => j.finding.rule));
    for (const rule of [
      ...['padded', 'spelling-variants', 'disguised-missing', 'early-dates', 'skewed'],
      ...['outliers', 'rare-levels', 'duplicate-column'],
    ])
      expect(rules, rule).toContain(rule);
    for (const rule of rules) expect(catalogue.map((r) => r.id)).toContain(rule);
    kept(page);
  });

  it('fixed one after another, each as it is offered, it keeps every promise on the way', async () => {
    let page = await opened('messy.csv', messy(), 'label');
    let score = qualityOf(judged(page));
    for (let round = 0; round < 40; round += 1) {
      const all = judged(page);
      const gains = gainsOf(all, page);
      const next = all.find((j) => j.fix?.steps.length && (gains(j)?.[1] ?? 0) > score);
      if (!next) break;
      const promised = gains(next)![1];
      page = { ...page, recipe: apply(page.recipe, next.fix!.edit) };
      score = qualityOf(judged(page));
      expect([next.finding.id, score]).toEqual([next.finding.id, promised]);
    }
    const open = judged(page).filter((j) => !j.treated && j.finding.weight >= 1);
    expect(open.map((j) => [j.finding.id, j.fix?.label])).toEqual([]);
  });

  it.skipIf(!existsSync(shared)).each(real)('%s: each fix is as promised', async (file, target) => {
    const bytes = readFileSync(new URL(`file://${shared}${file}`));
    kept(await opened(file, bytes, target));
  });
});
