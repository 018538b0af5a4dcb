import type { FitInput, LearnedCompute } from '#lib/engine/step.ts';
import {
  fitting,
  flag,
  list,
  orNull,
  perFeature,
  record,
  text,
  unless,
  whole,
} from '#lib/engine/state.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { column, type Table } from '#lib/engine/table.ts';
import { effect, verb } from '../report.ts';
import { counted, listed } from '../words.ts';
import { foldsOf } from '../target.ts';
import { trainRows, trainTarget } from '#lib/engine/split.ts';

/** What is learned of one column. */
export interface Verdict {
  readonly keep: boolean;
  /** After the column's name and a comma: "variance 0". */
  readonly why: string;
}

interface Fitted {
  readonly verdicts: readonly Verdict[];
  /** How many of the folds, each left out in turn, keep the column; null for too few rows to say, or too many to try. */
  readonly stable: readonly number[] | null;
}

const selectionForm = fitting(
  record<Fitted>({
    verdicts: list(record<Verdict>({ keep: flag, why: text }), perFeature),
    stable: orNull(list(whole({ least: 0 }))),
  }),
  ({ verdicts, stable }) =>
    unless([
      stable === null || stable.length === verdicts.length,
      'a column has no count of folds',
    ]),
);

/** Folds by which a selection's stability is shown; scores of fewer rows say little. */
const stabilityFolds = 5;
const stabilityRows = 20;
/** Cells from which five more selections would hold the thread too long. */
const stabilityCells = 500_000;

/**
 * A learned step that drops some of its columns by what the training rows say of them.
 * @param judge a verdict for each column; it may throw for columns that it cannot judge
 */
export const columnSelector = <Params>(
  id: string,
  judge: (input: FitInput<Params>) => readonly Verdict[],
): LearnedCompute<Params, Fitted> => ({
  kind: 'learned',
  state: { version: 1, form: selectionForm },

  fit(input) {
    const verdicts = judge(input);
    return { verdicts, stable: verdicts.length === 0 ? null : stabilityOf(input, judge) };
  },

  transform({ table, columns }, { verdicts }) {
    const gone = new Set(columns.filter((_, j) => !verdicts[j]!.keep));
    for (const name of columns) column(table, name, id);
    return {
      rows: table.rows,
      columns: new Map([...table.columns].filter(([name]) => !gone.has(name))),
    };
  },

  report({ table, columns }, { verdicts, stable }, mood) {
    const dropped = columns.flatMap((col, j) => {
      if (verdicts[j]!.keep) return [];
      const message = `${verb(mood, 'dropped')} '${col}', ${verdicts[j]!.why}${foldsSaid(stable?.[j])}`;
      return [effect('select', message, { rows_affected: table.rows, col })];
    });
    const kept = columns.filter((_, j) => verdicts[j]!.keep);
    const shaky = stable
      ? kept.filter((col) => stable[columns.indexOf(col)]! < stabilityFolds)
      : [];
    const summary = `${verb(mood, 'dropped')} ${counted(dropped.length, 'column')} of ${columns.length}${
      stable
        ? `; ${counted(kept.length - shaky.length, 'of those kept is', 'of those kept are')} kept whichever fifth of the rows is left out`
        : ''
    }${shaky.length > 0 ? `, not so ${listed(shaky)}` : ''}`;
    return [effect('select', summary, { rows_affected: 0, stable: stable ?? [] }), ...dropped];
  },
});

const foldsSaid = (n: number | undefined): string =>
  n === undefined || n === 0 ? '' : ` (kept in ${n} of ${stabilityFolds} folds)`;

function stabilityOf<Params>(
  input: FitInput<Params>,
  judge: (input: FitInput<Params>) => readonly Verdict[],
): number[] | null {
  const { table, target, seed } = input;
  if (table.rows < stabilityRows || table.rows * input.columns.length > stabilityCells) return null;
  const counts = new Array<number>(input.columns.length).fill(0);
  const only: Table = {
    rows: table.rows,
    columns: new Map([...table.columns].filter(([name]) => input.columns.includes(name))),
  };
  const strata = target ?? { classes: null, y: new Float64Array(table.rows) };
  try {
    for (const { train } of foldsOf(strata, stabilityFolds, seed)) {
      const rows = trainRows(only, train);
      const y = target ? Float64Array.from(train, (i) => target.y[i]!) : new Float64Array(0);
      const part = { ...input, table: rows, target: target && trainTarget(rows, target, y) };
      judge(part).forEach(({ keep }, j) => (counts[j]! += keep ? 1 : 0));
    }
    return counts;
  } catch (error) {
    // A class too rare for five folds, or a column that a fold leaves empty.
    if (error instanceof EngineError) return null;
    throw error;
  }
}
