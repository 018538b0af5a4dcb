import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import type { dropDuplicates as spec } from './spec.ts';

export const dropDuplicates = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, { keep }) => {
    const subset = columns.length ? `subset=${flat(list(columns.map(lit)))}, ` : '';
    return [{ code: `df = df.drop_duplicates(${subset}keep=${printLiteral(keep)})` }];
  },
  removesRows: true,
});
