import { expose, transfer } from 'comlink';
import { clean, type CleanedMoment } from '#lib/data/clean.ts';
import type { Estimate } from '#lib/data/formats/estimate.ts';
import type { FirstRows, OpenChoices, Opened, OpenHooks } from '#lib/data/formats/open.ts';
import { previewOf as previewOfFile, type Preview } from '#lib/data/formats/preview.ts';
import { blobFile } from '#lib/data/files.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { convertTable, type ConvertOptions, type OutFormat } from '#lib/data/write/convert.ts';
import type { Change } from '#lib/data/write/table.ts';
import { rawRows, type RawRow } from '#lib/data/rawRows.ts';
import { ledgerOf } from '#lib/data/ledger.ts';
import { madeColumns } from '#lib/data/madeColumns.ts';
import type { KeyPair } from '#lib/recipe/joining.ts';
import type { Ledger } from '#lib/recipe/ledger.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { ColumnProfile, ColumnType, TableProfile } from '#lib/recipe/profile.ts';
import type { StepLook } from '#lib/recipe/run.ts';
import type { Relations } from '#lib/recipe/relations.ts';
import type { Spellings } from '#lib/recipe/spellings.ts';
import { activeSteps, type Recipe, type RecipeStep, type Source } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { allowFor, startBeating } from './beat.ts';
import {
  baseRelation,
  loadTable,
  openTable,
  previewOf,
  profileOf,
  reopenTable,
  session,
  sizeOfFile,
} from './dataSession.ts';
import { workerHasher } from './hasher.ts';
import { matchesOf, offerSecond, openSecond, typesOfQuery } from './secondApi.ts';
import { relationsOf, type RelationsAsk } from './relations.ts';
import { spellingsOf, type SpellingsAsk } from './spellings.ts';
import { stepLook } from './stepLook.ts';
import { arrange, find, rowsApi, type FindQuery, type Found, type RowsView } from './rowsApi.ts';
import { breathe, cancelTask } from './tasks.ts';
import { keepErrorDetail } from './wire.ts';

export type * from './rowsApi.ts';
export type { ConvertOptions, OutFormat };
export type { Estimate, FirstRows, OpenChoices, Opened, Preview, RelationsAsk, SpellingsAsk };

/** A table as a file, and what is not written as it stands in the table. */
export interface Converted {
  readonly blob: Blob;
  readonly changes: readonly Change[];
}

export interface LoadedForRun {
  readonly cleaning: readonly CleanedMoment[];
  /** Present where it was asked for. */
  readonly loaded: Loaded | null;
  /** Columns that the cleaning steps made, where the table was not asked for. */
  readonly made: readonly ColumnProfile[];
}

/** What is said while a file is read; a comlink proxy of the page's object. */
export interface OpenSays {
  onBytes(read: number, total: number): void;
  onFirstRows(rows: FirstRows): void;
}

const running = new Map<string, AbortController>();

async function cancellable<T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    return await work(controller.signal);
  } finally {
    running.delete(id);
  }
}

/** What is said while a file is read, in the worker's own way of being patient with it. */
function hooksOf(file: File, says: OpenSays, signal: AbortSignal): OpenHooks {
  allowFor(file.size);
  return {
    signal,
    breathe,
    onProgress: says.onBytes,
    onFirstRows: (rows) => {
      allowFor(file.size, rows.names.length);
      says.onFirstRows(rows);
    },
    hasher: workerHasher,
  };
}

