import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import type { InferredColumn } from '#lib/data/infer.ts';
import type { Sql } from '#lib/data/sql.ts';
import { inferTexts, readDelimited } from './data.infer.support.ts';
import { expectedOf, otherTruth, truth, type Expected } from './data.infer.truth.ts';

const shared = new URL('../../../shared/data/', import.meta.url).pathname;
const here = existsSync(shared);

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

interface Read {
  readonly names: readonly string[];
  readonly columns: readonly (readonly string[])[];
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value as string | number);

function readMovies(path: string): Read {
  const records = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>[];
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { names, columns: names.map((name) => records.map((r) => textOf(r[name]))) };
}

function readArrow(path: string): Read {
  const table = tableFromIPC(readFileSync(path));
  const names = table.schema.fields.map((f) => f.name);
  return { names, columns: names.map((_, j) => Array.from(table.getChildAt(j)!, textOf)) };
}

/** Files with a truth, as texts. */
function* tables(): Generator<{ file: string; expected: readonly Expected[]; read: Read }> {
  const root = `${shared}tables/`;
  for (const [file, { columns, ...hints }] of Object.entries(truth))
    yield { file, expected: expectedOf(columns), read: readDelimited(root + file, hints) };
  for (const [file, columns] of Object.entries(otherTruth)) {
    const read = file.endsWith('.json') ? readMovies(root + file) : readArrow(root + file);
    yield { file, expected: expectedOf(columns), read };
  }
}

describe.skipIf(!here)('types and roles of real tables', () => {
  it('are right on at least 98 % of the columns of the tables folder', async () => {
    const misses: string[] = [];
    let [columns, meanings, wrong] = [0, 0, 0];
    for (const { file, expected, read } of tables()) {
      expect([file, read.names.length]).toEqual([file, expected.length]);
      const inferred = await inferTexts(sql, read.names, read.columns);
      for (const [j, want] of expected.entries()) {
        const { type, role, meaning } = inferred.columns[j]!;
        columns += 1;
        if (type !== want.type || role !== want.role)
          misses.push(`${file} ${read.names[j]!}: ${type} ${role}, not ${want.type} ${want.role}`);
        if (want.meaning === null) continue;
        meanings += 1;
        if (meaning !== want.meaning) wrong += 1;
      }
    }
    expect(columns).toBeGreaterThan(450);
    expect(misses.length / columns, misses.join('\n')).toBeLessThanOrEqual(0.02);
    expect(wrong / meanings).toBeLessThanOrEqual(0.02);
  });

  it('cover every file of the tables folder', () => {
    const files = readdirSync(`${shared}tables`, { recursive: true, encoding: 'utf8' }).filter(
      (f) => /\.(csv|csv\.gz|json|arrow)$/.test(f),
    );
    expect(files.sort()).toEqual([...Object.keys(truth), ...Object.keys(otherTruth)].sort());
  });
});

/**
 * PMLB holds numbers only, categories as codes. A continuous column is right as integer or number; a binary,
 * categorical or ordinal one is right as a category, boolean or ordinal, or as a number when reading it as categories
 * is offered: nothing but its documentation tells its digits from amounts. No column is an id.
 */
const isRight = ({ type, role, alternatives }: InferredColumn, documented: string): boolean => {
  const numeric = type === 'integer' || type === 'number';
  if (role !== 'feature') return false;
  if (documented === 'continuous') return numeric;
  const offered = alternatives?.some((a) => a.type === 'category') ?? false;
  return numeric ? offered : type === 'category' || type === 'boolean' || type === 'ordinal';
};

interface Metadata {
  readonly target: { readonly type: string };
  readonly features: readonly { readonly name: string | number; readonly type: string }[];
}

/** The features of titanic have other names in its file; they hold standardised numbers. */
const undocumented = 'continuous';

describe.skipIf(!here)('types of the Penn benchmarks', () => {
  it('agree with the metadata on at least 98 % of the columns', async () => {
    const root = `${shared}pmlb/`;
    const misses: string[] = [];
    let columns = 0;
    for (const name of readdirSync(root).filter((f) => existsSync(`${root}${f}/metadata.yaml`))) {
      const metadata = parse(readFileSync(`${root}${name}/metadata.yaml`, 'utf8')) as Metadata;
      const documented = new Map(metadata.features.map((f) => [String(f.name), f.type]));
      documented.set('target', metadata.target.type);
      const read = readDelimited(`${root}${name}/${name}.tsv.gz`, { delimiter: '\t' });
      const inferred = await inferTexts(sql, read.names, read.columns);
      for (const [j, column] of inferred.columns.entries()) {
        columns += 1;
        const wanted = documented.get(read.names[j]!) ?? undocumented;
        if (!isRight(column, wanted))
          misses.push(`${name} ${read.names[j]!}: ${column.type} ${column.role}, not ${wanted}`);
      }
    }
    expect(columns).toBeGreaterThan(1700);
    expect(misses.length / columns, misses.join('\n')).toBeLessThanOrEqual(0.02);
  }, 180_000);
});
