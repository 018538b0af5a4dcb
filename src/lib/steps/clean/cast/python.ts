import { defineCleaningLowering, type PyStatement } from '#lib/codegen/lowering.ts';
import { toNumber, toText, type Helper } from '#lib/codegen/python/helpers.ts';
import { list, lit, tuple } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { falseWords, trueWords } from './readings.ts';
import { cast as spec } from './spec.ts';

type To = ParamsOf<typeof spec>['to'];

/**
 * A column is float64, or text with NaN for missing: the code works on either, as SQL does, and gives float64 or object.
 */
export const cast = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, { to }) => {
    const { name, helpers, dtype } = conversions[to];
    const statement: PyStatement = {
      code: [
        `for name in ${flat(list(columns.map(lit)))}:`,
        `    df[name] = df[name].map(${name}, na_action="ignore").astype("${dtype}")`,
      ].join('\n'),
      imports: helpers.flatMap((h) => h.imports),
      helpers: helpers.map((h) => h.code),
    };
    return [statement];
  },
  columnsAfter: spec.columnsAfter!,
});

/** A Python function of one present cell, with those it calls. */
interface Conversion {
  readonly name: string;
  readonly helpers: readonly Helper[];
  readonly dtype: 'float64' | 'object';
}

const toWhole: Helper = {
  imports: [
    ['math', ''],
    ['typing', 'Any'],
  ],
  code: `def to_whole(cell: Any) -> float:
    """Return the cell as a number; what is no whole number counts as missing."""
    number = to_number(cell)
    return number if number % 1 == 0 else math.nan`,
};

const words = (of: readonly string[], number: number): string =>
  flat(tuple([...of.map(lit), lit(number)]));

const toTruth: Helper = {
  imports: [
    ['math', ''],
    ['typing', 'Any'],
  ],
  code: `def to_truth(cell: Any) -> Any:
    """Return true or false as text; what is neither counts as missing."""
    word = cell.strip(" \\t\\n\\v\\f\\r").lower() if isinstance(cell, str) else cell
    if word in ${words(trueWords, 1)}:
        return "true"
    if word in ${words(falseWords, 0)}:
        return "false"
    return math.nan`,
};

const conversions: Readonly<Record<To, Conversion>> = {
  number: { name: 'to_number', helpers: [toNumber], dtype: 'float64' },
  integer: { name: 'to_whole', helpers: [toNumber, toWhole], dtype: 'float64' },
  category: { name: 'to_text', helpers: [toText], dtype: 'object' },
  text: { name: 'to_text', helpers: [toText], dtype: 'object' },
  boolean: { name: 'to_truth', helpers: [toTruth], dtype: 'object' },
};
