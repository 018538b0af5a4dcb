import { certificateTolerance, type Answer, type Compared } from '#lib/recipe/compared.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, TestAnswers } from '#lib/recipe/run.ts';
import { calledLabels } from './cut.ts';
import { splitData, type Loaded } from './prepare.ts';
import type { Scoring } from './scoring.ts';
import { takeRows, type Table } from './table.ts';

/** Where the answers come from. */
type Origin = Pick<Compared, 'target' | 'runtime'>;

/** What is compared with: a run, what it answers to its first test rows, and the rows themselves. */
export interface Held {
  readonly loaded: Loaded;
  readonly recipe: Recipe;
  readonly run: FittedRun;
  readonly answers: TestAnswers;
  readonly scoring: Scoring;
}

/**
 * Holds an exported model's answers to test rows to the engine's own: every number, every class, and every metric on
 * these rows.
 * @param said one answer for each row of `held.answers`, in its order
 */
export function heldTo(held: Held, said: readonly Answer[], origin: Origin): Compared {
  const { run, answers } = held;
  const width = run.classes?.length ?? 1;
  const values = valuesOf(said, width);
  const { largest, at } = furthest(answers.values, values);
  const others = otherClasses(held, said);
  const decisions = said.some((answer) => (answer.decisions ?? null) !== null);
  const metric = furthestMetric(held, values, decisions);
  const fault = said.find((answer) => answer.fault !== undefined)?.fault;
  const rows = answers.rid.length;
  const close = largest <= certificateTolerance && metric.difference <= certificateTolerance;
  return {
    ...origin,
    rows,
    largest_difference: finite(largest),
    row: largest > 0 ? answers.rid[Math.floor(at / width)]! : null,
    other_classes: others,
    metric_difference: finite(metric.difference),
    metric: metric.id,
    ok: rows > 0 && said.length === rows && close && others === 0,
    ...(fault === undefined ? {} : { fault }),
  };
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Relative for numbers above 1; infinite where one of the two is no number. */
function apart(ours: number, theirs: number): number {
  const gap = Math.abs(ours - theirs) / Math.max(1, Math.abs(ours));
  return Number.isNaN(gap) ? Infinity : gap;
}

/** Row-major rows × width; NaN where there is no answer. */
function valuesOf(said: readonly Answer[], width: number): Float64Array {
  const values = new Float64Array(said.length * width).fill(NaN);
  for (const [i, { prediction, probabilities, decisions }] of said.entries()) {
    const found = probabilities ?? decisions ?? [Number(prediction)];
    if (found.length === width) values.set(found, i * width);
  }
  return values;
}

function furthest(ours: Float64Array, theirs: Float64Array): { largest: number; at: number } {
  let [largest, at] = [0, 0];
  for (const [i, value] of ours.entries()) {
    const gap = apart(value, theirs[i] ?? NaN);
    if (gap > largest) [largest, at] = [gap, i];
  }
  return { largest, at };
}

function otherClasses({ run, loaded, recipe, answers }: Held, said: readonly Answer[]): number {
  const { classes } = run;
  if (classes === null) return 0;
  const table = run.cut?.groups
    ? firstRows(splitData(loaded, recipe).test.table, answers.rid.length)
    : { rows: answers.rid.length, columns: new Map() };
  const labels = calledLabels(run, answers.values, table);
  return labels.reduce(
    (others, code, i) => others + (String(said[i]?.prediction) === classes[code] ? 0 : 1),
    0,
  );
}

const firstRows = (table: Table, rows: number): Table =>
  takeRows(
    table,
    Int32Array.from({ length: rows }, (_, i) => i),
  );

/** The metric that differs most on these rows; none of answers that are no numbers. */
function furthestMetric(
  held: Held,
  values: Float64Array,
  decisions: boolean,
): { difference: number; id: string | null } {
  const ours = held.answers.values;
  if (values.some((x) => Number.isNaN(x)) || values.length !== ours.length)
    return { difference: Infinity, id: null };
  const theirs = metricsOf(held, values, decisions);
  let [difference, id]: [number, string | null] = [0, null];
  for (const [metric, value] of metricsOf(held, ours, decisions)) {
    const other = theirs.get(metric) ?? null;
    const gap = value === other ? 0 : apart(value ?? NaN, other ?? NaN);
    if (gap > difference) [difference, id] = [gap, metric];
  }
  return { difference, id };
}

function metricsOf(
  { loaded, recipe, run, answers, scoring }: Held,
  predicted: Float64Array,
  decisions: boolean,
): ReadonlyMap<string, number | null> {
  const rows = answers.rid.length;
  if (rows === 0) return new Map();
  const { test } = splitData(loaded, recipe);
  return scoring.all({
    task: run.task,
    nClasses: run.classes?.length ?? 1,
    yTrue: test.y.slice(0, rows),
    weight: test.weight?.slice(0, rows) ?? null,
    predicted,
    decisions,
  });
}
