import { RandomState } from '#lib/engine/random.ts';
import { defineBalancing } from '#lib/engine/step.ts';
import { balanceReport, classesOf, lacking, membersOf, taken, type Balanced } from '../rows.ts';
import type { randomOverSample as spec } from './spec.ts';

/** imbalanced-learn's RandomOverSampler: the rows drawn again come after all others, class by class. */
export const randomOverSample = defineBalancing<typeof spec>()<Balanced>({
  kind: 'balancing',

  resample(input) {
    const target = classesOf(input, 'randomOverSample');
    const rng = new RandomState(input.seed);
    const members = membersOf(target);
    const wanted = lacking(members, input.params.ratio);
    const drawn = members.flatMap(({ rows }, k) =>
      Array.from({ length: wanted[k]! }, () => rows[rng.randint(0, rows.length)]!),
    );
    const all = Array.from({ length: input.table.rows }, (_, i) => i);
    return taken(input.table, target, Int32Array.from([...all, ...drawn]));
  },

  report: (_, state, mood) => balanceReport(state, mood),
});
