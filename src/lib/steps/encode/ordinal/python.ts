import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, list, lit, name } from '#lib/codegen/python/ir.ts';
import type { ordinal as spec } from './spec.ts';

export const ordinal = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  /** A given order ends with nan, so that missing is encoded as missing whether training held any or not. */
  sklearn: ({ categories, unknownValue, encodedMissingValue }, columns) =>
    construct('sklearn.preprocessing', 'OrdinalEncoder', {
      ...(categories === null
        ? {}
        : {
            categories: list(
              columns.map(() => list([...categories.map(lit), name('nan', 'numpy')])),
            ),
          }),
      handle_unknown: lit('use_encoded_value'),
      unknown_value: lit(unknownValue),
      ...(encodedMissingValue === null ? {} : { encoded_missing_value: lit(encodedMissingValue) }),
    }),
});
