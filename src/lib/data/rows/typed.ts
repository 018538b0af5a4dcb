import { isNumeric } from '#lib/recipe/profile.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import { literal } from '../sql.ts';
import { valueSql } from '../values/sql.ts';

/** By what a column's cells are compared: as numbers, as moments, by their place in an order, or as they are written. */
export type Comparison = 'number' | 'time' | 'order' | 'text';

export function comparisonOf({ type, order }: SourceColumn): Comparison {
  if (isNumeric(type)) return 'number';
  if (type === 'date' || type === 'datetime') return 'time';
  return type === 'ordinal' && order && order.length > 0 ? 'order' : 'text';
}

/** What a column's cells are compared by, as SQL: DOUBLE, TIMESTAMP, INTEGER or VARCHAR; NULL where the text does not fit. */
export function comparedSql(id: string, column: SourceColumn): string {
  switch (comparisonOf(column)) {
    case 'number':
      return valueSql(id, column);
    case 'time':
      return `TRY_CAST(${valueSql(id, column)} AS TIMESTAMP)`;
    case 'order':
      return `nullif(list_position([${column.order!.map(literal).join(', ')}], ${id}), 0)`;
    case 'text':
      return id;
  }
}
