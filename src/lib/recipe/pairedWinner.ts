import type { CompareStudy } from './study.ts';

/** From this chance on something is said to be so (Benavoli et al. 2017). */
export const sureChance = 0.95;

/**
 * Which of two models is better by both tests: the t-test that there is a difference, the posterior that it matters.
 * @returns null for a tie, and where nothing can be said
 */
export function pairedWinner({ test, better }: CompareStudy): 'first' | 'second' | null {
  if (!test || test.p >= 0.05 || test.within >= sureChance) return null;
  const [first, second] = better === 'higher' ? [test.below, test.above] : [test.above, test.below];
  return first >= sureChance ? 'first' : second >= sureChance ? 'second' : null;
}
