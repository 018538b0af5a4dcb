import type { GraphEdge, GraphNode, RecipeGraph } from '#lib/recipe/graph.ts';

/** Pixels. */
export const width = 148;
export const height = 48;
const gap = { x: 40, y: 14 } as const;

type Place = Pick<GraphNode, 'rank' | 'row'>;

export const placeOf = ({ rank, row }: Place): { readonly x: number; readonly y: number } => ({
  x: rank * (width + gap.x),
  y: row * (height + gap.y),
});

export function size({ nodes }: RecipeGraph): { readonly x: number; readonly y: number } {
  const places = nodes.map(placeOf);
  return {
    x: Math.max(...places.map((p) => p.x)) + width,
    y: Math.max(...places.map((p) => p.y)) + height,
  };
}

const middle = (at: Place): number => placeOf(at).y + height / 2;

const bend = (x1: number, y1: number, x2: number, y2: number): string =>
  `C ${x1 + (x2 - x1) / 2} ${y1}, ${x1 + (x2 - x1) / 2} ${y2}, ${x2} ${y2}`;

/** From the right side of one node to the left side of the other; over ranks between them along the free row. */
export function curve(from: Place, to: Place): string {
  const [x1, y1, x2, y2] = [placeOf(from).x + width, middle(from), placeOf(to).x, middle(to)];
  if (to.rank === from.rank + 1) return `M ${x1} ${y1} ${bend(x1, y1, x2, y2)}`;
  const lane = middle({ rank: 0, row: 0 });
  const [on, off] = [x1 + gap.x, x2 - gap.x];
  return `M ${x1} ${y1} ${bend(x1, y1, on, lane)} L ${off} ${lane} ${bend(off, lane, x2, y2)}`;
}

export const edgeWords = ({ columns }: GraphEdge): string =>
  columns.length === 0
    ? 'the whole table'
    : columns.length > 8
      ? `${columns.slice(0, 8).join(', ')} and ${columns.length - 8} more`
      : columns.join(', ');
