import type { Calibration, CalibrationBin } from '#lib/recipe/diagnosis.ts';
import type { Numbers } from '../stats.ts';

const bins = 10;

/**
 * scikit-learn's `calibration_curve(strategy="uniform", n_bins=10)`, with the mean gap of its bins and the Brier score.
 * @param yTrue 1 for the class
 * @param score probabilities, 0 to 1
 */
export function calibrationOf(
  label: string,
  yTrue: Numbers,
  score: Numbers,
  weight: Float64Array | null = null,
): Calibration {
  const rows = new Float64Array(bins);
  const predicted = new Float64Array(bins);
  const observed = new Float64Array(bins);
  let [errors, total] = [0, 0];
  for (let i = 0; i < yTrue.length; i += 1) {
    const [y, p, w] = [yTrue[i] === 1 ? 1 : 0, score[i]!, weight?.[i] ?? 1];
    const bin = binOf(p);
    rows[bin]! += w;
    predicted[bin]! += w * p;
    observed[bin]! += w * y;
    errors += w * (y - p) ** 2;
    total += w;
  }
  const found: CalibrationBin[] = [];
  let gap = 0;
  for (let k = 0; k < bins; k += 1) {
    if (!(rows[k]! > 0)) continue;
    gap += Math.abs(predicted[k]! - observed[k]!);
    found.push({
      from: edge(k),
      to: edge(k + 1),
      rows: rows[k]!,
      predicted: predicted[k]! / rows[k]!,
      observed: observed[k]! / rows[k]!,
    });
  }
  return { label, bins: found, brier: errors / total, ece: gap / total };
}

/** numpy's `linspace(0, 1, 11)`. */
const edge = (k: number): number => k * (1 / bins);

/** An edge belongs to the bin below it, as `searchsorted` puts it. */
function binOf(p: number): number {
  let k = 0;
  while (k < bins - 1 && edge(k + 1) < p) k += 1;
  return k;
}
