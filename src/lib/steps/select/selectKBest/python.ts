import { isClassification } from '#lib/recipe/profile.ts';
import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit, name, type Py } from '#lib/codegen/python/ir.ts';
import type { selectKBest as spec } from './spec.ts';

const functions = {
  f: { classes: 'f_classif', values: 'f_regression' },
  mutualInfo: { classes: 'mutual_info_classif', values: 'mutual_info_regression' },
  chi2: { classes: 'chi2', values: 'chi2' },
} as const;

export const selectKBest = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ scoreFunc, k }, columns, { task, seed }) => {
    const kind = task !== null && isClassification(task) ? 'classes' : 'values';
    const score = name(functions[scoreFunc][kind], 'sklearn.feature_selection');
    return construct('sklearn.feature_selection', 'SelectKBest', {
      score_func: scoreFunc === 'mutualInfo' ? seeded(score, seed) : score,
      k: k >= columns.length ? lit('all') : lit(k),
    });
  },
});

/** The score adds noise, so that no two numbers are the same. */
const seeded = (score: Py, seed: number): Py => ({
  kind: 'call',
  callee: name('partial', 'functools'),
  args: [score],
  kwargs: [['random_state', lit(seed)]],
});
