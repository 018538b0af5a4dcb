import { inTurns, type FitInput, type LearnedCompute } from '#lib/engine/step.ts';
import { part } from '#lib/engine/turns.ts';
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

/** Verdicts that are quick, and verdicts that yield the share done. */
type Judge<Params> = (input: FitInput<Params>) => readonly Verdict[];
type SlowJudge<Params> = (input: FitInput<Params>) => Generator<number, readonly Verdict[]>;

/**
 * A learned step that drops some of its columns by what the training rows say of them.
 * @param judge a verdict for each column; it may throw for columns that it cannot judge
 */
export const columnSelector = <Params>(
  id: string,
  judge: Judge<Params>,
): LearnedCompute<Params, Fitted> =>
  slowSelector(
    id,
    function* (input: FitInput<Params>) {
      return judge(input);
    },
    () => 1,
  );

/**
 * The same for verdicts that take fits of a model.
 * @param cost how many passes over the cells a judgement takes; where five more take too long, no stability is shown
 */
export const slowSelector = <Params>(
  id: string,
  judge: SlowJudge<Params>,
  cost: (input: FitInput<Params>) => number,
): LearnedCompute<Params, Fitted> => ({
  kind: 'learned',
  state: { version: 1, form: selectionForm },

  ...inTurns(function* (input: FitInput<Params>) {
    const verdicts = yield* part(judge(input), 0, 1 / (stabilityFolds + 1));
    if (verdicts.length === 0) return { verdicts, stable: null };
    return { verdicts, stable: yield* stabilityOf(input, judge, cost(input)) };
  }),

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

function* stabilityOf<Params>(
  input: FitInput<Params>,
  judge: SlowJudge<Params>,
  cost: number,
): Generator<number, number[] | null> {
  const { table, target, seed } = input;
  const cells = table.rows * input.columns.length;
  if (table.rows < stabilityRows || cells * cost > stabilityCells) return null;
  const counts = new Array<number>(input.columns.length).fill(0);
  const only: Table = {
    rows: table.rows,
    columns: new Map([...table.columns].filter(([name]) => input.columns.includes(name))),
  };
  const strata = target ?? { classes: null, y: new Float64Array(table.rows) };
  try {
    for (const [k, { train }] of foldsOf(strata, stabilityFolds, seed).entries()) {
      const rows = trainRows(only, train);
      const y = target ? Float64Array.from(train, (i) => target.y[i]!) : new Float64Array(0);
      const own = { ...input, table: rows, target: target && trainTarget(rows, target, y) };
      const share = 1 / (stabilityFolds + 1);
      const verdicts = yield* part(judge(own), (k + 1) * share, share);
      verdicts.forEach(({ keep }, j) => (counts[j]! += keep ? 1 : 0));
    }
    return counts;
  } catch (error) {
    // A class too rare for five folds, or a column that a fold leaves empty.
    if (error instanceof EngineError) return null;
    throw error;
  }
}
