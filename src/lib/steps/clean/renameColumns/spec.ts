import * as v from 'valibot';
import { EngineError } from '#lib/recipe/errors.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { renamed } from './renamed.ts';

export const renameColumns = defineStep({
  id: 'renameColumns',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Rename columns',
  summary: 'Gives columns other names, here, in the results and in the exported code.',
  params: v.strictObject({
    mapping: v.optional(
      v.pipe(
        v.array(v.strictTuple([v.string(), v.pipe(v.string(), v.nonEmpty())])),
        v.title('Names'),
        v.description('The name as it is, and the new one; all at once, so two may change places.'),
      ),
      [],
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  columnsAfter: (before, _, { mapping }) => {
    try {
      const names = renamed(
        before.map((c) => c.name),
        mapping,
      );
      return before.map(({ type }, k) => ({ name: names[k]!, type }));
    } catch (error) {
      if (error instanceof EngineError) return before;
      throw error;
    }
  },
  action: { type: 'rename_columns', params: {} },
  suggest: () => [],
  describe: (_, { mapping }) => ({
    title:
      mapping.length > 0 ? `Rename ${listed(mapping.map(([name]) => name))}` : 'Rename columns',
    effect: mapping.length > 0 ? `to ${listed(mapping.map(([, to]) => to))}` : counted(0, 'column'),
  }),
  examples: [
    { params: {}, why: 'Nothing is listed yet, and nothing changes.' },
    {
      params: {
        mapping: [
          ['code', 'kode'],
          ['place', 'O\'Brien "q"\n'],
        ],
      },
      why: 'A name that says more, whatever characters it has.',
    },
  ],
});