const api = {
  open: (id: string, file: File, choices: OpenChoices, says: OpenSays): Promise<Opened> =>
    cancellable(id, (signal) =>
      openTable(blobFile(file, file.name), choices, hooksOf(file, says, signal)),
    ),
  reopen: (id: string, file: File, source: Source, says: OpenSays): Promise<Opened> =>
    cancellable(id, (signal) =>
      reopenTable(blobFile(file, file.name), source, hooksOf(file, says, signal)),
    ),
  openSecond: (id: string, file: File, onShare: (share: number) => void): Promise<Opened> =>
    cancellable(id, (signal) => {
      const onBytes = (read: number, total: number): void => onShare(total > 0 ? read / total : 0);
      return openSecond(file, hooksOf(file, { onBytes, onFirstRows: () => undefined }, signal));
    }),
  offer: (file: File, source: Source): Promise<void> => offerSecond(file, source),
  matches: (recipe: Recipe, source: Source): Promise<readonly KeyPair[]> =>
    matchesOf(recipe, source),
  queryTypes: (recipe: Recipe, query: string): Promise<[string, ColumnType][]> =>
    typesOfQuery(recipe, query),
  look: (file: File, choices: OpenChoices): Promise<Preview> =>
    previewOfFile(blobFile(file, file.name), choices),
  size: (file: File, choices: OpenChoices): Promise<Estimate> =>
    sizeOfFile(blobFile(file, file.name), choices),
  profile: (id: string, source: Source, onShare: (share: number) => void): Promise<TableProfile> =>
    cancellable(id, (signal) =>
      profileOf(source, {
        signal,
        breathe,
        onColumn: (_column, done, total) => onShare(done / total),
      }),
    ),
  ...rowsApi,
  arrange: (id: string, view: RowsView): Promise<number> =>
    cancellable(id, (signal) => arrange(view, signal)),
  find: (id: string, query: FindQuery, onShare: (share: number) => void): Promise<Found> =>
    cancellable(id, (signal) => find(query, { signal, onShare })),
  relations: (
    id: string,
    source: Source,
    ask: RelationsAsk,
    onShare: (share: number) => void,
  ): Promise<Relations> =>
    cancellable(id, (signal) => {
      signal.addEventListener('abort', () => cancelTask(id));
      return relationsOf(id, source, ask, onShare);
    }),
  spellings: (
    id: string,
    ask: SpellingsAsk,
    onShare: (share: number) => void,
  ): Promise<Spellings> =>
    cancellable(id, (signal) => {
      signal.addEventListener('abort', () => cancelTask(id));
      return spellingsOf(id, ask, onShare);
    }),
  ledger: async (source: Source): Promise<Ledger> => ledgerOf((await session()).sql, source),
  rawRows: async (source: Source, rid: Int32Array): Promise<readonly RawRow[]> =>
    rawRows((await session()).sql, source, rid),
  async convert(source: Source, to: OutFormat, options: ConvertOptions): Promise<Converted> {
    const { sql } = await session();
    const { bytes, changed } = await convertTable(sql, source, to, options);
    const parts: BlobPart[] = [];
    for await (const part of bytes) parts.push(part.slice());
    return { blob: new Blob(parts), changes: changed() };
  },
  async load(recipe: Recipe, want: { table: boolean }): Promise<LoadedForRun> {
    const { sql } = await session();
    const { relation, steps } = await clean(
      sql,
      baseRelation(recipe.source),
      activeSteps(recipe),
      stepComputes,
    );
    if (!want.table) {
      const made = await madeColumns(sql, relation, recipe.source);
      return { cleaning: steps, loaded: null, made };
    }
    const loaded = await loadTable(sql, relation);
    const buffers = [...loaded.table.columns.values()].map((c) =>
      c.kind === 'number' ? c.values.buffer : c.codes.buffer,
    );
    return transfer({ cleaning: steps, loaded, made: [] }, [
      ...new Set([...buffers, loaded.rid.buffer]),
    ] as ArrayBuffer[]);
  },
  /** Columns as they stand in the file. */
  columns: async (source: Source, names: readonly string[]): Promise<Loaded> =>
    loadTable((await session()).sql, baseRelation(source), names),
  stepLook: async (recipe: Recipe, key: string): Promise<StepLook | null> =>
    stepLook((await session()).sql, recipe, key),
  preview: (
    recipe: Recipe,
    steps: readonly RecipeStep[],
  ): Promise<readonly (readonly LogEvent[])[]> => previewOf(recipe, steps),
  cancel: (id: string) => running.get(id)?.abort(),
};
export type DataApi = typeof api;

keepErrorDetail();
expose(api);
startBeating((message) => postMessage(message));
