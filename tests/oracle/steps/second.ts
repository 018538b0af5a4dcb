import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFile } from '#lib/data/nodeFile.ts';
import type { FileSource } from '#lib/data/files.ts';
import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';
import { plainNumber, type Source } from '#lib/recipe/source.ts';

/** Tables that a join reads, as files beside this one: generate.py reads them by the exported code. */
export const secondFile = (name: string): Promise<FileSource> =>
  nodeFile(join(import.meta.dirname, name));

/** A file of this folder as a recipe has it. */
export function secondSource(
  name: string,
  delimiter: string,
  columns: readonly (readonly [string, ColumnType])[],
): Source {
  const bytes = readFileSync(join(import.meta.dirname, name));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    file: { name, bytes: bytes.length, sha256 },
    packing: null,
    format: {
      kind: 'delimited',
      encoding: 'utf-8',
      undecodable: 'refuse',
      delimiter,
      quote: '"',
      escape: '',
      comment: '',
      skip: 0,
      header: 1,
      footer: 0,
    },
    missing: ['', 'n/a'],
    columns: columns.map(([column, type]) => ({
      name: column,
      header: column,
      type,
      role: 'feature',
      meaning: 'none',
      parse: isNumeric(type) ? plainNumber : { as: 'text' },
    })),
    rejectedRows: [],
    repairedRows: [],
    sample: null,
  };
}

export const prices = secondSource('prices.csv', ';', [
  ['Kürzel', 'text'],
  ['__proto__', 'number'],
  ['year', 'integer'],
  ['2', 'number'],
  ['Ort "x"', 'text'],
]);

export const places = secondSource('places.csv', ',', [
  ['nr', 'integer'],
  ['label', 'category'],
  ['score', 'number'],
  ['place', 'category'],
]);
