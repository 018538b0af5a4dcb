import type { Loaded } from '#lib/engine/prepare.ts';
import { bytesIn } from './bytes.ts';

/** Bytes of a table that stays in a worker beside the parts of a run; a larger one is sent anew for the next run. */
const keptMost = 2e8;

/**
 * Lets go of a large table whose parts are copied out of it: the run still knows it, and without its columns that costs
 * nothing. @returns whether it did
 */
export function letGo({ table }: Loaded): boolean {
  if (bytesIn([...table.columns.values()]) <= keptMost) return false;
  (table.columns as Map<string, unknown>).clear();
  return true;
}
