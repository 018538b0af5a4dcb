import type { Matrix } from '#lib/engine/matrix.ts';
import { fitting, list, number, record, unless, whole } from '#lib/engine/state.ts';
import { numberColumn, type Table } from '#lib/engine/table.ts';
import {
  isolationForestCompute,
  type IsolationForestFitted,
} from '#lib/models/isolationForest/compute.ts';
import type { IsolationTree } from '#lib/models/isolationForest/tree.ts';
import { leadsDown } from '#lib/models/tree/tree.ts';
import { finiteNumbers } from './finite.ts';

/** A tree as plain lists, one entry a node. */
type PlainTree = Readonly<Record<keyof IsolationTree, readonly number[]>>;

/** A fitted forest without the scores of the rows that it was fitted on. */
export interface Unusual {
  readonly trees: readonly PlainTree[];
  readonly unit: number;
  readonly line: number;
}

const treeForm = fitting(
  record<PlainTree>({
    feature: list(whole({ least: -1, most: ({ features }) => features - 1 })),
    threshold: list(number()),
    right: list(whole({ least: -1 })),
    depth: list(number({ least: 0 })),
  }),
  ({ feature, threshold, right, depth }) =>
    unless(
      [
        feature.length > 0 && [threshold, right, depth].every((l) => l.length === feature.length),
        'its lists are not one a node',
      ],
      [
        leadsDown(Int32Array.from(feature), Int32Array.from(right)),
        'a node does not lead to later ones',
      ],
    ),
);

export const forestForm = {
  trees: fitting(list(treeForm), (trees) => unless([trees.length > 0, 'it has no tree'])),
  unit: number({ least: 0 }),
  line: number(),
};

export interface UnusualParams {
  readonly contamination: number | 'auto';
  readonly nEstimators: number;
}

/**
 * Fits an isolation forest (Liu, Ting and Zhou 2008) on those columns; yields the share done.
 * @returns the forest, and how usual each row is: below 0 it is not
 * @throws EngineError 'no-rows' or 'not-finite' naming the column
 */
export function* fitUnusual(
  table: Table,
  columns: readonly string[],
  { contamination, nEstimators, seed, step }: UnusualParams & { seed: number; step: string },
): Generator<number, { readonly forest: Unusual; readonly scores: Float64Array }> {
  const X = { rows: table.rows, names: columns, columns: finiteNumbers(table, columns, step) };
  const params = { nEstimators, maxSamples: 'auto' as const, contamination };
  const input = { X, y: new Float64Array(0), task: 'anomaly', nClasses: 1, params, seed } as const;
  const growing = isolationForestCompute.fit(input);
  let turn = growing.next();
  for (; !turn.done; turn = growing.next()) yield turn.value.share;
  const { trees, unit, line, scores } = turn.value;
  return { forest: { trees: trees.map(asPlain), unit, line }, scores };
}

/** 1 for rows below the line; a row with a missing cell goes the way that a large number would. */
export function unusualRows(
  table: Table,
  columns: readonly string[],
  { trees, unit, line }: Unusual,
  step: string,
): Float64Array {
  const X: Matrix = {
    rows: table.rows,
    names: columns,
    columns: columns.map((name) => numberColumn(table, name, step).values),
  };
  const forest: IsolationForestFitted = {
    trees: trees.map(asTree),
    unit,
    line,
    scores: new Float64Array(0),
  };
  return isolationForestCompute.predict(forest, X).map((x) => (x < 0 ? 1 : 0));
}

const asPlain = ({ feature, threshold, right, depth }: IsolationTree): PlainTree => ({
  feature: [...feature],
  threshold: [...threshold],
  right: [...right],
  depth: [...depth],
});

const asTree = ({ feature, threshold, right, depth }: PlainTree): IsolationTree => ({
  feature: Int32Array.from(feature),
  threshold: Float64Array.from(threshold),
  right: Int32Array.from(right),
  depth: Float64Array.from(depth),
});
