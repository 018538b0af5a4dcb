import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EngineError } from '#lib/recipe/errors.ts';
import { read, type ReadJson } from '../unit/data.json.support.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

const filesUnder = (folder: string, pattern: RegExp): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile() && pattern.test(e.name))
        .map((e) => join(e.parentPath, e.name))
        .sort()
    : [];

type Outcome = ReadJson | EngineError;
async function outcome(path: string): Promise<Outcome> {
  const started = performance.now();
  const bytes = new Uint8Array(readFileSync(path));
  const found = await read(bytes, { name: basename(path) }).catch((error: unknown) => {
    if (error instanceof EngineError && error.detail.code !== 'unexpected') return error;
    throw error;
  });
  expect(performance.now() - started, path).toBeLessThan(10_000);
  return found;
}

const said = (found: Outcome): string =>
  found instanceof EngineError ? found.detail.code : JSON.stringify(found.rows);

const suite = join(data, 'torture/JSONTestSuite/test_parsing');

describe.runIf(existsSync(suite))('JSONTestSuite', () => {
  const files = (letter: string): string[] =>
    filesUnder(suite, new RegExp(`^${letter}_.*\\.json$`));
  /** Valid, but nothing in them can be a column. */
  const noTable = new Set([
    'y_array_arraysWithSpaces.json',
    'y_array_empty.json',
    'y_object_empty.json',
    'y_structure_whitespace_array.json',
  ]);

  it('has its y_ files accepted', async () => {
    expect(files('y').length).toBe(95);
    for (const path of files('y')) {
      const found = await outcome(path);
      if (noTable.has(basename(path))) {
        expect(said(found), path).toBe('file-empty');
        expect((found as EngineError).message).toContain('valid JSON');
      } else {
        expect(found, path).not.toBeInstanceOf(EngineError);
        expect((found as ReadJson).rejects, path).toEqual([]);
      }
    }
  });

  it('has its n_ files refused, with the line and the byte', async () => {
    expect(files('n').length).toBe(188);
    for (const path of files('n')) {
      const found = await outcome(path);
      expect(found, path).toBeInstanceOf(EngineError);
      const { code, what } = (found as EngineError).detail;
      if (code === 'file-empty') expect(what, path).toContain('nothing but white space');
      else expect(what, path).toMatch(/in line \d+, at byte [\d,]+ of it/);
    }
  });

  /**
   * Where the suite allows both, we decide (null: the one cell is the text in the file, as it is written): numbers of any size are kept as they are written; half a surrogate pair
   * is kept as its escape and counted; UTF-16 is read with and without its mark; what is not UTF-8 is refused.
   */
  const decided: Record<string, string | null> = {
    'i_number_double_huge_neg_exp.json': null,
    'i_number_huge_exp.json': null,
    'i_number_neg_int_huge_exp.json': null,
    'i_number_pos_double_huge_exp.json': null,
    'i_number_real_neg_overflow.json': null,
    'i_number_real_pos_overflow.json': null,
    'i_number_real_underflow.json': null,
    'i_number_too_big_neg_int.json': null,
    'i_number_too_big_pos_int.json': null,
    'i_number_very_big_negative_int.json': null,
    'i_object_key_lone_2nd_surrogate.json': '[["0"]]',
    'i_string_1st_surrogate_but_2nd_missing.json': '[["\\\\udada"]]',
    'i_string_1st_valid_surrogate_2nd_invalid.json': '[["\\\\ud888ሴ"]]',
    'i_string_UTF-16LE_with_BOM.json': '[["é"]]',
    'i_string_UTF-8_invalid_sequence.json': 'encoding-invalid',
    'i_string_UTF8_surrogate_U+D800.json': 'encoding-invalid',
    'i_string_incomplete_surrogate_and_escape_valid.json': '[["\\\\ud800\\n"]]',
    'i_string_incomplete_surrogate_pair.json': '[["\\\\udd1ea"]]',
    'i_string_incomplete_surrogates_escape_valid.json': '[["\\\\ud800\\\\ud800\\n"]]',
    'i_string_invalid_lonely_surrogate.json': '[["\\\\ud800"]]',
    'i_string_invalid_surrogate.json': '[["\\\\ud800abc"]]',
    'i_string_invalid_utf-8.json': 'encoding-invalid',
    'i_string_inverted_surrogates_U+1D11E.json': '[["\\\\udd1e\\\\ud834"]]',
    'i_string_iso_latin_1.json': 'encoding-invalid',
    'i_string_lone_second_surrogate.json': '[["\\\\udfaa"]]',
    'i_string_lone_utf8_continuation_byte.json': 'encoding-invalid',
    'i_string_not_in_unicode_range.json': 'encoding-invalid',
    'i_string_overlong_sequence_2_bytes.json': 'encoding-invalid',
    'i_string_overlong_sequence_6_bytes.json': 'encoding-invalid',
    'i_string_overlong_sequence_6_bytes_null.json': 'encoding-invalid',
    'i_string_truncated-utf-8.json': 'encoding-invalid',
    'i_string_utf16BE_no_BOM.json': '[["é"]]',
    'i_string_utf16LE_no_BOM.json': '[["é"]]',
    'i_structure_500_nested_arrays.json': JSON.stringify([
      [`${'['.repeat(498)}${']'.repeat(498)}`],
    ]),
    'i_structure_UTF-8_BOM_empty_object.json': 'file-empty',
  };

  it('has its i_ files as decided', async () => {
    const found = new Map<string, string>();
    const expected = new Map<string, string>();
    for (const path of files('i')) {
      const name = basename(path);
      found.set(name, said(await outcome(path)));
      const written = /^\[(.*)\]\s*$/.exec(readFileSync(path, 'utf8'))?.[1];
      expected.set(name, decided[name] ?? JSON.stringify([[written]]));
    }
    expect(found).toEqual(expected);
    expect([...found.keys()].sort()).toEqual(Object.keys(decided).sort());
  });
});

const duckdb = join(data, 'torture/duckdb');

describe.runIf(existsSync(duckdb))('DuckDB’s JSON', () => {
  it('opens or is refused in time', async () => {
    const files = filesUnder(duckdb, /\.(json|ndjson|jsonl|geojsonl?)$/);
    expect(files.length).toBeGreaterThan(70);
    for (const path of files) await outcome(path);
  });
});

const movies = join(data, 'tables/movies.json');

describe.runIf(existsSync(movies))('movies.json', () => {
  it('has all its films, each value as in the file', async () => {
    const text = readFileSync(movies, 'utf8');
    const truth = JSON.parse(text) as Record<string, string | number | null>[];
    const { headers, rows } = (await outcome(movies)) as ReadJson;
    expect(headers).toEqual(Object.keys(truth[0]!));
    expect(rows.length).toBe(truth.length);
    rows.forEach((row, i) =>
      row.forEach((cell, j) => {
        const value = truth[i]![headers[j]!] ?? null;
        if (typeof value === 'number') expect(Number(cell), cell!).toBe(value);
        else expect(cell).toBe(value);
      }),
    );
  });
});
