import { sqlName, sqlText } from '#lib/engine/sqlText.ts';
import {
  defineCleaning,
  type CleaningInput,
  type Mood,
  type Relation,
  type RelationColumn,
} from '#lib/engine/step.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';
import { chosenTable } from '#lib/recipe/secondTable.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { numberToText, textToNumber } from '../../numberTexts.ts';
import { freshIds, relationColumns } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { appended, type Appended, type Stacked } from './appended.ts';
import type { appendTable as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;
type Input = CleaningInput<Params>;

/** A column after the step: where it stands, and the SQL of its cells on either side. */
interface Cells {
  readonly column: RelationColumn;
  readonly stacked: Stacked;
  readonly here: string;
  readonly there: string;
}

/** pandas' pd.concat([df, other]): all rows that are here, then all of the second table, each in their own order. */
export const appendTable = defineCleaning<typeof spec>()({
  kind: 'cleaning',
  adds: true,
  second: ({ source }) => chosenTable(source, 'appendTable'),

  relation(input) {
    const { relation, second } = input;
    relationColumns(relation, input.columns, 'appendTable');
    const { columns } = columnsOf(input);
    const side = (items: readonly string[], from: string): string =>
      `SELECT ${items.join(', ')} FROM ${from}`;
    const ids = columns.map((c) => c.column.id);
    const here = [
      ...['0 AS side', 'rid AS place', 'rid AS src'],
      ...columns.map((c, k) => named(c.here, ids[k]!)),
    ];
    const there = ['1', 'rid', '-1 - rid', ...columns.map((c) => c.there)];
    const both = `(${side(here, relation.from)} UNION ALL ${side(there, second!.from)})`;
    const counted = 'row_number() OVER (ORDER BY side, place) - 1 AS rid';
    return {
      from: `(SELECT ${[counted, 'src', ...ids.map(sqlName)].join(', ')} FROM ${both} AS stacked)`,
      columns: columns.map((c) => c.column),
      renumbers: true,
    };
  },

  counts(input) {
    const { columns } = columnsOf(input);
    const of = (what: string): string =>
      `coalesce(max((SELECT ${what} FROM ${input.second!.from})), 0)`;
    return new Map([
      ['rows', 'count(*)'],
      ['added', of('count(*)')],
      ...columns
        .filter(({ stacked }) => losing(stacked))
        .map(
          ({ column, there, id }) =>
            [`lost_${column.id}`, of(`count(${id}) - count(${there})`)] as const,
        ),
    ]);
  },

  report(input, counts, mood) {
    const { relation, params } = input;
    const found = appended(relation.columns, params);
    const { file } = found.source;
    const [rows, added] = [counts.get('rows') ?? 0, counts.get('added') ?? 0];
    const both = found.columns.filter((c) => c.here && c.there).length;
    const said = `${verb(mood, 'added')} ${counted(added, 'row')} of '${file.name}' below ${rows}, ${both} of ${counted(found.columns.length, 'column')} filled from both`;
    return [
      effect('union', said, { rows_affected: added }, both === 0 ? 'WARNING' : 'INFO'),
      ...oneSided(found, [rows, added], mood),
      ...typeEvents(input, counts, mood),
    ];
  },

  /** New rows get the columns, and no rows. */
  newRows: {
    kind: 'cleaning',
    relation(input) {
      const { columns } = columnsOf(input);
      const items = columns.map((c) => named(c.here, c.column.id));
      return {
        from: `(SELECT ${['rid', ...items].join(', ')} FROM ${input.relation.from})`,
        columns: columns.map((c) => c.column),
      };
    },
    counts: () => new Map(),
    report: ({ params }) => [
      effect(
        'union',
        `Passed over 'Append ${params.source?.file.name ?? ''}': new rows are answered by themselves`,
        { rows_affected: 0 },
      ),
    ],
  },
});

const named = (cell: string, id: string): string =>
  cell === id ? id : `${cell} AS ${sqlName(id)}`;

const emptySql = (type: ColumnType): string =>
  `CAST(NULL AS ${isNumeric(type) ? 'DOUBLE' : 'VARCHAR'})`;

/** Whether texts are read as numbers, of which some may be none. */
const losing = ({ here, there }: Stacked): boolean =>
  here !== null && there !== null && isNumeric(here.type) && !isNumeric(there.type);

function columnsOf({ relation, params, second }: Input): {
  readonly columns: readonly (Cells & { readonly id: string })[];
} {
  const { columns, origin, source } = appended(relation.columns, params);
  const fresh = freshIds(relation.columns, columns.filter((c) => !c.here).length);
  const idThere = (name: string): string =>
    sqlName(relationColumns(second ?? facts(source), [name], 'appendTable')[0]!.id);
  return {
    columns: columns.map((stacked) => {
      const own = stacked.here && relation.columns.find((c) => c.name === stacked.name)!;
      const id = own ? own.id : fresh.shift()!;
      const there = stacked.there ? idThere(stacked.there.name) : '';
      const isOrigin = stacked.name === origin;
      return {
        column: { id, name: stacked.name, type: stacked.type },
        stacked,
        id: there,
        here: own ? sqlName(id) : isOrigin ? sqlText(params.here) : emptySql(stacked.type),
        there: isOrigin ? sqlText(source.file.name) : cellThere(stacked, there),
      };
    }),
  };
}

/** The second table's columns where its rows are not asked for. */
const facts = ({ columns }: Appended['source']): Relation => ({
  from: '',
  columns: columns.map(({ name, type }, j) => ({ id: `c${j}`, name, type })),
});

function cellThere(stacked: Stacked, id: string): string {
  const { type, here, there } = stacked;
  if (!there) return emptySql(type);
  if (losing(stacked)) return textToNumber(id);
  return here && !isNumeric(type) && isNumeric(there.type) ? numberToText(id) : id;
}

/** Columns that one of the two tables has not. */
function oneSided(
  { columns, origin, source }: Appended,
  [rows, added]: readonly [number, number],
  mood: Mood,
): LogEvent[] {
  const own = columns.filter((c) => !c.here && c.there).map((c) => `'${c.name}'`);
  const lacking = columns.filter((c) => c.here && !c.there && c.name !== origin);
  const events: LogEvent[] = [];
  if (own.length > 0)
    events.push(
      effect(
        'union',
        `${verb(mood, 'made')} ${counted(own.length, 'column')} that only '${source.file.name}' has, empty in the ${counted(rows, 'row')} here: ${listed(own)}`,
        { rows_affected: 0 },
      ),
    );
  if (lacking.length > 0)
    events.push(
      effect(
        'union',
        `${verb(mood, 'left')} ${counted(lacking.length, 'column')} empty in the ${counted(added, 'row')} of '${source.file.name}', which has no ${listed(lacking.map((c) => `'${c.name}'`))}`,
        { rows_affected: 0 },
      ),
    );
  return events;
}

/** Where the two tables hold a column as other types, with what was made of it. */
function typeEvents(input: Input, counts: ReadonlyMap<string, number>, mood: Mood): LogEvent[] {
  const { columns } = columnsOf(input);
  return columns.flatMap(({ column, stacked }) => {
    const { here, there } = stacked;
    if (!here || !there || here.type === there.type) return [];
    if (isNumeric(here.type) && isNumeric(there.type)) return [];
    const lost = counts.get(`lost_${column.id}`) ?? 0;
    const numbers = isNumeric(there.type) && !isNumeric(here.type);
    const none =
      lost === 0
        ? ''
        : `; ${counted(lost, 'value')} that ${lost === 1 ? 'is none becomes' : 'are none become'} missing`;
    const choice = `${verb(mood, numbers ? 'written' : 'read')} '${column.name}' of the second table as ${losing(stacked) ? 'numbers' : column.type}`;
    return [
      effect(
        'union',
        `${choice}: it is ${there.type} there and ${here.type} here${none}`,
        { rows_affected: lost, col: column.name },
        'WARNING',
      ),
    ];
  });
}
