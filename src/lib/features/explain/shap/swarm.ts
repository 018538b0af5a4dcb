import { shapImportance, type ExplainedOutput, type Explanation } from '#lib/recipe/explanation.ts';
import { groupCell } from './words.ts';

export interface SwarmDot {
  readonly name: string;
  readonly value: number;
  /** Dots above (or below) the line that this one lies at. */
  readonly stack: number;
  /** Where the cell lies among the rows' cells, 0 to 1; null for texts and mixed columns. */
  readonly place: number | null;
  readonly words: string;
  readonly row: number;
}

const bins = 90;

/** Dots of each of the columns that matter most, piled up where they lie together. */
export function swarmOf(
  found: Explanation,
  output: ExplainedOutput,
  most: number,
): {
  readonly names: readonly string[];
  readonly dots: readonly SwarmDot[];
  readonly tallest: number;
} {
  const shown = shapImportance(found, output, 'groups').slice(0, most);
  const g = found.groups.length;
  const all = shown.flatMap(({ at }) =>
    Array.from(found.rid, (_, i) => output.grouped[i * g + at]!),
  );
  const low = all.reduce((a, b) => Math.min(a, b), 0);
  const high = all.reduce((a, b) => Math.max(a, b), 0);
  const width = (high - low) / bins || 1;
  let tallest = 0;
  const dots = shown.flatMap(({ at, name }) => {
    const group = found.groups[at]!;
    const places = placesOf(found, at);
    const heights = new Map<number, number>();
    return Array.from(found.rid, (_, row): SwarmDot => {
      const value = output.grouped[row * g + at]!;
      const bin = Math.floor((value - low) / width);
      const n = heights.get(bin) ?? 0;
      heights.set(bin, n + 1);
      const stack = n % 2 === 0 ? n / 2 : -(n + 1) / 2;
      tallest = Math.max(tallest, Math.abs(stack));
      const words = groupCell(found, group, row);
      return { name, value, stack, place: places?.[row] ?? null, words, row };
    });
  });
  return { names: shown.map((s) => s.name), dots, tallest };
}

/** Share of the rows with a smaller cell. */
function placesOf(found: Explanation, at: number): readonly (number | null)[] | null {
  const { columns } = found.groups[at]!;
  const cells = columns.length === 1 ? found.cells.get(columns[0]!) : undefined;
  if (cells?.kind !== 'number') return null;
  const sorted = cells.values.filter((x) => !Number.isNaN(x)).sort();
  const first = new Map<number, number>();
  for (const [i, x] of sorted.entries()) if (!first.has(x)) first.set(x, i);
  const top = Math.max(1, sorted.length - 1);
  return Array.from(cells.values, (x) => (Number.isNaN(x) ? null : first.get(x)! / top));
}
