import { EngineError } from '#lib/recipe/errors.ts';
import type { SearchRange, TuneParams } from '#lib/recipe/tuning.ts';
import { valueAt } from './space.ts';

/** Of a number, where only the clock ends the search. */
const levelsByTime = 4;

/**
 * Every combination of all choices with evenly spaced values of each number: as many of these as make no more than
 * `most` points. The last range changes fastest, as in scikit-learn's `ParameterGrid`.
 * @throws EngineError 'params-invalid' where two values of each number make more points than that
 */
export function gridOf(space: readonly SearchRange[], most: number): TuneParams[] {
  let axes = axesOf(space, most === Infinity ? levelsByTime : 2);
  if (most === Infinity) return combined(space, axes);
  if (pointsOf(axes) > most) throw tooMany(pointsOf(axes), most);
  for (let levels = 3; levels <= most; levels += 1) {
    const finer = axesOf(space, levels);
    if (pointsOf(finer) > most) break;
    axes = finer;
  }
  return combined(space, axes);
}

type Axis = readonly (number | string | boolean)[];

const axesOf = (space: readonly SearchRange[], levels: number): Axis[] =>
  space.map((range) => {
    if (range.kind === 'choice') return range.values;
    const ends = { ...range, whole: false };
    const at = (k: number): number => valueAt(ends, k / (levels - 1)) as number;
    const values = Array.from({ length: levels }, (_, k) => at(k));
    return [...new Set(range.whole ? values.map(Math.round) : values)];
  });

const pointsOf = (axes: readonly Axis[]): number => axes.reduce((all, a) => all * a.length, 1);

const combined = (space: readonly SearchRange[], axes: readonly Axis[]): TuneParams[] =>
  Array.from({ length: pointsOf(axes) }, (_, point) => {
    let rest = point;
    const values = axes.toReversed().map((axis) => {
      const value = axis[rest % axis.length]!;
      rest = Math.floor(rest / axis.length);
      return value;
    });
    return Object.fromEntries(space.map(({ name }, j) => [name, values[space.length - 1 - j]]));
  });

const tooMany = (points: number, most: number): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `The smallest grid over these parameters has ${points} points, and the budget is ${most} trials`,
    where: {},
    remedy: 'Search fewer parameters, allow more trials, or choose another method.',
  });
