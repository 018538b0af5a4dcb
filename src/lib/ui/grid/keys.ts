import type { GridPlace } from './types.ts';

/** False where a control inside the grid has the key. */
export function meantFor(box: HTMLElement, { target, defaultPrevented }: Event): boolean {
  if (defaultPrevented || !(target instanceof HTMLElement)) return false;
  return target === box || target.matches('[role=gridcell], [role=columnheader]');
}

/** The keys that open a menu anywhere. */
export const opensMenu = ({ key, shiftKey, altKey }: KeyboardEvent): boolean =>
  key === 'ContextMenu' || (key === 'F10' && shiftKey) || (key === 'ArrowDown' && altKey);

/** Where a key leads from `at`; undefined when it is not the grid's. `far`: with Ctrl or Cmd. */
export function moved(
  { key, far, rtl }: { key: string; far: boolean; rtl: boolean },
  at: GridPlace,
  { rows, cols, page }: { rows: number; cols: number; page: number },
): GridPlace | undefined {
  const ahead = rtl ? 'ArrowLeft' : 'ArrowRight';
  const back = rtl ? 'ArrowRight' : 'ArrowLeft';
  const steps = new Map<string, () => GridPlace>([
    ['ArrowDown', () => ({ ...at, row: far ? rows - 1 : at.row + 1 })],
    ['ArrowUp', () => ({ ...at, row: far ? 0 : at.row - 1 })],
    [ahead, () => ({ ...at, col: far ? cols - 1 : at.col + 1 })],
    [back, () => ({ ...at, col: far ? 0 : at.col - 1 })],
    ['PageDown', () => ({ ...at, row: at.row + page })],
    ['PageUp', () => ({ ...at, row: Math.max(0, at.row - page) })],
    ['Home', () => ({ row: far ? 0 : at.row, col: 0 })],
    ['End', () => ({ row: far ? rows - 1 : at.row, col: cols - 1 })],
  ]);
  const to = steps.get(key)?.();
  return (
    to && {
      row: Math.min(rows - 1, Math.max(-1, to.row)),
      col: Math.min(cols - 1, Math.max(0, to.col)),
    }
  );
}
