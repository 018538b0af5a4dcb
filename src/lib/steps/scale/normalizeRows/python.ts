import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { normalizeRows as spec } from './spec.ts';

export const normalizeRows = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ norm }) => construct('sklearn.preprocessing', 'Normalizer', { norm: lit(norm) }),
});
