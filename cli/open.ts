import { openFile, type OpenChoices, type Opened } from '#lib/data/formats/open.ts';
import { clean, type CleanedMoment } from '#lib/data/clean.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { nodeFile, nodeHasher } from '#lib/data/nodeFile.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Sql } from '#lib/data/sql.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { activeSteps, targetOf, type Recipe, type Source } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';

/** A file open in DuckDB, for the length of one command. */
export interface OpenTable {
  readonly sql: Sql;
  readonly opened: Opened;
}

/** Opens a file and says on the log what was guessed and put right. */
export async function openTable(
  path: string,
  log: Log,
  choices: OpenChoices = {},
): Promise<OpenTable> {
  const file = await nodeFile(path);
  const sql = await openDuckDbNode();
  const opened = await openFile(sql, file, choices, { hasher: nodeHasher }).catch(
    async (error: unknown) => {
      await sql.close();
      throw error;
    },
  );
  const { columns } = opened.source;
  log({
    level: 'INFO',
    source: 'data.open',
    message: `Read ${opened.rows} rows and ${columns.length} columns of '${file.name}'`,
    meta: { rows: opened.rows, columns: columns.length },
  });
  for (const repair of opened.repairs)
    log({
      level: 'WARNING',
      source: 'data.repair',
      message: repair.message,
      meta: { rows_affected: repair.count },
    });
  if (opened.source.rejectedRows.length > 0)
    log({
      level: 'WARNING',
      source: 'data.reject',
      message: `Left out ${opened.source.rejectedRows.length} rows: ${opened.rejects[0]?.reason ?? ''}`,
      meta: { rows_affected: opened.source.rejectedRows.length },
    });
  return { sql, opened };
}

/** The same with a recipe's own decisions about format, types and roles; the file's columns may stand in another order. */
export async function openForRecipe(
  path: string,
  recipe: Recipe,
  log: Log,
  needed: readonly string[],
): Promise<OpenTable & { source: Source }> {
  const { format, missing, packing } = recipe.source;
  const table = await openTable(path, log, { format, missing, ...(packing && { packing }) });
  const known = new Map(recipe.source.columns.map((c) => [c.name, c]));
  const columns = table.opened.source.columns.map((c) => {
    const known_ = known.get(c.name);
    return known_ ? { ...known_, header: c.header } : { ...c, role: 'ignored' as const };
  });
  const there = new Set(columns.map((c) => c.name));
  const gone = needed.filter((name) => !there.has(name));
  if (gone.length > 0) {
    await table.sql.close();
    throw new EngineError({
      code: 'column-missing',
      what: `The file lacks ${gone.length === 1 ? 'column' : 'columns'} ${gone.map((n) => `“${n}”`).join(', ')}`,
      where: { file: path },
      remedy: `Give a file with the columns that the model was trained on; their order does not matter.${answersBefore(recipe, gone)}`,
    });
  }
  const extra = columns.filter((c) => !known.has(c.name)).map((c) => c.name);
  if (extra.length > 0)
    log({
      level: 'WARNING',
      source: 'data.schema',
      message: `Ignored ${extra.length} columns that the recipe does not know: ${extra.slice(0, 5).join(', ')}`,
      meta: { columns: extra.length },
    });
  return { ...table, source: { ...table.opened.source, columns, missing } };
}

/** That what is predicted is asked for must be explained: a step reads what it was in the rows before. */
function answersBefore(recipe: Recipe, gone: readonly string[]): string {
  const target = targetOf(recipe);
  const reads = activeSteps(recipe).some(
    (s) => s.step === 'pastRows' && s.columns.includes(target ?? ''),
  );
  return target !== null && gone.includes(target) && reads
    ? ` “${target}” is what is predicted, and a step reads what it was in the rows before: give what is known of it, and leave the rest empty.`
    : '';
}

export const profileOf = (sql: Sql, source: Source): Promise<TableProfile> =>
  profileTable(sql, baseRelation(source), source, {
    today: new Date().toISOString().slice(0, 10),
  });

/** The table after the recipe's cleaning steps. @throws EngineError of the first step that does not fit */
export async function loadCleaned(sql: Sql, recipe: Recipe, log: Log): Promise<Loaded> {
  const { relation, steps } = await clean(
    sql,
    baseRelation(recipe.source),
    activeSteps(recipe),
    stepComputes,
  );
  for (const step of steps) sayStep(step, log);
  const failed = steps.find((s) => s.problem);
  if (failed?.problem)
    throw new EngineError({
      ...failed.problem,
      where: { ...failed.problem.where, step: failed.key },
    });
  return loadTable(sql, relation);
}

function sayStep(step: CleanedMoment, log: Log): void {
  for (const event of step.events) log(event);
}
