import { EngineError } from '#lib/recipe/errors.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { CleaningCompute, CleaningInput } from '#lib/engine/step.ts';
import type { FileSource } from './files.ts';
import { choicesOf, openFile, type OpenHooks } from './formats/open.ts';
import { HashedFile } from './hashing.ts';
import { baseRelation, rawTable } from './relation.ts';
import { sha256 } from './sha256.ts';
import { countOf, literal, type Sql } from './sql.ts';

/** How to read second tables, by the raw table that each becomes, for each engine. */
const offers = new WeakMap<Sql, Map<string, () => Promise<void>>>();

/** Says where a second table's file is. It is read when a step first asks for it, and again should its rows be gone. */
export function offerTable(
  sql: Sql,
  source: Source,
  file: () => Promise<FileSource>,
  hooks: OpenHooks = {},
): void {
  const known = offers.get(sql) ?? new Map<string, () => Promise<void>>();
  offers.set(sql, known);
  let reading: Promise<void> | null = null;
  known.set(rawTable(source), () => {
    reading ??= file()
      .then((found) => readSecond(sql, found, source, hooks))
      .finally(() => (reading = null));
    return reading;
  });
}

/** The input of a step with the second table that it asks for. @throws EngineError 'file-missing' naming the file */
export async function withSecond<Params>(
  sql: Sql,
  input: CleaningInput<Params>,
  compute: CleaningCompute<Params>,
): Promise<CleaningInput<Params>> {
  if (!compute.second) return input;
  const source = compute.second(input.params);
  await ensureTable(sql, source);
  return { ...input, second: baseRelation(source) };
}

/** Reads a second table that was offered, unless its rows are there. @throws EngineError 'file-missing' naming the file */
export async function ensureTable(sql: Sql, source: Source): Promise<void> {
  const table = rawTable(source);
  if (await isThere(sql, table)) return;
  const offer = offers.get(sql)?.get(table);
  if (!offer) throw notAtHand(source);
  await offer();
}

const isThere = async (sql: Sql, table: string): Promise<boolean> =>
  (await countOf(
    sql,
    `(SELECT 1 FROM duckdb_tables() WHERE table_name = ${literal(table)}) AS found`,
  )) > 0;

/** The content is looked at first: a wrong file may be the very one that is open as the first table. */
async function readSecond(
  sql: Sql,
  file: FileSource,
  source: Source,
  hooks: OpenHooks,
): Promise<void> {
  const hashed = new HashedFile(file, hooks.hasher?.() ?? (await sha256()));
  if ((await hashed.hex(() => undefined)) === source.file.sha256)
    return void (await openFile(sql, file, choicesOf(source), hooks));
  throw new EngineError({
    code: 'file-missing',
    what: `This is not the file that the recipe joins: its content differs from “${source.file.name}”`,
    where: { file: file.name },
    remedy: 'Give the very file, or choose this one anew in the step.',
  });
}

const notAtHand = ({ file }: Source): EngineError =>
  new EngineError({
    code: 'file-missing',
    what: `The recipe needs a second table, “${file.name}”, and it is not at hand`,
    where: { file: file.name },
    remedy:
      'Choose that file in the form of the step; on the command line give it by --with NAME=FILE.',
  });
