import type { Source } from '#lib/recipe/source.ts';

/** A first go at the cells of a row that did not fit: cut at every delimiter, what is too much in the last cell. */
export function roughCells(raw: string, { format, columns }: Source): string[] {
  const delimiter = format.kind === 'delimited' ? format.delimiter : '\t';
  const parts = raw.split(delimiter);
  return columns.map((_, j) =>
    j === columns.length - 1 ? parts.slice(j).join(delimiter) : (parts[j] ?? ''),
  );
}
