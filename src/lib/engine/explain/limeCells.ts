import { takeRows, type Column, type Table } from '../table.ts';

/** A column with the cell of one more row at its end. */
export function withCell(of: Column, row: Column): Column {
  if (of.kind === 'number' && row.kind === 'number')
    return { kind: 'number', values: Float64Array.of(...of.values, row.values[0]!) };
  if (of.kind === 'category' && row.kind === 'category') {
    const level = row.codes[0]! < 0 ? null : row.levels[row.codes[0]!]!;
    const known = level === null ? -1 : of.levels.indexOf(level);
    const isNew = level !== null && known < 0;
    return {
      kind: 'category',
      levels: isNew ? [...of.levels, level] : of.levels,
      codes: Int32Array.of(...of.codes, isNew ? of.levels.length : known),
    };
  }
  return of;
}

/** Rows whose cells come from rows of their own in each column: those that were drawn from `from` to under `to`. */
export function drawnTable(
  columns: readonly (readonly [string, Column])[],
  picks: readonly Int32Array[],
  from: number,
  to: number,
): Table {
  const own = columns.map(([name, cells], j) => {
    const single: Table = { rows: 0, columns: new Map([[name, cells]]) };
    return [name, takeRows(single, picks[j]!.subarray(from, to)).columns.get(name)!] as const;
  });
  return { rows: to - from, columns: new Map(own) };
}
