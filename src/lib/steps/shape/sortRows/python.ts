import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import type { sortRows as spec } from './spec.ts';

export const sortRows = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (_, { by }) => {
    if (by.length === 0) return [];
    // A column that is named twice is told apart by its first place already, and pandas refuses the second.
    const keys = by.filter(([name], k) => by.findIndex(([other]) => other === name) === k);
    const names = flat(list(keys.map(([name]) => lit(name))));
    const ways = flat(list(keys.map(([, way]) => lit(way === 'ascending'))));
    return [{ code: `df = df.sort_values(${names}, ascending=${ways}, kind="stable")` }];
  },
  removesRows: true,
});
