import { canonical } from '#lib/recipe/hash.ts';
import type { Packing } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import { unpack, type Unpacked } from '../packing.ts';

/** Takes files out of their packing, the last one once: its size is asked before it is read, and after a refusal. */
export interface UnpackingOnce {
  readonly unpack: typeof unpack;
  /** Lets go of what is held in memory. */
  readonly forget: () => void;
}

/** Files are the same where they say so by their `stamp`; those without one are unpacked anew. */
export function unpackingOnce(): UnpackingOnce {
  let last: { readonly key: string; readonly answer: Promise<Unpacked> } | null = null;
  const forget = (): void => void (last = null);
  const fresh = (key: string, answer: Promise<Unpacked>): Promise<Unpacked> => {
    last = { key, answer };
    answer.catch(() => last?.answer === answer && forget());
    return answer;
  };
  return {
    forget,
    unpack: (file, choice, hooks) => {
      const key = keyOf(file, choice);
      if (key === null) return unpack(file, choice, hooks);
      return last?.key === key ? last.answer : fresh(key, unpack(file, choice, hooks));
    },
  };
}

const keyOf = ({ stamp }: FileSource, choice: Packing | null | undefined): string | null =>
  stamp === undefined ? null : canonical([stamp, choice ?? (choice === null ? 'as it lies' : '')]);
