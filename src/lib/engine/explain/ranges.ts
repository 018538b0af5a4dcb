import type { ColumnRange } from '#lib/recipe/explanation.ts';
import type { Column, Table } from '../table.ts';

/** Levels beyond these are too many to choose from. */
const levelsAtMost = 200;

/** What rows hold, by column. */
export const rangesOf = (table: Table): ReadonlyMap<string, ColumnRange> =>
  new Map([...table.columns].map(([name, cells]) => [name, rangeOf(cells)] as const));

function rangeOf(cells: Column): ColumnRange {
  if (cells.kind === 'category') {
    const counts = new Int32Array(cells.levels.length + 1);
    for (const code of cells.codes) counts[code + 1]! += 1;
    const levels = cells.levels
      .map((level, code) => ({ level, n: counts[code + 1]! }))
      .filter(({ n }) => n > 0)
      .sort((a, b) => b.n - a.n)
      .slice(0, levelsAtMost)
      .map(({ level }) => level);
    return { kind: 'category', levels, missing: counts[0]! > 0 };
  }
  let [min, max, whole, missing] = [Infinity, -Infinity, true, false];
  for (const x of cells.values) {
    if (Number.isNaN(x)) missing = true;
    else {
      min = Math.min(min, x);
      max = Math.max(max, x);
      whole &&= Number.isInteger(x);
    }
  }
  return { kind: 'number', min, max, whole, missing };
}
