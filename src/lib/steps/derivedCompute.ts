import { cellSql } from '#lib/engine/expressionSql.ts';
import { sqlName } from '#lib/engine/sqlText.ts';
import type { CleaningCompute, CleaningInput, RelationColumn } from '#lib/engine/step.ts';
import type { Derivation, Derive } from './derived.ts';
import { relationColumns } from './relation.ts';
import { effect, verb } from './report.ts';
import { counted } from './words.ts';

/** The behaviour of a step that adds columns, each a formula over those of its own row. */
export function derivedCompute<Params>(
  step: string,
  source: string,
  derive: Derive<Params>,
): CleaningCompute<Params> {
  const placed = (input: CleaningInput<Params>): Placed => {
    relationColumns(input.relation, input.columns, step);
    return place(input, derive(input.relation.columns, input.columns, input.params));
  };
  return {
    kind: 'cleaning',

    relation: (input) => {
      const { kept, added } = placed(input);
      const items = [
        'rid',
        ...kept.map((c) => sqlName(c.id)),
        ...added.map(({ column, sql }) => `${sql} AS ${sqlName(column.id)}`),
      ];
      return {
        from: `(SELECT ${items.join(', ')} FROM ${input.relation.from})`,
        columns: [...kept, ...added.map(({ column }) => column)],
      };
    },

    counts: (input) =>
      new Map([
        ['rows', 'count(*)'],
        ...placed(input).added.map(
          ({ column, sql }) => [`missing_${column.id}`, `count(*) - count(${sql})`] as const,
        ),
      ]),

    report: (input, counts, mood) => {
      const { added, dropped } = placed(input);
      const rows = counts.get('rows') ?? 0;
      const made = added.map(({ column: { id, name: col } }) => {
        const missing = counts.get(`missing_${id}`) ?? 0;
        const rest = missing > 0 ? `, ${missing} missing` : '';
        const message = `${verb(mood, 'added')} '${col}', ${counted(rows - missing, 'value')}${rest}`;
        return effect(source, message, { rows_affected: rows - missing, col });
      });
      const gone = dropped.map((col) =>
        effect(source, `${verb(mood, 'dropped')} column '${col}'`, { rows_affected: rows, col }),
      );
      return [...made, ...gone];
    },
  };
}

interface Placed {
  readonly kept: readonly RelationColumn[];
  readonly added: readonly { readonly column: RelationColumn; readonly sql: string }[];
  readonly dropped: readonly string[];
}

function place({ relation }: CleaningInput<unknown>, { derived, dropped }: Derivation): Placed {
  const ids = new Map(relation.columns.map((c) => [c.name, sqlName(c.id)]));
  const first = freshId(relation.columns);
  return {
    kept: relation.columns.filter((c) => !dropped.includes(c.name)),
    added: derived.map(({ name, type, value }, k) => ({
      column: { id: `d${first + k}`, name, type },
      sql: cellSql(value, (column) => ids.get(column)!),
    })),
    dropped,
  };
}

/** Columns of a file are c0, c1, …; those of formulas d0, d1, … */
export function freshId(columns: readonly RelationColumn[]): number {
  const taken = columns.flatMap(({ id }) => (/^d[0-9]+$/.test(id) ? [Number(id.slice(1))] : []));
  return Math.max(-1, ...taken) + 1;
}
