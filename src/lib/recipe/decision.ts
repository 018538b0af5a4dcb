import { thresholdSteps, type ThresholdGrid } from './diagnosis.ts';
import type { GroupCell } from './fairness.ts';
import type { FittedRun, Part, PartScores, RunResult } from './run.ts';

/** What each of the four outcomes costs, in any unit; below 0 is a gain. */
export interface Costs {
  readonly falseAlarm: number;
  readonly missed: number;
  readonly found: number;
  readonly passed: number;
}

export const evenCosts: Costs = { falseAlarm: 1, missed: 1, found: 0, passed: 0 };

/** Rows by outcome where those above the threshold are called positive. */
export interface Outcomes {
  readonly found: number;
  readonly missed: number;
  readonly falseAlarm: number;
  readonly passed: number;
}

/** The place of a threshold in the grid. */
export const gridPlace = (threshold: number): number => Math.round(threshold * thresholdSteps);

export function outcomesAt({ positives, negatives, all }: ThresholdGrid, k: number): Outcomes {
  const [found, falseAlarm] = [positives[k]!, negatives[k]!];
  return { found, missed: all[0] - found, falseAlarm, passed: all[1] - falseAlarm };
}

export interface DecisionScores {
  /** Share of calls that are right; null without calls. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly falseAlarmRate: number | null;
  /** Of one row; null where a class has no rows. */
  readonly cost: number | null;
  /** Share of rows that are called positive. */
  readonly called: number | null;
}

/** @param prevalence share of positive rows where the model will be used; null for the part's own */
export function decisionScores(
  at: Outcomes,
  costs: Costs,
  prevalence: number | null,
): DecisionScores {
  const [positives, negatives] = [at.found + at.missed, at.falseAlarm + at.passed];
  const recall = positives > 0 ? at.found / positives : null;
  const falseAlarmRate = negatives > 0 ? at.falseAlarm / negatives : null;
  const share = prevalence ?? positives / (positives + negatives);
  if (recall === null || falseAlarmRate === null)
    return { precision: null, recall, falseAlarmRate, cost: null, called: null };
  const called = share * recall + (1 - share) * falseAlarmRate;
  const ofPositive = recall * costs.found + (1 - recall) * costs.missed;
  const ofNegative = falseAlarmRate * costs.falseAlarm + (1 - falseAlarmRate) * costs.passed;
  return {
    precision: called > 0 ? (share * recall) / called : null,
    recall,
    falseAlarmRate,
    cost: share * ofPositive + (1 - share) * ofNegative,
    called,
  };
}

/** The threshold of least expected cost, the nearest to 0.5 of those that tie; null where a class has no rows. */
export function bestThreshold(
  grid: ThresholdGrid,
  costs: Costs,
  prevalence: number | null,
): number | null {
  let best: { readonly k: number; readonly cost: number } | null = null;
  const middle = thresholdSteps / 2;
  for (let k = 0; k <= thresholdSteps; k += 1) {
    const { cost } = decisionScores(outcomesAt(grid, k), costs, prevalence);
    if (cost === null) return null;
    const nearer = best && Math.abs(k - middle) < Math.abs(best.k - middle);
    if (!best || cost < best.cost - 1e-12 || (cost < best.cost + 1e-12 && nearer))
      best = { k, cost };
  }
  return best && best.k / thresholdSteps;
}

/** How a threshold came about, and what was looked at: whoever reads a label is told. */
export interface Chosen {
  /** Moved by a person; least cost; or one for each group, so that groups are treated more alike. */
  readonly by: 'hand' | 'costs' | 'groups';
  /** Training rows that are each predicted by a model that has not seen them, or the part that was in view. */
  readonly on: Part | 'folds';
  /** Rows it was chosen on; null where a person moved it. */
  readonly rows: number | null;
  /** The folds, in words; null without. */
  readonly how: string | null;
}

/** Where a probability of the second of two classes becomes its label: above the threshold, as above 0.5 without. */
export interface Cut {
  /** Of this form: a reader that knows only earlier ones refuses it. */
  readonly version: number;
  /** Of rows in no group: of all where there are no groups. */
  readonly threshold: number;
  readonly groups?: GroupCuts;
  readonly chosen: Chosen | null;
}

export const cutVersion = 1;

/** A threshold for each group of rows, by columns that the model gets as well. */
export interface GroupCuts {
  readonly columns: readonly string[];
  readonly of: readonly { readonly cells: readonly GroupCell[]; readonly threshold: number }[];
}

/** Rows by actual and called class, row-major, of each part; empty for a part without rows. */
export type Confusions = Readonly<Record<Part, readonly number[]>>;

/** What someone decided for a run of two classes; kept with the run, and the one place that its label hangs on. */
export interface Decision {
  /** Of the cut that it makes; absent where an earlier version kept it. */
  readonly version?: number;
  readonly threshold: number;
  readonly costs: Costs;
  /** Share of positive rows in use; null: as in the rows at hand. */
  readonly prevalence: number | null;
  /** Like all that follows unknown of thresholds that an earlier version kept. */
  readonly chosen?: Chosen | null;
  readonly groups?: GroupCuts;
  /** What the run scores with it. */
  readonly scores?: { readonly metrics: PartScores; readonly confusions: Confusions };
}

/** What the model's answers are cut by. */
export const cutOf = ({ version = 1, threshold, groups, chosen = null }: Decision): Cut => ({
  version,
  threshold,
  ...(groups && { groups }),
  chosen,
});

/** Whether labels go by it: to earlier versions a kept threshold was a note, and nobody was told that it would decide. */
export const decides = (
  decision: Decision | null | undefined,
): decision is Decision & { readonly version: number } => decision?.version !== undefined;

/** The run as it answers: labels by what is kept with it. Without anything kept it is the same. */
export const withDecision = (run: FittedRun, decision: Decision | null | undefined): FittedRun =>
  decides(decision) ? { ...run, cut: cutOf(decision) } : run;

/** The result as the kept threshold has it: scores of labels and counts of calls; whatever rests on probabilities stays. */
export function resultAt({
  result,
  decision,
}: {
  readonly result: RunResult;
  readonly decision?: Decision | null;
}): RunResult {
  const scores = decision?.scores;
  if (!scores) return result;
  const chart = (part: Part) => ({
    ...result.charts[part],
    confusion: scores.confusions[part],
  });
  return {
    ...result,
    metrics: scores.metrics,
    charts: { train: chart('train'), validation: chart('validation'), test: chart('test') },
  };
}

/** Rows by actual and called class with the call above k ÷ 1000, row-major; the first class first. */
export function confusionAt(grid: ThresholdGrid, threshold: number): readonly number[] {
  const { found, missed, falseAlarm, passed } = outcomesAt(grid, gridPlace(threshold));
  return [passed, falseAlarm, missed, found];
}
