import { expose, transfer } from 'comlink';
import { clean, type CleanedMoment } from '#lib/data/clean.ts';
import type { CsvOptions, FirstRows, OpenedCsv } from '#lib/data/csv/open.ts';
import { blobFile } from '#lib/data/files.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { RowsPage, RowsQuery } from '#lib/data/rows.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe, type RecipeStep, type Source } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { startBeating } from './beat.ts';
import {
  baseRelation,
  loadTable,
  openTable,
  pageOf,
  previewOf,
  profileOf,
  session,
} from './dataSession.ts';
import { keepErrorDetail } from './wire.ts';

/** What the user or a stored recipe says about the file; the rest is guessed. */
export type OpenChoices = CsvOptions & { readonly source?: Source };
export type OpenAnswer = OpenedCsv;
export type PageQuery = RowsQuery;
export type { FirstRows, RowsPage };

export interface LoadedForRun {
  readonly cleaning: readonly CleanedMoment[];
  /** Present where it was asked for. */
  readonly loaded: Loaded | null;
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

const api = {
  open: (id: string, file: File, choices: OpenChoices, says: OpenSays): Promise<OpenAnswer> =>
    cancellable(id, (signal) =>
      openTable(blobFile(file, file.name), choices, {
        signal,
        onProgress: says.onBytes,
        onFirstRows: says.onFirstRows,
      }),
    ),
  profile: (id: string, source: Source, onShare: (share: number) => void): Promise<TableProfile> =>
    cancellable(id, (signal) =>
      profileOf(source, { signal, onColumn: (_column, done, total) => onShare(done / total) }),
    ),
  rows: (source: Source, query: PageQuery): Promise<RowsPage> => pageOf(source, query),
  async load(recipe: Recipe, want: { table: boolean }): Promise<LoadedForRun> {
    const { sql } = await session();
    const { relation, steps } = await clean(
      sql,
      baseRelation(recipe.source),
      activeSteps(recipe),
      stepComputes,
    );
    if (!want.table) return { cleaning: steps, loaded: null };
    const loaded = await loadTable(sql, relation);
    const buffers = [...loaded.table.columns.values()].map((c) =>
      c.kind === 'number' ? c.values.buffer : c.codes.buffer,
    );
    return transfer({ cleaning: steps, loaded }, [
      ...new Set([...buffers, loaded.rid.buffer]),
    ] as ArrayBuffer[]);
  },
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
