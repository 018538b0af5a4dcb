import type { Leak, LeakReport } from '#lib/recipe/leakage.ts';
import { counted } from '#lib/ui/format.ts';

/** "casual and registered give cnt away" */
export function headline(leaks: readonly Leak[], { target }: LeakReport): string {
  const high = leaks.filter((l) => l.risk === 'high');
  const shown = high.length > 0 ? high : leaks;
  const verb = shown.length === 1 ? 'gives' : 'give';
  return high.length > 0
    ? `${named(shown)} ${verb} ${target} away`
    : `${named(shown)} may tell ${target} too soon`;
}

/** "a, b and c", of many the first three and how many more. */
export function named(leaks: readonly Leak[]): string {
  const names = leaks.map((l) => l.column);
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('');
}

/** What it means for the scores, in a sentence. */
export function consequence(leaks: readonly Leak[]): string {
  const high = leaks.filter((l) => l.risk === 'high').length;
  if (high === 0) return 'Would it be known when you predict? If not, leave it out.';
  return high === 1
    ? 'A score that rests on it is no headline: it would not be known when you predict. Left out, it stays in the table.'
    : 'A score that rests on them is no headline: they would not be known when you predict. Left out, they stay in the table.';
}

export const leaveOutWords = (leaks: readonly Leak[]): string =>
  leaks.length === 1
    ? `Leave out ${leaks[0]!.column}`
    : `Leave out ${counted(leaks.length, 'column')}`;

/** "2 columns are left out, 1 is used all the same" */
export function settledWords(out: readonly Leak[], overridden: readonly Leak[]): string {
  const parts = [
    ...(out.length > 0
      ? [`${named(out)} ${out.length === 1 ? 'is' : 'are'} left out by the leak guard`]
      : []),
    ...(overridden.length > 0
      ? [
          `${named(overridden)} ${overridden.length === 1 ? 'is' : 'are'} used in spite of its warning`,
        ]
      : []),
  ];
  return parts.join('; ');
}
