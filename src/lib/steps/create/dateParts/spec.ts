import * as v from 'valibot';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { derivedColumns } from '../../derived.ts';
import { datesToSplit, slug } from '../../suggesting.ts';
import { listed } from '../../words.ts';
import { objectToDates } from '../dates.ts';
import { derive } from './derive.ts';
import { dateParts as known, type DatePart } from './parts.ts';

/** Reasoned, not measured yet: much has a season and a week, and where it has none the parts are noise. */
const confidence = 0.7;

/** The year where there is more than one, and the hour where there are times. */
function partsOf({ type, range }: ColumnProfile): DatePart[] {
  const years = range?.min.slice(0, 4) !== range?.max.slice(0, 4);
  return [
    ...(years ? (['year'] as const) : []),
    'month',
    'weekday',
    ...(type === 'datetime' ? (['hour'] as const) : []),
  ];
}

export const dateParts = defineStep({
  id: 'dateParts',
  version: 1,
  stage: 'create',
  kind: 'cleaning',
  title: 'Take dates apart',
  summary: 'Turns each date into numbers a model can read: year, month, day of the week, hour.',
  params: v.strictObject({
    parts: v.optional(
      v.pipe(
        v.array(v.picklist(known)),
        v.metadata({ unordered: true }),
        v.title('Parts'),
        v.description(`Any of ${known.join(', ')}; weekday from Monday = 1 to Sunday = 7.`),
      ),
      ['year', 'month', 'weekday'],
    ),
    cyclic: v.optional(
      v.pipe(
        v.boolean(),
        v.title('As points on a circle'),
        v.description(
          'Two columns for each part, sine and cosine, so that December lies beside January; the year stays a number.',
        ),
      ),
      false,
    ),
    keep: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Keep the dates'),
        v.description('No model here reads a date itself; keep it where a later step does.'),
      ),
      false,
    ),
  }),
  needsColumns: true,
  objectTo: objectToDates,
  columnsAfter: derivedColumns(derive),
  action: { type: 'feature_engineer', params: { op: 'date_parts' } },
  suggest: (context) =>
    datesToSplit(context).map((c) => {
      const parts = partsOf(c);
      return {
        id: `date-parts-${slug(c.name)}`,
        type: 'feature_engineer',
        target_columns: [c.name],
        params: { op: 'date_parts', parts },
        confidence,
        rationale: `No model reads a date: ${listed(parts, 4)} of ${c.name} (${c.distinct} distinct) are numbers.`,
      };
    }),
  describe: (columns, { parts, cyclic }) => ({
    title: `Take ${listed(columns)} apart`,
    effect: `${listed(parts, 4)}${cyclic ? ' on a circle' : ''}`,
  }),
  examples: [
    { params: {}, why: 'A season, a week, and the years.' },
    { params: { parts: [...known], keep: true }, why: 'Every part, for a look at them.' },
    {
      params: { parts: [...known], cyclic: true },
      why: 'For linear models and distances, to which 12 is far from 1.',
    },
  ],
});
