import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import { summaryCall } from '../groupingPython.ts';
import { groupedParts } from './grouped.ts';
import { groupRows as spec } from './spec.ts';

export const groupRows = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, params, before) => {
    const { size, summaries } = groupedParts(before, columns, params);
    const keys = flat(list(columns.map(lit)));
    const calls = summaries.map(({ how }) => summaryCall(how));
    const made = [
      ...(size ? [`    ${printLiteral(size.name)}: groups.size().array,`] : []),
      ...summaries.map(
        ({ name, from }, k) =>
          `    ${printLiteral(name)}: groups[${printLiteral(from)}]${calls[k]!.code},`,
      ),
    ];
    const first = `df.drop_duplicates(${keys})[${keys}]`;
    if (made.length === 0) return [{ code: `df = ${first}` }];
    return [
      {
        code: [
          `groups = df.groupby(${keys}, sort=False, dropna=False)`,
          'made = {',
          ...made,
          '}',
          `df = ${first}.assign(**made)`,
        ].join('\n'),
        imports: calls.flatMap((c) => c.imports ?? []),
        helpers: calls.flatMap((c) => c.helpers ?? []),
      },
    ];
  },
  columnsAfter: spec.columnsAfter!,
  makesRows: true,
});
