import { isNumeric } from './profile.ts';
import type { ColumnFacts } from './step.ts';

/** A column and the one of a second table that it is matched with. */
export interface KeyPair {
  readonly left: string;
  readonly right: string;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

export const sameName = ({ left, right }: KeyPair): boolean => plain(left) === plain(right);

/** Pairs that may be matched, those of equal names first: of one kind, and no measured numbers unless they are called the same. */
export function possiblePairs(
  left: readonly ColumnFacts[],
  right: readonly ColumnFacts[],
  most: number,
): readonly KeyPair[] {
  const pairs = left.flatMap((a) =>
    right
      .filter((b) => isNumeric(a.type) === isNumeric(b.type))
      .map((b) => ({
        pair: { left: a.name, right: b.name },
        measured: a.type === 'number' || b.type === 'number',
      })),
  );
  const likely = pairs.filter(({ pair, measured }) => !measured || sameName(pair));
  const ranked = likely.map(({ pair }) => pair);
  return [...ranked.filter(sameName), ...ranked.filter((p) => !sameName(p))].slice(0, most);
}
