import type { Term } from '#lib/recipe/equation.ts';
import { driveSync } from '../../drive.ts';
import { leastSquares } from '../../qr.ts';
import { takeRows, type Table } from '../../table.ts';
import type { Block, Through } from './blocks.ts';

/** Rows that a sum of products is tried on, and columns up to which products of two are. */
const triedRows = 1500;
const columnsOfProducts = 8;
const near = 1e-7;

/**
 * What several columns of numbers add together, as a polynomial of degree 1 or 2, by output; null where it is none. It is fitted
 * on training rows without a missing cell and must go through all of them.
 */
export function productsOf(block: Block, through: Through, train: Table): readonly Term[] | null {
  const cells = block.columns.map((name) => train.columns.get(name)!);
  if (cells.some((own) => own.kind !== 'number')) return null;
  const numbers = cells.map((own) => (own.kind === 'number' ? own.values : new Float64Array(0)));
  const whole = Int32Array.from({ length: train.rows }, (_, i) => i).filter((i) =>
    numbers.every((x) => !Number.isNaN(x[i]!)),
  );
  const every = Math.max(1, Math.ceil(whole.length / triedRows));
  const rows = whole.filter((_, i) => i % every === 0);
  const adds = through.adds(block, through.matrix(takeRows(train, rows)));
  const x = numbers.map((own) => Float64Array.from(rows, (i) => own[i]!));
  const degrees = block.columns.length <= columnsOfProducts ? [1, 2] : [1];
  for (const degree of degrees) {
    const powers = powersOf(block.columns.length, degree);
    if (rows.length < powers.length + 3) return null;
    const found = adds.map((f) => fitted(x, f, powers));
    if (found.every((own) => own !== null))
      return found.map((own) => ({
        ...{ kind: 'products', columns: block.columns, base: own[0]!, missing: null },
        products: powers.slice(1).flatMap((power, k) => {
          const factor = own[k + 1]!;
          return factor === 0 ? [] : [{ powers: power, factor }];
        }),
      }));
  }
  return null;
}

/** All powers of the columns up to a degree, the constant first. */
function powersOf(columns: number, degree: number): readonly (readonly number[])[] {
  const one = (k: number): number[] => Array.from({ length: columns }, (_, j) => Number(j === k));
  const singles = Array.from({ length: columns }, (_, k) => one(k));
  const pairs = singles.flatMap((a, i) =>
    singles.slice(i).map((b) => a.map((power, k) => power + b[k]!)),
  );
  return [new Array<number>(columns).fill(0), ...singles, ...(degree === 2 ? pairs : [])];
}

/** Factors of the powers, from columns in units of their own spread; null where they leave something over. */
function fitted(
  x: readonly Float64Array[],
  f: Float64Array,
  powers: readonly (readonly number[])[],
): readonly number[] | null {
  const most = f.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
  const units = x.map((own) => own.reduce((top, value) => Math.max(top, Math.abs(value)), 0) || 1);
  const columns = powers.map((power) =>
    f.map((_, i) => power.reduce((product, p, k) => product * (x[k]![i]! / units[k]!) ** p, 1)),
  );
  const { coefficients } = driveSync(leastSquares(columns, f, 1e-12));
  const fits = f.every((value, i) => {
    const sum = coefficients.reduce((total, factor, k) => total + factor * columns[k]![i]!, 0);
    return Math.abs(sum - value) <= near * most;
  });
  // What is rounding alone is no term.
  const own = (k: number): number =>
    Math.abs(coefficients[k]!) <= 1e-11 * most
      ? 0
      : powers[k]!.reduce((factor, p, j) => factor / units[j]! ** p, coefficients[k]!);
  return fits ? powers.map((_, k) => own(k)) : null;
}
