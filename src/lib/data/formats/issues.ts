import type { HeaderRepair } from '#lib/recipe/headers.ts';

/** Something that was put right while reading, to be shown. */
export interface Repair {
  /** Stable, in words: short-rows, header-short, merged-cells, duplicate-keys, … */
  readonly kind: string;
  /** "3 rows have fewer cells than the header; the rest of them is missing." */
  readonly message: string;
  readonly count: number;
  /** The first file rows concerned, 1-based, the header being row 1; empty where it is about the whole. */
  readonly rows: readonly number[];
  readonly columns: readonly string[];
}

/** A row that was left out. */
export interface Reject {
  /** File row, 1-based, the header being row 1. */
  readonly row: number;
  readonly cells: number;
  /** The row as it stands in the file, at most 500 characters. */
  readonly raw: string;
  readonly reason: string;
}

export function headerRepair(repair: HeaderRepair): Repair {
  const where = `Column ${repair.column + 1}`;
  return {
    kind: repair.kind,
    message:
      repair.kind === 'header-empty'
        ? `${where} has no name; it is called “${repair.name}”`
        : `${where} is another “${repair.header}”; it is called “${repair.name}”`,
    count: 1,
    rows: [1],
    columns: [repair.name],
  };
}
