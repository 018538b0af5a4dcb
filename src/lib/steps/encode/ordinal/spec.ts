import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { keptFeatures, slug } from '../../suggesting.ts';
import { listed } from '../../words.ts';
import { orderOf } from '../../orders.ts';

/** Reasoned, not measured yet: the words have an order, but the steps between them may not be even. */
const confidence = 0.85;

const code = v.pipe(v.number(), v.integer(), v.maxValue(-1));

export const ordinal = defineStep({
  id: 'ordinal',
  version: 1,
  stage: 'encode',
  kind: 'learned',
  title: 'Encode categories as ordered numbers',
  summary: 'Replaces each level by its place in an order: 0, 1, 2, and so on.',
  params: v.strictObject({
    categories: v.optional(
      v.pipe(
        v.nullable(v.array(v.string())),
        v.title('Order'),
        v.description(
          'Levels from low to high, the same for each column. Empty: sorted by code point.',
        ),
      ),
      null,
    ),
    unknownValue: v.optional(
      v.pipe(
        code,
        v.title('Code for unknown levels'),
        v.description('For levels that training did not hold, missing ones included.'),
      ),
      -1,
    ),
    encodedMissingValue: v.optional(
      v.pipe(
        v.nullable(code),
        v.title('Code for missing'),
        v.description('Where training held missing cells too. Empty: they stay missing.'),
      ),
      null,
    ),
  }),
  needsColumns: true,
  objectTo: ({ name, type }) => {
    if (isNumeric(type)) return `${name} holds numbers, which are in order already.`;
    if (type === 'date' || type === 'datetime') return `${name} holds dates; drop it.`;
    return type === 'text'
      ? `${name} is text without an order; cast it to a category, or drop it.`
      : null;
  },
  action: { type: 'encode', params: { method: 'ordinal' } },
  suggest: (context) =>
    keptFeatures(context).flatMap((c) => {
      const order = orderOf(c);
      if (!order) return [];
      return {
        id: `encode-${slug(c.name)}-ordinal`,
        type: 'encode',
        target_columns: [c.name],
        params: { method: 'ordinal', categories: order },
        confidence,
        rationale: `The ${order.length} levels of ${c.name} have an order: ${listed(order, 8)}.`,
      };
    }),
  describe: (columns, { categories }) => ({
    title: `Encode ${listed(columns)} in order`,
    effect: categories ? categories.join(' < ') : 'sorted',
  }),
  examples: [
    { params: {}, why: 'Trees, which only need the levels apart.' },
    { params: { encodedMissingValue: -2 }, why: 'Missing gets a code of its own.' },
    { params: { categories: ['low', 'mid', 'high'] }, why: 'Words with an order.' },
    {
      params: { categories: ['high', 'low'], unknownValue: -3, encodedMissingValue: -2 },
      why: 'Levels that are not listed count as unknown.',
    },
  ],
});
