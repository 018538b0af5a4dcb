import { pairedWinner, sureChance } from '#lib/recipe/pairedWinner.ts';
import type { CompareStudy } from '#lib/recipe/study.ts';
import { percent } from '#lib/ui/format.ts';

export interface FoldsVerdict {
  readonly tie: boolean;
  readonly badge: string;
  readonly text: string;
  /** That the first is better, both are the same for practice, the second is better. */
  readonly chances: readonly [number, number, number];
}

/** A tie unless both tests say otherwise: the t-test that there is a difference, the posterior that it matters. */
export function foldsVerdict(
  study: CompareStudy,
  first: string,
  second: string,
): FoldsVerdict | null {
  const { test, better } = study;
  if (!test) return null;
  const { below, within, above, rope, p } = test;
  const chances: FoldsVerdict['chances'] =
    better === 'higher' ? [below, within, above] : [above, within, below];
  const [ofFirst, ofSame, ofSecond] = chances;
  if (ofSame >= sureChance)
    return {
      chances,
      tie: true,
      badge: 'a tie',
      text: `The same for practice: with a chance of ${percent(ofSame)} they differ by less than ${rope}.`,
    };
  const found = pairedWinner(study);
  const winner = found && { first, second }[found];
  if (winner !== null)
    return {
      chances,
      tie: false,
      badge: `${winner} is better`,
      text: `${winner} is better, with a chance of ${percent(Math.max(ofFirst, ofSecond))} by more than ${rope}.`,
    };
  return {
    chances,
    tie: true,
    badge: 'a tie: cannot be told apart',
    text:
      p < 0.05
        ? `There is a difference, but it is not sure that it is more than ${rope}: take the simpler or faster one.`
        : 'The folds do not tell them apart: take the simpler or faster one, or judge on more rows.',
  };
}
