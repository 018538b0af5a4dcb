import { thresholdSteps, type ThresholdGrid } from './diagnosis.ts';

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

/** What someone decided for a run of two classes. */
export interface Decision {
  readonly threshold: number;
  readonly costs: Costs;
  /** Share of positive rows in use; null: as in the rows at hand. */
  readonly prevalence: number | null;
}
