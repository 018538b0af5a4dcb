import { EngineError } from '#lib/recipe/errors.ts';
import { RandomState } from '#lib/engine/random.ts';
import { median, populationDeviation } from '#lib/engine/stats.ts';
import { defineBalancing } from '#lib/engine/step.ts';
import { finiteNumbers } from '../../finite.ts';
import { nearestRows } from '../near.ts';
import { balanceReport, classesOf, extended, lacking, membersOf, type Balanced } from '../rows.ts';
import type { smoteNc as spec } from './spec.ts';

/**
 * SMOTE-NC (Chawla et al. 2002) with imbalanced-learn's draws: another category adds the median of the numbers' standard
 * deviations within the class to a distance, and a new row takes its neighbours' most frequent one, by lot among equals.
 */
export const smoteNc = defineBalancing<typeof spec>()<Balanced>({
  kind: 'balancing',

  resample(input) {
    const { table, seed, params } = input;
    const target = classesOf(input, 'smoteNc');
    const names = [...table.columns.keys()];
    const columns = finiteNumbers(table, names, 'smoteNc');
    const chosen = new Set(input.columns);
    const whole = names.map((name) => chosen.has(name));
    if (whole.every(Boolean)) throw onlyCategories();
    const members = membersOf(target);
    const wanted = lacking(members, params.ratio);
    const made = columns.map((): number[] => []);
    const codes: number[] = [];
    members.forEach(({ code, rows }, m) => {
      const count = wanted[m]!;
      if (count === 0) return;
      const space = spaceOf(columns, whole, rows);
      const near = nearestRows(space, rows, rows, { k: params.kNeighbors, step: 'smoteNc' });
      const rng = new RandomState(seed);
      const pairs = Array.from({ length: count }, () =>
        rng.randint(0, rows.length * params.kNeighbors),
      );
      const steps = Float64Array.from({ length: count }, () => rng.randomSample());
      const around = pairs.map((pair) => near[Math.floor(pair / params.kNeighbors)]!);
      const lots = new RandomState(seed);
      columns.forEach((x, j) => {
        if (whole[j]) return;
        pairs.forEach((pair, i) => {
          const from = rows[Math.floor(pair / params.kNeighbors)]!;
          const to = around[i]![pair % params.kNeighbors]!;
          made[j]!.push(x[from]! + steps[i]! * (x[to]! - x[from]!));
        });
      });
      for (const name of input.columns) {
        const j = names.indexOf(name);
        made[j]!.push(...voted(columns[j]!, around, lots));
      }
      for (let i = 0; i < count; i += 1) codes.push(code);
    });
    return extended(table, target, { columns: made, codes });
  },

  report: (_, state, mood) => balanceReport(state, mood),
});

/** The numbers, and for each category two columns whose distance is the median deviation where categories differ. */
function spaceOf(
  columns: readonly Float64Array[],
  whole: readonly boolean[],
  rows: Int32Array,
): Float64Array[] {
  const own = (x: Float64Array): Float64Array => Float64Array.from(rows, (i) => x[i]!);
  const numbers = columns.filter((_, j) => !whole[j]);
  const step = median(numbers.map((x) => populationDeviation(own(x)))) / Math.SQRT2;
  const marks = columns.flatMap((x, j) => {
    if (!whole[j]) return [];
    const levels = [...new Set(own(x))].sort((a, b) => a - b);
    return levels.map((level) => x.map((v) => (v === level ? step : 0)));
  });
  return [...numbers, ...marks];
}

/** For each new row the most frequent value among its neighbours; numpy's permutation decides between equals. */
function voted(x: Float64Array, around: readonly Int32Array[], rng: RandomState): number[] {
  const best = around.flatMap((rows, i) => {
    const votes = new Map<number, number>();
    for (const k of rows) votes.set(x[k]!, (votes.get(x[k]!) ?? 0) + 1);
    const most = Math.max(...votes.values());
    return [...votes]
      .filter(([, n]) => n === most)
      .map(([value]) => [i, value] as const)
      .sort(([, a], [, b]) => a - b);
  });
  const found = new Array<number>(around.length);
  for (const place of [...rng.permutation(best.length)].reverse()) {
    const [i, value] = best[place]!;
    found[i] = value;
  }
  return found;
}

const onlyCategories = (): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: 'Every column is chosen as a category, and rows are near each other by their numbers',
    where: { step: 'smoteNc' },
    remedy: 'Leave the columns of numbers out of the choice, or repeat rows instead.',
  });
