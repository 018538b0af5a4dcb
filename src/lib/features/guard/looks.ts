import { scoreText } from '#lib/features/train/board.ts';
import { metricSpec, type MetricId } from '#lib/metrics/specs.ts';
import type { Assessment } from '#lib/recipe/structure.ts';
import { counted } from '#lib/ui/format.ts';

const titleOf = ({ metric }: Assessment): string => metricSpec(metric as MetricId).title;
const text = ({ metric }: Assessment, value: number): string => scoreText(value, metric);
const spread = (a: Assessment): string => `${text(a, a.mean)} ± ${text(a, a.deviation)}`;

/** "R² 0.647 ± 0.015 as it is, 0.552 ± 0.060 with the fix: 0.095 of the score rests on it." */
export function comparedWords(naive: Assessment, honest: Assessment): string {
  const way = naive.better === 'higher' ? 1 : -1;
  const gap = way * (naive.mean - honest.mean);
  const noise = Math.max(naive.deviation, honest.deviation);
  const said =
    gap > noise
      ? `${text(naive, gap)} of the naive score rests on it`
      : 'the difference is within the spread of the folds';
  return `${titleOf(naive)} ${spread(naive)} as it is (${naive.how}), ${spread(honest)} with the fix (${honest.how}): ${said}.`;
}

/** What folds, other seeds and a shuffled target say, each in a sentence. */
export function foldWords(a: Assessment): string {
  const sure = a.interval
    ? ` The mean lies between ${text(a, a.interval.low)} and ${text(a, a.interval.high)} with 95 % certainty, counting that folds share training rows.`
    : '';
  return `${titleOf(a)} ${spread(a)} over ${counted(a.values.length, 'fold')} (${a.how}), from ${text(a, Math.min(...a.values))} to ${text(a, Math.max(...a.values))}.${sure}`;
}

export function seedWords(a: Assessment): string {
  return `With ${a.values.length} other seeds of the same split ${titleOf(a)} runs from ${text(a, Math.min(...a.values))} to ${text(a, Math.max(...a.values))}, ${spread(a)}: that much of one score is the luck of the split.`;
}

/** @param value the score with the true target; null where it has none */
export function shuffledWords(a: Assessment, value: number | null): string {
  const best = a.better === 'higher' ? Math.max(...a.values) : Math.min(...a.values);
  const way = a.better === 'higher' ? 1 : -1;
  const beaten = value !== null && way * (value - best) > 0;
  const lead = `On a shuffled target, where there is nothing to find, ${titleOf(a)} is ${spread(a)}, at best ${text(a, best)} of ${a.values.length}.`;
  if (value === null) return lead;
  return beaten
    ? `${lead} The true score of ${text(a, value)} is better than all of them.`
    : `${lead} The true score of ${text(a, value)} is no better than chance.`;
}
