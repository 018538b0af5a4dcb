const targetBytes = 1 << 24;
const rowsMost = 1 << 16;
const firstRows = 256;

/**
 * How many rows to take next, so that a batch has some 16 MiB of text.
 * @param so `size` bytes a row took in the last batch (0 before the first), `left` rows there are, `perRow` bytes a row
 * takes in the file
 */
export function nextSize(so: {
  readonly size: number;
  readonly left: number;
  readonly perRow: number;
  readonly columns: number;
}): number {
  const { size, left, perRow, columns } = so;
  const bytes = Math.max(size, perRow, 4 * columns);
  const fits = Math.max(1, Math.floor(targetBytes / bytes));
  return Math.min(left, size === 0 ? Math.min(firstRows, fits) : fits, rowsMost);
}
