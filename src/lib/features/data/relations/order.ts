import type { Associations } from '#lib/recipe/associations.ts';

type Matrix = NonNullable<Associations['matrix']>;

/** A heat map draws at most so many columns. */
const mostInMap = 40;

export interface MapCell {
  readonly strength: number | null;
  /** Both are numbers, so that the sign means something. */
  readonly signed: boolean;
}

export interface HeatTable {
  readonly names: readonly string[];
  /** Columns that were left out, those that go least with any other. */
  readonly left: number;
  cell(row: number, column: number): MapCell;
}

/**
 * The columns of a matrix for drawing: the target first, and each next to the one that it goes with most. Of more than
 * the map holds, those with the strongest partner.
 */
export function heatTable(
  { columns, kinds, strength }: Matrix,
  target: string | null,
  most = mostInMap,
): HeatTable {
  const n = columns.length;
  const size = (i: number, j: number): number => Math.abs(strength[i * n + j] ?? 0);
  const best = columns.map((_, i) =>
    columns.reduce((top, _name, j) => (i === j ? top : Math.max(top, size(i, j))), 0),
  );
  const at = target === null ? -1 : columns.indexOf(target);
  const ranked = columns
    .map((_, i) => i)
    .filter((i) => i !== at)
    .sort((a, b) => best[b]! - best[a]!);
  const kept = [...(at < 0 ? [] : [at]), ...ranked].slice(0, most);
  const order = chained(kept, size);
  return {
    names: order.map((i) => columns[i]!),
    left: n - kept.length,
    cell: (row, column) => {
      const [i, j] = [order[row]!, order[column]!];
      const signed = kinds[i] === 'number' && kinds[j] === 'number';
      return { strength: strength[i * n + j] ?? null, signed };
    },
  };
}

/** Begins with the first; then again and again the one that goes most with the last. */
function chained(kept: readonly number[], size: (i: number, j: number) => number): number[] {
  const [first, ...others] = kept;
  if (first === undefined) return [];
  const order = [first];
  const rest = new Set(others);
  while (rest.size > 0) {
    const last = order.at(-1)!;
    const next = [...rest].reduce((a, b) => (size(last, b) > size(last, a) ? b : a));
    order.push(next);
    rest.delete(next);
  }
  return order;
}
