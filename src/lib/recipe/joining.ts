import { isNumeric } from './profile.ts';
import type { ColumnFacts } from './step.ts';

/** A column and the one of a second table that it is matched with. */
export interface KeyPair {
  readonly left: string;
  readonly right: string;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

export const sameName = ({ left, right }: KeyPair): boolean => plain(left) === plain(right);

/** Pairs that are likely to be matched, those of equal names first: of one kind, and no measured numbers. */
export function possiblePairs(
  left: readonly ColumnFacts[],
  right: readonly ColumnFacts[],
  most: number,
): readonly KeyPair[] {
  const keys = (columns: readonly ColumnFacts[]): readonly ColumnFacts[] =>
    columns.filter((c) => c.type !== 'number');
  const pairs = keys(left).flatMap((a) =>
    keys(right)
      .filter((b) => isNumeric(a.type) === isNumeric(b.type))
      .map((b) => ({ left: a.name, right: b.name })),
  );
  return [...pairs.filter(sameName), ...pairs.filter((p) => !sameName(p))].slice(0, most);
}
