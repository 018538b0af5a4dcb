import {
  answerOf,
  sumOf,
  type ColumnSpan,
  type Equation,
  type EquationOutput,
  type NoEquation,
} from '#lib/recipe/equation.ts';
import { roundedOutput } from '#lib/recipe/equationDigits.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { exp, log, log1p } from '../../elementary.ts';
import { matrixFor, modelCompute, type Computes } from '../../predictor.ts';
import type { Progress } from '../../model.ts';
import { takeRows, type Column, type Table } from '../../table.ts';
import { cellAt } from '../cells.ts';
import { featureOwners } from '../lineage.ts';
import { additiveMargin } from './additive.ts';
import { blocksOf, Through } from './blocks.ts';
import { outputsOf } from './terms.ts';

const maths = { exp, log, log1p };

/** Rows that it is compared with the model on, at most; raw columns beyond which nobody reads it. */
const comparedAtMost = 5000;
const columnsAtMost = 300;
/** How far an answer may be from the model's: a share of 1, or of the spread of the answers. */
const agreed = 0.0005;
/** An equation that is farther away with all its digits is not the model's. */
const wrong = 1e-6;

export interface EquationAsk {
  readonly run: FittedRun;
  readonly target: string;
  /** Raw training rows. */
  readonly train: Table;
  /** As many digits as keep the answers within 0.0005 of the model's, or all of them. */
  readonly digits: 'few' | 'all';
}

/**
 * A model that adds up written in the raw columns, through its steps: each column's part is found by trying the fitted steps,
 * then compared with the model's own answers on training rows, so that no step is taken for what it is not.
 */
export function* equationOf(
  { run, target, train, digits }: EquationAsk,
  computes: Computes,
): Generator<Progress, Equation | NoEquation> {
  if (run.inputs.length > columnsAtMost)
    return none(`The model reads ${run.inputs.length} columns, too many for an equation`);
  const compared = evenly(train, comparedAtMost);
  const X = matrixFor(run, compared, computes);
  const model = modelCompute(computes.models, run.model);
  const predicted = model.predict(run.modelState, X);
  const width = run.classes?.length ?? 1;
  const margin = additiveMargin({
    ...{ model, state: run.modelState, classified: isClassification(run.task) },
    ...{ X, rest: X, predicted, width },
  });
  if (!margin) return none('The model is no sum of what its columns add, so it has no equation');
  yield { share: 0.1 };
  const owners = featureOwners(run, train, computes.steps);
  const blocks = blocksOf(margin, X.names, owners, run.inputs);
  const through = new Through(run, computes, margin.codes.length);
  const about = { margin, blocks, features: X.names, owners, classes: run.classes };
  const work = outputsOf(about, through, train);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: 0.1 + 0.7 * turn.value };
  if ('untold' in turn.value) return untold(turn.value.untold);
  const whole: Shown = { scale: margin.scale, classes: run.classes, outputs: turn.value };
  const rows = rowsOf(compared, run.inputs);
  const exact = differenceOf(whole, rows, predicted);
  const unit = unitOf(whole, predicted);
  if (exact.rows === 0 || exact.difference > wrong * unit) return untold(run.inputs);
  yield { share: 0.9 };
  const chosen =
    digits === 'all' ? 17 : digitsFor(whole, { rows, predicted, limit: agreed * unit });
  const shown = { ...whole, outputs: whole.outputs.map((o) => roundedOutput(o, chosen)) };
  const found = chosen === 17 ? exact : differenceOf(shown, rows, predicted);
  return {
    kind: 'equation',
    ...shown,
    ...found,
    target,
    spans: spansOf(train, run.inputs),
    digits: chosen,
  };
}

type Shown = Pick<Equation, 'scale' | 'classes'> & { readonly outputs: readonly EquationOutput[] };
type Rows = readonly ReturnType<typeof rowOf>[];

const rowOf = (table: Table, inputs: readonly string[], i: number) =>
  new Map(inputs.map((name) => [name, cellAt(table.columns.get(name)!, i)] as const));

const rowsOf = (table: Table, inputs: readonly string[]): Rows =>
  Array.from({ length: table.rows }, (_, i) => rowOf(table, inputs, i));

/** The fewest digits with which no answer is farther away than the limit. */
function digitsFor(
  whole: Shown,
  {
    rows,
    predicted,
    limit,
  }: { readonly rows: Rows; readonly predicted: Float64Array; readonly limit: number },
): number {
  for (let digits = 2; digits < 17; digits += 1) {
    const outputs = whole.outputs.map((output) => roundedOutput(output, digits));
    if (differenceOf({ ...whole, outputs }, rows, predicted).difference <= limit) return digits;
  }
  return 17;
}

/** The largest difference from the model's answers, of rows that the equation has an answer to. */
function differenceOf(
  { outputs, ...about }: Shown,
  rows: Rows,
  predicted: Float64Array,
): Pick<Equation, 'difference' | 'rows' | 'leftOut'> {
  const width = predicted.length / rows.length;
  let [difference, leftOut] = [0, 0];
  for (const [i, row] of rows.entries()) {
    const sums = outputs.map((output) => sumOf(output, (name) => row.get(name)!, maths));
    if (sums.includes(null)) {
      leftOut += 1;
      continue;
    }
    for (const [k, said] of answerOf(about, sums as readonly number[], maths).entries()) {
      const off = Math.abs(said - predicted[i * width + k]!);
      difference = off <= difference ? difference : off;
    }
  }
  return { difference, rows: rows.length - leftOut, leftOut };
}

/** 1 for shares of classes; of numbers and decision values the spread of the answers. */
function unitOf({ scale, classes }: Shown, predicted: Float64Array): number {
  if (classes !== null && scale !== 'decision') return 1;
  const mean = predicted.reduce((a, b) => a + b, 0) / predicted.length;
  const square = predicted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / predicted.length;
  const size = predicted.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.sqrt(square) || size || 1;
}

const spansOf = (train: Table, inputs: readonly string[]): readonly ColumnSpan[] =>
  inputs.map((column) => spanOf(column, train.columns.get(column)!));

function spanOf(column: string, cells: Column): ColumnSpan {
  if (cells.kind === 'number') {
    const sorted = cells.values.filter((x) => Number.isFinite(x)).sort();
    return {
      ...{ kind: 'number', column, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 },
      whole: sorted.every(Number.isInteger),
      middle: sorted[sorted.length >> 1] ?? 0,
      missing: sorted.length < cells.values.length,
    };
  }
  const counts = new Int32Array(cells.levels.length);
  for (const code of cells.codes) if (code >= 0) counts[code]! += 1;
  const usual = counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
  return {
    ...{ kind: 'category', column, usual: cells.levels[usual] ?? null },
    missing: cells.codes.includes(-1),
  };
}

function evenly(table: Table, most: number): Table {
  if (table.rows <= most) return table;
  return takeRows(
    table,
    Int32Array.from({ length: most }, (_, i) => Math.floor((i * table.rows) / most)),
  );
}

const none = (what: string): NoEquation => ({
  kind: 'none',
  what,
  remedy: 'The small tree of rules stands in for it: it tells what the model says, nearly.',
});

const untold = (columns: readonly string[]): NoEquation =>
  none(
    columns.length === 1
      ? `A step makes of “${columns[0]!}” what no short formula says`
      : `A step mixes ${columns
          .slice(0, 4)
          .map((c) => `“${c}”`)
          .join(
            ', ',
          )}${columns.length > 4 ? ` and ${columns.length - 4} more` : ''} in a way that no short formula says`,
  );
