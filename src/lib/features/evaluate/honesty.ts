import type { Part, RunResult } from '#lib/recipe/run.ts';
import { counted, percent } from '#lib/ui/format.ts';
import { intervalOf, lead, metricWords, partWords, scoreOf, scoreText } from './metric.ts';

/** One frank sentence about a run. */
export interface Verdict {
  readonly tone: 'neutral' | 'warning';
  readonly text: string;
}

/** What the scores of a run say about learning by heart, the baseline, and where it was judged. */
export function verdicts(result: RunResult): readonly Verdict[] {
  return [overfit(result), flawless(result), againstBaseline(result), judgedWhere(result)].filter(
    (v): v is Verdict => v !== null,
  );
}

/**
 * Training and judged score side by side. It is called learning by heart when the training score lies outside the
 * judged score's interval on the better side, and a guess where there is no interval.
 */
export function overfit(result: RunResult): Verdict | null {
  const { part, metric, value } = result.judged;
  const train = scoreOf(result.metrics.train, metric);
  if (part === 'train' || train === null || value === null) return null;
  const gap = lead(metric, train, value);
  const { title } = metricWords(metric);
  const numbers = `${title} is ${scoreText(metric, train)} on training and ${scoreText(metric, value)} on ${partWords[part]} rows`;
  const interval = intervalOf(result, part);
  const edge = metricWords(metric).better === 'higher' ? interval?.high : interval?.low;
  const beyond =
    edge === null || edge === undefined
      ? gap > 0.1 * Math.abs(train)
      : lead(metric, train, edge) > 0;
  if (!beyond) {
    const text = `${numbers}: the training score lies within the interval, so no sign of learning by heart.`;
    return { tone: 'neutral', text };
  }
  const text = `${numbers}, a gap of ${scoreText(metric, Math.abs(gap))} that chance does not explain: part of what it learned holds only for the training rows. A simpler model or a stronger penalty narrows it.`;
  return { tone: 'warning', text };
}

/** Says when the interval reaches down to the model that only knows the target. */
export function againstBaseline(result: RunResult): Verdict | null {
  const { part, metric } = result.judged;
  const baseline = scoreOf(result.baseline[part], metric);
  const interval = intervalOf(result, part);
  if (baseline === null || !interval) return null;
  const edge = metricWords(metric).better === 'higher' ? interval.low : interval.high;
  if (edge === null || lead(metric, edge, baseline) > 0) return null;
  const text = `The interval reaches the baseline of ${scoreText(metric, baseline)}: on ${counted(result.rows[part], `${partWords[part]} row`)} this model is not proven better than guessing.`;
  return { tone: 'warning', text };
}

/** No mistake in n rows still leaves room for some: at 95 %, up to 3 in n (Hanley and Lippman-Hand 1983). */
function flawless(result: RunResult): Verdict | null {
  const { part } = result.judged;
  const rows = result.rows[part];
  if (result.task === 'regression' || rows === 0 || scoreOf(result.metrics[part], 'accuracy') !== 1)
    return null;
  const text = `All ${counted(rows, `${partWords[part]} row`)} are predicted right, so the interval has no width. Up to ${percent(Math.min(1, 3 / rows))} of mistakes among new rows would fit that too; also look for a column that gives the answer away.`;
  return { tone: 'warning', text };
}

const judgedWords: Readonly<Record<Part, string | null>> = {
  validation: null,
  test: 'There is no validation part, so runs are ranked on test rows: the best of many looks a little better than it is.',
  train:
    'There is neither a validation nor a test part: these scores say how well the rows are remembered, not how well new ones are predicted.',
};

function judgedWhere(result: RunResult): Verdict | null {
  const text = judgedWords[result.judged.part];
  return text === null ? null : { tone: 'warning', text };
}
