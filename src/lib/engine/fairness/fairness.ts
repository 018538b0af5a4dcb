import {
  classMeasures,
  fewRows,
  valueMeasures as valueIds,
  type Conflict,
  type Disparity,
  type DisparityId,
  type Fairness,
  type Gap,
  type Measure,
  type MeasureId,
  type Measures,
} from '#lib/recipe/fairness.ts';
import { normalQuantile } from '../distributions.ts';
import { classColumn, predictedLabels } from '../evaluate.ts';
import type { Progress } from '../model.ts';
import { within } from '../run.ts';
import type { Judged } from '../scoring.ts';
import { z95 } from '../wilson.ts';
import { differenceOf, ratioOf, type Ends, type Estimate } from './estimates.ts';
import type { Grouping } from './grouping.ts';
import { callMeasures, eachGroup, valueMeasures, type Calls, type Estimates } from './measures.ts';

export interface FairnessInput {
  readonly judged: Judged;
  readonly grouping: Grouping;
  /** Code of the class that counts as positive; of numbers null. */
  readonly code: number | null;
  /** Of two classes the second is called above it, one for all rows or one a row; null: the most probable class. */
  readonly threshold: number | Float64Array | null;
  readonly seed: number;
}

type Told = Pick<Fairness, 'all' | 'groups' | 'disparities' | 'conflict' | 'rows' | 'weighted'>;

/**
 * How a model treats groups of rows: measures of each with intervals, how far the groups are apart by the usual definitions
 * (fairlearn's `demographic_parity_difference` and its like), and why these cannot all hold.
 */
export function* fairnessOf(input: FairnessInput): Generator<Progress, Told> {
  const { judged, grouping, code } = input;
  const rows = grouping.of.length;
  const places = grouping.groups.map((_, g) =>
    Int32Array.from(grouping.of.keys()).filter((i) => grouping.of[i] === g),
  );
  const every = Int32Array.from({ length: rows }, (_, i) => i);
  const measure = measuring(input);
  const [all] = yield* within(0, 0.3, eachGroup([every], measure));
  const found = yield* within(0.3, 1, eachGroup(places, measure));
  const small = places.map((own) => own.length < fewRows);
  const ids: readonly MeasureId[] = code === null ? valueIds : classMeasures;
  return {
    rows,
    weighted: Boolean(judged.weight),
    all: told(all!, ids),
    groups: grouping.groups.map((cells, g) => ({
      cells,
      rows: places[g]!.length,
      small: small[g]!,
      measures: told(found[g]!, ids),
    })),
    disparities: code === null ? valueGaps(found, small) : callGaps(found, small),
    conflict: code === null ? null : conflictOf(all!, found, small),
  };
}

type Measuring = (rows: Int32Array, group: number) => Generator<Progress, Estimates>;

function measuring({ judged, code, threshold, seed }: FairnessInput): Measuring {
  const { yTrue, predicted, nClasses, weight = null } = judged;
  if (code === null)
    return (rows, group) =>
      valueMeasures({ y: yTrue, predicted, weight, seed: seed + group }, rows);
  const labels = labelsAt(predicted, nClasses, threshold);
  const calls: Calls = {
    positive: Uint8Array.from(yTrue, (y) => Number(y === code)),
    selected: Uint8Array.from(labels, (label) => Number(label === code)),
    right: Uint8Array.from(labels, (label, i) => Number(label === yTrue[i])),
    score: classColumn(predicted, nClasses, code),
    weight,
  };
  return function* (rows) {
    return callMeasures(calls, rows);
  };
}

/** Called classes where the second of two is called above a threshold, which may be each row's own. */
export function labelsAt(
  predicted: Float64Array,
  nClasses: number,
  threshold: number | Float64Array | null,
): Int32Array {
  if (threshold === null || nClasses !== 2) return predictedLabels(predicted, nClasses);
  return Int32Array.from({ length: predicted.length / 2 }, (_, i) =>
    Number(predicted[2 * i + 1]! > (typeof threshold === 'number' ? threshold : threshold[i]!)),
  );
}

const measureAt = (of: Estimate | null | undefined, z: number): Measure | null => {
  if (!of) return null;
  const ends = of.interval(z);
  return { value: of.value, rows: of.rows, low: ends?.low ?? null, high: ends?.high ?? null };
};

const told = (estimates: Estimates, ids: readonly MeasureId[]): Measures =>
  Object.fromEntries(ids.map((id) => [id, measureAt(estimates.get(id), z95)]));

