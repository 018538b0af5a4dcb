import type { Conformal, ConformalLevel } from '#lib/recipe/diagnosis.ts';
import type { Judged } from '../scoring.ts';
import { wilson } from '../wilson.ts';

export const conformalLevels = [0.8, 0.9, 0.95] as const;

/**
 * Split-conformal intervals about predicted numbers, ŷ ± width (Lei et al. 2018), or sets of the classes with a
 * probability of at least 1 − width (Sadinle, Lei and Wasserman 2019). The width is the ⌈(n + 1) level⌉-th smallest
 * error of the calibration rows, which no fit has seen; coverage is counted on the test rows.
 */
export function conformalOf(calibration: Judged, test: Judged): Conformal {
  const errors = nonconformity(calibration).sort();
  const levels = errors.length === 0 ? [] : conformalLevels.map((level) => at(level, errors, test));
  return { rows: errors.length, testRows: test.yTrue.length, levels };
}

function at(level: number, errors: Float64Array, test: Judged): ConformalLevel {
  const rank = Math.ceil((errors.length + 1) * level - 1e-9);
  const reached = errors[rank - 1];
  const width = reached !== undefined && Number.isFinite(reached) ? reached : null;
  const none = { level, width, coverage: null, low: null, high: null, size: null, empty: null };
  const rows = test.yTrue.length;
  if (width === null || rows === 0) return none;
  const coverage = nonconformity(test).filter((e) => e <= width).length / rows;
  return { ...none, coverage, ...wilson(coverage, rows), ...sets(test, width) };
}

/** Absolute error, or 1 less the probability of the true class. */
const nonconformity = ({ yTrue, predicted, nClasses, task }: Judged): Float64Array =>
  task === 'regression'
    ? yTrue.map((y, i) => Math.abs(y - predicted[i]!))
    : yTrue.map((y, i) => 1 - predicted[i * nClasses + y]!);

function sets(
  { yTrue, predicted, nClasses, task }: Judged,
  width: number,
): { size: number | null; empty: number | null } {
  if (task === 'regression') return { size: null, empty: null };
  let [members, empty] = [0, 0];
  for (let i = 0; i < yTrue.length; i += 1) {
    let own = 0;
    for (let c = 0; c < nClasses; c += 1) if (1 - predicted[i * nClasses + c]! <= width) own += 1;
    members += own;
    if (own === 0) empty += 1;
  }
  return { size: members / yTrue.length, empty: empty / yTrue.length };
}
