import { exp, log } from '../elementary.ts';
import type { RandomState } from '../random.ts';
import type { NumberRange, SearchRange, TuneParams } from '#lib/recipe/tuning.ts';

/** Where a whole number's own stretch ends: each has the same width on the scale it is drawn on. */
const edges = ({ min, max, whole }: NumberRange): readonly [number, number] =>
  whole ? [min - 0.5, max + 0.5] : [min, max];

/** The value at `unit`, 0 to 1, of a range: numbers to 4 digits, so that what is shown is what was tried. */
export function valueAt(range: SearchRange, unit: number): number | string | boolean {
  if (range.kind === 'choice')
    return range.values[Math.min(range.values.length - 1, Math.floor(unit * range.values.length))]!;
  const [low, high] = edges(range);
  const x = range.log ? low * exp(unit * log(high / low)) : low + unit * (high - low);
  const told = range.whole ? Math.round(x) : Number(x.toPrecision(4));
  return Math.min(range.max, Math.max(range.min, told));
}

/** The inverse for numbers: 0 to 1, and null for what is not in the range. */
export function unitOf(range: NumberRange, value: unknown): number | null {
  if (typeof value !== 'number' || !(value >= range.min && value <= range.max)) return null;
  const [low, high] = edges(range);
  return range.log ? log(value / low) / log(high / low) : (value - low) / (high - low);
}

/** A value of each range, drawn evenly. */
export const drawn = (space: readonly SearchRange[], rng: RandomState): TuneParams =>
  Object.fromEntries(space.map((range) => [range.name, valueAt(range, rng.randomSample())]));

/** How many different settings there are; Infinity where a number is not whole. */
export const sizeOf = (space: readonly SearchRange[]): number =>
  space.reduce((all, range) => {
    if (range.kind === 'choice') return all * range.values.length;
    return all * (range.whole ? range.max - range.min + 1 : Infinity);
  }, 1);

/** Whether both have the same values of the searched parameters. */
export const sameAt = (space: readonly SearchRange[], a: TuneParams, b: TuneParams): boolean =>
  space.every(({ name }) => a[name] === b[name]);

/** Whether a search of this range may come to the value. */
export const isIn = (range: SearchRange, value: unknown): boolean =>
  range.kind === 'choice'
    ? range.values.some((v) => v === value)
    : unitOf(range, value) !== null && (!range.whole || Number.isInteger(value));
