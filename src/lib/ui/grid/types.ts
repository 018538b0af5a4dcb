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

export const numeric = (column: GridColumn): boolean =>
  ['number', 'integer', 'float', 'whole', 'numeric'].includes(column.kind);

export const sideOf = (column: GridColumn): 'start' | 'end' =>
  column.align ?? (numeric(column) ? 'end' : 'start');

/** Wide enough for the name, its badge and the words below the bars. */
export function widthOf(column: GridColumn): number {
  if (column.width !== undefined) return column.width;
  const least = numeric(column) ? 96 : 112;
  return Math.min(220, Math.max(least, column.name.length * 7.6 + 36));
}
