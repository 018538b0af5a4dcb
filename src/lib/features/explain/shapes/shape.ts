import { amount } from '#lib/features/charts/words.ts';
import type { AdditiveTerm } from '#lib/recipe/run.ts';

/** A stretch or a category of one column, and what it adds. */
export interface Step {
  readonly words: string;
  /** Of a number, where it is drawn; NaN for categories and missing values. */
  readonly from: number;
  readonly to: number;
  readonly score: number;
  /** Standard deviation over the samples. */
  readonly error: number;
  /** Training rows in it. */
  readonly rows: number;
}

export const termName = ({ columns }: Pick<AdditiveTerm, 'columns'>): string => columns.join(' × ');

type Axis = AdditiveTerm['axes'][number];

/** What each place of an axis is called: 0 is a missing value. */
export function placeWords({ kind, at }: Axis): readonly string[] {
  if (kind === 'levels') return ['missing', ...at.map((x) => amount(x))];
  if (at.length === 0) return ['missing', 'any value'];
  const inner = at.slice(1).map((to, i) => `${amount(at[i]!)} to ${amount(to)}`);
  return ['missing', `up to ${amount(at[0]!)}`, ...inner, `above ${amount(at.at(-1)!)}`];
}

/** The ends of each place; the outer two reach a little beyond their cut. */
export function placeEnds({ kind, at }: Axis): readonly (readonly [from: number, to: number])[] {
  const none = [NaN, NaN] as const;
  if (kind === 'levels' || at.length === 0) return [none, ...at.map(() => none), none];
  const more = at.length > 1 ? 0.06 * (at.at(-1)! - at[0]!) : Math.max(1, Math.abs(at[0]!)) * 0.5;
  const ends = [at[0]! - more, ...at, at.at(-1)! + more];
  return [none, ...ends.slice(1).map((to, i) => [ends[i]!, to] as const)];
}

/** The places of a term of one column, missing values last and only where training rows had them. */
export function stepsOf(
  { axes, scores, errors, rows }: AdditiveTerm,
  output: number,
): readonly Step[] {
  const [axis] = axes as readonly [Axis];
  const [words, ends] = [placeWords(axis), placeEnds(axis)];
  const all = rows.map((n, place): Step => ({
    words: words[place]!,
    from: ends[place]![0],
    to: ends[place]![1],
    score: scores[output]![place]!,
    error: errors[output]![place]!,
    rows: n,
  }));
  return [...all.slice(1), ...(all[0]!.rows > 0 ? [all[0]!] : [])];
}

export interface Cell {
  readonly first: string;
  readonly second: string;
  readonly score: number;
  readonly error: number;
  readonly rows: number;
}

/** The places of a term of two columns that training rows were in. */
export function cellsOf(
  { axes, scores, errors, rows }: AdditiveTerm,
  output: number,
): readonly Cell[] {
  const [first, second] = axes.map(placeWords) as [readonly string[], readonly string[]];
  return first.flatMap((a, p) =>
    second.flatMap((b, q): Cell[] => {
      const at = p * second.length + q;
      const own = { score: scores[output]![at]!, error: errors[output]![at]!, rows: rows[at]! };
      return own.rows > 0 ? [{ first: a, second: b, ...own }] : [];
    }),
  );
}
