import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { linearRegressionCompute } from '#lib/models/linearRegression/compute.ts';
import { matrixOf } from './answers.ts';

/** NIST's Statistical Reference Datasets; the folder is not part of the repository. */
const folder = new URL('../../../../shared/data/reference/nist_strd/parsed/', import.meta.url);
const has = existsSync(folder);

/** [name, right digits to reach in the worst coefficient, and in the worst standard error] */
const bars: readonly (readonly [string, number, number])[] = [
  ['Norris', 12, 12],
  ['NoInt1', 14, 14],
  ['NoInt2', 14, 14],
  ['Longley', 10, 10],
  ['Pontius', 10, 10],
  ['Wampler1', 8, 8],
  ['Wampler2', 8, 8],
  ['Wampler3', 8, 8],
  ['Wampler4', 7, 8],
  ['Wampler5', 6, 8],
  ['Filip', 6, 6],
];

describe.skipIf(!has)('linear regression gives NIST’s certified coefficients', () => {
  it.each(bars)('%s to %d digits, standard errors to %d', (name, digits, errorDigits) => {
    const { columns, y, certified, errors, fitIntercept } = problem(name);
    const X = matrixOf(columns);
    const fitted = driveSync(
      linearRegressionCompute.fit({
        X,
        y: Float64Array.from(y),
        task: 'regression',
        nClasses: 1,
        params: { fitIntercept },
        seed: 0,
      }),
    );
    const ours = [...(fitIntercept ? [fitted.intercept] : []), ...fitted.coefficients];
    expect(Math.min(...ours.map((x, i) => rightDigits(x, certified[i]!)))).toBeGreaterThan(digits);
    const { inference } = fitted;
    const spread = [...(fitIntercept ? [inference!.interceptError!] : []), ...inference!.errors];
    // An exact fit's errors are 0, and what rounding leaves of the residuals says nothing.
    if (Math.max(...errors) === 0) expect(Math.max(...spread)).toBeLessThan(1e-6);
    else
      expect(Math.min(...spread.map((x, i) => rightDigits(x, errors[i]!)))).toBeGreaterThan(
        errorDigits,
      );
  });
});

function problem(name: string): {
  columns: number[][];
  y: number[];
  certified: number[];
  errors: number[];
  fitIntercept: boolean;
} {
  const all = JSON.parse(readFileSync(new URL('certified.json', folder), 'utf8')) as Record<
    string,
    { coef: Record<string, number>; se: Record<string, number> }
  >;
  const certified = Object.values(all[name]!.coef);
  const errors = Object.values(all[name]!.se);
  const lines = readFileSync(new URL(`${name}.csv`, folder), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const cells = lines.map((line) => line.split(',').map(Number));
  const raw = cells[0]!.slice(1).map((_, j) => cells.map((row) => row[j + 1]!));
  const fitIntercept = !name.startsWith('NoInt');
  const degree = certified.length - 1;
  const powers = Array.from({ length: degree }, (_, d) => raw[0]!.map((x) => x ** (d + 1)));
  const columns = raw.length === 1 && fitIntercept ? powers : raw;
  return { columns, y: cells.map((row) => row[0]!), certified, errors, fitIntercept };
}

/** Log relative error, as NIST counts digits. */
const rightDigits = (x: number, certified: number): number =>
  Math.min(15, -Math.log10(Math.abs(x - certified) / Math.abs(certified || 1)));
