import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { datesToSplit, reasonToDrop, slug, type DropReason } from '../../suggesting.ts';
import { counted, listed } from '../../words.ts';

/**
 * How sure each reason is, from 0 to 1. Reasoned, not measured yet: an empty or constant column cannot help, an
 * identifier can only be learned by heart, a mostly missing column sometimes tells by being missing.
 */
const confidence: Readonly<Record<DropReason, number>> = {
  empty: 0.99,
  constant: 0.97,
  identifier: 0.9,
  mostlyMissing: 0.75,
  freeText: 0.75,
  dates: 0.65,
};

const consequences: Readonly<Record<DropReason, string>> = {
  empty: 'there is nothing to learn from',
  constant: 'a value that never changes tells no rows apart',
  identifier: 'a model would learn the rows by heart',
  mostlyMissing: 'most of what a model would see is made up',
  freeText: 'no step here turns free text into features',
  dates: 'no model here reads dates, and their parts would have the same gaps',
};

const suffixes: Readonly<Record<DropReason, string>> = {
  empty: 'empty',
  constant: 'constant',
  identifier: 'identifiers',
  mostlyMissing: 'mostly-missing',
  freeText: 'free-text',
  dates: 'dates',
};

export const dropColumns = defineStep({
  id: 'dropColumns',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Drop columns',
  summary: 'Leaves out columns that a model should not see.',
  params: v.strictObject({}),
  needsColumns: true,
  objectTo: () => null,
  columnsAfter: (before, columns) => before.filter((c) => !columns.includes(c.name)),
  action: { type: 'drop_columns', params: {} },
  suggest: (context) => {
    const { profile, target } = context;
    const split = new Set(datesToSplit(context));
    const groups = new Map<DropReason, { names: string[]; evidence: string[] }>();
    for (const c of profile.columns) {
      if (c.name === target || !(c.role === 'feature' || c.role === 'id')) continue;
      const found = reasonToDrop(c, profile.rows);
      if (!found || split.has(c)) continue;
      const group = groups.get(found.reason) ?? { names: [], evidence: [] };
      groups.set(found.reason, group);
      group.names.push(c.name);
      group.evidence.push(found.evidence);
    }
    return [...groups].map(([reason, { names, evidence }]) => ({
      id: `drop-${suffixes[reason]}${names.length === 1 ? `-${slug(names[0]!)}` : ''}`,
      type: 'drop_columns',
      target_columns: names,
      params: {},
      confidence: confidence[reason],
      rationale: sentence(`${evidenceOf(evidence)}; ${consequences[reason]}.`),
    }));
  },
  describe: (columns) => ({
    title: `Drop ${listed(columns)}`,
    effect: counted(columns.length, 'column'),
  }),
  examples: [{ params: {}, why: 'It has nothing to set.' }],
});

const evidenceOf = (evidence: readonly string[]): string =>
  evidence.length > 3
    ? `${evidence.slice(0, 3).join(', ')}, and ${evidence.length - 3} more like these`
    : evidence.join(', ');

/** Upper case first, unless the sentence starts with a column's own name. */
const sentence = (text: string): string => text.replace(/^all /, 'All ');
