import { sqlName, sqlText } from '#lib/engine/sqlText.ts';
import { defineCleaning, type RelationColumn } from '#lib/engine/step.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { numberToText, textToNumber } from '../../numberTexts.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import { blanks, falseWords, trueWords } from './readings.ts';
import type { cast as spec } from './spec.ts';

type To = ParamsOf<typeof spec>['to'];

/** Integer and number columns are DOUBLE in a relation, all others VARCHAR; NULL is missing. */
export const cast = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns, params: { to } }) {
    const changed = new Set(relationColumns(relation, columns, 'cast'));
    return {
      from: select(relation, relation.columns, (c) =>
        changed.has(c) ? converted(c, to) : sqlName(c.id),
      ),
      columns: relation.columns.map((c) => (changed.has(c) ? { ...c, type: to } : c)),
    };
  },

  counts({ relation, columns, params: { to } }) {
    return new Map(
      relationColumns(relation, columns, 'cast').flatMap((c) => [
        [`changed_${c.id}`, `count(*) FILTER (WHERE ${changes(c, to)})`] as const,
        [`lost_${c.id}`, `count(${sqlName(c.id)}) - count(${converted(c, to)})`] as const,
      ]),
    );
  },

  samples({ relation, columns, params: { to } }) {
    return new Map(
      relationColumns(relation, columns, 'cast').flatMap((c) => {
        const misfits = `FILTER (WHERE ${converted(c, to)} IS NULL)`;
        const smallest = `min(DISTINCT CAST(${sqlName(c.id)} AS VARCHAR), ${sampled}) ${misfits}`;
        return Array.from(
          { length: sampled },
          (_, k) => [`sample_${c.id}_${k}`, `(${smallest})[${k + 1}]`] as const,
        );
      }),
    );
  },

  report({ relation, columns, params: { to } }, counts, mood, texts = new Map()) {
    return relationColumns(relation, columns, 'cast').flatMap(({ id, name }) => {
      const lost = counts.get(`lost_${id}`) ?? 0;
      const events: LogEvent[] = [
        effect('cast', `${verb(mood, 'cast')} '${name}' to ${to}`, {
          rows_affected: counts.get(`changed_${id}`) ?? 0,
          col: name,
        }),
      ];
      if (lost === 0) return events;
      const samples = Array.from({ length: sampled }, (_, k) => texts.get(`sample_${id}_${k}`));
      const quoted = samples.filter((s) => s !== undefined).map((s) => `'${clipped(s)}'`);
      const such = quoted.length ? `, such as ${quoted.join(', ')}` : '';
      const emptied = `${verb(mood, 'emptied')} ${counted(lost, 'value')} of '${name}' that ${lost === 1 ? 'is' : 'are'} not ${nouns[to]}${such}`;
      return [...events, effect('cast', emptied, { rows_affected: lost, col: name }, 'WARNING')];
    });
  },
});

/** Misfits that a report quotes, the smallest first. */
const sampled = 3;
const clipped = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

const nouns: Readonly<Record<To, string>> = {
  number: 'numbers',
  integer: 'integers',
  category: 'categories',
  text: 'texts',
  boolean: 'truth values',
};

/** The column's value as the other type, NULL where it does not fit. */
function converted({ id, type }: RelationColumn, to: To): string {
  const x = sqlName(id);
  if (to === 'boolean') return isNumeric(type) ? numberToBoolean(x) : textToBoolean(x);
  if (to === 'category' || to === 'text') return isNumeric(type) ? numberToText(x) : x;
  const number = isNumeric(type) ? x : textToNumber(x);
  return to === 'number' ? number : `CASE WHEN ${number} = trunc(${number}) THEN ${number} END`;
}

/** True where a present cell ends up as another present value; a text and the number it spells are different. */
function changes(c: RelationColumn, to: To): string {
  const x = sqlName(c.id);
  const becomes = converted(c, to);
  const numericAfter = to === 'number' || to === 'integer';
  return isNumeric(c.type) === numericAfter
    ? `${becomes} IS NOT NULL AND ${becomes} <> ${x}`
    : `${becomes} IS NOT NULL`;
}

const numberToBoolean = (x: string): string =>
  `CASE WHEN ${x} = 1 THEN 'true' WHEN ${x} = 0 THEN 'false' END`;

const textToBoolean = (x: string): string => {
  const word = `lower(trim(${x}, ${sqlText(blanks)}))`;
  const among = (words: readonly string[]): string => words.map(sqlText).join(', ');
  return `CASE WHEN ${word} IN (${among(trueWords)}) THEN 'true' WHEN ${word} IN (${among(falseWords)}) THEN 'false' END`;
};
