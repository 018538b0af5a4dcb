import type { RowOrder } from '#lib/state/tableRows.svelte.ts';
import { plainName } from '#lib/ui/grid/visible.ts';

export const orderText = ({ column, descending }: RowOrder): string =>
  `${plainName(column)}, ${descending ? 'descending' : 'ascending'}`;

/**
 * A press on a column's sort mark: ascending, descending, no more. Alone it takes the place of the whole order; with
 * `add` it changes its own part, at the end where it is new.
 */
export function pressedOrder(
  orders: readonly RowOrder[],
  column: string,
  add: boolean,
): readonly RowOrder[] {
  const now = orders.find((o) => o.column === column);
  const next = nextOrder(column, now);
  if (!add) return orders.length > 1 && now ? [{ column, descending: false }] : next;
  if (!now) return [...orders, ...next];
  return orders.flatMap((o) => (o === now ? next : [o]));
}

function nextOrder(column: string, now: RowOrder | undefined): readonly RowOrder[] {
  if (!now) return [{ column, descending: false }];
  return now.descending ? [] : [{ column, descending: true }];
}

/** The order with this column in this direction, alone or after those before it. */
export function chosenOrder(
  orders: readonly RowOrder[],
  order: RowOrder,
  add: boolean,
): readonly RowOrder[] {
  if (!add) return [order];
  const at = orders.findIndex((o) => o.column === order.column);
  return at < 0 ? [...orders, order] : orders.with(at, order);
}
