import type { GridPlace } from './types.ts';

/** Where a key leads from `at`; undefined when it is not the grid's. */
export function moved(
  key: { key: string; ctrlKey: boolean; metaKey: boolean; rtl: boolean },
  at: GridPlace,
  { rows, cols, page }: { rows: number; cols: number; page: number },
): GridPlace | undefined {
  const far = key.ctrlKey || key.metaKey;
  const ahead = key.rtl ? 'ArrowLeft' : 'ArrowRight';
  const back = key.rtl ? 'ArrowRight' : 'ArrowLeft';
  const steps: Record<string, () => GridPlace> = {
    ArrowDown: () => ({ ...at, row: far ? rows - 1 : at.row + 1 }),
    ArrowUp: () => ({ ...at, row: far ? 0 : at.row - 1 }),
    [ahead]: () => ({ ...at, col: far ? cols - 1 : at.col + 1 }),
    [back]: () => ({ ...at, col: far ? 0 : at.col - 1 }),
    PageDown: () => ({ ...at, row: at.row + page }),
    PageUp: () => ({ ...at, row: Math.max(0, at.row - page) }),
    Home: () => ({ row: far ? 0 : at.row, col: 0 }),
    End: () => ({ row: far ? rows - 1 : at.row, col: cols - 1 }),
  };
  const step = Object.hasOwn(steps, key.key) ? steps[key.key] : undefined;
  if (!step) return undefined;
  const to = step();
  return {
    row: Math.min(rows - 1, Math.max(-1, to.row)),
    col: Math.min(cols - 1, Math.max(0, to.col)),
  };
}
