import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';

export const minMaxScale = defineStep({
  id: 'minMaxScale',
  version: 1,
  stage: 'scale',
  kind: 'learned',
  title: 'Scale numbers to a range',
  summary:
    'Maps the smallest training value of each column to one end of a range, the largest to the other.',
  params: v.strictObject({
    min: v.optional(
      v.pipe(
        v.number(),
        v.finite(),
        v.title('From'),
        v.description('Where the smallest training value goes.'),
      ),
      0,
    ),
    max: v.optional(
      v.pipe(
        v.number(),
        v.finite(),
        v.title('To'),
        v.description('Where the largest goes; more than From.'),
      ),
      1,
    ),
    clip: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Clip'),
        v.description('Keeps values beyond those of training inside the range.'),
      ),
      false,
    ),
  }),
  needsColumns: true,
  objectTo: ({ name, type }) =>
    isNumeric(type) ? null : `${name} does not hold numbers; encode it first.`,
  action: { type: 'scale', params: { method: 'minmax' } },
  /** Standardising is suggested instead; one outlier squeezes all else into a corner of the range. */
  suggest: () => [],
  describe: (columns, { min, max, clip }) => ({
    title: `Scale ${listed(columns)}`,
    effect: `to ${min} … ${max}${clip ? ', clipped' : ''}`,
  }),
  examples: [
    { params: {}, why: 'Numbers with known ends, and neural networks.' },
    { params: { min: -1, max: 1, clip: true }, why: 'Nothing may leave the range.' },
  ],
});
