import { answerOn, unsketched } from '#lib/codegen/onnx/model.ts';
import { SingleGraph } from '#lib/codegen/onnx/single.ts';
import { tooLarge } from '#lib/codegen/size.ts';
import { cutsOfRows } from '#lib/engine/cut.ts';
import { ExplainSession } from '#lib/engine/explain/session.ts';
import { predictTable, type Computes } from '#lib/engine/predictor.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { takeRows, type Column, type Table } from '#lib/engine/table.ts';
import { testAnswers } from '#lib/engine/testAnswers.ts';
import { modelDrawings } from '#lib/models/onnx.ts';
import type { Leaving, Single } from '#lib/recipe/leaving.ts';
import { activeSteps, type Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { cleaningDrawings, exactCleaning } from '#lib/steps/onnxCleaning.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { stepDrawings } from '#lib/steps/onnx.ts';

const sketches = {
  cleaning: cleaningDrawings,
  specs: stepSpecs,
  steps: stepDrawings,
  models: modelDrawings,
};

/** Rows that are worked out in single precision at most: it goes row by row. */
const most = 1000;

/** What leaves with a run that was fitted on this table. */
export const leavingOf = (
  loaded: Loaded,
  recipe: Recipe,
  run: FittedRun,
  computes: Computes,
): Leaving => ({
  answers: testAnswers(loaded, recipe, run, computes),
  explaining: new ExplainSession(loaded, recipe, run, computes).told,
  single: orNull(() => singlyOf(loaded, recipe, run, computes)),
});

/** A measuring that fails takes nothing else with it. */
function orNull<T>(work: () => T | null): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

export function singlyOf(
  loaded: Loaded,
  recipe: Recipe,
  run: FittedRun,
  computes: Computes,
): Single | null {
  const { table, rid } = loaded;
  if (table.rows === 0 || !isDrawn(recipe, run)) return null;
  if (computesFirst(recipe)) return { not_measured: 'cleaning steps are part of the graph' };
  const n = Math.min(most, table.rows);
  const rows = Int32Array.from({ length: n }, (_, i) => Math.floor((i * table.rows) / n));
  const some = takeRows(table, rows);
  const ours = predictTable(run, some, computes);
  const theirs = singly(run, some);
  const width = ours.length / rows.length;
  const changed = changing(run, some);
  let [largest, row, others] = [0, null as number | null, 0];
  for (const [i, at] of rows.entries()) {
    const own = (of: ArrayLike<number>): number[] =>
      Array.from({ length: width }, (_, k) => of[i * width + k]!);
    const [a, b] = [own(ours), own(theirs)];
    if (changed(a, b, i)) others += 1;
    const gap = Math.max(...a.map((x, k) => Math.abs(x - b[k]!) / Math.max(1, Math.abs(x))));
    if (gap > largest || Number.isNaN(gap)) [largest, row] = [gap, rid[at]!];
  }
  return {
    rows: rows.length,
    largest_difference: Number.isFinite(largest) ? largest : null,
    row,
    other_classes: others,
  };
}

function isDrawn(recipe: Recipe, run: FittedRun): boolean {
  const params = recipe.models.find((m) => m.model === run.model)?.params ?? {};
  return unsketched(run, params, sketches) === null && tooLarge(run.modelState) === null;
}

type Changed = (ours: readonly number[], theirs: readonly number[], row: number) => boolean;

/** Whether a row gets another class from its answer in single precision. */
function changing({ classes, cut }: FittedRun, table: Table): Changed {
  if (!classes) return () => false;
  const cuts = cut && classes.length === 2 ? cutsOfRows(cut, table) : null;
  return (ours, theirs, row) => {
    const own = cuts ? cuts[row]! : null;
    return called(ours, own) !== called(theirs, own === null ? null : Math.fround(own));
  };
}

/** Whether the graph of the whole model begins with steps that compute numbers, which are not worked out here. */
const computesFirst = (recipe: Recipe): boolean =>
  activeSteps(recipe).some(
    ({ step }) => Object.hasOwn(cleaningDrawings, step) && !exactCleaning.has(step),
  );

/** The place of the class that a row gets: of two by the threshold that is kept, else the most probable one. */
const called = (shares: readonly number[], cut: number | null): number =>
  cut === null ? shares.indexOf(Math.max(...shares)) : Number(shares[1]! > cut);

/** The graph's answers, each number of it in single precision. */
function singly(run: FittedRun, table: Table): ArrayLike<number> {
  const graph = new SingleGraph();
  const columns = new Map(
    run.inputs.map((name) => [name, graph.give(cellsOf(table.columns.get(name)!, table.rows))]),
  );
  return graph.numbers(answerOn(graph, columns, run, sketches));
}

const cellsOf = (column: Column, rows: number): Parameters<SingleGraph['give']>[0] =>
  column.kind === 'number'
    ? { rows, width: 1, numbers: Float32Array.from(column.values) }
    : {
        ...{ rows, width: 1 },
        texts: Array.from(column.codes, (code) => (code < 0 ? '' : column.levels[code]!)),
      };
