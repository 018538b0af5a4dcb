import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import { melted } from './melted.ts';
import { melt as spec } from './spec.ts';

export const melt = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, params, before) => {
    const { kept } = melted(before, columns, params);
    const names = (of: readonly string[]): string => flat(list(of.map(lit)));
    return [
      {
        code: [
          'df = df.melt(',
          `    id_vars=${names(kept.map((c) => c.name))},`,
          `    value_vars=${names(columns)},`,
          `    var_name=${printLiteral(params.varName)},`,
          `    value_name=${printLiteral(params.valueName)},`,
          '    ignore_index=False,',
          ')',
        ].join('\n'),
      },
    ];
  },
  columnsAfter: spec.columnsAfter!,
  makesRows: true,
});
