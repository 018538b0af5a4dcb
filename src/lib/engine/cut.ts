import type { Cut, GroupCuts } from '#lib/recipe/decision.ts';
import type { GroupCell } from '#lib/recipe/fairness.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { predictedLabels } from './evaluate.ts';
import { column, type Column, type Table } from './table.ts';

/**
 * The class of each row as the run calls it: by the threshold kept with it, else the most probable one.
 * @param predicted row-major (rows × classes), of a run that tells classes
 * @param table the same rows as the model gets them; asked for its groups
 * @throws EngineError 'column-missing' where the groups are of a column that the table lacks
 */
export function calledLabels(
  { cut, classes }: Pick<FittedRun, 'cut' | 'classes'>,
  predicted: Float64Array,
  table: Table,
): Int32Array {
  const width = classes?.length ?? 1;
  if (!cut || width !== 2) return predictedLabels(predicted, width);
  return labelsAbove(predicted, cutsOfRows(cut, table));
}

/** Class 1 where its probability is above the row's own threshold. @param predicted rows × 2 */
export const labelsAbove = (predicted: Float64Array, cuts: Float64Array): Int32Array =>
  Int32Array.from(cuts, (cut, i) => (predicted[2 * i + 1]! > cut ? 1 : 0));

/** Each row's threshold. */
export function cutsOfRows({ threshold, groups }: Cut, table: Table): Float64Array {
  const cuts = new Float64Array(table.rows).fill(threshold);
  if (!groups) return cuts;
  const keys = groups.columns.map((name, c) => keysOf(column(table, name), cellsAt(groups, c)));
  const known = new Map(
    groups.of.map(({ cells, threshold: own }) => [cells.map(keyOf).join('\n'), own]),
  );
  return cuts.map((cut, i) => known.get(keys.map((own) => own[i]!).join('\n')) ?? cut);
}

const keyOf = (cell: GroupCell): string => JSON.stringify(cell);
const other = keyOf({ kind: 'other' });
const missing = keyOf({ kind: 'missing' });

/** What the groups know of one of their columns. */
const cellsAt = ({ of }: GroupCuts, c: number): readonly GroupCell[] => [
  ...new Map(of.map(({ cells }) => [keyOf(cells[c]!), cells[c]!])).values(),
];

/** The cell that each row is in: one of those known, else the missing one or the rest. */
function keysOf(of: Column, known: readonly GroupCell[]): readonly string[] {
  if (of.kind === 'category')
    return Array.from(of.codes, (code) => (code < 0 ? missing : levelKey(of.levels[code]!, known)));
  return Array.from(of.values, (x) => {
    if (Number.isNaN(x)) return missing;
    const range = known.find(
      (cell) => cell.kind === 'range' && x >= (cell.from ?? -Infinity) && x < (cell.to ?? Infinity),
    );
    return range ? keyOf(range) : levelKey(String(x), known);
  });
}

function levelKey(level: string, known: readonly GroupCell[]): string {
  const found = known.find((cell) => cell.kind === 'level' && cell.level === level);
  return found ? keyOf(found) : other;
}
