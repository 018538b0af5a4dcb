import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { heavyTailed, keptFeatures, tailOf } from '../../suggesting.ts';
import { counted, listed, short } from '../../words.ts';
import { objectToNumbers } from '../../numbers.ts';

/** Reasoned, not measured yet: a few far values would set the standard deviation of the rest. */
const confidence = 0.8;

export const robustScale = defineStep({
  id: 'robustScale',
  version: 1,
  stage: 'scale',
  kind: 'learned',
  title: 'Scale numbers by their quartiles',
  summary:
    'Subtracts the median of each column and divides by the distance between its quartiles, which far values do not move.',
  params: v.strictObject({
    withCentering: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Subtract the median'),
        v.description('That of the training rows; missing cells are passed over.'),
      ),
      true,
    ),
    withScaling: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Divide by the spread'),
        v.description('The upper quantile less the lower; 1 where they are the same.'),
      ),
      true,
    ),
    quantileRange: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0.01),
        v.maxValue(0.49),
        v.title('Lower quantile'),
        v.description('The upper one lies as far from 1. A lower one lets more far values count.'),
      ),
      0.25,
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  action: { type: 'scale', params: { method: 'robust' } },
  suggest: (context) => {
    const found = keptFeatures(context).filter(heavyTailed);
    if (found.length === 0) return [];
    const evidence = found.map((c) => `${c.name} (${short(Math.round(tailOf(c)))})`);
    return [
      {
        id: 'scale-robust',
        type: 'scale',
        target_columns: found.map((c) => c.name),
        params: { method: 'robust' },
        confidence,
        rationale: `${counted(found.length, 'column')} ${found.length === 1 ? 'has' : 'have'} values many interquartile ranges beyond the quartiles: ${listed(evidence)}; those would set a standard deviation alone, and do not move the quartiles.`,
      },
    ];
  },
  describe: (columns, { quantileRange, withCentering, withScaling }) => ({
    title: `Scale ${listed(columns)} by quartiles`,
    effect:
      [
        ...(withCentering ? ['median 0'] : []),
        ...(withScaling
          ? [`quantiles ${quantileRange} to ${short(1 - quantileRange)} 1 apart`]
          : []),
      ].join(', ') || 'changes nothing',
  }),
  examples: [
    { params: {}, why: 'Outliers do not move the median.' },
    { params: { withCentering: false, quantileRange: 0.1 }, why: 'Zero keeps its meaning.' },
    { params: { withScaling: false }, why: 'Columns in one unit, centred.' },
  ],
});
