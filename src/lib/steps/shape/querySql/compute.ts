import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput, type Mood } from '#lib/engine/step.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { freshIds, relationColumns } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { queryFault } from './fault.ts';
import { answerSql, cellSql, madeFrom, queried, readsAround } from './queried.ts';
import type { querySql as spec } from './spec.ts';

type Input = CleaningInput<ParamsOf<typeof spec>>;

/** DuckDB's answer to the query, in the order that it asks for; rows that it leaves equal are in the order of the table. */
const query = defineCleaning<typeof spec>()({
  kind: 'cleaning',
  // A part that is joined may give a row several times.
  multiplies: true,

  relation(input) {
    relationColumns(input.relation, input.columns, 'querySql');
    const { made } = queried(input.relation.columns, input.params);
    const ids = freshIds(input.relation.columns, made.length);
    const cells = made.map(({ type }, k) => `${cellSql(`o${k}`, type)} AS ${sqlName(ids[k]!)}`);
    return {
      from: `(SELECT ${['row_number() OVER () - 1 AS rid', 'src', ...cells].join(', ')} FROM ${answer(input, false)} AS answered)`,
      columns: made.map(({ name, type }, k) => ({ id: ids[k]!, name, type })),
      renumbers: true,
    };
  },

  counts: (input) =>
    new Map([
      ['rows', 'count(*)'],
      ['made', `coalesce(max((SELECT count(*) FROM ${answer(input, false)} AS answered)), 0)`],
    ]),

  report: ({ relation, params }, counts, mood) =>
    reported(
      queried(relation.columns, params),
      [counts.get('rows') ?? 0, counts.get('made') ?? 0],
      mood,
    ),

  madeOf(_columns, params, before) {
    const found = queried(before, params);
    return before.flatMap(({ name: from }) =>
      madeFrom(found, from).map((name) => ({ name, from })),
    );
  },

  readsAround(_columns, params, before) {
    const { query: asked, made } = queried(before, params);
    return readsAround(asked) ? made.filter((m) => m.as === null).map((m) => m.name) : [];
  },

  fault: ({ query: text }, message) => queryFault(text, message),
});

/** Rows to predict are all answered, where the query works each out by itself. */
export const querySql: typeof query = {
  ...query,
  newRows: {
    ...query,
    relation: (input) => {
      const { from, ...rest } = query.relation(input);
      return { ...rest, from: from.replace(answer(input, false), () => answer(input, true)) };
    },
    counts: (input) =>
      new Map([
        ['rows', 'count(*)'],
        ['made', `coalesce(max((SELECT count(*) FROM ${answer(input, true)} AS answered)), 0)`],
      ]),
  },
};

function answer({ relation, params }: Input, everyRow: boolean): string {
  const ids = new Map(relation.columns.map((c) => [c.name, sqlName(c.id)]));
  return answerSql(relation.columns, params, {
    cells: (name) => (name === '' ? 'rid' : ids.get(name)!),
    from: relation.from,
    all: !everyRow,
  });
}

function reported(
  { query: asked, made }: ReturnType<typeof queried>,
  [rows, rowsMade]: readonly [number, number],
  mood: Mood,
): LogEvent[] {
  const worked = made.filter((m) => m.as === null).map((m) => `'${m.name}'`);
  const how = asked.select.groups
    ? ', each summed up from its own'
    : rowsMade === rows
      ? ''
      : ', chosen by the query';
  const events = [
    effect(
      'sql',
      `${verb(mood, 'made')} ${counted(rowsMade, 'row')} of ${rows}${how}, with ${counted(made.length, 'column')}${worked.length > 0 ? `; worked out: ${listed(worked)}` : ''}`,
      { rows_affected: rows - rowsMade },
    ),
  ];
  if (readsAround(asked) && worked.length > 0)
    events.push(
      effect(
        'sql',
        `${verb(mood, 'read')} other rows for ${listed(worked)}: rows that judge may stand in what training rows hold, and a model may look better than it is`,
        { rows_affected: 0 },
        'WARNING',
      ),
    );
  return events;
}
