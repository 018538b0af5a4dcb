import type { ColumnProfile } from '#lib/recipe/profile.ts';
import type { ShownCell } from '#lib/state/rowPages.ts';
import type { TableRows } from '#lib/state/tableRows.svelte.ts';
import { rangesOf, type GridCell, type GridColumn } from '#lib/ui/grid/types.ts';
import { cellLine, plainName } from '#lib/ui/grid/visible.ts';
import { cellOf } from '../numbers.ts';
import { badgeOf } from '../words.ts';

/** A column's head, with what the view does by it. */
export function gridColumn(
  { name, type, role, top }: ColumnProfile,
  { orders, filters }: TableRows,
): GridColumn {
  const at = orders.findIndex((o) => o.column === name);
  return {
    id: name,
    name,
    kind: type,
    badge: badgeOf(type, role),
    width: type === 'text' ? Math.min(240, 32 + 7 * longest(top)) : undefined,
    sort:
      at < 0
        ? undefined
        : {
            descending: orders[at]!.descending,
            nth: orders.length > 1 ? at + 1 : undefined,
          },
    filtered: filters.some((f) => f.column === name),
  };
}

const longest = (top: ColumnProfile['top']): number =>
  Math.max(14, ...top.map((t) => t.value.length));

/** A cell as it is drawn; `wanted` is what is looked for. */
export function gridCell(found: ShownCell, numeric: boolean, wanted: string): GridCell {
  const { text, misfit, cut } = found;
  if (text === null) return { text: '', missing: true };
  const shown = cellLine(cellOf(text, numeric));
  const title = `${plainName(text.slice(0, 1000))}${cut ? '…' : ''}`;
  return {
    text: shown,
    title: misfit ? `${title}: does not fit the type, taken as missing` : title,
    ...(misfit ? { mark: 'wrong', align: 'start', note: 'does not fit its type' } : {}),
    ...(wanted === '' ? {} : { found: foundIn(shown, text, wanted) }),
  };
}

/** What is looked for may lie in digits that are not shown. */
function foundIn(shown: string, text: string, wanted: string): GridCell['found'] {
  const ranges = rangesOf(shown, wanted);
  if (ranges.length > 0) return ranges;
  return text.toLowerCase().includes(wanted.toLowerCase()) ? 'all' : undefined;
}
