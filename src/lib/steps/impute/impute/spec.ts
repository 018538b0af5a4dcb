import * as v from 'valibot';
import { isTicked, notTicked } from '#lib/recipe/findings/numbersInTexts.ts';
import type { ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import type { SuggestionDraft } from '#lib/recipe/suggestion.ts';
import { keptFeatures, lostByCast, slug, thresholds, willBeNumber } from '../../suggesting.ts';
import { counted, listed, percent, short } from '../../words.ts';

/** Reasoned, not measured yet: the median never does much harm, the mode of a category may not stand out. */
const confidence = { median: 0.92, mean: 0.92, mode: 0.85, zero: 0.92, ticked: 0.85 } as const;

export const impute = defineStep({
  id: 'impute',
  version: 1,
  stage: 'impute',
  kind: 'learned',
  title: 'Impute missing values',
  summary: 'Fills missing cells with one value for each column, learned from training rows.',
  params: v.strictObject({
    strategy: v.optional(
      v.pipe(
        v.picklist(['mean', 'median', 'mostFrequent', 'constant']),
        v.title('Fill with'),
        v.description('Mean and median need numbers. Of equally frequent values, the smallest.'),
      ),
      'mean',
    ),
    fillValue: v.optional(
      v.pipe(
        v.nullable(v.union([v.string(), v.number()])),
        v.title('Constant'),
        v.description('For strategy constant. Empty means 0 for numbers, missing_value for text.'),
      ),
      null,
    ),
    indicator: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Mark what was missing'),
        v.description('Adds a 0/1 column for each column: 1 where the cell was missing.'),
      ),
      false,
    ),
  }),
  needsColumns: true,
  objectTo: () => null,
  action: { type: 'impute', params: {} },
  suggest: (context) =>
    context.takesMissing
      ? []
      : keptFeatures(context)
          .filter((c) => c.missing + lostByCast(c, context.profile) > 0)
          .reduce((groups, c) => byStrategy(groups, c, context.profile), [] as ColumnProfile[][])
          .flatMap((columns) => drafts(columns, context.profile)),
  describe: (columns, { strategy, fillValue, indicator }) => ({
    title: `Impute ${listed(columns)}`,
    effect: words(strategy, fillValue) + (indicator ? ', marked' : ''),
  }),
  examples: [
    { params: {}, why: 'Numbers without a long tail.' },
    {
      params: { strategy: 'median', indicator: true },
      why: 'Skewed numbers whose absence may tell.',
    },
    { params: { strategy: 'mostFrequent' }, why: 'Categories, and numbers that are codes.' },
    {
      params: { strategy: 'mostFrequent', indicator: true },
      why: 'Categories whose absence may tell.',
    },
    { params: { strategy: 'constant' }, why: 'Missing means none: 0, or a level of its own.' },
    {
      params: { strategy: 'constant', fillValue: -1 },
      why: 'A number outside the range, for trees.',
    },
    {
      params: { strategy: 'constant', fillValue: 'none' },
      why: 'Missing is an answer of its own.',
    },
  ],
});

function words(strategy: string, fillValue: string | number | null): string {
  if (strategy === 'mostFrequent') return 'most frequent';
  return strategy === 'constant' && fillValue !== null ? `constant ${fillValue}` : strategy;
}

/** From so many columns of one strategy on, one step for all: nobody looks at a hundred one by one. */
const together = 8;

/** Columns that share a strategy side by side, in the order of the first of each. */
function byStrategy(
  groups: ColumnProfile[][],
  c: ColumnProfile,
  profile: TableProfile,
): ColumnProfile[][] {
  const key = (one: ColumnProfile): string => JSON.stringify(paramsFor(one, profile));
  const own = groups.find(([first]) => key(first!) === key(c));
  if (own) own.push(c);
  else groups.push([c]);
  return groups;
}

function drafts(columns: readonly ColumnProfile[], profile: TableProfile): SuggestionDraft[] {
  if (columns.length < together) return columns.map((c) => draft(c, profile));
  const strategy = strategyFor(columns[0]!, profile);
  const missing = columns.map((c) => c.missing + lostByCast(c, profile));
  const [most] = [...missing].sort((a, b) => b - a);
  return [
    {
      id: `impute-${strategy}`,
      type: 'impute',
      target_columns: columns.map((c) => c.name),
      params: paramsFor(columns[0]!, profile),
      confidence: confidence[strategy],
      rationale: `${columns.length} columns have gaps, at most ${percent(most! / profile.rows)} of one (${listed(columns.map((c) => c.name))}); ${plainly[strategy]}.`,
    },
  ];
}

const plainly: Readonly<Record<keyof typeof confidence, string>> = {
  mean: 'their values are even around the mean',
  median: 'their values are skewed, and the median is not moved by a tail',
  mode: 'a category takes its most frequent value',
  zero: 'each stands where another column is 0, and nowhere else',
  ticked: 'each holds one value or nothing, as a box that is ticked',
};

function draft(c: ColumnProfile, profile: TableProfile): SuggestionDraft {
  const strategy = strategyFor(c, profile);
  const missing = c.missing + lostByCast(c, profile);
  const after = c.missing < missing ? `, ${missing - c.missing} of them once it is cast` : '';
  const share = `${percent(missing / profile.rows)} of ${c.name} is missing (${counted(missing, 'cell')}${after})`;
  return {
    id: `impute-${slug(c.name)}-${strategy}`,
    type: 'impute',
    target_columns: [c.name],
    params: paramsFor(c, profile),
    confidence: confidence[strategy],
    rationale: `${share}${reasons(c, profile)[strategy]}.`,
  };
}

/** Amounts that are missing where, and only where, a count is 0 are nothing yet. */
const zeroCause = (c: ColumnProfile, { gapCauses = [] }: TableProfile) =>
  c.number && c.number.min > 0
    ? gapCauses.find((g) => g.column === c.name && g.value === '0')
    : undefined;

/** In the words of an action (formats.md). */
function paramsFor(c: ColumnProfile, profile: TableProfile): Readonly<Record<string, unknown>> {
  const strategy = strategyFor(c, profile);
  return strategy === 'ticked' ? { strategy: 'constant', value: notTicked(c) } : { strategy };
}

function strategyFor(c: ColumnProfile, profile: TableProfile): keyof typeof confidence {
  if (isTicked(c, profile.rows)) return 'ticked';
  if (!willBeNumber(c)) return 'mode';
  if (zeroCause(c, profile)) return 'zero';
  const skew = c.number?.skew ?? Infinity;
  return Math.abs(skew) < thresholds.skewed ? 'mean' : 'median';
}

function reasons(c: ColumnProfile, profile: TableProfile): Record<keyof typeof confidence, string> {
  const { rows } = profile;
  const top = c.top[0];
  const share = top
    ? `, “${top.value}”, is ${percent(top.count / (rows - c.missing))} of the rest`
    : '';
  return {
    mean: ` and the values are even around ${short(c.number?.mean ?? 0)} (skew ${short(c.number?.skew ?? 0)})`,
    median: c.number
      ? ` and the values are skewed (${short(c.number.skew)}); the median is not moved by the tail`
      : '; the median is not moved by a tail',
    mode: `; its most frequent value${share}`,
    ticked: `, and where it is not it says “${top?.value ?? ''}”: a box that was ticked or left alone`,
    zero: `, in each row where ${zeroCause(c, profile)?.where ?? ''} is 0 and in no other: nothing yet, and so 0`,
  };
}
