import type { Source } from '#lib/recipe/recipe.ts';

/**
 * Row of the file (1-based, the header being row 1) of a rid, which counts the rows kept. Rejected rows are
 * counted, blank lines are not.
 */
export function fileRow(source: Source, rid: number): number {
  let row = rid + (source.dialect.header ? 2 : 1);
  for (const rejected of source.rejectedRows) {
    if (rejected > row) break;
    row += 1;
  }
  return row;
}
