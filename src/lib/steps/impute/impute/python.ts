import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { impute as spec } from './spec.ts';

const strategies = {
  mean: 'mean',
  median: 'median',
  mostFrequent: 'most_frequent',
  constant: 'constant',
} as const;

export const impute = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  /** `keep_empty_features` lets a constant fill a column that is missing in every training row. */
  sklearn: ({ strategy, fillValue }) =>
    construct('sklearn.impute', 'SimpleImputer', {
      strategy: lit(strategies[strategy]),
      ...(strategy === 'constant'
        ? { fill_value: lit(fillValue), keep_empty_features: lit(true) }
        : {}),
    }),
  sklearnBeside: ({ indicator }) =>
    indicator ? construct('sklearn.impute', 'MissingIndicator', { features: lit('all') }) : null,
});
