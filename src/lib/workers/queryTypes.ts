import { told } from '#lib/data/clean.ts';
import type { Sql } from '#lib/data/sql.ts';
import type { Relation } from '#lib/engine/step.ts';
import type { ColumnType } from '#lib/recipe/profile.ts';
import { querySql } from '#lib/steps/shape/querySql/compute.ts';
import { answerSql, queried, queriedNames } from '#lib/steps/shape/querySql/queried.ts';

/**
 * What each column holds that a query works out; those that it only names keep their types.
 * @throws EngineError 'params-invalid' for a query that is refused or does not run
 */
export async function queryTypes(
  sql: Sql,
  relation: Relation,
  query: string,
): Promise<[string, ColumnType][]> {
  const names = queriedNames(relation.columns, query);
  const params = { query, types: names.map((name): [string, ColumnType] => [name, 'text']) };
  const { made } = queried(relation.columns, params);
  const ids = new Map(relation.columns.map((c) => [c.name, c.id]));
  const answer = answerSql(relation.columns, params, {
    cells: (name) => (name === '' ? 'rid' : ids.get(name)!),
    from: relation.from,
    all: true,
  });
  try {
    const found = await sql.query(`DESCRIBE SELECT * FROM ${answer} AS answered`);
    const types = Array.from(found, (row) => String((row as { column_type: unknown }).column_type));
    return made.flatMap(({ name, as }, k): [string, ColumnType][] =>
      as === null ? [[name, typeOf(types[k]!)]] : [],
    );
  } catch (error) {
    throw told(error, querySql, params);
  }
}

function typeOf(type: string): ColumnType {
  if (type === 'BOOLEAN') return 'boolean';
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return 'integer';
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type)) return 'number';
  if (type === 'DATE') return 'date';
  return type.startsWith('TIMESTAMP') ? 'datetime' : type === 'VARCHAR' ? 'category' : 'text';
}