function callGaps(found: readonly Estimates[], small: readonly boolean[]): Disparity[] {
  const gap = (id: MeasureId): Gap | null => gapOf(id, found, small);
  const single = (id: DisparityId, measure: MeasureId): Disparity => {
    const of = gap(measure);
    return { id, gap: of, ratio: of?.ratio ?? null };
  };
  return [
    single('demographicParity', 'selectionRate'),
    single('equalOpportunity', 'tpr'),
    worseOf(gap('tpr'), gap('fpr')),
    single('predictiveParity', 'precision'),
    single('accuracyParity', 'accuracy'),
  ];
}

/** fairlearn's `equalized_odds_difference` and `equalized_odds_ratio` (`agg="worst_case"`). */
function worseOf(tpr: Gap | null, fpr: Gap | null): Disparity {
  const id = 'equalizedOdds';
  if (!tpr || !fpr) return { id, gap: null, ratio: null };
  const ratios = [tpr.ratio, fpr.ratio].filter((r) => r !== null);
  return {
    id,
    gap: fpr.difference.value > tpr.difference.value ? fpr : tpr,
    ratio: ratios.toSorted((a, b) => a.value - b.value)[0] ?? null,
  };
}

function valueGaps(found: readonly Estimates[], small: readonly boolean[]): Disparity[] {
  return (['bias', 'mae', 'rmse'] as const).map((id) => {
    const gap = gapOf(id, found, small);
    return { id, gap, ratio: gap?.ratio ?? null };
  });
}

/** Intervals hold for all pairs at once (Bonferroni), as the two are the farthest apart of all. */
function gapOf(
  measure: MeasureId,
  found: readonly Estimates[],
  small: readonly boolean[],
): Gap | null {
  const sorted = found
    .map((of, group) => ({ of: of.get(measure) ?? null, group }))
    .filter((g): g is { of: Estimate; group: number } => g.of !== null)
    .sort((a, b) => a.of.value - b.of.value || a.group - b.group);
  if (sorted.length < 2) return null;
  const pairs = (sorted.length * (sorted.length - 1)) / 2;
  const z = pairs === 1 ? z95 : normalQuantile(1 - 0.025 / pairs);
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const rows = Math.min(low.of.rows, high.of.rows);
  const between = (value: number, ends: Ends | null): Measure => ({
    value,
    rows,
    low: ends?.low ?? null,
    high: ends?.high ?? null,
  });
  const hasRatio = measure !== 'bias' && high.of.value > 0;
  return {
    measure,
    lowest: low.group,
    highest: high.group,
    difference: between(high.of.value - low.of.value, differenceOf(high.of, low.of, z)),
    ratio: hasRatio ? between(low.of.value / high.of.value, ratioOf(high.of, low.of, z)) : null,
    small: small[low.group]! || small[high.group]!,
  };
}

/** Of groups with rows enough where there are two, and with rows of both kinds: of others no rate can be forced. */
function conflictOf(
  all: Estimates,
  found: readonly Estimates[],
  small: readonly boolean[],
): Conflict | null {
  const mixed = found.map((of) => {
    const base = of.get('baseRate')?.value ?? 0;
    return base > 0 && base < 1;
  });
  const enough = mixed.map((is, g) => is && !small[g]!);
  const taken = enough.filter(Boolean).length > 1 ? enough : mixed;
  const gap = gapOf(
    'baseRate',
    found.map((of, g) => (taken[g]! ? of : new Map())),
    small,
  );
  const [precision, tpr, fpr] = (['precision', 'tpr', 'fpr'] as const).map(
    (id) => all.get(id)?.value ?? 0,
  ) as [number, number, number];
  if (!gap || !(precision > 0)) return null;
  const rates = [gap.lowest, gap.highest].map((g) => found[g]!.get('baseRate')!.value);
  const [low, high] = [rates[0]!, rates[1]!];
  const forced = (p: number): number => (p / (1 - p)) * ((1 - precision) / precision) * tpr;
  const selected = (p: number): number => p * tpr + (1 - p) * fpr;
  return {
    lowest: gap.lowest,
    highest: gap.highest,
    baseRates: [low, high],
    sure: (gap.difference.low ?? 0) > 0,
    precision,
    tpr,
    fpr,
    forcedFpr: [forced(low), forced(high)],
    forcedSelection: [selected(low), selected(high)],
  };
}
