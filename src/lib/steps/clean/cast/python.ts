import { defineCleaningLowering, type PyStatement } from '#lib/codegen/lowering.ts';
import { dict, list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { blanks, falseWords, numberPattern, trueWords } from './readings.ts';
import type { cast as spec } from './spec.ts';

type To = ParamsOf<typeof spec>['to'];

/**
 * A column is float64, or text with NaN for missing: the statement works on either, as SQL does, and gives float64
 * or object.
 */
export const cast = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, { to }) => {
    const cells = `df[${flat(list(columns.map(lit)))}]`;
    const { cell, after, ...rest } = conversions[to];
    return [{ code: `${cells} = ${cells}.map(${cell}, na_action="ignore")${after}`, ...rest }];
  },
  columnsAfter: (before, columns, { to }) =>
    before.map((c) => (columns.includes(c.name) ? { ...c, type: to } : c)),
});

/** A Python function of one present cell, and what follows for the whole columns. */
interface Conversion extends Omit<PyStatement, 'code'> {
  readonly cell: string;
  readonly after: string;
}

const asNumber = {
  cell: `lambda x: float(x) if not isinstance(x, str) or fullmatch(${printLiteral(numberPattern)}, x) else None`,
  imports: [['re', 'fullmatch']],
} as const;

const asText: Conversion = {
  cell: 'lambda x: x if isinstance(x, str) else str(int(x)) if x % 1 == 0 and abs(x) < 2**53 else str(float(x))',
  after: '.astype(object)',
  comment: 'Whole numbers are written without a point.',
};

const truths = flat(
  dict([
    ...trueWords.map((word) => [lit(word), lit('true')] as const),
    ...falseWords.map((word) => [lit(word), lit('false')] as const),
    [lit(1), lit('true')],
    [lit(0), lit('false')],
  ]),
);

const conversions: Readonly<Record<To, Conversion>> = {
  number: {
    ...asNumber,
    after: '.astype(float).where(lambda x: abs(x) != float("inf"))',
    comment: 'What is no number becomes missing.',
  },
  integer: {
    ...asNumber,
    after: '.astype(float).where(lambda x: x % 1 == 0)',
    comment: 'What is no whole number becomes missing.',
  },
  category: asText,
  text: asText,
  boolean: {
    cell: `lambda x: ${truths}.get(x.strip(${printLiteral(blanks)}).lower() if isinstance(x, str) else x, float("nan"))`,
    after: '.astype(object)',
    comment: 'Other values become missing.',
  },
};
