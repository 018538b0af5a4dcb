import { widthOf, type GridColumn, type GridSpan } from './types.ts';

/** Below this width of the grid one column at most is pinned. */
const narrow = 600;

/**
 * The leading columns that stay at the start while the rest scrolls: of those asked for as many as leave the rest
 * two fifths of the width.
 */
export function pinsOf(
  columns: readonly GridColumn[],
  { pinned, from, width }: { pinned: number; from: number; width: number },
): { readonly spans: readonly GridSpan[]; readonly end: number } {
  const most = Math.min(pinned, columns.length, width < narrow ? 1 : Infinity);
  const spans: GridSpan[] = [];
  let end = from;
  for (let index = 0; index < most; index += 1) {
    const size = Math.round(widthOf(columns[index]!));
    if (width > 0 && end + size > width * 0.6) break;
    spans.push({ index, start: end, size });
    end += size;
  }
  return { spans, end };
}
