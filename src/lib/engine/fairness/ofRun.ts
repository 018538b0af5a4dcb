import { EngineError } from '#lib/recipe/errors.ts';
import type { Fairness, Parting } from '#lib/recipe/fairness.ts';
import { isClassification, isSupervised } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, Part } from '#lib/recipe/run.ts';
import { cutsOfRows } from '../cut.ts';
import { judgePart } from '../judge.ts';
import type { Progress } from '../model.ts';
import { matrixFor, modelCompute, type Computes } from '../predictor.ts';
import { dataAt, judgedPart, partsOf, type Loaded, type SplitData } from '../prepare.ts';
import { within } from '../run.ts';
import type { Judged } from '../scoring.ts';
import { readTarget, type Target } from '../target.ts';
import { takeRows, type Column, type Table } from '../table.ts';
import { decisionsOnly } from '../study/decisionsOnly.ts';
import { fairnessOf } from './fairness.ts';
import { groupRows, type Grouping } from './grouping.ts';

/** A fitted run, the table it is held against and, for columns that the table lacks, cells of the file by its rows. */
export interface RunOnTable {
  readonly loaded: Loaded;
  readonly recipe: Recipe;
  readonly run: FittedRun;
  readonly lent: Loaded | null;
}

export interface FairnessAsk extends Parting {
  /** null: where the run is judged. 'all': every row, of a file that the run has not learned from. */
  readonly part: Part | 'all' | null;
  /** The class that counts as positive; null: of two the second, else the first. */
  readonly code: number | null;
  /** null: what is kept with the run, by group too, else 0.5. */
  readonly threshold: number | null;
}

/**
 * How a fitted run treats groups of rows of one part.
 * @throws EngineError 'target-missing' for a run without a target, 'column-missing', 'no-rows' for a part without rows
 */
export function* fairnessOfRun(
  on: RunOnTable,
  ask: FairnessAsk,
  computes: Computes,
): Generator<Progress, Fairness> {
  const { run, recipe } = on;
  if (!isSupervised(run.task)) throw noTarget();
  const { data, part, judgedAs, places, train } = rowsAsked(on, ask.part);
  if (places.length === 0) throw noRows(part);
  const grouping = groupedBy(on, ask, { train, rows: places });
  const X = matrixFor(run, data[judgedAs].table, computes);
  const model = modelCompute(computes.models, run.model);
  const judged = yield* within(
    0,
    0.5,
    judgePart(model, run.modelState, X, { data, part: judgedAs }),
  );
  const classed = isClassification(run.task);
  const code = classed ? (ask.code ?? (run.classes!.length === 2 ? 1 : 0)) : null;
  const threshold = thresholdOf(run, judged, ask.threshold);
  const kept = threshold === 'kept' ? cutsOfRows(run.cut!, data[judgedAs].table) : threshold;
  const input = { judged, grouping, code, threshold: kept, seed: recipe.seed };
  const found = yield* within(0.5, 1, fairnessOf(input));
  return {
    columns: ask.columns,
    label: code === null ? null : run.classes![code]!,
    part,
    threshold,
    ...found,
  };
}

/** Of two classes the probability above which the second is called, or 'kept' by group; decision values have none. */
function thresholdOf(
  run: FittedRun,
  { decisions }: Judged,
  asked: number | null,
): Fairness['threshold'] {
  if (decisions && asked !== null) throw decisionsOnly(run.model);
  if (run.classes?.length !== 2 || decisions) return null;
  return asked ?? (run.cut?.groups ? 'kept' : (run.cut?.threshold ?? 0.5));
}

