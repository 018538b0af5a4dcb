import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { dict, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import { renameColumns as spec } from './spec.ts';

export const renameColumns = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (_, { mapping }) => {
    if (mapping.length === 0) return [];
    const pairs = [...new Map(mapping)].map(([name, to]) => [lit(name), lit(to)] as const);
    return [{ code: `df = df.rename(columns=${flat(dict(pairs))})` }];
  },
  columnsAfter: spec.columnsAfter!,
});
