import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct } from '#lib/codegen/python/ir.ts';
import type { maxAbsScale as spec } from './spec.ts';

export const maxAbsScale = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  rescales: () => true,
  sklearn: () => construct('sklearn.preprocessing', 'MaxAbsScaler'),
});
