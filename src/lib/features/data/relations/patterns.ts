import type { MissingPattern, Missingness } from '#lib/recipe/missingness.ts';
import type { RowFilter } from '#lib/state/tableRows.svelte.ts';
import { count } from '#lib/ui/format.ts';

/** Which columns a pattern lacks: "nothing", "age", "age, cabin and 3 more". */
export function patternWords({ missing }: MissingPattern, { columns }: Missingness): string {
  if (missing.length === 0) return 'nothing';
  const names = missing.map((k) => columns[k]!.name);
  if (names.length === columns.length && names.length > 3)
    return `all ${count(names.length)} of them`;
  return names.length <= 4
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${count(names.length - 3)} more`;
}

/** The rows in which all these columns are missing. */
export const patternFilter = (columns: readonly string[]): readonly RowFilter[] =>
  columns.map((column) => ({ column, test: 'missing' }));

/** Columns that a drawing has room for: those with the most gaps, in order of the table. */
export function drawnColumns({ columns }: Missingness, most: number): readonly number[] {
  return columns
    .map((_, k) => k)
    .sort((a, b) => columns[b]!.missing - columns[a]!.missing)
    .slice(0, most)
    .sort((a, b) => a - b);
}
