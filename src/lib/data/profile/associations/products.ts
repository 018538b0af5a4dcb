import type { Progress } from '#lib/engine/model.ts';
import type { ProductTie } from '#lib/recipe/associations.ts';
import { limits } from '#lib/recipe/findings/limits.ts';
import type { Chosen } from './columns.ts';

/** Columns that are tried, those that come first; and rows, evenly over the table. */
const mostColumns = 25;
const mostRows = 5000;
const { correlation, single, rows: fewestRows } = limits.products;

/** Numbers over the rows that are looked at. */
interface Numbers {
  readonly name: string;
  readonly values: Float64Array;
}

/**
 * Number columns that nearly equal the product of two others (what was paid = months × price), where neither alone
 * tells it: by Pearson's correlation over the rows in which all three have a value.
 */
export function* productTies(
  { columns }: Pick<Chosen, 'columns'>,
  rows: number,
): Generator<Progress, ProductTie[]> {
  const step = Math.max(1, Math.ceil(rows / mostRows));
  const numbers = columns
    .flatMap(({ name, column }) =>
      column.kind === 'number' ? [{ name, values: thinned(column.values, step) }] : [],
    )
    .filter(({ values }) => new Set(values.filter((x) => !Number.isNaN(x))).size > 2)
    .slice(0, mostColumns);
  const found: ProductTie[] = [];
  for (const [i, b] of numbers.entries()) {
    for (const c of numbers.slice(i + 1)) found.push(...tiesOf(numbers, b, c));
    yield { share: (i + 1) / numbers.length };
  }
  return found.sort((p, q) => q.correlation - p.correlation);
}

const thinned = (values: Float64Array, step: number): Float64Array =>
  values.filter((_, i) => i % step === 0);

function tiesOf(numbers: readonly Numbers[], b: Numbers, c: Numbers): ProductTie[] {
  const product = b.values.map((x, i) => x * c.values[i]!);
  return numbers.flatMap((a) => {
    if (a === b || a === c) return [];
    const { r, n } = pearson(a.values, product);
    if (n < fewestRows || r < correlation) return [];
    const alone = [b, c].map((x) => Math.abs(pearson(a.values, x.values).r));
    if (Math.max(...alone) > single) return [];
    return [{ column: a.name, factors: [b.name, c.name] as const, correlation: r, rows: n }];
  });
}

/** Over the rows where both have a value; 0 where one is constant there. */
function pearson(x: Float64Array, y: Float64Array): { readonly r: number; readonly n: number } {
  let n = 0;
  let [mx, my, sxx, syy, sxy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    const [a, b] = [x[i]!, y[i]!];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n += 1;
    const [dx, dy] = [a - mx, b - my];
    mx += dx / n;
    my += dy / n;
    sxx += dx * (a - mx);
    syy += dy * (b - my);
    sxy += dx * (b - my);
  }
  const spread = Math.sqrt(sxx) * Math.sqrt(syy);
  return { r: spread > 0 ? sxy / spread : 0, n };
}
