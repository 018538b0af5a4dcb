import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import { numberOf } from '../texts.ts';
import type { markMissing as spec } from './spec.ts';

/** Texts and the numbers that they spell stand in one list: a number is never equal to a text. */
export const markMissing = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, { values }) => {
    if (values.length === 0) return [];
    const texts = [...new Set(values)];
    const numbers = [...new Set(values.flatMap((text) => numberOf(text) ?? []))];
    const code = [
      `missing = ${flat(list([...texts, ...numbers].map(lit)))}`,
      `for name in ${flat(list(columns.map(lit)))}:`,
      '    df[name] = df[name].mask(df[name].isin(missing))',
    ];
    return [{ code: code.join('\n') }];
  },
});
