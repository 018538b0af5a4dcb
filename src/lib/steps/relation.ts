import { EngineError } from '#lib/recipe/errors.ts';
import { sqlName } from '#lib/engine/sqlText.ts';
import type { Relation, RelationColumn } from '#lib/engine/step.ts';

/** The relation's columns of these names, in the names' order. */
export function relationColumns(
  relation: Relation,
  names: readonly string[],
  step: string,
): RelationColumn[] {
  const byName = new Map(relation.columns.map((c) => [c.name, c]));
  return names.map((name) => {
    const found = byName.get(name);
    if (found) return found;
    throw new EngineError({
      code: 'column-missing',
      what: `There is no column “${name}”`,
      where: { step, column: name },
      remedy: 'Pick a column of the table, or undo the step that removed it.',
    });
  });
}

/** `(SELECT rid, … FROM …)`; `expression` gives each column's SQL, by default the column itself. */
export function select(
  relation: Relation,
  columns: readonly RelationColumn[],
  expression: (c: RelationColumn) => string = (c) => sqlName(c.id),
): string {
  const items = columns.map((c) => {
    const sql = expression(c);
    return sql === c.id ? sql : `${sql} AS ${sqlName(c.id)}`;
  });
  return `(SELECT ${['rid', ...items].join(', ')} FROM ${relation.from})`;
}

/** Identifiers for new columns: those of a file are c0, c1, …; those that steps make d0, d1, … */
export function freshIds(columns: readonly RelationColumn[], howMany: number): string[] {
  const taken = columns.flatMap(({ id }) => (/^d[0-9]+$/.test(id) ? [Number(id.slice(1))] : []));
  const first = Math.max(-1, ...taken) + 1;
  return Array.from({ length: howMany }, (_, k) => `d${first + k}`);
}
