import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import { keepColumns as spec } from './spec.ts';

export const keepColumns = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, _, before) => {
    const kept = before.filter((c) => columns.includes(c.name)).map((c) => lit(c.name));
    return [{ code: `df = df[${flat(list(kept))}]` }];
  },
  columnsAfter: spec.columnsAfter!,
});
