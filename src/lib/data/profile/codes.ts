import type { Vector } from 'apache-arrow';
import type { HeldColumn } from '../held/held.ts';
import { Interner } from '../interner.ts';
import { internColumn } from '../table.ts';
import { isHeld } from './input.ts';

export interface Coded {
  /** Of each row, by first sight, −1 for NULL; the caller's own. */
  readonly codes: Int32Array;
  readonly interner: Interner;
  readonly nulls: number;
}

/** @param cells texts */
export function codesOf(cells: Vector | HeldColumn, rows: number): Coded {
  if (isHeld(cells)) {
    if (cells.kind !== 'texts') throw new TypeError('numbers that were kept have no codes');
    return { codes: cells.codes.slice(), interner: cells.interner, nulls: cells.nulls };
  }
  const interner = new Interner();
  return { codes: internColumn(cells, rows, interner), interner, nulls: cells.nullCount };
}
