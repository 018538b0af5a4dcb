import { activeSteps, type Recipe } from './recipe.ts';
import type { StepSpecs } from './step.ts';

/** A number column of the matrix that a model measures distances in. */
export interface Spread {
  readonly name: string;
  /** Standard deviation over the training rows; 0 or left out: it holds one value. */
  readonly std?: number;
  /** Different values, counted up to 3 at least. */
  readonly distinct: number;
}

/** Columns that decide nearly every distance between rows, for their unit makes their numbers large. */
export interface LoudColumns {
  /** The widest first. */
  readonly loud: readonly Spread[];
  /** Those that count next to nothing beside them, the narrowest last. */
  readonly quiet: readonly Spread[];
  /** Of the mean squared distance between rows, 0 to 1. */
  readonly share: number;
}

/** So many times narrower than the widest column, a column hardly counts: a hundredth of its part in a squared distance. */
const apart = 10;
/** Below this share the quiet columns still have a say. */
const nearlyAll = 0.9;

/**
 * Finds columns on another scale than the others. The mean squared distance between two rows is twice the sum of the
 * columns' variances, so that a column's share of that sum is its say in what is near. Columns of two values are left out
 * of the comparison: a rare level is narrow by nature. Null where no column is drowned out.
 */
export function loudColumns(columns: readonly Spread[]): LoudColumns | null {
  const spreadOf = ({ std = 0 }: Spread): number => std;
  const wide = columns
    .filter((c) => c.distinct > 2 && spreadOf(c) > 0)
    .toSorted((a, b) => spreadOf(b) - spreadOf(a));
  const most = wide.length > 0 ? spreadOf(wide[0]!) : 0;
  const loud = wide.filter((c) => spreadOf(c) * apart > most);
  const quiet = wide.filter((c) => spreadOf(c) * apart <= most);
  if (quiet.length === 0 || loud.length > 2 * quiet.length) return null;
  // Relative to the widest, so that squares stay finite.
  const part = (list: readonly Spread[]): number =>
    list.reduce((sum, c) => sum + (spreadOf(c) / most) ** 2, 0);
  const share = part(loud) / part(columns);
  return share >= nearlyAll ? { loud, quiet, share } : null;
}

/** “body_mass_g makes up 99.9 % of the squared distance between rows”, and what that means. */
export function loudWords({ loud, quiet, share }: LoudColumns): {
  readonly what: string;
  readonly why: string;
} {
  const percent = share > 0.9995 ? 'more than 99.9' : (100 * share).toFixed(1);
  const one = loud.length === 1;
  const few = quiet.length === 1;
  return {
    what: `${named(loud)} ${one ? 'makes' : 'make'} up ${percent} % of the squared distance between rows`,
    why: `${one ? 'Its' : 'Their'} standard deviation is ${rounded(loud[0]!.std!)}${one ? '' : ' and less'}, that of ${named(quiet.toReversed())} ${rounded(quiet.at(-1)!.std!)}${few ? '' : ' and more'}. Whatever the unit makes large decides what is near, and ${few ? 'the other column' : 'the other columns'} hardly ${few ? 'counts' : 'count'}. Standardised, every column has the same say.`,
  };
}

function named(columns: readonly Spread[]): string {
  const names = columns.slice(0, 3).map((c) => c.name);
  const left = columns.length - names.length;
  if (left > 0) return `${names.join(', ')} and ${left} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}` : names[0]!;
}

const rounded = (x: number): string => String(Number(x.toPrecision(3)));

/** Whether steps made components: how far these spread is what they found, and no unit. */
export const reduced = (recipe: Recipe, specs: StepSpecs): boolean =>
  activeSteps(recipe).some(({ step }) => specs[step]?.stage === 'reduce');
