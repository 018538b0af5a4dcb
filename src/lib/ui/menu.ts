import type { IconName } from './icons.ts';

/** A line of a Menu: an act, a heading, or a parting line. */
export type MenuEntry = MenuAct | { readonly heading: string } | 'line';

export interface MenuAct {
  readonly label: string;
  readonly icon?: IconName | undefined;
  readonly note?: string | undefined;
  readonly shortcut?: string | undefined;
  readonly checked?: boolean | undefined;
  readonly danger?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly href?: string | undefined;
  readonly onselect?: (() => void) | undefined;
}
