import type { SourceColumn } from '#lib/recipe/recipe.ts';
import { cell } from './rowHash.ts';
import type { Column } from './table.ts';

const fewestGroups = 20;

const idLike =
  /(^|[_\s.-])(id|ids|key|no|nr|num|number|code|uuid|guid|ticket|user|customer|client|patient|subject|person|session|device|household|family|account|store|hospital|school|plate|vin)([_\s.-]|$)/;

export const isNamedAsId = (name: string): boolean =>
  idLike.test(name.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2').toLowerCase());

/** Whether a column may say which rows belong together. */
export function mayGroup({ name, role, type }: SourceColumn): boolean {
  if (role === 'target' || role === 'split' || role === 'time') return false;
  if (type === 'integer') return role === 'id' || isNamedAsId(name);
  return type === 'text' || type === 'category';
}

/** Codes of these rows by first sight, −1 for a missing cell. */
export function codesOf(column: Column, rows: Int32Array): Int32Array {
  if (column.kind === 'category') return levelsOf(column.codes, column.levels.length, rows);
  const seen = new Map<number, number>();
  return rows.map((row) => {
    const value = cell(column, row);
    if (Number.isNaN(value)) return -1;
    const known = seen.get(value) ?? seen.size;
    seen.set(value, known);
    return known;
  });
}

/** The same without a map: levels are counted already. */
function levelsOf(codes: Int32Array, n: number, rows: Int32Array): Int32Array {
  const number = new Int32Array(n).fill(-1);
  let next = 0;
  return rows.map((row) => {
    const code = codes[row]!;
    if (code < 0) return -1;
    if (number[code]! < 0) {
      number[code] = next;
      next += 1;
    }
    return number[code]!;
  });
}

/** Share of the rows behind `nTrain` whose group is among those before; null where the values are no groups. */
export function sharedShare(
  codes: Int32Array,
  nTrain: number,
  named: boolean,
): { readonly share: number; readonly levels: readonly string[] } | null {
  const n = codes.reduce((m, c) => Math.max(m, c), -1) + 1;
  const present = codes.reduce((m, c) => m + Number(c >= 0), 0);
  if (n < fewestGroups || present < 1.2 * n) return null;
  // Many rows for each value, and no name of an id: a category, which a model may well learn.
  if (present > (named ? 50 : 10) * n) return null;
  const inTrain = new Uint8Array(n);
  for (let i = 0; i < nTrain; i += 1) if (codes[i]! >= 0) inTrain[codes[i]!] = 1;
  let tied = 0;
  for (let i = nTrain; i < codes.length; i += 1) tied += codes[i]! >= 0 ? inTrain[codes[i]!]! : 0;
  return {
    share: tied / (codes.length - nTrain),
    levels: Array.from({ length: n }, (_, k) => String(k)),
  };
}
