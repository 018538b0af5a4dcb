import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { amount, components, drawnBy, onlyNumbers, whole } from '../params.ts';

export const umap = defineStep({
  id: 'umap',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce by neighbourhoods',
  summary:
    'Replaces columns by few that keep each row beside those most like it (UMAP); takes 10,000 training rows at most, and the exported code finds a map as good, not the same one.',
  params: v.strictObject({
    nComponents: v.optional(components, 2),
    nNeighbors: v.optional(
      whole(2, 200, {
        title: 'Neighbours',
        help: 'How many nearest rows each is kept beside. Fewer show small groups, more the whole shape.',
      }),
      15,
    ),
    minDist: v.optional(
      amount(0, 2, {
        title: 'Least distance',
        help: 'How near rows may come in the new columns. A smaller one packs groups more tightly.',
      }),
      0.1,
    ),
    randomState: v.optional(drawnBy, 0),
  }),
  needsColumns: true,
  objectTo: onlyNumbers,
  action: { type: 'reduce', params: { method: 'umap' } },
  suggest: () => [],
  describe: (columns, { nComponents, nNeighbors }) => ({
    title: `Reduce ${listed(columns)}`,
    effect: `to ${counted(nComponents, 'column')} by ${counted(nNeighbors, 'neighbour')} (UMAP)`,
  }),
  examples: [
    { params: {}, why: 'Groups that lie on bent shapes.' },
    {
      params: { nComponents: 3, nNeighbors: 5, minDist: 0 },
      why: 'Tight groups, for a clustering.',
    },
  ],
});
