import { confusionAt, type Confusions, type Decision } from '#lib/recipe/decision.ts';
import { parts, type Part, type RunResult, type Scores } from '#lib/recipe/run.ts';
import { scoreAll, type ScoreInput } from './scores.ts';
import { metricsFor, type MetricId } from './specs.ts';

const ofLabels: ReadonlySet<string> = new Set(
  metricsFor('binary')
    .filter((m) => m.needs === 'labels')
    .map((m) => m.id),
);

/**
 * What a run of two classes scores with its labels cut elsewhere. Scores of labels are functions of the counts of calls;
 * those of probabilities stay as they are.
 */
export function scoresAt(result: RunResult, confusions: Confusions): Decision['scores'] & object {
  const scored = (part: Part): Scores => {
    const own = scoreAll(fourRows(confusions[part]));
    return result.metrics[part].map(([id, value]) => [
      id,
      value !== null && ofLabels.has(id) ? own.get(id as MetricId)! : value,
    ]);
  };
  const metrics = {
    train: scored('train'),
    validation: scored('validation'),
    test: scored('test'),
  };
  return { metrics, confusions };
}

/** The same from the counts at each threshold that the run keeps; null for a run that an earlier version made. */
export function scoresAbove(
  result: RunResult,
  threshold: number,
): ReturnType<typeof scoresAt> | null {
  const grids = parts.map((part) => result.charts[part].diagnosis?.thresholds);
  if (grids.every((grid) => grid === undefined)) return null;
  const at = (part: Part): readonly number[] => {
    const grid = grids[parts.indexOf(part)];
    return grid ? confusionAt(grid, threshold) : [];
  };
  return scoresAt(result, {
    train: at('train'),
    validation: at('validation'),
    test: at('test'),
  });
}

/** Rows of each outcome as one row that weighs as many. */
function fourRows(confusion: readonly number[]): ScoreInput {
  const there = confusion.length === 4 ? [0, 1, 2, 3] : [];
  return {
    task: 'binary',
    nClasses: 2,
    yTrue: Float64Array.from(there, (k) => k >> 1),
    predicted: Float64Array.from(there.flatMap((k) => (k % 2 === 1 ? [0, 1] : [1, 0]))),
    weight: Float64Array.from(there, (k) => confusion[k]!),
  };
}
