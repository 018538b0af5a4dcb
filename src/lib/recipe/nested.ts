import type { NestedStudy } from './study.ts';

/**
 * Which of the two scores to believe, as a sentence.
 * @param say a score in words
 */
export function whichToBelieve(
  { score, inner, interval, better }: NestedStudy,
  say: (value: number) => string,
): string {
  if (score === null || inner.score === null)
    return 'No outer fold has a score, so nothing can be said of the search.';
  const lucky = better === 'higher' ? inner.score - score : score - inner.score;
  const sure = interval ? ` (95 % from ${say(interval.low)} to ${say(interval.high)})` : '';
  const lead = `Believe ${say(score)}${sure}: it is of rows that no try of the search has seen.`;
  return lucky > 0
    ? `${lead} The best score inside the search, ${say(inner.score)}, is the luckiest of many tries on the same rows, and flatters by ${say(lucky)}.`
    : `${lead} The best score inside the search, ${say(inner.score)}, is of fewer rows to learn from, and does not flatter here.`;
}
