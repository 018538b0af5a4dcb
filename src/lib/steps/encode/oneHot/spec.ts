import * as v from 'valibot';
import { isNumeric, type ColumnProfile } from '#lib/recipe/profile.ts';
import { defineStep, type ColumnFacts, type SuggestContext } from '#lib/recipe/step.ts';
import type { SuggestionDraft } from '#lib/recipe/suggestion.ts';
import { orderOf } from '../../orders.ts';
import { keptFeatures, thresholds, willBeNumber } from '../../suggesting.ts';
import { counted, listed } from '../../words.ts';

/** Reasoned, not measured yet: most models need it; with many levels much is put into one. */
const confidence = { few: 0.93, many: 0.8 } as const;

/** Columns that the most frequent levels of a category with many get, the rest together among them. */
const mostLevels = 20;

export const oneHot = defineStep({
  id: 'oneHot',
  version: 1,
  stage: 'encode',
  kind: 'learned',
  title: 'One-hot encode categories',
  summary:
    'Turns each category into 0/1 columns, one for each level; missing is a level of its own.',
  params: v.strictObject({
    minFrequency: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
        v.title('Rows a level needs'),
        v.description(
          'Levels in fewer training rows share one column. Empty: every level has its own.',
        ),
      ),
      null,
    ),
    maxCategories: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
        v.title('Columns at most'),
        v.description('For each category, the shared column included. Empty: no limit.'),
      ),
      null,
    ),
    drop: v.optional(
      v.pipe(
        v.picklist(['none', 'first', 'ifBinary']),
        v.title('Leave out'),
        v.description('The first level, always or where there are just two; the others imply it.'),
      ),
      'none',
    ),
  }),
  needsColumns: true,
  columnsMade: (columns, { maxCategories, minFrequency, drop }) =>
    columns.reduce((n, c) => {
      const levels = levelsKept(c, minFrequency);
      const made = Math.min(levels, maxCategories ?? levels);
      return n + made - (drop === 'first' || (drop === 'ifBinary' && made === 2) ? 1 : 0);
    }, 0),
  objectTo,
  action: { type: 'encode', params: { method: 'onehot' } },
  suggest: (context) => {
    const open = candidates(context);
    const few = open.filter((c) => c.distinct <= thresholds.manyLevels);
    const byTarget = context.task === 'binary' || context.task === 'regression';
    const many = byTarget ? [] : open.filter((c) => c.distinct > thresholds.manyLevels);
    return [
      ...(few.length ? [fewLevels(few, context)] : []),
      ...(many.length ? [manyLevels(many)] : []),
    ];
  },
  describe: (columns, { minFrequency, maxCategories }) => ({
    title: `One-hot encode ${listed(columns)}`,
    effect:
      [
        ...(minFrequency === null ? [] : [`levels under ${counted(minFrequency, 'row')} together`]),
        ...(maxCategories === null ? [] : [`at most ${counted(maxCategories, 'column')} each`]),
      ].join(', ') || 'a column for each level',
  }),
  examples: [
    { params: {}, why: 'A few levels, all of them frequent.' },
    { params: { minFrequency: 2 }, why: 'Rare levels share one column.' },
    { params: { maxCategories: 3 }, why: 'Many levels, of which the most frequent matter.' },
    {
      params: { drop: 'first' },
      why: 'A linear model without penalty, free of redundant columns.',
    },
    { params: { drop: 'ifBinary', minFrequency: 2 }, why: 'Yes and no need one column, not two.' },
  ],
});

function objectTo({ name, type }: ColumnFacts): string | null {
  if (isNumeric(type)) return `${name} holds numbers; cast it to a category first.`;
  if (type === 'date' || type === 'datetime')
    return `${name} holds dates, and nearly each would be a level of its own; drop it.`;
  if (type === 'text')
    return `${name} is text with too many different values; cast it to a category, or drop it.`;
  return null;
}

/** Levels with a column of their own, missing among them, and one for the rest; the profile counts the most frequent only. */
function levelsKept(
  { distinct, missing, top }: ColumnProfile,
  minFrequency: number | null,
): number {
  const counts = [...top.map(({ count }) => count), ...(missing > 0 ? [missing] : [])];
  const rare = counts.filter((n) => n < (minFrequency ?? 0)).length;
  return rare === 0 ? counts.length + distinct - top.length : counts.length - rare + 1;
}

const candidates = (context: SuggestContext): readonly ColumnProfile[] =>
  keptFeatures(context).filter((c) => objectTo(c) === null && !willBeNumber(c) && !orderOf(c));

function fewLevels(columns: readonly ColumnProfile[], context: SuggestContext): SuggestionDraft {
  const rare = columns.filter((c) => hasRareLevel(c, context.profile.rows));
  const most = Math.max(...columns.map((c) => c.distinct));
  const together = rare.length
    ? ` ${listed(rare.map((c) => c.name))} ${rare.length === 1 ? 'has' : 'have'} levels in fewer than ${thresholds.rareLevel} rows, which would share a column.`
    : '';
  return {
    id: 'encode-onehot',
    type: 'encode',
    target_columns: columns.map((c) => c.name),
    params: { method: 'onehot', ...(rare.length ? { minFrequency: thresholds.rareLevel } : {}) },
    confidence: confidence.few,
    rationale: `${counted(columns.length, 'category', 'categories')} with at most ${most} levels ${columns.length === 1 ? 'becomes' : 'become'} 0/1 columns that every model can read.${together}`,
  };
}

function manyLevels(columns: readonly ColumnProfile[]): SuggestionDraft {
  const evidence = columns.map((c) => `${c.name} (${c.distinct})`);
  return {
    id: 'encode-onehot-frequent',
    type: 'encode',
    target_columns: columns.map((c) => c.name),
    params: { method: 'onehot', maxCategories: mostLevels },
    confidence: confidence.many,
    rationale: `${listed(evidence)} ${columns.length === 1 ? 'has' : 'have'} more than ${thresholds.manyLevels} levels; the ${mostLevels - 1} most frequent get a column each, the others share one.`,
  };
}

/** The profile lists the most frequent levels only; the rest is judged by its average. */
function hasRareLevel(c: ColumnProfile, rows: number): boolean {
  const shown = c.top.reduce((n, { count }) => n + count, 0);
  const hidden = c.distinct - c.top.length;
  return (
    c.top.some(({ count }) => count < thresholds.rareLevel) ||
    (hidden > 0 && (rows - c.missing - shown) / hidden < thresholds.rareLevel)
  );
}
