import type { Source, SourceColumn } from '#lib/recipe/source.ts';
import { missingSql } from '../relation.ts';
import { literal } from '../sql.ts';
import { valueSql } from '../values/sql.ts';
import { placed } from './column.ts';
import { spanOf, type Span } from './spans.ts';
import { comparedSql, comparisonOf } from './typed.ts';

/**
 * One thing that must hold of a row's cell. `equals`, `contains` and their like look at the text as it stands in the
 * file, and `equals` and `oneOf` besides at the value: 1.0 equals 1. `notEquals` holds of every row that `equals`
 * does not hold of, missing ones included. The comparisons are by value and hold of no cell that is missing or does
 * not fit; `between` includes both ends.
 */
export type RowFilter = { readonly column: string } & (
  | { readonly test: 'missing' | 'present' | 'misfit' }
  | {
      readonly test: 'equals' | 'notEquals' | 'contains' | 'startsWith' | 'greater' | 'less';
      readonly text: string;
    }
  | { readonly test: 'oneOf'; readonly texts: readonly string[] }
  | { readonly test: 'between'; readonly from: string; readonly to: string }
);

/** @throws EngineError 'params-invalid' where what is compared with is no value of the column's type, 'column-missing' */
export const conditionSql = (source: Source, filters: readonly RowFilter[]): string =>
  filters.map((f) => `(${filterSql(source, f)})`).join(' AND ');

function filterSql(source: Source, filter: RowFilter): string {
  const { id, column } = placed(source, filter.column);
  const missing = missingSql(id, source.missing);
  const compared = `CASE WHEN ${missing} THEN NULL ELSE ${comparedSql(id, column)} END`;
  const cell: Cell = { id, column, compared };
  switch (filter.test) {
    case 'missing':
      return missing;
    case 'present':
      return `NOT ${missing}`;
    case 'misfit':
      return `NOT ${missing} AND (${valueSql(id, column)}) IS NULL`;
    case 'contains':
      return `contains(lower(${id}), lower(${literal(filter.text)}))`;
    case 'startsWith':
      return `starts_with(lower(${id}), lower(${literal(filter.text)}))`;
    case 'equals':
      return equalsSql(cell, filter.text);
    case 'notEquals':
      return `NOT coalesce(${equalsSql(cell, filter.text)}, false)`;
    case 'oneOf':
      return filter.texts.length > 0
        ? filter.texts.map((text) => equalsSql(cell, text)).join(' OR ')
        : 'false';
    case 'greater':
      return `(${compared}) >${after(spanOf(filter.text, column))}`;
    case 'less':
      return `(${compared}) < ${spanOf(filter.text, column).start}`;
    case 'between': {
      const to = spanOf(filter.to, column);
      return `(${compared}) >= ${spanOf(filter.from, column).start} AND (${compared}) ${until(to)}`;
    }
  }
}

interface Cell {
  readonly id: string;
  readonly column: SourceColumn;
  readonly compared: string;
}

/** The same text, or the same number or moment. */
function equalsSql({ id, column, compared }: Cell, text: string): string {
  const same = `${id} = ${literal(text)}`;
  const comparison = comparisonOf(column);
  if (comparison === 'text' || comparison === 'order') return same;
  const span = spanOf(text, column, 'or nothing');
  if (!span) return same;
  return `${same} OR ((${compared}) >= ${span.start} AND (${compared}) ${until(span)})`;
}

/** A day has an end of its own: after 2024-05-31 begins on the next. */
const after = ({ start, end }: Span): string => (end === null ? ` ${start}` : `= ${end}`);
const until = ({ start, end }: Span): string => (end === null ? `<= ${start}` : `< ${end}`);
