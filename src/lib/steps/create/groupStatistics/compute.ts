import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned } from '#lib/engine/step.ts';
import {
  fitting,
  list,
  names as distinctNames,
  number,
  pair,
  record,
  text,
  unless,
} from '#lib/engine/state.ts';
import { mean, median, sampleDeviation } from '#lib/engine/stats.ts';
import {
  categoryColumn,
  column,
  numberColumn,
  withColumns,
  type Table,
} from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { freeName } from '../../names.ts';
import { effect, verb } from '../../report.ts';
import { counted, short } from '../../words.ts';
import type { groupStatistics as spec } from './spec.ts';

type Statistic = ParamsOf<typeof spec>['statistic'];

/** What is learned of one number and one category. */
interface Figures {
  /** Of the new column. */
  readonly name: string;
  readonly number: string;
  readonly by: string;
  /** For each level that has numbers enough. */
  readonly levels: readonly (readonly [level: string, figure: number])[];
  /** For all other levels, and for a missing category. */
  readonly other: number;
}

const figuresForm = fitting(
  list(
    record<Figures>({
      name: text,
      number: text,
      by: text,
      levels: list(pair(text, number())),
      other: number(),
    }),
  ),
  (found) =>
    unless(
      [
        distinctNames(
          found.map(({ name }) => name),
          noFacts,
        ) === null,
        'two new columns have one name',
      ],
      [
        () =>
          found.every(
            (f) =>
              distinctNames(
                f.levels.map(([l]) => l),
                noFacts,
              ) === null,
          ),
        'a level has two figures',
      ],
    ),
);

const noFacts = { features: 0, classes: 1, classified: false };

/**
 * pandas' `groupby(by)[number]` with one figure a group; missing numbers are passed over, a missing category is no group.
 * A group whose figure is not defined (the deviation of one number) gets that of all rows; the count of an unknown one is 0.
 */
export const groupStatistics = defineLearned<typeof spec>()<readonly Figures[]>({
  kind: 'learned',
  state: { version: 1, form: figuresForm },

  fit({ table, columns, params: { statistic } }) {
    const { numbers, categories } = kindsOf(table, columns);
    const taken = new Set(table.columns.keys());
    const figure = figureOf(statistic);
    return numbers.flatMap((name) => {
      const { values } = numberColumn(table, name, 'groupStatistics');
      const known = values.filter((x) => !Number.isNaN(x));
      if (known.length === 0)
        throw nothingToLearn(
          'groupStatistics',
          name,
          table.rows,
          'Drop this column, or impute a constant first.',
        );
      const other = statistic === 'count' ? 0 : (figure(known) ?? 0);
      return categories.map((by) => ({
        name: freeName(`${name}_${statistic}_by_${by}`, taken),
        number: name,
        by,
        levels: levelsOf(table, values, by, figure),
        other,
      }));
    });
  },

  transform({ table, columns, params }, found) {
    for (const name of columns) column(table, name, 'groupStatistics');
    return withColumns(
      table,
      found.map((f) => [f.name, { kind: 'number', values: figuresIn(table, f, params.statistic) }]),
    );
  },

  report: ({ table, params: { statistic } }, found, mood) =>
    found.map((f) => {
      const { codes, levels } = categoryColumn(table, f.by, 'groupStatistics');
      const known = new Set(f.levels.map(([level]) => level));
      const n = codes.reduce((sum, k) => sum + (k >= 0 && known.has(levels[k]!) ? 0 : 1), 0);
      const rest =
        n > 0
          ? `; ${counted(n, 'row')} of no such group ${n === 1 ? 'gets' : 'get'} ${short(f.other)}`
          : '';
      const message = `${verb(mood, 'added')} '${f.name}', the ${statistic} of '${f.number}' in ${counted(f.levels.length, 'group')} of '${f.by}'${rest}`;
      return effect('group', message, { rows_affected: table.rows, col: f.name });
    }),
});

/** @throws EngineError 'column-missing'; 'params-invalid' where there is no number or no category */
function kindsOf(
  table: Table,
  columns: readonly string[],
): { readonly numbers: readonly string[]; readonly categories: readonly string[] } {
  const kind = (name: string): string => column(table, name, 'groupStatistics').kind;
  const numbers = columns.filter((name) => kind(name) === 'number');
  const categories = columns.filter((name) => kind(name) === 'category');
  if (numbers.length > 0 && categories.length > 0) return { numbers, categories };
  throw new EngineError({
    code: 'params-invalid',
    what: `Figures of groups need a number and a category to group by, and there is no ${numbers.length === 0 ? 'number' : 'category'}`,
    where: { step: 'groupStatistics', ...(columns[0] === undefined ? {} : { column: columns[0] }) },
    remedy: 'Choose at least one column of each kind, before categories are encoded.',
  });
}

/** Null where so few numbers have no such figure. */
function figureOf(statistic: Statistic): (numbers: Float64Array) => number | null {
  const figures = {
    mean,
    deviation: mean,
    median,
    std: (x: Float64Array) => (x.length < 2 ? null : sampleDeviation(x)),
    min: (x: Float64Array) => x.reduce((a, b) => Math.min(a, b)),
    max: (x: Float64Array) => x.reduce((a, b) => Math.max(a, b)),
    count: (x: Float64Array) => x.length,
  } as const;
  const of = figures[statistic];
  return (numbers) => (numbers.length === 0 && statistic !== 'count' ? null : of(numbers));
}

/** The levels that occur, in the order of the column's own levels by name. */
function levelsOf(
  table: Table,
  values: Float64Array,
  by: string,
  figure: (numbers: Float64Array) => number | null,
): Figures['levels'] {
  const { codes, levels } = categoryColumn(table, by, 'groupStatistics');
  const rows = levels.map((): number[] => []);
  const occurs = new Uint8Array(levels.length);
  codes.forEach((k, i) => {
    if (k < 0) return;
    occurs[k] = 1;
    if (!Number.isNaN(values[i]!)) rows[k]!.push(values[i]!);
  });
  return levels
    .flatMap((level, k): [string, number][] => {
      const found = occurs[k] ? figure(Float64Array.from(rows[k]!)) : null;
      return found === null ? [] : [[level, found]];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function figuresIn(
  table: Table,
  { number: name, by, levels, other }: Figures,
  statistic: Statistic,
): Float64Array {
  const c = categoryColumn(table, by, 'groupStatistics');
  const known = new Map(levels);
  const own = c.levels.map((level) => known.get(level) ?? other);
  const figures = Float64Array.from(c.codes, (k) => (k < 0 ? other : own[k]!));
  if (statistic !== 'deviation') return figures;
  const { values } = numberColumn(table, name, 'groupStatistics');
  return values.map((x, i) => x - figures[i]!);
}