/** Which rows of the table are asked about, and which ones decide the groups. */
function rowsAsked(
  { loaded, recipe, run }: RunOnTable,
  asked: FairnessAsk['part'],
): {
  readonly data: SplitData;
  readonly part: Part | 'all';
  readonly judgedAs: Part;
  readonly places: Int32Array;
  readonly train: Int32Array;
} {
  if (asked === 'all') {
    // Nothing is learned from these rows, so they are not split, and one class or a few of them will do.
    const target = asRunKnows(readTarget(loaded.table, recipe, false), run);
    const every = Int32Array.from(target.kept.keys());
    const none = new Int32Array(0);
    const data = dataAt(loaded, recipe, target, {
      ...{ train: none, validation: none, test: every, left: none },
    });
    return { data, part: 'all', judgedAs: 'test', places: target.kept, train: target.kept };
  }
  const { target: own, where } = partsOf(loaded, recipe);
  const target = asRunKnows(own, run);
  const placesOf = (index: Int32Array): Int32Array => index.map((i) => target.kept[i]!);
  const data = dataAt(loaded, recipe, target, where);
  const part = asked ?? judgedPart(data);
  return {
    data,
    part,
    judgedAs: part,
    places: placesOf(where[part]),
    train: placesOf(where.train),
  };
}

/** Another file may have fewer classes than the run, which then have other codes. */
function asRunKnows(target: Target, { classes }: FittedRun): Target {
  if (!classes || !target.classes) return target;
  const code = target.classes.map((label) => {
    const at = classes.indexOf(label);
    if (at >= 0) return at;
    throw new EngineError({
      code: 'target-missing',
      what: `The target holds “${label}”, which is none of the classes that the run tells apart`,
      where: { column: target.name },
      remedy: `Give rows of ${classes.map((c) => `“${c}”`).join(', ')}.`,
    });
  });
  return { ...target, classes, y: target.y.map((y) => code[y]!) };
}

/** @throws EngineError 'params-invalid' for no column or more than two, 'column-missing' */
export function groupedBy(
  { loaded, lent }: Pick<RunOnTable, 'loaded' | 'lent'>,
  { columns, bins, cuts }: Parting,
  at: { readonly train: Int32Array; readonly rows: Int32Array },
): Grouping {
  if (columns.length === 0 || columns.length > 2)
    throw new EngineError({
      code: 'params-invalid',
      what: `Groups are of one or two columns, and ${columns.length} are given`,
      where: {},
      remedy: 'Choose one or two columns.',
    });
  const found = columns.map((name) => [name, columnOfRows(loaded, lent, name)] as const);
  return groupRows({ columns: found, ...at }, { bins, ...(cuts && { cuts }) });
}

/** A column as the steps leave it; one that they take away, as it stands in the file. */
function columnOfRows({ table, rid }: Loaded, lent: Loaded | null, name: string): Column {
  const own = table.columns.get(name);
  if (own) return own;
  const raw = lent?.table.columns.get(name);
  if (!lent || !raw)
    throw new EngineError({
      code: 'column-missing',
      what: `There is no column “${name}” to make groups of`,
      where: { column: name },
      remedy: 'Choose a column of the file.',
    });
  const place = new Map(Array.from(lent.rid, (row, i) => [row, i] as const));
  const only: Table = { rows: lent.table.rows, columns: new Map([[name, raw]]) };
  const at = rid.map((row) => place.get(row) ?? -1);
  const taken = takeRows(
    only,
    at.map((i) => Math.max(0, i)),
  ).columns.get(name)!;
  return at.includes(-1) ? emptyWhere(taken, at) : taken;
}

/** Rows that a step added stand in no file, and have nothing in its columns. */
const emptyWhere = (column: Column, at: Int32Array): Column =>
  column.kind === 'number'
    ? { kind: 'number', values: column.values.map((x, i) => (at[i]! < 0 ? NaN : x)) }
    : { ...column, codes: column.codes.map((code, i) => (at[i]! < 0 ? -1 : code)) };

const noTarget = (): EngineError =>
  new EngineError({
    code: 'target-missing',
    what: 'The run has no target, so there is no answer that could be right for one group and wrong for another',
    where: {},
    remedy: 'Choose a run that predicts a column.',
  });

const noRows = (part: Part | 'all'): EngineError =>
  new EngineError({
    code: 'no-rows',
    what: `The ${part} part has no rows`,
    where: {},
    remedy: 'Choose another part, or give this one a share of the rows.',
  });
