import type { Source } from '#lib/recipe/source.ts';
import { missingSql } from '../relation.ts';
import { placed } from './column.ts';
import { comparedSql, comparisonOf } from './typed.ts';

/** Missing values and such that do not fit come last, whatever the direction. */
export interface RowOrder {
  readonly column: string;
  readonly descending: boolean;
}

/**
 * The terms of an ORDER BY. Texts stand without regard to case, and numbers among them before the others, by value:
 * 9, 10, 100, apple, Banana.
 */
export function orderSql(
  source: Source,
  { column: name, descending }: RowOrder,
): readonly string[] {
  const { id, column } = placed(source, name);
  const keys =
    comparisonOf(column) === 'text'
      ? [`TRY_CAST(${id} AS DOUBLE)`, `lower(${id})`, id]
      : [comparedSql(id, column)];
  const missing = missingSql(id, source.missing);
  return keys.map(
    (key) =>
      `CASE WHEN ${missing} THEN NULL ELSE ${key} END ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
}
