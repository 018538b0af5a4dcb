import { isCategorical, isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';

/** The few facts of a table that decide between models. */
export interface TableFacts {
  readonly rows: number;
  readonly features: number;
  readonly numeric: number;
  /** Matrix columns to expect: one for a number, one for each level of a category. */
  readonly width: number;
  /** Numeric features with |skew| above 1. */
  readonly skewed: number;
}

export function factsOf(profile: TableProfile): TableFacts {
  const features = profile.columns.filter((c) => c.role === 'feature');
  const numeric = features.filter((c) => isNumeric(c.type));
  return {
    rows: profile.rows,
    features: features.length,
    numeric: numeric.length,
    width: features.reduce((sum, c) => sum + widthOf(c), 0),
    skewed: numeric.filter((c) => Math.abs(c.number?.skew ?? 0) > 1).length,
  };
}

const widthOf = (c: ColumnProfile): number =>
  isCategorical(c.type) || c.type === 'text' ? Math.min(c.distinct, 100) : 1;

/** 12 345 as people read it. */
export const count = (n: number, noun: string): string =>
  `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
