import { isCategorical, type ColumnProfile } from '#lib/recipe/profile.ts';

/** Words that people put in order, lower case. A column has an order when all its levels stand in one row of these. */
const orders: readonly (readonly string[])[] = [
  ['very low', 'low', 'medium', 'high', 'very high'],
  ['low', 'mid', 'high'],
  ['low', 'moderate', 'high'],
  ['xs', 's', 'm', 'l', 'xl', 'xxl'],
  ['tiny', 'small', 'medium', 'large', 'huge'],
  ['never', 'rarely', 'sometimes', 'often', 'always'],
  ['very bad', 'bad', 'fair', 'good', 'very good', 'excellent'],
  ['poor', 'fair', 'good', 'very good', 'excellent'],
  ['strongly disagree', 'disagree', 'neutral', 'agree', 'strongly agree'],
  ['first', 'second', 'third', 'fourth', 'fifth'],
];

/** The column's levels from low to high, as the file spells them; null when no known order holds them all. */
export function orderOf(c: ColumnProfile): readonly string[] | null {
  if (!isCategorical(c.type) || c.distinct < 3 || c.top.length !== c.distinct) return null;
  const levels = c.top.map(({ value }) => value);
  const order = orders.find((words) => levels.every((l) => words.includes(l.toLowerCase())));
  if (!order) return null;
  const rank = (level: string): number => order.indexOf(level.toLowerCase());
  const sorted = [...levels].sort((a, b) => rank(a) - rank(b));
  return new Set(sorted.map(rank)).size === sorted.length ? sorted : null;
}
