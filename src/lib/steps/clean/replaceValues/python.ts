import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { dict, list, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import type { replaceValues as spec } from './spec.ts';

export const replaceValues = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, { mapping }) => {
    if (mapping.length === 0) return [];
    const pairs = [...new Map(mapping)].map(([old, text]) => [lit(old), lit(text)] as const);
    const code = [
      `for name in ${flat(list(columns.map(lit)))}:`,
      `    df[name] = df[name].replace(${flat(dict(pairs))})`,
    ];
    return [{ code: code.join('\n') }];
  },
});
