import type { Problem } from './problem.ts';

/** Share of the given rows told rightly, by weight; for values R². scikit-learn's `score`. */
export function scoreOf(problem: Problem, rows: Int32Array, said: Float64Array): number {
  return problem.shape.link === 'value' ? r2(problem, rows, said) : accuracy(problem, rows, said);
}

function accuracy({ shape, samples }: Problem, rows: Int32Array, said: Float64Array): number {
  const width = shape.sizes.at(-1)!;
  let right = 0;
  let total = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const weight = samples.weight?.[rows[i]!] ?? 1;
    total += weight;
    if (likeliest(said, i, width) === samples.y[rows[i]!]) right += weight;
  }
  return right / total;
}

function likeliest(said: Float64Array, row: number, width: number): number {
  if (width === 1) return said[row]! > 0.5 ? 1 : 0;
  let best = 0;
  for (let k = 1; k < width; k += 1)
    if (said[row * width + k]! > said[row * width + best]!) best = k;
  return best;
}

function r2({ samples }: Problem, rows: Int32Array, said: Float64Array): number {
  const count = (row: number): number => samples.weight?.[row] ?? 1;
  const total = rows.reduce((sum, row) => sum + count(row), 0);
  let level = 0;
  for (const row of rows) level += (samples.y[row]! * count(row)) / total;
  let rest = 0;
  let spread = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const y = samples.y[rows[i]!]!;
    rest += count(rows[i]!) * (y - said[i]!) ** 2;
    spread += count(rows[i]!) * (y - level) ** 2;
  }
  if (spread > 0) return 1 - rest / spread;
  return rest > 0 ? 0 : 1;
}
