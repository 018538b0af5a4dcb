import type { ColumnProfile } from '#lib/recipe/profile.ts';
import type { RowOrder } from '#lib/state/tableRows.svelte.ts';
import { counted } from '#lib/ui/format.ts';
import type { IconName } from '#lib/ui/icons.ts';
import { toasts } from '#lib/ui/toast.svelte.ts';
import type { DataView } from '../dataView.svelte.ts';
import { chosenOrder } from './orders.ts';

interface MenuAct {
  readonly label: string;
  readonly icon: IconName;
  readonly checked?: boolean;
  /** Why it cannot be done. */
  readonly reason?: string | undefined;
  /** The menu stays open. */
  readonly stays?: boolean;
  readonly onselect: () => void;
}

/** What can be done with a column from its head. All but the last change the view alone. */
export function menuActs(
  view: DataView,
  column: ColumnProfile,
  onfilter: () => void,
): readonly MenuAct[] {
  return [
    ...sorting(view, column.name),
    { label: 'Filter by value…', icon: 'funnel', stays: true, onselect: onfilter },
    ...placing(view, column.name),
    {
      label: 'Copy the name',
      icon: 'copy',
      onselect: () =>
        void navigator.clipboard.writeText(column.name).then(
          () => toasts.show({ text: 'Copied the name' }),
          () => toasts.show({ text: 'The browser refused to copy' }),
        ),
    },
    ...looking(view, column.name),
  ];
}

function sorting(view: DataView, column: string): readonly MenuAct[] {
  const rows = view.workbench.table.view;
  const now = rows.orders.find((o) => o.column === column);
  const others = rows.orders.some((o) => o.column !== column);
  const one = (descending: boolean): MenuAct => ({
    label: `Sort ${words(descending)}`,
    icon: descending ? 'arrow-down' : 'arrow-up',
    checked: now?.descending === descending,
    onselect: () => rows.sort([{ column, descending }]),
  });
  const further = (descending: boolean): MenuAct => ({
    label: `Then by this, ${words(descending)}`,
    icon: 'list-plus',
    onselect: () => rows.sort(chosenOrder(rows.orders, { column, descending }, true)),
  });
  return [
    one(false),
    one(true),
    ...(others ? [further(false), further(true)] : []),
    ...(now ? [unsort(rows.orders, now, (orders) => rows.sort(orders))] : []),
  ];
}

const unsort = (
  orders: readonly RowOrder[],
  now: RowOrder,
  sort: (orders: readonly RowOrder[]) => void,
): MenuAct => ({
  label: 'Do not sort by it',
  icon: 'x',
  onselect: () => sort(orders.filter((o) => o !== now)),
});

const words = (descending: boolean): string => (descending ? 'descending' : 'ascending');

function placing(view: DataView, column: string): readonly MenuAct[] {
  const { layout } = view.workbench.table;
  const last = view.placed.order.length <= 1;
  /** The current cell goes with its column. */
  const move = (change: () => void): void => {
    const name = view.currentName;
    change();
    if (name !== undefined) view.goTo(name);
  };
  return [
    layout.isPinned(column)
      ? {
          label: 'Unpin',
          icon: 'pin',
          checked: true,
          onselect: () => move(() => layout.unpin(column)),
        }
      : { label: 'Pin to the left', icon: 'pin', onselect: () => move(() => layout.pin(column)) },
    {
      label: 'Hide the column',
      icon: 'eye-off',
      reason: last ? 'It is the last one shown' : undefined,
      onselect: () => layout.hide(column),
    },
  ];
}

function looking(view: DataView, column: string): readonly MenuAct[] {
  const found = view.judged.filter((j) => j.finding.columns.includes(column)).length;
  return [
    {
      label: found === 0 ? 'No findings' : `Go to ${counted(found, 'finding')}`,
      icon: 'flag',
      reason: found === 0 ? 'Nothing stands out in this column' : undefined,
      onselect: () => view.toFindings(column),
    },
    { label: 'Look at the column', icon: 'chart-column', onselect: () => view.select(column) },
  ];
}
