import { EngineError } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned } from '#lib/engine/step.ts';
import {
  categoryColumn,
  column,
  missingIn,
  numberColumn,
  withColumns,
  type CategoryColumn,
  type Column,
  type NumberColumn,
  type Table,
} from '#lib/engine/table.ts';
import { categoryMode, mean, median, mode } from '#lib/engine/stats.ts';
import { fitting, list, number, perFeature, record, text, unless } from '#lib/engine/state.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted, short } from '../../words.ts';
import type { impute as spec } from './spec.ts';
import { freeName } from '../../names.ts';

type Params = ParamsOf<typeof spec>;

/** One entry for each column, in recipe order. */
interface Fitted {
  readonly fills: readonly (number | string)[];
  /** Names of the added 0/1 columns; empty without indicator. */
  readonly indicators: readonly string[];
}

const imputeForm = fitting(
  record<Fitted>({
    fills: list<number | string>(
      (fill, facts) => (typeof fill === 'string' ? null : number()(fill, facts)),
      perFeature,
    ),
    indicators: list(text),
  }),
  ({ indicators }, { features }) =>
    unless([[0, features].includes(indicators.length), 'its marks are not one a column']),
);

/** SimpleImputer, with MissingIndicator(features="all") beside it. */
export const impute = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: imputeForm },

  fit({ table, columns, params }) {
    const fills = columns.map((name) => learnFill(table, name, params));
    const taken = new Set(table.columns.keys());
    const indicators = params.indicator
      ? columns.map((name) => freeName(`${name}_missing`, taken))
      : [];
    return { fills, indicators };
  },

  transform({ table, columns }, { fills, indicators }) {
    const filled = columns.map((name, j) => [name, filledWith(table, name, fills[j]!)] as const);
    const marks = indicators.map(
      (mark, j) => [mark, markMissing(column(table, columns[j]!, 'impute'))] as const,
    );
    return withColumns(table, [...filled, ...marks]);
  },

  report({ table, columns, params }, { fills, indicators }, mood) {
    const events = columns.flatMap((col, j): LogEvent[] => {
      const n = missingIn(column(table, col, 'impute'));
      const fill = fills[j]!;
      const shown = typeof fill === 'number' ? short(fill) : `'${fill}'`;
      const replaced = `${verb(mood, 'replaced')} ${counted(n, 'null')} in '${col}' with ${nouns[params.strategy]} ${shown}`;
      const mark = indicators[j];
      return [
        ...(n > 0 ? [effect('impute', replaced, { rows_affected: n, col })] : []),
        ...(mark === undefined
          ? []
          : [
              effect('impute', `${verb(mood, 'added')} '${mark}', 1 in ${counted(n, 'row')}`, {
                rows_affected: n,
                col: mark,
              }),
            ]),
      ];
    });
    if (events.length > 0) return events;
    const none = `${verb(mood, 'replaced')} 0 nulls in ${counted(columns.length, 'column')}`;
    return [effect('impute', none, { rows_affected: 0 })];
  },
});

const nouns: Readonly<Record<Params['strategy'], string>> = {
  mean: 'mean',
  median: 'median',
  mostFrequent: 'most frequent value',
  constant: 'constant',
};

function learnFill(table: Table, name: string, { strategy, fillValue }: Params): number | string {
  if (strategy === 'constant') return constantFor(column(table, name, 'impute'), name, fillValue);
  const c =
    strategy === 'mostFrequent'
      ? column(table, name, 'impute')
      : numberColumn(table, name, 'impute');
  if (missingIn(c) === table.rows)
    throw nothingToLearn(
      'impute',
      name,
      table.rows,
      'Drop this column, or fill it with a constant.',
    );
  if (c.kind === 'category') return categoryMode(c.codes, c.levels)!;
  return { mean, median, mostFrequent: mode }[strategy](c.values);
}

/** What SimpleImputer takes when fill_value is None, and no number among texts or text among numbers. */
function constantFor(c: Column, name: string, fillValue: Params['fillValue']): number | string {
  if (fillValue === null) return c.kind === 'number' ? 0 : 'missing_value';
  if ((typeof fillValue === 'number') === (c.kind === 'number')) return fillValue;
  throw new EngineError({
    code: 'params-invalid',
    what: `The constant ${JSON.stringify(fillValue)} is a ${typeof fillValue === 'number' ? 'number' : 'text'}, and “${name}” holds ${c.kind === 'number' ? 'numbers' : 'text'}`,
    where: { step: 'impute', column: name },
    remedy: c.kind === 'number' ? 'Use a number.' : 'Use a text.',
  });
}

function filledWith(table: Table, name: string, fill: number | string): Column {
  if (typeof fill === 'string') return filledLevels(categoryColumn(table, name, 'impute'), fill);
  const { values } = numberColumn(table, name, 'impute');
  return { kind: 'number', values: values.map((x) => (Number.isNaN(x) ? fill : x)) };
}

function filledLevels(c: CategoryColumn, fill: string): CategoryColumn {
  const known = c.levels.indexOf(fill);
  const code = known < 0 ? c.levels.length : known;
  const levels = known < 0 ? [...c.levels, fill] : c.levels;
  return { kind: 'category', codes: c.codes.map((k) => (k < 0 ? code : k)), levels };
}

const markMissing = (c: Column): NumberColumn => ({
  kind: 'number',
  values:
    c.kind === 'number'
      ? c.values.map((x) => (Number.isNaN(x) ? 1 : 0))
      : Float64Array.from(c.codes, (k) => (k < 0 ? 1 : 0)),
});
