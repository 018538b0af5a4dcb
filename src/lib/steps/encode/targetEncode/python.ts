import { defineLearnedLowering, type LoweringContext } from '#lib/codegen/lowering.ts';
import { construct, lit, type Py } from '#lib/codegen/python/ir.ts';
import type { targetEncode as spec } from './spec.ts';

const types: ReadonlyMap<LoweringContext['task'], string> = new Map([
  ['binary', 'binary'],
  ['multiclass', 'multiclass'],
]);

export const targetEncode = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: ({ smooth, cv }, _, context) =>
    construct('sklearn.preprocessing', 'TargetEncoder', {
      target_type: lit(types.get(context.task) ?? 'continuous'),
      ...(smooth === 'auto' ? {} : { smooth: lit(smooth) }),
      cv: folds(cv, context),
    }),
});

const folds = (cv: number, { task, seed }: LoweringContext): Py =>
  construct('sklearn.model_selection', task === 'regression' ? 'KFold' : 'StratifiedKFold', {
    n_splits: lit(cv),
    shuffle: lit(true),
    random_state: lit(seed),
  });
