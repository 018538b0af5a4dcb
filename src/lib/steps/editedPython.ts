import type { CleaningLowering } from '#lib/codegen/lowering.ts';
import { cellPython } from '#lib/codegen/python/expression.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import type { Typed } from '#lib/recipe/expression/check.ts';

/** The same step in pandas: one assignment for each column. */
export const editedLowering = <Params>(
  edit: (text: Typed, params: Params) => Typed,
): CleaningLowering<Params> => ({
  kind: 'cleaning',
  pandas: (columns, params) => {
    const text: Typed = { node: 'column', kind: 'text', name: 'name' };
    const { code, ...needs } = cellPython(edit(text, params), (name) => `df[${name}]`);
    const loop = `for name in ${flat(list(columns.map(lit)))}:`;
    return [{ code: `${loop}\n    df[name] = ${code}`, ...needs }];
  },
});
