import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput, type RelationColumn } from '#lib/engine/step.ts';
import { relationColumns, freshIds } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import { pastColumns } from './names.ts';
import type { pastRows as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/**
 * pandas' shift and rolling over the rows before, by SQL windows that end one row before the row itself. Ties keep the
 * order of the file; a row without a time has no past and is nobody's; rows without a group are a group.
 */
export const pastRows = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation(input) {
    const { relation } = input;
    const added = placed(input);
    const items = [
      'rid',
      ...relation.columns.map((c) => sqlName(c.id)),
      ...added.map(({ column, sql }) => `${sql} AS ${sqlName(column.id)}`),
    ];
    return {
      // A window leaves rows in the order of its groups, and columns are read by queries of their own.
      from: `(SELECT ${items.join(', ')} FROM ${relation.from} ORDER BY rid)`,
      columns: [...relation.columns, ...added.map(({ column }) => column)],
    };
  },

  counts(input) {
    const missing = placed(input).map(({ column, sql }) => {
      const cells = `SELECT ${sql} AS cell FROM ${input.relation.from}`;
      const n = `SELECT count(*) FROM (${cells}) WHERE cell IS NULL`;
      return [`missing_${column.id}`, `coalesce(max((${n})), 0)`] as const;
    });
    const time = sqlName(orderOf(input).time.id);
    return new Map([['rows', 'count(*)'], ['timeless', `count(*) - count(${time})`], ...missing]);
  },

  report(input, counts, mood) {
    const { figure, time, group } = input.params;
    const rows = counts.get('rows') ?? 0;
    const timeless = counts.get('timeless') ?? 0;
    const added = placed(input).map(({ column: { id, name: col }, past }) => {
      const missing = counts.get(`missing_${id}`) ?? 0;
      const what = figure === 'lag' ? 'the value' : `the ${figure}`;
      const before = figure === 'lag' ? `${past} before` : `of ${past} before`;
      const gaps =
        missing > 0
          ? `; ${counted(missing, 'row')} ${missing === 1 ? 'has' : 'have'} no such past: the first ${group === '' ? 'ones' : `of each '${group}'`} and those after gaps`
          : '';
      const message = `${verb(mood, 'added')} '${col}', ${what} ${before} in order of '${time}', in ${counted(rows - missing, 'row')}${gaps}`;
      return effect('past', message, { rows_affected: rows - missing, col });
    });
    if (timeless === 0) return added;
    const message = `${verb(mood, 'emptied')} the past of ${counted(timeless, 'row')} without a value in '${time}'; no other row reads them`;
    return [...added, effect('past', message, { rows_affected: 0 }, 'WARNING')];
  },
});

interface Placed {
  readonly column: RelationColumn;
  readonly sql: string;
  /** "1 row", "7 rows" */
  readonly past: string;
}

function placed(input: CleaningInput<Params>): readonly Placed[] {
  const { relation, columns, params } = input;
  const found = relationColumns(relation, columns, 'pastRows');
  const ids = new Map(found.map((c) => [c.name, sqlName(c.id)]));
  const window = windowOf(input);
  const past = pastColumns(relation.columns, columns, params);
  const fresh = freshIds(relation.columns, past.length);
  return past.map(({ name, of, rows }, k) => ({
    column: { id: fresh[k]!, name, type: 'number' },
    sql: window(figureSql(params.figure, ids.get(of)!, rows)),
    past: counted(rows, 'row'),
  }));
}

/** A figure as SQL with a place for the window's partition and order. */
type Figure = (over: (frame: string) => string) => string;

const functions = { mean: 'avg', sum: 'sum', min: 'min', max: 'max', std: 'stddev_samp' } as const;

function figureSql(figure: Params['figure'], cell: string, rows: number): Figure {
  const back =
    (n: number): Figure =>
    (over) =>
      `lag(${cell}, ${n}) ${over('')}`;
  if (figure === 'lag') return back(rows);
  if (figure === 'change') return (over) => `${back(1)(over)} - ${back(1 + rows)(over)}`;
  const frame = `ROWS BETWEEN ${rows} PRECEDING AND 1 PRECEDING`;
  return (over) => `${functions[figure]}(${cell}) ${over(frame)}`;
}

function windowOf(input: CleaningInput<Params>): (figure: Figure) => string {
  const { time, group } = orderOf(input);
  const t = sqlName(time.id);
  const parts = [`${t} IS NULL`, ...(group ? [sqlName(group.id)] : [])].join(', ');
  const over = (frame: string): string =>
    `OVER (PARTITION BY ${parts} ORDER BY ${t}, rid${frame === '' ? '' : ` ${frame}`})`;
  return (figure) => `CASE WHEN ${t} IS NULL THEN NULL ELSE ${figure(over)} END`;
}

/** @throws EngineError 'params-invalid' without a column of time, 'column-missing' */
function orderOf({ relation, params }: CleaningInput<Params>): {
  readonly time: RelationColumn;
  readonly group: RelationColumn | null;
} {
  if (params.time === '')
    throw new EngineError({
      code: 'params-invalid',
      what: 'Nothing says which row came before which',
      where: { step: 'pastRows' },
      remedy:
        'Choose the column of dates or numbers that puts the rows in order; without one there is no past, only other rows.',
    });
  if (params.figure === 'std' && params.rows.includes(1))
    throw new EngineError({
      code: 'params-invalid',
      what: 'The deviation of 1 row is asked for, and one value has none',
      where: { step: 'pastRows' },
      remedy: 'Take windows of 2 rows or more.',
    });
  const names = [params.time, ...(params.group === '' ? [] : [params.group])];
  const [time, group] = relationColumns(relation, names, 'pastRows');
  return { time: time!, group: group ?? null };
}
