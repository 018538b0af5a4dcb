import { clean } from '#lib/data/clean.ts';
import { blobFile } from '#lib/data/files.ts';
import { openFile, type Opened, type OpenHooks } from '#lib/data/formats/open.ts';
import { proposeMatch } from '#lib/data/matching.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { ensureTable, offerTable } from '#lib/data/second.ts';
import type { KeyPair } from '#lib/recipe/joining.ts';
import type { ColumnType } from '#lib/recipe/profile.ts';
import { activeSteps, targetOf, type Recipe, type Source } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { session } from './dataSession.ts';
import { workerHasher } from './hasher.ts';
import { queryTypes } from './queryTypes.ts';

/** Reads a file that is to be a second table, guessing what there is to guess; the open table stays as it is. */
export async function openSecond(file: File, hooks: OpenHooks): Promise<Opened> {
  const { sql } = await session();
  return openFile(sql, blobFile(file, file.name), {}, hooks);
}

/** Says where a second table is, to be read when a step asks for it. */
export async function offerSecond(file: File, source: Source): Promise<void> {
  const { sql } = await session();
  const found = (): Promise<ReturnType<typeof blobFile>> =>
    Promise.resolve(blobFile(file, source.file.name));
  offerTable(sql, source, found, { hasher: workerHasher });
}

/** What each column holds that a query of the table works out, as the recipe's steps leave it. */
export async function typesOfQuery(recipe: Recipe, query: string): Promise<[string, ColumnType][]> {
  const { sql } = await session();
  const start = baseRelation(recipe.source);
  const { relation } = await clean(sql, start, activeSteps(recipe), stepComputes);
  return queryTypes(sql, relation, query);
}

/** By which columns the table, as the recipe's steps leave it, and a second one are likely to match. */
export async function matchesOf(recipe: Recipe, source: Source): Promise<readonly KeyPair[]> {
  const { sql } = await session();
  const start = baseRelation(recipe.source);
  const { relation } = await clean(sql, start, activeSteps(recipe), stepComputes);
  await ensureTable(sql, source);
  return proposeMatch(sql, relation, baseRelation(source), targetOf(recipe));
}
