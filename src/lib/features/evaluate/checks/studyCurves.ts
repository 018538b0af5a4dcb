import type { SearchRange } from '#lib/recipe/tuning.ts';
import type { CurveStudy } from '#lib/recipe/study.ts';
import { counted } from '#lib/ui/format.ts';
import { lead, metricWords, scoreText } from '../metric.ts';

/** Values of a parameter to draw a curve through: choices as they are, numbers evenly, or by even factors. */
export function valuesOf(range: SearchRange, many = 6): readonly unknown[] {
  if (range.kind === 'choice') return range.values;
  const { min, max, log, whole } = range;
  const at = (k: number): number => {
    const share = k / (many - 1);
    const x = log ? min * (max / min) ** share : min + (max - min) * share;
    return whole ? Math.round(x) : Number(x.toPrecision(3));
  };
  return [...new Set(Array.from({ length: many }, (_, k) => at(k)))];
}

export interface Spread {
  readonly mean: number;
  /** Population standard deviation of the folds. */
  readonly spread: number;
}

/** Of the folds that have a score; null where none has. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((v) => v !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  const squares = known.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / known.length) };
}

/** What a learning curve says: whether more rows would help, or a simpler model. */
export function learningVerdict(study: CurveStudy): string | null {
  const points = study.points.flatMap((p) => {
    const [train, held] = [spreadOf(p.train), spreadOf(p.held)];
    return train && held ? [{ at: p.at as number, train, held }] : [];
  });
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!last || !before) return null;
  const { title } = metricWords(study.metric);
  const text = (x: number) => scoreText(study.metric, x);
  const gain = lead(study.metric, last.held.mean, before.held.mean);
  const gap = lead(study.metric, last.train.mean, last.held.mean);
  const noise =
    Math.max(last.held.spread, before.held.spread) / Math.sqrt(study.points[0]!.held.length);
  const rows = `from ${counted(before.at, 'row')} to ${counted(last.at, 'row')}`;
  const rising = gain > noise;
  const grew = `${title} on held-back rows went from ${text(before.held.mean)} to ${text(last.held.mean)} ${rows}`;
  if (rising) return `${grew}: it still rises, so more rows would help.`;
  return gap > 2 * last.held.spread + 1e-9
    ? `${grew}: level within the noise of the folds, and training rows score ${text(last.train.mean)}. More rows like these may help slowly; a simpler model or a stronger penalty narrows the gap.`
    : `${grew}: level, and training rows score much the same (${text(last.train.mean)}). More rows will not help; other columns or a richer model may.`;
}
