import { eventsOf, clean, told } from '#lib/data/clean.ts';
import {
  choicesOf,
  openFile,
  sizeOf,
  type OpenChoices,
  type Opened,
  type OpenHooks,
} from '#lib/data/formats/open.ts';
import { openDuckDbBrowser } from '#lib/data/duckdbBrowser.ts';
import type { FileSource } from '#lib/data/files.ts';
import type { Estimate } from '#lib/data/formats/estimate.ts';
import { forgetKept } from '#lib/data/kept.ts';
import { unpackingOnce } from '#lib/data/packing/once.ts';
import { profileTable, type ProfileHooks } from '#lib/data/profile.ts';
import { baseRelation, dropSource, rawTable } from '#lib/data/relation.ts';
import { withSecond } from '#lib/data/second.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { canonical } from '#lib/recipe/hash.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import { activeSteps, type Recipe, type RecipeStep, type Source } from '#lib/recipe/recipe.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { CleaningCompute } from '#lib/engine/step.ts';
import { stepComputes } from '#lib/steps/computes.ts';

export { baseRelation, loadTable };

let opened: Promise<{ sql: Sql }> | null = null;
let held: Source | null = null;

/** The profile of the source just read, begun while its last rows went into the engine. */
let early: { key: string; profile: Promise<TableProfile>; stop: AbortController } | null = null;

/** The one DuckDB of this worker, started when first needed. */
export function session(): Promise<{ sql: Sql }> {
  opened ??= openDuckDbBrowser().then((sql) => ({ sql }));
  opened.catch(() => (opened = null));
  return opened;
}

/** Lets the engine start while the file is looked at; a failure is told by what asks it. */
const start = (): void => void session().catch(() => undefined);

/** The engine, to be asked while it starts: a file's first rows are there before it is. */
const soon: Sql = {
  query: async (text) => (await session()).sql.query(text),
  ask: async (text, signal) => (await session()).sql.ask(text, signal),
  insertArrow: async (table, ipc) => (await session()).sql.insertArrow(table, ipc),
  close: async () => (await session()).sql.close(),
};

/** Reads a file with the choices made for it. */
export async function openTable(
  file: FileSource,
  choices: OpenChoices,
  hooks: OpenHooks,
): Promise<Opened> {
  start();
  const answer = await opening(file, choices, hooks);
  packed.forget();
  await hold(soon, answer.source);
  return answer;
}

/** Reads the file of a stored source just as it says. @throws EngineError 'file-missing' where the file is another */
export async function reopenTable(
  file: FileSource,
  source: Source,
  hooks: OpenHooks,
): Promise<Opened> {
  start();
  const answer = await opening(file, choicesOf(source), hooks);
  if (answer.source.file.sha256 !== source.file.sha256) {
    await dropSource(soon, answer.source);
    throw new EngineError({
      code: 'file-missing',
      what: `This is not the file the project was made from: its content differs from “${source.file.name}”`,
      where: { file: file.name },
      remedy: 'Choose the original file, or start a new project with this one.',
    });
  }
  await hold(soon, source);
  return { ...answer, source };
}

/** The size of a file as the page says it before reading. */
export const sizeOfFile = (file: FileSource, choices: OpenChoices): Promise<Estimate> =>
  sizeOf(file, choices, packed);

/** What was unpacked to say its size is not unpacked again to be read. */
const packed = unpackingOnce();

/** Opens a file, and begins to describe it as soon as its types are known. */
async function opening(file: FileSource, choices: OpenChoices, hooks: OpenHooks): Promise<Opened> {
  dropEarly();
  const begin: OpenHooks['onTyped'] = (source, columns) => {
    const stop = new AbortController();
    const profile = profileTable(soon, baseRelation(source), source, {
      today: today(),
      signal: stop.signal,
      held: columns,
      ...(hooks.breathe && { breathe: hooks.breathe }),
    });
    // Whoever asks for it hears of a failure.
    profile.catch(() => undefined);
    early = { key: canonical(source), profile, stop };
  };
  try {
    return await openFile(soon, file, choices, {
      ...hooks,
      unpack: packed.unpack,
      onTyped: begin,
    });
  } catch (error) {
    dropEarly();
    throw error;
  }
}

function dropEarly(): void {
  early?.stop.abort();
  early = null;
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** One table at a time is kept. */
async function hold(sql: Sql, source: Source): Promise<void> {
  if (held && rawTable(held) !== rawTable(source)) {
    await dropSource(sql, held);
    await forgetKept((await session()).sql);
  }
  held = source;
}

export async function profileOf(source: Source, hooks: ProfileHooks): Promise<TableProfile> {
  const { sql } = await session();
  const begun = early?.key === canonical(source) ? early : null;
  if (begun) early = null;
  else dropEarly();
  if (!begun) return profileTable(sql, baseRelation(source), source, { today: today(), ...hooks });
  const stop = (): void => begun.stop.abort();
  hooks.signal?.addEventListener('abort', stop);
  try {
    if (hooks.signal?.aborted) stop();
    return await begun.profile;
  } finally {
    hooks.signal?.removeEventListener('abort', stop);
  }
}

/** What each of `steps` would do to the table as the recipe's cleaning steps leave it. */
export async function previewOf(
  recipe: Recipe,
  steps: readonly RecipeStep[],
): Promise<readonly (readonly LogEvent[])[]> {
  const { sql } = await session();
  const { relation } = await clean(
    sql,
    baseRelation(recipe.source),
    activeSteps(recipe),
    stepComputes,
  );
  const events: (readonly LogEvent[])[] = [];
  for (const { step, columns, params } of steps) {
    const compute = (stepComputes as Record<string, unknown>)[step] as CleaningCompute<unknown>;
    const input = await withSecond(sql, { relation, columns, params }, compute);
    events.push(
      await eventsOf(sql, input, compute, 'would').catch((error: unknown) => {
        throw told(error, compute, params);
      }),
    );
  }
  return events;
}
