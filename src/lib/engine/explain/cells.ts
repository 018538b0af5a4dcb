import type { Cell } from '#lib/recipe/effects.ts';
import type { Column } from '../table.ts';

/** The cell of a row as a person reads or sets it. */
export function cellAt(cells: Column, row: number): Cell {
  if (cells.kind === 'number') return Number.isNaN(cells.values[row]!) ? null : cells.values[row]!;
  return cells.codes[row]! < 0 ? null : cells.levels[cells.codes[row]!]!;
}

/** A column of such cells, of the kind of another. */
export function columnWith(cells: readonly Cell[], like: Column): Column {
  if (like.kind === 'number')
    return {
      kind: 'number',
      values: Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell))),
    };
  const levels = [...new Set(cells.filter((cell) => cell !== null).map(String))];
  const place = new Map(levels.map((level, code) => [level, code]));
  return {
    kind: 'category',
    levels,
    codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : place.get(String(cell))!)),
  };
}
