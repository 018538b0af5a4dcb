import type { NumberShape, Suspect } from '#lib/recipe/profile.ts';
import { countBelow, distinctFrom, medianDeviation, quantile } from './sorted.ts';
import type { Counted } from './sorted.ts';
import { endSize, isFiller, suspectsAt } from './suspects.ts';

interface ShapeInput {
  /** Finite values, ascending; at least one. */
  readonly sorted: Float64Array;
  readonly infinite: number;
  readonly kurtosis: number;
  readonly quartiles: readonly [p25: number, p50: number, p75: number];
  /** How many are whole numbers. */
  readonly whole: number;
}

/** Iglewicz and Hoaglin 1993, p. 11: modified z-scores above 3.5 are outliers. */
const robustLimit = 3.5 / 0.6745;

/** What the alerts need of a column's numbers. */
export function shapeOf(input: ShapeInput): { shape: NumberShape; suspects: readonly Suspect[] } {
  const { sorted, quartiles, whole } = input;
  const [p25, p50, p75] = quartiles;
  const n = sorted.length;
  const low = p25 - 1.5 * (p75 - p25);
  const high = p75 + 1.5 * (p75 - p25);
  const mad = medianDeviation(sorted, p50);
  const down = distinctFrom(sorted, 'low', endSize);
  const up = distinctFrom(sorted, 'high', endSize);
  const shape: NumberShape = {
    kurtosis: input.kurtosis,
    whole,
    infinite: input.infinite,
    fences: {
      low,
      high,
      below: countBelow(sorted, low, false),
      above: n - countBelow(sorted, high, true),
    },
    mad,
    robustOutliers:
      mad > 0
        ? countBelow(sorted, p50 - robustLimit * mad, false) +
          n -
          countBelow(sorted, p50 + robustLimit * mad, true)
        : 0,
    ends: {
      atMin: down[0]!.count,
      nearMin: usual(down),
      atMax: up[0]!.count,
      nearMax: usual(up),
    },
  };
  return { shape, suspects: [...suspectsOf(sorted, down, up), ...suspectsOf(sorted, up, down)] };
}

const usual = (end: readonly Counted[]): number => {
  const next = end.slice(1, 11);
  return next.length === 0 ? 0 : next.reduce((sum, v) => sum + v.count, 0) / next.length;
};

/** Fillers at one end, with their distance from the middle half of the values between the fillers of both ends. */
function suspectsOf(
  sorted: Float64Array,
  end: readonly Counted[],
  others: readonly Counted[],
): Suspect[] {
  const found = suspectsAt(end, isFiller, (x) => ({ value: String(x), pattern: 'number' }));
  if (found.length === 0) return [];
  const [own, beyond] = [fillersIn(end), fillersIn(others)];
  const low = end[0]!.value < others[0]!.value;
  const rest = sorted.subarray(low ? own : beyond, sorted.length - (low ? beyond : own));
  const [p25, p75] = [quantile(rest, 0.25), quantile(rest, 0.75)];
  return found.map((s) => {
    const value = Number(s.value);
    const distance = low ? p25 - value : value - p75;
    return { ...s, out: p75 > p25 ? distance / (p75 - p25) : null };
  });
}

/** Cells of the fillers at an end. */
function fillersIn(end: readonly Counted[]): number {
  let cells = 0;
  for (const { value, count } of end) {
    if (!isFiller(value)) break;
    cells += count;
  }
  return cells;
}
