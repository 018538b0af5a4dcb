import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { dict, list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import { summaryCall } from '../groupingPython.ts';
import { pivot as spec } from './spec.ts';
import { spreadOf } from './pivoted.ts';

export const pivot = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, params, before) => {
    const spread = spreadOf(before, columns, params);
    if (!spread) return [];
    const keys = flat(list(columns.map(lit)));
    const call = summaryCall(params.aggfunc);
    const names = flat(dict(spread.map(({ name, level }) => [lit(name), lit(level)])));
    const cells = `df[${printLiteral(params.values)}].where(df[${printLiteral(params.names)}] == level)`;
    return [
      {
        code: [
          `keys = [df[name] for name in ${keys}]`,
          'made = {}',
          `for name, level in ${names}.items():`,
          `    cells = ${cells}`,
          `    made[name] = cells.groupby(keys, sort=False, dropna=False)${call.code}`,
          `df = df.drop_duplicates(${keys})[${keys}].assign(**made)`,
        ].join('\n'),
        ...(call.imports && { imports: call.imports }),
        ...(call.helpers && { helpers: call.helpers }),
      },
    ];
  },
  columnsAfter: spec.columnsAfter!,
  makesRows: true,
});
