import type { Vector } from 'apache-arrow';
import { daysIn } from '../values/dates.ts';
import type { HeldColumn } from '../held/held.ts';
import { cellsOf } from '../held/facts.ts';
import {
  areDistinct,
  fewValues,
  internAll,
  isCount,
  readCells,
  type Cells,
  type Distinct,
} from './cells.ts';
import { namesDate, namesMoment, wordsOf } from './meaning.ts';
import { markersAmong, tallyTexts, type MarkerCells, type TextTally } from './texts.ts';

/** What a whole column says, in little room: its cells themselves are let go. */
export interface ColumnFacts {
  readonly name: string;
  readonly rows: number;
  /** Cells that are plain numbers. */
  readonly numbers: NumberFacts;
  /** Of all present texts; null where every one is a plain number that loses nothing. */
  readonly tally: TextTally | null;
  /** Texts that mean missing, or may. */
  readonly markers: MarkerCells;
  /** Cells that hold none of them. */
  readonly present: number;
}

export interface NumberFacts {
  readonly count: number;
  readonly integers: number;
  readonly decimals: number;
  readonly lossy: number;
  readonly min: number;
  readonly max: number;
  /** 0, 1, 2, … or 1, 2, 3, … with no row missing. */
  readonly counts: boolean;
  readonly unique: boolean;
  readonly grouped: boolean;
  /** The distinct numbers, where there are 20 or fewer. */
  readonly few: readonly number[] | null;
  /** Days or moments that all numbers may be, where the name says so. */
  readonly moment: 'yyyymmdd' | 'serial' | 'epoch' | 'epochMs' | null;
}

export interface Look {
  readonly name: string;
  readonly rows: number;
  readonly isMarker: (text: string) => boolean;
}

/** Reads one column: a VARCHAR vector of `rows` cells. */
export const factsOf = (vector: Vector, look: Look): ColumnFacts =>
  factsFrom(readCells(vector, look.rows), () => internAll(vector), look)!;

/** The same of a column that was kept; null where it has to be read for them. */
export function factsOfHeld(column: HeldColumn, look: Look): ColumnFacts | null {
  const { cells, all } = cellsOf(column);
  return factsFrom(cells, () => all, look);
}

/** @param allTexts those of all present cells, numbers too */
function factsFrom(
  cells: Cells,
  allTexts: () => Distinct | null,
  { name, rows, isMarker }: Look,
): ColumnFacts | null {
  const { count } = cells;
  const known = count > 0 ? markersAmong(cells.others, isMarker) : null;
  const numbers = numberFacts(cells, rows, wordsOf(name));
  if (known?.texts === 0 && cells.lossy === 0)
    return { name, rows, numbers, tally: null, markers: known.markers, present: count };
  const all = count > 0 ? allTexts() : cells.others;
  if (!all) return null;
  let held = 0;
  for (let code = 0; code < all.size; code += 1) held += all.count(code);
  const { tally, markers } = tallyTexts(all, held, isMarker);
  return { name, rows, numbers, tally, markers, present: tally.cells };
}

function numberFacts(cells: Cells, rows: number, words: string): NumberFacts {
  const { values, count, integers, decimals, lossy, grouped } = cells;
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const whole = decimals === 0 && count === rows;
  return {
    count,
    integers,
    decimals,
    lossy,
    min,
    max,
    counts: count === rows && (values[0] === 0 || values[0] === 1) && isCount(values),
    unique: whole && max - min + 1 >= rows && areDistinct(values),
    grouped,
    few: fewValues(values, 20),
    moment: integers === count && integers > 0 ? momentOf(values, words, [min, max]) : null,
  };
}

function momentOf(
  values: Float64Array,
  words: string,
  [min, max]: readonly [number, number],
): NumberFacts['moment'] {
  const within = (from: number, to: number): boolean => min >= from && max <= to;
  if (namesDate(words)) {
    if (within(19_000_101, 21_001_231) && values.every((x) => Number.isNaN(x) || isDay(x)))
      return 'yyyymmdd';
    if (within(20_000, 60_000)) return 'serial';
  }
  if (!namesMoment(words)) return null;
  if (within(3e8, 4.2e9)) return 'epoch';
  return within(3e11, 4.2e12) ? 'epochMs' : null;
}

function isDay(value: number): boolean {
  const month = Math.floor(value / 100) % 100;
  const day = value % 100;
  return day >= 1 && day <= daysIn(Math.floor(value / 10_000), month);
}
