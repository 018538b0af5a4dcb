import type { Loaded } from '#lib/engine/prepare.ts';
import { bytesIn } from './bytes.ts';

/** Bytes of a table that stays in a worker beside the parts of a run; a larger one is sent anew for the next run. */
const keptMost = 2e8;

/** Not everywhere yet: Chromium 114, Firefox 122, Safari 17.4, Node 21. */
interface Movable {
  readonly transfer?: (bytes: number) => unknown;
}

/**
 * Lets go of a large table whose parts are copied out of it: the run still knows it, and without its columns that costs
 * nothing. Their memory is given back at once where the browser can, and else when it next looks for what is not used.
 * @returns whether it did
 */
export function letGo({ table }: Loaded): boolean {
  const columns = [...table.columns.values()];
  if (bytesIn(columns) <= keptMost) return false;
  for (const c of columns) {
    const buffer = (c.kind === 'number' ? c.values : c.codes).buffer as Movable & ArrayBufferLike;
    if (buffer.byteLength > 0) buffer.transfer?.(0);
  }
  (table.columns as Map<string, unknown>).clear();
  return true;
}
