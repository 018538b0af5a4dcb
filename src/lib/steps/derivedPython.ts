import type { CleaningLowering, PyStatement } from '#lib/codegen/lowering.ts';
import { cellPython } from '#lib/codegen/python/expression.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import { derivedColumns, type Derive } from './derived.ts';

/** The same step in pandas: one assignment for each new column. */
export function derivedLowering<Params>(derive: Derive<Params>): CleaningLowering<Params> {
  return {
    kind: 'cleaning',
    pandas: (columns, params, before) => {
      const { derived, dropped } = derive(before, columns, params);
      const made = derived.map(({ name, value }): PyStatement => {
        const { code, imports, helpers } = cellPython(value);
        return { code: `df[${printLiteral(name)}] = ${code}`, imports, helpers };
      });
      if (dropped.length === 0) return made;
      return [...made, { code: `df = df.drop(columns=${flat(list(dropped.map(lit)))})` }];
    },
    columnsAfter: derivedColumns(derive),
  };
}
