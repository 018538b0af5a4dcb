import { dot } from '#lib/engine/linalg.ts';
import { defineLearned, inTurns, type StepInput } from '#lib/engine/step.ts';
import {
  fitting,
  flag,
  list,
  names as distinct,
  number,
  perFeature,
  record,
} from '#lib/engine/state.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import { numberColumn, type TrainTable } from '#lib/engine/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { counted } from '../../words.ts';
import { newNames, numbersOf, reduction, replacedBy } from '../columns.ts';
import { eachNamed } from '../forms.ts';
import { countWithin, plainRows, unsettled } from '../linear.ts';
import { amountsOf } from './amounts.ts';
import { begun, descended, multiplied } from './factor.ts';
import type { nmf as spec } from './spec.ts';

type Input = StepInput<ParamsOf<typeof spec>, TrainTable>;

interface Fitted {
  readonly names: readonly string[];
  /** One list of amounts of each column for each part. */
  readonly parts: readonly (readonly number[])[];
  readonly settled: boolean;
}

const nmfForm = fitting(
  record<Fitted>({
    names: distinct,
    parts: list(list(number({ least: 0 }), perFeature)),
    settled: flag,
  }),
  ({ names, parts }) => eachNamed(names, parts),
);

/**
 * scikit-learn's NMF with init = 'nndsvda', from an exact start. The amounts of a row are its least-squares ones by
 * themselves: scikit-learn's stop at a tolerance that depends on the rows beside it.
 */
export const nmf = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: nmfForm },
  ...inTurns(function* ({ table, columns, params }: Input): Generator<number, Fitted> {
    const values = numbersOf(table, columns, 'nmf', 2);
    for (const [j, x] of values.entries()) onlyPositive(columns[j]!, x);
    if (values.every((x) => x.every((y) => y === 0))) throw allZero(columns, table.rows);
    const most = Math.min(table.rows, columns.length);
    const count = countWithin('nmf', params.nComponents ?? columns.length, most);
    const factors = begun(values, yield* spectrumOf(values), count);
    const settled = yield* (params.solver === 'cd' ? descended : multiplied)(
      values,
      factors,
      params,
    );
    return {
      names: newNames(table, columns, 'part', count),
      parts: plainRows(factors.parts),
      settled,
    };
  }),

  transform({ table, columns }, { names, parts }) {
    const values = columns.map((name) => numberColumn(table, name, 'nmf').values);
    for (const [j, x] of values.entries()) onlyPositive(columns[j]!, x);
    const rows = parts.map((part) => Float64Array.from(part));
    const gram = Float64Array.from(rows.flatMap((a) => rows.map((b) => dot(a, b))));
    const made = names.map(() => new Float64Array(table.rows));
    const aim = new Float64Array(rows.length);
    for (let i = 0; i < table.rows; i += 1) {
      for (const [k, part] of rows.entries())
        aim[k] = values.reduce((sum, x, j) => sum + x[i]! * part[j]!, 0);
      const amounts = amountsOf(gram, aim);
      for (const [k, out] of made.entries()) out[i] = amounts[k]!;
    }
    return replacedBy(table, columns, names, made);
  },

  report: ({ table, columns }, { names, settled }, mood) =>
    reduction(table, columns, names, {
      mood,
      note: `, amounts of parts${settled ? '' : unsettled}`,
    }),
});

function onlyPositive(name: string, values: Float64Array): void {
  const below = values.reduce((n, x) => n + +(x < 0), 0);
  if (below === 0) return;
  throw new EngineError({
    code: 'column-kind',
    what: `“${name}” has ${counted(below, 'number')} below 0, and parts only add up`,
    where: { step: 'nmf', column: name },
    remedy: 'Scale it to 0 and above first, or leave the column out.',
  });
}

const allZero = (columns: readonly string[], rows: number): EngineError =>
  new EngineError({
    code: 'no-rows',
    what: `All ${rows} training rows are 0 in these columns`,
    where: { step: 'nmf', column: columns[0]! },
    remedy: 'Drop these columns; they tell no row from another.',
  });
