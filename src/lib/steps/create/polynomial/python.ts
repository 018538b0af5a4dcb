import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { polynomial as spec } from './spec.ts';

export const polynomial = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ degree, interactionOnly }) =>
    construct('sklearn.preprocessing', 'PolynomialFeatures', {
      degree: lit(degree),
      interaction_only: lit(interactionOnly),
      include_bias: lit(false),
    }),
});
