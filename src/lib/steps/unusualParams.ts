import * as v from 'valibot';
import { contamination } from '#lib/models/anomalies.ts';

/** Parameters of the steps that look for unusual rows by an isolation forest. */
export const unusualParams = {
  contamination: v.optional(contamination, 'auto'),
  nEstimators: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(10),
      v.maxValue(1000),
      v.title('Trees'),
      v.description('Fewer give rougher scores; more take longer and change little.'),
    ),
    100,
  ),
};

/** "the least usual 2 %", or what "auto" is. */
export const shareWords = (share: number | 'auto'): string =>
  share === 'auto'
    ? 'by the line of the paper'
    : `the least usual ${Number((100 * share).toPrecision(3))} %`;
