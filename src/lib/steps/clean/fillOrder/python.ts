import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import type { fillOrder as spec } from './spec.ts';

export const fillOrder = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, { method }) => [
    {
      code: [
        `for name in ${flat(list(columns.map(lit)))}:`,
        `    df[name] = df[name].${method}()`,
      ].join('\n'),
    },
  ],
});
