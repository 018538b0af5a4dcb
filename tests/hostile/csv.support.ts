import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile } from '#lib/data/files.ts';
import { openFile, type OpenChoices, type Opened, type OpenHooks } from '#lib/data/formats/open.ts';
import { readRows } from '#lib/data/rows.ts';
import { countOf } from '#lib/data/sql.ts';
import type { Sql } from '#lib/data/sql.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Delimited } from '#lib/recipe/source.ts';

/** One engine for a test file; after each test it still answers, and Object.prototype is as it was. */
export let sql: Sql;

export function withEngine(): void {
  const ownKeys = Object.getOwnPropertyNames(Object.prototype).sort();
  beforeAll(async () => {
    sql = await openDuckDbNode();
  });
  afterAll(() => sql.close());
  afterEach(async () => {
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(ownKeys);
    expect(await countOf(sql, '(SELECT 1)')).toBe(1);
  });
}

export type Bytes = string | readonly number[] | Uint8Array;
const bytesOf = (content: Bytes): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);

/** What is said of a text file. */
export type Said = Partial<Omit<Delimited, 'kind'>> & { readonly missing?: readonly string[] };

const choicesOf = ({ missing, ...format }: Said): OpenChoices => ({
  ...(missing && { missing }),
  ...(Object.keys(format).length > 0 && { format: { kind: 'delimited', ...format } }),
});

export const open = (content: Bytes, said: Said = {}, hooks: OpenHooks = {}) =>
  openFile(sql, bytesFile(bytesOf(content), 'made.csv'), choicesOf(said), hooks);

export const refusal = async (content: Bytes, said: Said = {}) => {
  const error: unknown = await open(content, said).catch((e: unknown) => e);
  if (!(error instanceof EngineError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.detail.remedy).not.toBe('');
  return error.detail;
};

export const formatOf = ({ source }: Opened): Delimited => {
  if (source.format.kind !== 'delimited') throw new Error(source.format.kind);
  return source.format;
};

/** Every cell's raw text, '' where missing by emptiness. */
export async function cells({ source, rows }: Opened): Promise<string[][]> {
  const page = await readRows(sql, { ...source, missing: [''] }, { offset: 0, limit: rows });
  return page.cells.map((row) => row.map((c) => c ?? ''));
}
export const names = ({ source }: Opened): string[] => source.columns.map((c) => c.name);
export const kinds = ({ repairs }: Opened): string[] => repairs.map((r) => r.kind);
export const rowsTable = async () => countOf(sql, `duckdb_tables() WHERE table_name LIKE 'stage%'`);
