import type { Preview } from '#lib/client/data.ts';

export interface ShownRow {
  /** Row of the file, from 1. */
  readonly at: number;
  readonly part: 'skipped' | 'head' | 'data';
  readonly note: string;
  readonly cells: readonly (string | null)[];
}

const notes = {
  skipped: 'Above the header: left out',
  head: 'Names the columns',
  data: 'Data',
} as const;

/** The rows of a preview with the part that each plays under its format. */
export function shownRows({ format, rows }: Preview): readonly ShownRow[] {
  const above = format.kind === 'delimited' || format.kind === 'sheet' ? format : null;
  return rows.map((cells, i) => {
    const part =
      !above || i >= above.skip + above.header ? 'data' : i < above.skip ? 'skipped' : 'head';
    return { at: i + 1, part, note: notes[part], cells };
  });
}
