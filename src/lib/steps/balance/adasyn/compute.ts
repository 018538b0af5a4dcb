import { EngineError } from '#lib/recipe/errors.ts';
import { RandomState } from '#lib/engine/random.ts';
import { defineBalancing } from '#lib/engine/step.ts';
import { finiteNumbers } from '../../finite.ts';
import { nearestRows } from '../near.ts';
import { balanceReport, classesOf, extended, lacking, membersOf, type Balanced } from '../rows.ts';
import type { adasyn as spec } from './spec.ts';

/** ADASYN (He et al. 2008) with imbalanced-learn's draws; the numbers of rows are rounded, so that classes end nearly equal. */
export const adasyn = defineBalancing<typeof spec>()<Balanced>({
  kind: 'balancing',

  resample(input) {
    const { table, seed, params } = input;
    const target = classesOf(input, 'adasyn');
    const columns = finiteNumbers(table, [...table.columns.keys()], 'adasyn');
    const members = membersOf(target);
    const wanted = lacking(members, params.ratio);
    const k = params.nNeighbors;
    const rng = new RandomState(seed);
    const made = columns.map((): number[] => []);
    const codes: number[] = [];
    const all = Int32Array.from(target.y.keys());
    members.forEach(({ code, rows }, m) => {
      if (wanted[m] === 0) return;
      const around = nearestRows(columns, rows, all, { k, step: 'adasyn' });
      const counts = shares(around, target.y, code, wanted[m]!);
      const near = nearestRows(columns, rows, rows, { k, step: 'adasyn' });
      const from = counts.flatMap((n, i) => new Array<number>(n).fill(i));
      const to = from.map((i) => near[i]![rng.randint(0, k)]!);
      const steps = from.map(() => rng.randomSample());
      from.forEach((place, i) => {
        const row = rows[place]!;
        columns.forEach((x, j) => made[j]!.push(x[row]! + steps[i]! * (x[to[i]!]! - x[row]!)));
        codes.push(code);
      });
    });
    return extended(table, target, { columns: made, codes });
  },

  report: (_, state, mood) => balanceReport(state, mood),
});

/** How many rows to make from each, by the share of its neighbours that are of other classes. */
function shares(
  near: readonly Int32Array[],
  y: Float64Array,
  code: number,
  wanted: number,
): number[] {
  const strange = near.map(
    (rows) => rows.reduce((n, i) => n + (y[i] === code ? 0 : 1), 0) / rows.length,
  );
  const total = strange.reduce((sum, x) => sum + x, 0);
  if (total > 0) return strange.map((x) => halfToEven((x / total) * wanted));
  throw new EngineError({
    code: 'too-few-rows',
    what: 'No training row of a rare class has a neighbour of another class, so none is hard to tell',
    where: { step: 'adasyn' },
    remedy: 'Make rows up by SMOTE instead.',
  });
}

/** numpy.rint. */
function halfToEven(x: number): number {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}
