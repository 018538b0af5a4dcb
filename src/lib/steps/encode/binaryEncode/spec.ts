import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToLevels } from '../facts.ts';

export const binaryEncode = defineStep({
  id: 'binaryEncode',
  version: 1,
  stage: 'encode',
  kind: 'learned',
  title: 'Encode categories in binary digits',
  summary:
    'Numbers the levels in order and writes each number in 0/1 columns: ten columns hold a thousand levels.',
  params: v.strictObject({}),
  needsColumns: true,
  columnsMade: (columns) =>
    columns.reduce((n, c) => n + bitsOf(c.distinct + (c.missing > 0 ? 1 : 0)), 0),
  objectTo: objectToLevels,
  action: { type: 'encode', params: { method: 'binary' } },
  suggest: () => [],
  describe: (columns) => ({
    title: `Encode ${listed(columns)} in binary`,
    effect: 'a column for each digit',
  }),
  examples: [{ params: {}, why: 'Trees on many levels that follow no target and no order.' }],
});

/** Digits of the numbers 1 to n; 0 stands for levels that training did not hold. */
export const bitsOf = (n: number): number => Math.max(1, Math.ceil(Math.log2(n + 1)));
