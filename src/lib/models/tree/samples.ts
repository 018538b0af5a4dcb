import type { FitInput } from '#lib/engine/model.ts';
import { argsort } from './argsort.ts';

/**
 * Training rows as trees need them: every feature sorted once. Features stand in the order of their names, so that
 * ties and random draws, and with them the trees, do not depend on the order of the columns.
 */
export interface Samples {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
  /** Where each feature stands in the matrix. */
  readonly index: Int32Array;
  /** Rows in ascending order of each feature. */
  readonly order: readonly Int32Array[];
  /** Class codes, or the values to predict. */
  readonly y: Float64Array;
  /** 0 for regression. */
  readonly nClasses: number;
}

/** @yields share of the features sorted */
export function* samplesOf({
  X,
  y,
  task,
  nClasses,
}: FitInput<unknown>): Generator<number, Samples> {
  const index = byName(X.names);
  const columns = Array.from(index, (j) => X.columns[j]!);
  const order: Int32Array[] = [];
  for (const x of columns) {
    const sorting = argsort(x);
    let turn = sorting.next();
    for (; !turn.done; turn = sorting.next()) yield order.length / columns.length;
    order.push(turn.value);
    yield order.length / columns.length;
  }
  return {
    rows: X.rows,
    columns,
    index,
    order,
    y,
    nClasses: task === 'regression' ? 0 : nClasses,
  };
}

/** Columns in the order of their names: decision 0009. */
export const byName = (names: readonly string[]): Int32Array =>
  Int32Array.from(names.map((_, j) => j).sort((a, b) => compare(names[a]!, names[b]!) || a - b));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
