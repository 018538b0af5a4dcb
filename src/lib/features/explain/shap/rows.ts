import type { Cell } from '#lib/recipe/effects.ts';
import type {
  ColumnRange,
  Explanation,
  Overview,
  RawCells,
  Track,
} from '#lib/recipe/explanation.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import { fileRow } from '#lib/recipe/source.ts';

export interface WorstRow {
  readonly rid: number;
  /** How wrong: the residual's size, or one less the probability of what is right. */
  readonly off: number;
}

/** The rows that the model tells worst, of those explained; none without a target. */
export function worstRows(
  { explanation: { predicted, rid }, actual }: Overview,
  many: number,
): readonly WorstRow[] {
  const width = predicted.length / rid.length;
  return Array.from(rid, (row, i): WorstRow => {
    const own = actual[i]!;
    const off =
      width === 1 ? Math.abs(own - predicted[i]!) : 1 - (predicted[i * width + own] ?? NaN);
    return { rid: row, off };
  })
    .filter(({ off }) => !Number.isNaN(off))
    .sort((a, b) => b.off - a.off || a.rid - b.rid)
    .slice(0, many);
}

/** The row (0-based, of the table) that stands at a line of the file; null where none does. */
export function rowAt(source: Source, line: number): number | null {
  let [low, high] = [0, line];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fileRow(source, middle) < line) low = middle + 1;
    else high = middle;
  }
  return fileRow(source, low) === line ? low : null;
}

/** The cell of a row as a person would set it. */
export function cellAt(cells: RawCells, row: number): Cell {
  if (cells.kind === 'number') return Number.isNaN(cells.values[row]!) ? null : cells.values[row]!;
  return cells.codes[row]! < 0 ? null : (cells.levels[cells.codes[row]!] ?? null);
}

/** What can be set in a column: a range of numbers with a handy step, or levels, the most frequent first. */
export type Knob =
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly missing: boolean;
    }
  | { readonly kind: 'category'; readonly levels: readonly string[]; readonly missing: boolean };

export function knobOf(range: ColumnRange | undefined, now: Cell): Knob | null {
  if (!range) return null;
  const missing = range.missing || now === null;
  if (range.kind === 'category') {
    const more = typeof now === 'string' && !range.levels.includes(now) ? [now] : [];
    return { kind: 'category', levels: [...more, ...range.levels], missing };
  }
  const own = typeof now === 'number' ? now : range.min;
  const [low, high] = [Math.min(range.min, own), Math.max(range.max, own)];
  if (!(low <= high)) return null;
  const { whole } = range;
  const step = whole ? Math.max(1, Math.round((high - low) / 200)) : stepOf(high - low);
  // A little beyond what was seen, so that the warning can be met.
  const more = Math.max(step, Math.ceil((0.1 * (high - low)) / step) * step);
  const least = low >= 0 ? Math.max(0, low - more) : low - more;
  return { kind: 'number', min: least, max: high + more, step, missing };
}

/** A hundredth of the range, rounded to a power of ten. */
const stepOf = (range: number): number =>
  range > 0 ? 10 ** Math.floor(Math.log10(range / 100)) : 1;

/** The numbers that a slider can be moved to. */
export function placesOf({ min, max, step }: Extract<Knob, { kind: 'number' }>): readonly number[] {
  const many = Math.floor((max - min) / step + 1e-9) + 1;
  const on = Array.from({ length: many }, (_, k) => Number((min + k * step).toPrecision(12)));
  return on.at(-1)! < max ? [...on, max] : on;
}

/** One of the rows that a slider moves through; null where the cell is none of its places. */
export function frameOf(
  { explanation }: Track,
  column: string,
  cell: Cell | undefined,
): Explanation | null {
  const own = explanation?.cells.get(column);
  if (!explanation || own?.kind !== 'number' || typeof cell !== 'number') return null;
  const at = own.values.findIndex((x) => Math.abs(x - cell) <= 1e-9 * Math.max(1, Math.abs(x)));
  if (at < 0) return null;
  const [rows, p, g] = [own.values.length, explanation.features.length, explanation.groups.length];
  const width = explanation.predicted.length / rows;
  const part = (values: Float64Array, n: number): Float64Array =>
    values.slice(at * n, (at + 1) * n);
  return {
    ...explanation,
    rid: explanation.rid.slice(at, at + 1),
    predicted: part(explanation.predicted, width),
    outputs: explanation.outputs.map((output) => ({
      ...output,
      values: part(output.values, p),
      grouped: part(output.grouped, g),
    })),
    cells: new Map([...explanation.cells].map(([name, cells]) => [name, cellsAt(cells, at)])),
  };
}

const cellsAt = (cells: RawCells, at: number): RawCells =>
  cells.kind === 'number'
    ? { kind: 'number', values: cells.values.slice(at, at + 1) }
    : { ...cells, codes: cells.codes.slice(at, at + 1) };
