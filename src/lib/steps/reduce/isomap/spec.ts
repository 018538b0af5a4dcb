import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { components, onlyNumbers, whole } from '../params.ts';

export const isomap = defineStep({
  id: 'isomap',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce by paths between neighbours',
  summary:
    'Replaces columns by few that keep how far rows are from each other along the shape they lie on (Isomap); keeps the training rows, at most 5,000.',
  params: v.strictObject({
    nNeighbors: v.optional(
      whole(1, 200, {
        title: 'Neighbours',
        help: 'How many nearest rows each is linked to. Fewer follow finer bends and tear at gaps, more cut corners.',
      }),
      5,
    ),
    nComponents: v.optional(components, 2),
  }),
  needsColumns: true,
  objectTo: onlyNumbers,
  action: { type: 'reduce', params: { method: 'isomap' } },
  suggest: () => [],
  describe: (columns, { nComponents, nNeighbors }) => ({
    title: `Reduce ${listed(columns)}`,
    effect: `to ${counted(nComponents, 'column')} by paths over ${counted(nNeighbors, 'neighbour')}`,
  }),
  examples: [
    { params: {}, why: 'A rolled-up sheet, laid flat.' },
    { params: { nNeighbors: 2, nComponents: 3 }, why: 'Islands that only bridges connect.' },
  ],
});
