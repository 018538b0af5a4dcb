import type { IconName } from '../icons.ts';
import type { Tone } from '../types.ts';

export interface GridColumn {
  readonly id: string;
  readonly name: string;
  /** `number`, `boolean`, `text`, `date` …: decides the side and the width unless told. */
  readonly kind: string;
  readonly badge?:
    | { readonly text: string; readonly tone?: Tone | undefined; readonly icon?: IconName }
    | undefined;
  readonly align?: 'start' | 'end' | undefined;
  /** In px. */
  readonly width?: number | undefined;
  /** A leak is red. */
  readonly tone?: 'leak' | undefined;
  /** The rows are sorted by it; `nth` is its place among several, from 1. */
  readonly sort?: { readonly descending: boolean; readonly nth?: number | undefined } | undefined;
  /** Some of its rows are filtered away. */
  readonly filtered?: boolean | undefined;
}

export interface GridCell {
  /** As shown, shortened; '' is empty text, which is not missing. */
  readonly text: string;
  /** Hatched, never blank. */
  readonly missing?: boolean | undefined;
  readonly align?: 'start' | 'end' | undefined;
  /** The full value: in the foot, on hover and on copy. */
  readonly title?: string | undefined;
  /** Ground of the cell: what a step changed, what is wrong. */
  readonly mark?: 'changed' | 'wrong' | undefined;
  /** What is said of it besides, to those who do not see the ground. */
  readonly note?: string | undefined;
  /** It holds what is looked for: these stretches of `text`, or the cell as a whole. */
  readonly found?: readonly (readonly [from: number, to: number])[] | 'all' | undefined;
}

/** Row −1 is the header. */
export interface GridPlace {
  readonly row: number;
  readonly col: number;
}

export interface GridView {
  readonly first: number;
  readonly last: number;
}

/** A column drawn: its index, and where it stands, px from the start. */
export interface GridSpan {
  readonly index: number;
  readonly start: number;
  readonly size: number;
}

export const numeric = (column: GridColumn): boolean =>
  ['number', 'integer', 'float', 'whole', 'numeric', 'duration'].includes(column.kind);

export const sideOf = (column: GridColumn): 'start' | 'end' =>
  column.align ?? (numeric(column) ? 'end' : 'start');

/** Wide enough for the name, its badge and the words below the bars. */
export function widthOf(column: GridColumn): number {
  if (column.width !== undefined) return column.width;
  const least = numeric(column) ? 96 : 112;
  return Math.min(220, Math.max(least, column.name.length * 7.6 + 36));
}

/** Ranges of `text` that hold what is looked for, without regard to case; none: []. */
export function rangesOf(text: string, wanted: string): readonly (readonly [number, number])[] {
  if (wanted === '') return [];
  const low = text.toLowerCase();
  const query = wanted.toLowerCase();
  // Where lower case is of another length the places would be wrong.
  if (low.length !== text.length) return [];
  const ranges: [number, number][] = [];
  for (let at = low.indexOf(query); at >= 0; at = low.indexOf(query, at + query.length))
    ranges.push([at, at + query.length]);
  return ranges;
}
