import { cellSql } from '#lib/engine/expressionSql.ts';
import { sqlName } from '#lib/engine/sqlText.ts';
import type { CleaningCompute, RelationColumn } from '#lib/engine/step.ts';
import type { Typed } from '#lib/recipe/expression/check.ts';
import { relationColumns, select } from './relation.ts';
import { effect, verb } from './report.ts';
import { needTexts } from './textColumns.ts';
import { counted } from './words.ts';

/** A text as another text, by the step's parameters. */
export type EditText<Params> = (text: Typed, params: Params) => Typed;

/** The behaviour of a step that writes each text of its columns anew, by a formula over that text alone. */
export function editedTexts<Params>(
  step: string,
  source: string,
  edit: EditText<Params>,
): CleaningCompute<Params> {
  const edited = (c: RelationColumn, params: Params): string => {
    needTexts([c], [c.name], step);
    const text: Typed = { node: 'column', kind: 'text', name: c.name };
    return cellSql(edit(text, params), () => sqlName(c.id));
  };
  return {
    kind: 'cleaning',

    relation({ relation, columns, params }) {
      const changed = new Set(relationColumns(relation, columns, step));
      const from = select(relation, relation.columns, (c) =>
        changed.has(c) ? edited(c, params) : sqlName(c.id),
      );
      return { from, columns: relation.columns };
    },

    counts({ relation, columns, params }) {
      return new Map(
        relationColumns(relation, columns, step).flatMap((c) => {
          const [x, becomes] = [sqlName(c.id), edited(c, params)];
          return [
            [`changed_${c.id}`, `count(*) FILTER (WHERE ${becomes} <> ${x})`] as const,
            [`emptied_${c.id}`, `count(${x}) - count(${becomes})`] as const,
          ];
        }),
      );
    },

    report({ relation, columns }, counts, mood) {
      return relationColumns(relation, columns, step).flatMap(({ id, name: col }) => {
        const [n, emptied] = [counts.get(`changed_${id}`) ?? 0, counts.get(`emptied_${id}`) ?? 0];
        const message = `${verb(mood, 'replaced')} ${counted(n, 'text')} of '${col}'`;
        const events = [effect(source, message, { rows_affected: n, col })];
        if (emptied === 0) return events;
        const gone = `${verb(mood, 'emptied')} ${counted(emptied, 'text')} of '${col}' of which nothing is left`;
        return [...events, effect(source, gone, { rows_affected: emptied, col })];
      });
    },
  };
}
