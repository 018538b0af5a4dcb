import type { Loaded } from '#lib/engine/prepare.ts';
import type { Column } from '#lib/engine/table.ts';
import { bytesIn } from './bytes.ts';

/** Bytes of a table that stays in a worker beside the parts of a run; a larger one is sent anew for the next run. */
const keptMost = 2e8;

/** Not everywhere yet: Chromium 114, Firefox 122, Safari 17.4, Node 21. */
interface Movable {
  readonly transfer?: (bytes: number) => unknown;
}

/**
 * Lets go of a large table as a run copies its parts out of it: the run still knows it, and without its columns that
 * costs nothing. Their memory is given back at once where the browser can, and else when it next looks for what is not
 * used.
 * @param gone hears of the first column that goes: the table is not whole any more
 * @returns to be told the name of each column that is copied, and without one that no more is read; null for a small
 * table, which stays
 */
export function releaserOf({ table }: Loaded, gone: () => void): ((name?: string) => void) | null {
  const columns = [...table.columns.values()];
  if (bytesIn(columns) <= keptMost) return null;
  const left = new Map<ArrayBufferLike, number>();
  for (const buffer of columns.map(bufferOf)) left.set(buffer, (left.get(buffer) ?? 0) + 1);
  const release = (name: string): void => {
    const column = table.columns.get(name);
    if (!column) return;
    gone();
    (table.columns as Map<string, unknown>).delete(name);
    const buffer = bufferOf(column);
    const sharing = left.get(buffer)! - 1;
    left.set(buffer, sharing);
    if (sharing === 0 && buffer.byteLength > 0) (buffer as Movable).transfer?.(0);
  };
  return (name) => (name === undefined ? [...table.columns.keys()] : [name]).forEach(release);
}

const bufferOf = (c: Column): ArrayBufferLike => (c.kind === 'number' ? c.values : c.codes).buffer;
