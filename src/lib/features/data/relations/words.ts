import type { Associations, Measures, PairAssociation } from '#lib/recipe/associations.ts';
import type { MapCell } from './order.ts';

const minus = (text: string): string => text.replace('-', '−');
/** Two decimals with a true minus, "–" for what is not defined. */
export const two = (x: number | null): string =>
  x === null || Number.isNaN(x) ? '–' : minus((Math.round(x * 100) / 100 || 0).toFixed(2));

/** "< 0.001", "0.034" */
export const pWords = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** Every measure that a pair has, for a title or a table. */
export const measuresOf = (m: Measures): readonly (readonly [string, string])[] =>
  (
    [
      ['Pearson', m.pearson],
      ['Spearman', m.spearman],
      ['Cramér’s V', m.cramersV],
      ['Correlation ratio η', m.eta],
      ['Mutual information', m.mutualInformation],
    ] as const
  ).flatMap(([name, value]) => (value === null ? [] : [[name, two(value)] as const]));

/** "age and fare: correlation 0.10" for a cell of the map. */
export function cellWords(a: string, b: string, { strength, signed }: MapCell): string {
  if (a === b) return a;
  if (strength === null) return `${a} and ${b}: not defined`;
  return `${a} and ${b}: ${signed ? 'correlation' : 'association'} ${two(strength)}`;
}

/** From here on two columns say nearly the same. */
const redundantFrom = 0.8;

export const redundantPairs = ({ pairs, target }: Associations): readonly PairAssociation[] =>
  pairs.filter(
    (p) => p.strength >= redundantFrom && p.a !== target?.column && p.b !== target?.column,
  );

/** What a variance inflation factor says: 5 and 10 are the usual marks. */
export function vifTone(vif: number | null): {
  readonly word: string;
  readonly tone: '' | 'warn' | 'bad';
} {
  if (vif === null || vif >= 10) return { word: vif === null ? 'infinite' : 'high', tone: 'bad' };
  return vif >= 5 ? { word: 'raised', tone: 'warn' } : { word: 'low', tone: '' };
}
