import type { Severity } from '#lib/recipe/profile.ts';

/** The mark of a finding: red, amber, grey, or a ring for a question. */
export const toneOf: Readonly<Record<Severity, 'danger' | 'warning' | 'low' | 'asks'>> = {
  high: 'danger',
  medium: 'warning',
  low: 'low',
  ask: 'asks',
};

/** The same in words, for those who do not see the mark. */
export const severityWords: Readonly<Record<Severity, string>> = {
  high: 'Serious',
  medium: 'Worth a look',
  low: 'Minor',
  ask: 'A question',
};
