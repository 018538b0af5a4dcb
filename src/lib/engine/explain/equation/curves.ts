import { shaped, type Shape, type Term } from '#lib/recipe/equation.ts';
import { exp, log, log1p } from '../../elementary.ts';
import type { Probed } from './pieces.ts';

const maths = { exp, log, log1p };
const near = 1e-7;

type Found = Pick<
  Extract<Term, { kind: 'curve' }>,
  'shape' | 'lambda' | 'base' | 'slope' | 'factor'
>;
type Powers = Pick<Extract<Term, { kind: 'products' }>, 'base' | 'products'>;

/** Values of a curve as base + slope · x + factor · shape(x), or as a polynomial; null where none of them is it. */
export function curveOf(
  probed: Probed,
): ({ readonly kind: 'curve' } & Found) | ({ readonly kind: 'powers' } & Powers) | null {
  const powers = polynomial(probed);
  if (powers) return { kind: 'powers', ...powers };
  for (const shape of ['log', 'log1p', 'sqrt'] as const) {
    const own = withShape(probed, shape, 0);
    if (own) return { kind: 'curve', ...own };
  }
  for (const shape of ['yeoJohnson', 'boxCox'] as const) {
    const lambda = lambdaOf(probed, shape);
    const own = lambda === null ? null : withShape(probed, shape, lambda);
    if (own) return { kind: 'curve', ...own };
  }
  return null;
}

function withShape(probed: Probed, shape: Shape, lambda: number): Found | null {
  const g = probed.x.map((x) => shaped(shape, lambda, x, maths));
  if (!g.every(Number.isFinite)) return null;
  const plain = fitted([probed.x.map(() => 1), g], probed);
  if (plain) return { shape, lambda, base: plain[0]!, slope: 0, factor: plain[1]! };
  const both = fitted([probed.x.map(() => 1), probed.x, g], probed);
  return both && { shape, lambda, base: both[0]!, slope: both[1]!, factor: both[2]! };
}

function polynomial({ x, f }: Probed): Powers | null {
  for (const degree of [2, 3]) {
    const columns = Array.from({ length: degree + 1 }, (_, k) => x.map((value) => value ** k));
    const found = fitted(columns, { x, f });
    if (!found) continue;
    const products = Array.from(found).flatMap((factor, k) =>
      k > 0 && factor !== 0 ? [{ powers: [k], factor }] : [],
    );
    return { base: found[0]!, products };
  }
  return null;
}

/** The exponent by which a power's bend is that of the values, from three of them; null where none is. */
function lambdaOf({ x, f }: Probed, shape: Shape): number | null {
  const places = [0, Math.floor((x.length - 1) / 2), x.length - 1];
  const bend = (at: (i: number) => number): number => {
    const [a, b, c] = places.map(at) as [number, number, number];
    return (b - a) / (c - a);
  };
  const wanted = bend((i) => f[i]!);
  const of = (lambda: number): number => bend((i) => shaped(shape, lambda, x[i]!, maths));
  let [low, high] = [-10, 10];
  if (!(of(low) >= wanted && of(high) <= wanted)) return null;
  for (let round = 0; round < 200 && low < high; round += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (of(middle) > wanted) low = middle;
    else high = middle;
  }
  // So near to its limit that the quotient would lose its digits.
  return Math.abs(low) < 1e-8 ? 0 : low;
}

/** Factors of columns that go through all values: from as many values as there are columns, tried on the rest. */
function fitted(columns: readonly Float64Array[], { x, f }: Probed): readonly number[] | null {
  const p = columns.length;
  if (x.length < p + 2) return null;
  const rows = Array.from({ length: p }, (_, k) => Math.round((k * (x.length - 1)) / (p - 1)));
  const found = solved(
    rows.map((i) => [...columns.map((column) => column[i]!), f[i]!]),
    p,
  );
  if (!found) return null;
  const most = f.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
  const fits = f.every((value, i) => {
    const sum = found.reduce((total, factor, k) => total + factor * columns[k]![i]!, 0);
    return Math.abs(sum - value) <= near * most;
  });
  return fits ? found : null;
}

/** Gaussian elimination with the largest pivot; null where the rows do not tell the factors apart. */
function solved(rows: number[][], p: number): readonly number[] | null {
  for (let k = 0; k < p; k += 1) {
    let top = k;
    for (let i = k + 1; i < p; i += 1)
      if (Math.abs(rows[i]![k]!) > Math.abs(rows[top]![k]!)) top = i;
    [rows[k], rows[top]] = [rows[top]!, rows[k]!];
    const pivot = rows[k]![k]!;
    if (pivot === 0 || !Number.isFinite(pivot)) return null;
    for (let i = k + 1; i < p; i += 1) {
      const factor = rows[i]![k]! / pivot;
      for (let j = k; j <= p; j += 1) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  const out = new Array<number>(p).fill(0);
  for (let k = p - 1; k >= 0; k -= 1) {
    let sum = rows[k]![p]!;
    for (let j = k + 1; j < p; j += 1) sum -= rows[k]![j]! * out[j]!;
    out[k] = sum / rows[k]![k]!;
  }
  return out;
}
