import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { printLiteral } from '#lib/codegen/python/print.ts';
import type { sampleRows as spec } from './spec.ts';

export const sampleRows = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (_, { n, frac, randomState }) => {
    const size = n === null ? `frac=${printLiteral(frac)}` : `n=min(${n}, len(df))`;
    return [
      {
        code: [
          `drawn = pd.Series(range(len(df))).sample(${size}, random_state=${randomState})`,
          'df = df.iloc[sorted(drawn)]',
        ].join('\n'),
        imports: [['pandas', 'pd']],
      },
    ];
  },
  removesRows: true,
});
