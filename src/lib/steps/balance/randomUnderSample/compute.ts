import { RandomState } from '#lib/engine/random.ts';
import { defineBalancing } from '#lib/engine/step.ts';
import { balanceReport, classesOf, kept, membersOf, taken, type Balanced } from '../rows.ts';
import type { randomUnderSample as spec } from './spec.ts';

/** imbalanced-learn's RandomUnderSampler: class by class, each in the order drawn. */
export const randomUnderSample = defineBalancing<typeof spec>()<Balanced>({
  kind: 'balancing',

  resample(input) {
    const target = classesOf(input, 'randomUnderSample');
    const rng = new RandomState(input.seed);
    const members = membersOf(target);
    const sizes = kept(members, input.params.ratio);
    const rows = members.flatMap((m, k) => {
      const size = sizes[k]!;
      return size === null
        ? [...m.rows]
        : Array.from(rng.choice(m.rows.length, size, false), (i) => m.rows[i]!);
    });
    return taken(input.table, target, Int32Array.from(rows));
  },

  report: (_, state, mood) => balanceReport(state, mood),
});
