import { sqlName, sqlText } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput, type RelationColumn } from '#lib/engine/step.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { numberSql } from '../texts.ts';
import type { dropNearDuplicates as spec } from './spec.ts';

type Input = Pick<CleaningInput<ParamsOf<typeof spec>>, 'relation' | 'columns' | 'params'>;

/**
 * Blocks of equal keys: of a text its words, in small letters, each once and sorted (OpenRefine's fingerprint, with
 * accents kept); of a number its multiple of the tolerance. No pair is compared by itself, so that the order of the rows
 * decides nothing but which row stays, and a million rows take a second.
 */
export const dropNearDuplicates = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation(input) {
    const { relation } = input;
    const from = `${relation.from} QUALIFY row_number() OVER (${inBlock(input)}) = 1`;
    return { from: select({ ...relation, from }, relation.columns), columns: relation.columns };
  },

  counts(input) {
    const { from } = input.relation;
    const as = (keys: string): string =>
      `count(*) - (SELECT count(*) FROM (SELECT DISTINCT ${keys || '1'} FROM ${from}))`;
    const exact = compared(input).map((c) => sqlName(c.id));
    return new Map([
      ['removed', as(keys(input).join(', '))],
      ['equal', as(exact.join(', '))],
    ]);
  },

  samples: (input) => new Map([['pairs', pairsSql(input)]]),

  report: ({ columns, params }, counts, mood, samples) => {
    const [removed, equal] = [counts.get('removed') ?? 0, counts.get('equal') ?? 0];
    const by = columns.length ? ` in ${listed(columns.map((c) => `'${c}'`))}` : '';
    const which = params.keep === 'first' ? 'an earlier one' : 'a later one';
    const pairs = samples?.get('pairs');
    const shown = pairs ? `: ${pairs}${removed > shownPairs ? ', …' : ''}` : '';
    const alike = equal > 0 ? `, ${equal} of them to the letter` : '';
    return [
      effect(
        'drop_near_duplicates',
        `${verb(mood, 'removed')} ${counted(removed, 'row')} nearly the same as ${which}${by}${alike}${shown}`,
        { rows_affected: removed },
      ),
    ];
  },
});

const compared = ({ relation, columns }: Input): readonly RelationColumn[] =>
  columns.length ? relationColumns(relation, columns, 'dropNearDuplicates') : relation.columns;

const keys = (input: Input): string[] => {
  const { tolerance } = input.params;
  return compared(input).map((c) => {
    const x = sqlName(c.id);
    if (isText(c)) return wordsSql(x);
    if (!isNumeric(c.type) || tolerance === 0) return x;
    return `floor(${x} / ${numberSql(tolerance)} + 0.5)`;
  });
};

/** Dates and truth values are texts in SQL, and say what they say. */
const isText = ({ type }: RelationColumn): boolean => type === 'text' || type === 'category';

const inBlock = (input: Input): string =>
  `PARTITION BY ${keys(input).join(', ') || '1'} ORDER BY rid${input.params.keep === 'first' ? '' : ' DESC'}`;

/** Runs of what is neither a sign of ASCII, nor white space, nor a control character. */
const word = '[^\\x00-/:-@\\[-`{-\\x7f\\x{a0}]+';

/** A text without words is itself. */
function wordsSql(x: string): string {
  const lower = `lower(replace(${x}, 'İ', 'i̇'))`;
  const words = `list_sort(list_distinct(regexp_extract_all(${lower}, ${sqlText(word)})))`;
  return `coalesce(nullif(array_to_string(${words}, ' '), ''), ${x})`;
}

/** Pairs that the report shows. */
const shownPairs = 3;

/** "row 7 ('Smith, John') like row 3 ('john smith')", by the first column of texts. */
function pairsSql(input: Input): string {
  const { from } = input.relation;
  const quoted = compared(input).find(isText);
  const text = quoted ? `left(coalesce(${sqlName(quoted.id)}, ''), 40)` : `''`;
  const rows = `SELECT rid, ${text} AS own, first_value(rid) OVER block AS stays, first_value(${text}) OVER block AS like_own FROM ${from} WINDOW block AS (${inBlock(input)}) QUALIFY row_number() OVER block > 1 ORDER BY rid LIMIT ${shownPairs}`;
  const told = (rid: string, own: string): string =>
    `'row ' || CAST(${rid} + 1 AS VARCHAR)${quoted ? ` || ' (''' || ${own} || ''')'` : ''}`;
  const each = `${told('rid', 'own')} || ' like ' || ${told('stays', 'like_own')}`;
  return `max((SELECT string_agg(${each}, ', ' ORDER BY rid) FROM (${rows})))`;
}
