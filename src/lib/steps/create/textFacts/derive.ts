import type { Typed } from '#lib/recipe/expression/check.ts';
import { type Derive } from '../../derived.ts';
import { needTexts } from '../../textColumns.ts';
import { freeName } from '../../names.ts';

interface Params {
  readonly facts: readonly ('length' | 'words')[];
  readonly keep: boolean;
}

/** How many characters and words each text has. */
export const derive: Derive<Params> = (before, columns, { facts, keep }) => {
  needTexts(before, columns, 'textFacts');
  const taken = new Set(before.map((c) => c.name));
  const derived = columns.flatMap((name) => {
    const text: Typed = { node: 'column', kind: 'text', name };
    return [...new Set(facts)].map((op) => ({
      name: freeName(`${name}_${op}`, taken),
      type: 'integer' as const,
      value: { node: 'apply', kind: 'number', op, args: [text] } as const,
    }));
  });
  return { derived, dropped: keep ? [] : columns };
};
