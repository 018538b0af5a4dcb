import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { shortHash } from '#lib/recipe/hash.ts';
import type { CleaningCompute, CleaningInput } from '#lib/engine/step.ts';
import { countOf, type Sql } from './sql.ts';

/** Tables of drawn places by what was drawn, for each engine; one that is made twice at a time is made once. */
const made = new WeakMap<Sql, Map<string, Promise<void>>>();
/** Later ones push earlier ones out; a recipe never needs as many. */
const mostKept = 64;

/**
 * The input of a step with the table of what it draws, for steps that draw. The same draw of as many rows is the same
 * table, named by its content.
 */
export async function withDrawn<Params>(
  sql: Sql,
  input: CleaningInput<Params>,
  compute: CleaningCompute<Params>,
): Promise<CleaningInput<Params>> {
  if (!compute.draws) return input;
  const places = compute.draws(input.params, await countOf(sql, input.relation.from));
  const table = `drawn_${shortHash(places.join())}`;
  const known = made.get(sql) ?? new Map<string, Promise<void>>();
  made.set(sql, known);
  const making = known.get(table) ?? create(sql, table, places);
  known.delete(table);
  known.set(table, making);
  making.catch(() => known.delete(table));
  await making;
  const oldest = known.size > mostKept ? known.keys().next().value : undefined;
  if (oldest !== undefined) {
    known.delete(oldest);
    await sql.query(`DROP TABLE IF EXISTS ${oldest}`);
  }
  return { ...input, drawn: table };
}

async function create(sql: Sql, table: string, places: Int32Array): Promise<void> {
  await sql.query(`CREATE OR REPLACE TABLE ${table} (place INTEGER)`);
  if (places.length > 0)
    await sql.insertArrow(table, tableToIPC(tableFromArrays({ place: places }), 'stream'));
}
