import { fewRows } from '#lib/recipe/fairness.ts';
import { thresholdSteps, type ThresholdGrid } from '#lib/recipe/diagnosis.ts';
import type { MitigationAim } from '#lib/recipe/study.ts';

const middle = thresholdSteps / 2;
const aims = 100;

/** One group's rows, each predicted by a model that has not seen it. */
export interface GroupGrid {
  readonly rows: number;
  readonly grid: ThresholdGrid;
}

/**
 * A threshold for each group, so that all are selected, or found, as often (Hardt, Price and Srebro 2016, without their drawing of lots): of
 * 101 rates the one that gets the most rows right when each group comes as near to it as its thresholds allow. Ties go to the
 * lower rate, and of a group to the threshold nearest to 0.5. Groups with few rows, or none to be found, stay at 0.5.
 */
export function groupThresholds(groups: readonly GroupGrid[], aim: MitigationAim): number[] {
  const rates = groups.map(({ rows, grid }) => (rows < fewRows ? null : ratesOf(grid, aim)));
  const placesAt = (rate: number): number[] =>
    rates.map((own) => (own === null ? middle : nearest(own, rate)));
  let best: { readonly places: number[]; readonly right: number } | null = null;
  for (let k = 0; k <= aims; k += 1) {
    const places = placesAt(k / aims);
    const right = groups.reduce((sum, { grid }, g) => sum + rightAt(grid, places[g]!), 0);
    if (!best || right > best.right) best = { places, right };
  }
  return best!.places.map((k) => k / thresholdSteps);
}

/** The rate at each threshold; null where it is not defined. */
function ratesOf(
  { positives, negatives, all }: ThresholdGrid,
  aim: MitigationAim,
): number[] | null {
  if (aim === 'equalOpportunity') return all[0] > 0 ? positives.map((n) => n / all[0]) : null;
  const rows = all[0] + all[1];
  return rows > 0 ? positives.map((n, k) => (n + negatives[k]!) / rows) : null;
}

function nearest(rates: readonly number[], rate: number): number {
  let best = middle;
  for (let k = 0; k < rates.length; k += 1) {
    const [now, then] = [Math.abs(rates[k]! - rate), Math.abs(rates[best]! - rate)];
    if (now < then || (now === then && Math.abs(k - middle) < Math.abs(best - middle))) best = k;
  }
  return best;
}

const rightAt = ({ positives, negatives, all }: ThresholdGrid, k: number): number =>
  positives[k]! + all[1] - negatives[k]!;
