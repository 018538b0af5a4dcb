import { EngineError } from '#lib/recipe/errors.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { evidence } from '#lib/engine/evidence.ts';
import { centred, dot, mean as meanOf, moved } from '#lib/engine/linalg.ts';
import { mean } from '#lib/engine/stats.ts';
import { defineLearned } from '#lib/engine/step.ts';
import {
  count,
  fitting,
  list,
  number,
  perFeature,
  record,
  unless,
  whole,
} from '#lib/engine/state.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import { missingIn, numberColumn, withColumns, type Table } from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import type { iterativeImpute as spec } from './spec.ts';

interface Fitted {
  /** What a gap holds before the first round. */
  readonly means: readonly number[];
  /** One after another: column `of` from the others, in their order. */
  readonly models: readonly Line[];
  readonly rounds: number;
}

interface Line {
  readonly of: number;
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

const imputeForm = fitting(
  record<Fitted>({
    means: list(number(), perFeature),
    models: list(
      record<Line>({
        of: whole({ least: 0, most: ({ features }) => features - 1 }),
        intercept: number(),
        coefficients: list(number(), ({ features }) => features - 1),
      }),
    ),
    rounds: count,
  }),
  ({ means, models, rounds }) =>
    unless([
      models.length === (means.length === 1 ? 0 : rounds * means.length),
      'its rounds are not whole',
    ]),
);

/** BayesianRidge's defaults. */
const priors = {
  alpha1: 1e-6,
  alpha2: 1e-6,
  lambda1: 1e-6,
  lambda2: 1e-6,
  maxIter: 300,
  tol: 1e-3,
};

/** IterativeImputer(estimator=BayesianRidge()), imputation order ascending. */
export const iterativeImpute = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: imputeForm },

  fit({ table, columns, params }) {
    const cells = columns.map((name) => cellsOf(table, name));
    checkWork(table.rows, columns.length, params.maxIter);
    const means = cells.map(mean);
    const gaps = cells.map((x) => x.map((v) => (Number.isNaN(v) ? 1 : 0)));
    const filled = cells.map((x, j) => x.map((v) => (Number.isNaN(v) ? means[j]! : v)));
    const missing = gaps.map((g) => g.reduce((n, v) => n + v, 0));
    const order = [...columns.keys()].sort((a, b) => missing[a]! - missing[b]! || a - b);
    const largest = Math.max(
      ...cells.map((x) => x.reduce((m, v) => Math.max(m, Math.abs(v) || 0), 0)),
    );
    const models: Line[] = [];
    let rounds = 0;
    if (columns.length === 1) return { means, models, rounds };
    for (let change = Infinity; rounds < params.maxIter && !(change < params.tol * largest);) {
      const before = filled.map((x) => x.slice());
      for (const of of order) {
        const line = fitLine(filled, of, gaps[of]!);
        models.push(line);
        applyLine(filled, gaps, line);
      }
      rounds += 1;
      change = largestRow(filled, before);
    }
    return { means, models, rounds };
  },

  transform({ table, columns }, { means, models }) {
    const cells = columns.map((name) => numberColumn(table, name, 'iterativeImpute').values);
    const gaps = cells.map((x) => x.map((v) => (Number.isNaN(v) ? 1 : 0)));
    const filled = cells.map((x, j) => x.map((v) => (Number.isNaN(v) ? means[j]! : v)));
    for (const line of models) applyLine(filled, gaps, line);
    return withColumns(
      table,
      columns.map((name, j) => [name, { kind: 'number', values: filled[j]! }] as const),
    );
  },

  report({ table, columns }, { rounds }, mood) {
    const events = columns.flatMap((col) => {
      const n = missingIn(numberColumn(table, col, 'iterativeImpute'));
      const message = `${verb(mood, 'replaced')} ${counted(n, 'null')} in '${col}', predicted from the other columns in ${counted(rounds, 'round')}`;
      return n > 0 ? [effect('impute', message, { rows_affected: n, col })] : [];
    });
    if (events.length > 0) return events;
    const none = `${verb(mood, 'replaced')} 0 nulls in ${counted(columns.length, 'column')}`;
    return [effect('impute', none, { rows_affected: 0 })];
  },
});

function cellsOf(table: Table, name: string): Float64Array {
  const c = numberColumn(table, name, 'iterativeImpute');
  if (missingIn(c) < table.rows) return c.values;
  throw nothingToLearn(
    'iterativeImpute',
    name,
    table.rows,
    'Drop this column, or fill it with a constant.',
  );
}

/** Multiply-adds that take some three seconds; the thread says nothing meanwhile. */
const mostWork = 3e9;

function checkWork(rows: number, columns: number, rounds: number): void {
  if (2 * rows * columns ** 3 * rounds <= mostWork) return;
  throw new EngineError({
    code: 'size-limit',
    what: `${columns} columns of ${rows} rows would be predicted from each other ${rounds} times`,
    where: { step: 'iterativeImpute' },
    remedy: 'Choose fewer columns or rounds, or impute with the median.',
  });
}

/** The column of the place, from the others, over the rows that hold it. */
function fitLine(filled: readonly Float64Array[], of: number, gaps: Float64Array): Line {
  const present = (x: Float64Array): Float64Array => x.filter((_, i) => gaps[i] === 0);
  const others = filled.filter((_, j) => j !== of).map(present);
  const y = present(filled[of]!);
  const level = meanOf(y);
  const at = driveSync(centred(others));
  const target = moved(y, level);
  const spectrum = driveSync(spectrumOf(at.columns));
  const rows = {
    columns: at.columns,
    y: target,
    total: y.length,
    variance: dot(target, target) / y.length,
  };
  const { coefficients } = driveSync(evidence(rows, spectrum, priors));
  return {
    of,
    intercept: level - dot(coefficients, at.means),
    coefficients: Array.from(coefficients, (x) => x + 0),
  };
}

function applyLine(
  filled: readonly Float64Array[],
  gaps: readonly Float64Array[],
  { of, intercept, coefficients }: Line,
): void {
  const others = filled.filter((_, j) => j !== of);
  const values = filled[of]!;
  for (let i = 0; i < values.length; i += 1) {
    if (gaps[of]![i] === 0) continue;
    let sum = intercept;
    for (let j = 0; j < others.length; j += 1) sum += others[j]![i]! * coefficients[j]!;
    values[i] = sum;
  }
}

/** The largest row sum of absolute changes: numpy's norm(ord=inf) of the matrix. */
function largestRow(now: readonly Float64Array[], before: readonly Float64Array[]): number {
  const rows = now[0]!.length;
  let most = 0;
  for (let i = 0; i < rows; i += 1) {
    let sum = 0;
    for (let j = 0; j < now.length; j += 1) sum += Math.abs(now[j]![i]! - before[j]![i]!);
    if (sum > most) most = sum;
  }
  return most;
}
