import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit, type Py } from '#lib/codegen/python/ir.ts';
import type { oneHot as spec } from './spec.ts';

const drops = { first: 'first', ifBinary: 'if_binary' } as const;

export const oneHot = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: ({ minFrequency, maxCategories, drop }) =>
    construct('sklearn.preprocessing', 'OneHotEncoder', {
      ...some('drop', drop === 'none' ? null : drops[drop]),
      handle_unknown: lit('infrequent_if_exist'),
      ...some('min_frequency', minFrequency),
      ...some('max_categories', maxCategories),
      sparse_output: lit(false),
    }),
});

const some = (name: string, value: string | number | null): Record<string, Py> =>
  value === null ? {} : { [name]: lit(value) };
