import { RandomState } from '#lib/engine/random.ts';
import { defineBalancing } from '#lib/engine/step.ts';
import { finiteNumbers } from '../../finite.ts';
import { nearestRows } from '../near.ts';
import { balanceReport, classesOf, extended, lacking, membersOf, type Balanced } from '../rows.ts';
import type { smote as spec } from './spec.ts';

/** SMOTE (Chawla et al. 2002) with imbalanced-learn's draws: a row of the class, one of its neighbours, a place between. */
export const smote = defineBalancing<typeof spec>()<Balanced>({
  kind: 'balancing',

  resample(input) {
    const { table, seed, params } = input;
    const target = classesOf(input, 'smote');
    const columns = finiteNumbers(table, [...table.columns.keys()], 'smote');
    const members = membersOf(target);
    const wanted = lacking(members, params.ratio);
    const made = columns.map((): number[] => []);
    const codes: number[] = [];
    members.forEach(({ code, rows }, m) => {
      const count = wanted[m]!;
      if (count === 0) return;
      const near = nearestRows(columns, rows, rows, { k: params.kNeighbors, step: 'smote' });
      const rng = new RandomState(seed);
      const pairs = Array.from({ length: count }, () =>
        rng.randint(0, rows.length * params.kNeighbors),
      );
      const steps = Float64Array.from({ length: count }, () => rng.randomSample());
      pairs.forEach((pair, i) => {
        const from = rows[Math.floor(pair / params.kNeighbors)]!;
        const to = near[Math.floor(pair / params.kNeighbors)]![pair % params.kNeighbors]!;
        columns.forEach((x, j) => made[j]!.push(x[from]! + steps[i]! * (x[to]! - x[from]!)));
        codes.push(code);
      });
    });
    return extended(table, target, { columns: made, codes });
  },

  report: (_, state, mood) => balanceReport(state, mood),
});
