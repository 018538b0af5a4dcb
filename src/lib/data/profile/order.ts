import type { ColumnProfile } from '#lib/recipe/profile.ts';

type Order = NonNullable<ColumnProfile['order']>;

/** Fewer values are in order by chance. */
const fewest = 10;

const rises = 1;
const falls = 2;
const equals = 4;

/** Whether values never fall, or never rise, from row to row; missing ones (NaN) are stepped over. */
export function orderOf(values: Float64Array, withStep: boolean): Order | null {
  const steps = new Set<number>();
  let seen = 0;
  let last = NaN;
  let n = 0;
  for (const x of values) {
    if (Number.isNaN(x)) continue;
    const d = x - last;
    seen |= moveOf(d);
    if ((seen & (rises | falls)) === (rises | falls)) return null;
    if (n > 0 && steps.size < 2) steps.add(d);
    last = x;
    n += 1;
  }
  if (n < fewest || (seen & (rises | falls)) === 0) return null;
  const [step] = steps;
  return {
    direction: (seen & rises) > 0 ? 'up' : 'down',
    strict: (seen & equals) === 0,
    step: withStep && steps.size === 1 ? step! : null,
  };
}

function moveOf(d: number): number {
  if (d > 0) return rises;
  if (d < 0) return falls;
  return d === 0 ? equals : 0;
}
