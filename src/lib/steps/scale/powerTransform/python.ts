import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { powerTransform as spec } from './spec.ts';

export const powerTransform = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  rescales: ({ standardize }) => standardize,
  sklearn: ({ method, standardize }) =>
    construct('sklearn.preprocessing', 'PowerTransformer', {
      ...(method === 'box-cox' ? { method: lit('box-cox') } : {}),
      standardize: lit(standardize),
    }),
});
