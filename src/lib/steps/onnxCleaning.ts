import type { CleaningDrawing, CleaningDrawings } from '#lib/codegen/onnx/drawing.ts';
import { drawnCell, textOf, Undrawn } from '#lib/codegen/onnx/formula.ts';
import type { Graph, Value } from '#lib/codegen/onnx/graph.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { numberOf } from './clean/texts.ts';
import { derive as calculated } from './create/calculate/derive.ts';
import { derive as combined } from './create/combineNumbers/derive.ts';
import { derive as transformed } from './create/mathTransform/derive.ts';
import type { Derive } from './derived.ts';
import type { stepSpecs, StepId } from './specs.ts';

/** Rows that are to be predicted all stay, as in the exported Python. */
const passes: CleaningDrawing = () => undefined;

const derives =
  <Params>(derive: Derive<Params>): CleaningDrawing =>
  (g, columns, { before, columns: names, params }) => {
    const { derived, dropped } = derive(before, names, params as Params);
    const then = new Map(columns);
    const column = (name: string): Value => then.get(name)!();
    for (const name of dropped) columns.delete(name);
    for (const { name, value } of derived) columns.set(name, () => drawnCell(g, value, column));
  };

/** Each cell of these columns by itself. */
const eachCell =
  (
    change: (
      g: Graph,
      x: Value,
      numeric: boolean,
      params: Readonly<Record<string, unknown>>,
    ) => Value,
  ): CleaningDrawing =>
  (g, columns, { before, columns: names, params }) => {
    for (const name of names) {
      const type = before.find((c) => c.name === name)?.type;
      const x = columns.get(name)!;
      if (type === undefined) continue;
      columns.set(name, () => {
        if (type === 'date' || type === 'datetime') throw new Undrawn('it works with dates');
        return change(g, x(), isNumeric(type), params);
      });
    }
  };

/** Drawn steps that compute no number: what they leave is in single precision what it was. */
export const exactCleaning: ReadonlySet<string> = new Set<StepId>([
  ...(['dropDuplicates', 'dropNearDuplicates', 'filterRows', 'sampleRows', 'sortRows'] as const),
  ...(['dropColumns', 'keepColumns', 'renameColumns', 'markMissing', 'replaceValues'] as const),
]);

/** The cleaning steps that are drawn in ONNX; the others are told by name where a project is written. */
export const cleaningDrawings: CleaningDrawings = {
  dropDuplicates: passes,
  dropNearDuplicates: passes,
  filterRows: passes,
  sampleRows: passes,
  sortRows: passes,
  dropColumns: (_, columns, { columns: names }) => {
    for (const name of names) columns.delete(name);
  },
  keepColumns: (_, columns, { columns: names }) => {
    for (const name of [...columns.keys()]) if (!names.includes(name)) columns.delete(name);
  },
  renameColumns: (_, columns, { params }) => {
    const names = new Map(params['mapping'] as readonly (readonly [string, string])[]);
    const cells = [...columns];
    columns.clear();
    for (const [name, value] of cells) columns.set(names.get(name) ?? name, value);
  },
  markMissing: eachCell((g, x, numeric, params) => {
    const { values } = params as ParamsOf<typeof stepSpecs.markMissing>;
    const none = numeric ? g.number(NaN) : textOf(g, '');
    const found = numeric
      ? values.flatMap((text) => numberOf(text) ?? []).map((value) => g.number(value))
      : values.map((value) => textOf(g, value));
    return found.reduce((y, value) => g.op('Where', [g.op('Equal', [x, value]), none, y]), x);
  }),
  replaceValues: eachCell((g, x, numeric, params) => {
    const { mapping } = params as ParamsOf<typeof stepSpecs.replaceValues>;
    if (numeric) throw new Undrawn('it replaces numbers by how they are written');
    return [...new Map(mapping)].reduce(
      (y, [old, text]) => g.op('Where', [g.op('Equal', [x, textOf(g, old)]), textOf(g, text), y]),
      x,
    );
  }),
  calculate: derives(calculated),
  combineNumbers: derives(combined),
  mathTransform: derives(transformed),
} satisfies Partial<Record<StepId, CleaningDrawing>>;
