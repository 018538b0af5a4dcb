import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { heavyTailed, keptFeatures, willBeNumber } from '../../suggesting.ts';
import { counted, listed, short } from '../../words.ts';

/** Reasoned, not measured yet: linear models need it, trees do not care. */
const confidence = 0.85;

export const standardScale = defineStep({
  id: 'standardScale',
  version: 1,
  stage: 'scale',
  kind: 'learned',
  title: 'Standardise numbers',
  summary: 'Shifts each column to mean 0 and divides it by its standard deviation.',
  params: v.strictObject({
    withMean: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Subtract the mean'),
        v.description('The mean of the training rows; missing cells are passed over.'),
      ),
      true,
    ),
    withStd: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Divide by the standard deviation'),
        v.description('That of the training rows, dividing by n; 1 for a constant column.'),
      ),
      true,
    ),
  }),
  needsColumns: true,
  objectTo: ({ name, type }) =>
    isNumeric(type) ? null : `${name} does not hold numbers; encode it first.`,
  action: { type: 'scale', params: { method: 'standard' } },
  /** Min-max scaling is never suggested beside it: one of the two is enough, and outliers squeeze the other. */
  suggest: (context) => {
    const numbers = keptFeatures(context).filter(
      (c) => willBeNumber(c) && !isZeroOne(c.number) && !heavyTailed(c),
    );
    if (numbers.length === 0) return [];
    const deviations = numbers.flatMap((c) => c.number?.std ?? []).filter((s) => s > 0);
    const range = deviations.length
      ? `; standard deviations run from ${short(Math.min(...deviations))} to ${short(Math.max(...deviations))}, and linear models weigh columns by them`
      : '; linear models weigh columns by their spread';
    return [
      {
        id: 'scale-standard',
        type: 'scale',
        target_columns: numbers.map((c) => c.name),
        params: { method: 'standard' },
        confidence,
        rationale: `${counted(numbers.length, 'number column')}: ${listed(numbers.map((c) => c.name))}${range}.`,
      },
    ];
  },
  describe: (columns, { withMean, withStd }) => ({
    title: `Standardise ${listed(columns)}`,
    effect:
      [...(withMean ? ['mean 0'] : []), ...(withStd ? ['standard deviation 1'] : [])].join(', ') ||
      'changes nothing',
  }),
  examples: [
    { params: {}, why: 'Linear models, nearest neighbours, and all that measure distances.' },
    { params: { withMean: false }, why: 'Zero keeps its meaning.' },
    { params: { withStd: false }, why: 'Columns in one unit, centred.' },
  ],
});

const isZeroOne = (n: { min: number; max: number; zeros: number } | undefined): boolean =>
  n !== undefined && n.min === 0 && n.max === 1;
