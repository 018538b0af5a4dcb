import type { ReadHooks } from '../formats/reader.ts';

/** A sheet is gone through twice: once to find the table, once to hand it over. */
const passes = 2;

/** Makes of the bytes of part after part those of the whole file: never fewer than before, and at most all. */
export function overall(size: number, hooks: ReadHooks): ReadHooks {
  let done = 0;
  let current = 0;
  let told = 0;
  return {
    checkCancel: hooks.checkCancel,
    onBytes: (bytes) => {
      if (bytes < current) done += current;
      current = bytes;
      const now = Math.min(size, Math.floor((done + current) / passes));
      if (now > told) hooks.onBytes((told = now));
    },
  };
}

export const unwatched: ReadHooks = { checkCancel: () => undefined, onBytes: () => undefined };
