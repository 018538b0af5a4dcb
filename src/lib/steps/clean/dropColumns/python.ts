import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import { dropColumns as spec } from './spec.ts';

export const dropColumns = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns) => [{ code: `df = df.drop(columns=${flat(list(columns.map(lit)))})` }],
  columnsAfter: spec.columnsAfter!,
});
