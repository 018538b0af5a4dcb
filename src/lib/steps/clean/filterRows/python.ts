import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { expressionPython } from '#lib/codegen/python/expression.ts';
import { conditionOf } from './condition.ts';
import type { filterRows as spec } from './spec.ts';

export const filterRows = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (_, { keep }, before) => {
    const condition = conditionOf(keep, before);
    if (!condition) return [];
    const { code, ...needs } = expressionPython(condition);
    return [{ code: `df = df[${code}]`, ...needs }];
  },
  removesRows: true,
});
