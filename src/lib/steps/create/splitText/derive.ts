import type { Typed } from '#lib/recipe/expression/check.ts';
import { type Derive } from '../../derived.ts';
import { needTexts } from '../../textColumns.ts';
import { freeName } from '../../names.ts';

interface Params {
  readonly delimiter: string;
  readonly parts: number;
  readonly keep: boolean;
}

/** The first parts of each text, one column each; a text of fewer parts leaves the rest missing. */
export const derive: Derive<Params> = (before, columns, { delimiter, parts, keep }) => {
  needTexts(before, columns, 'splitText');
  const taken = new Set(before.map((c) => c.name));
  const derived = columns.flatMap((name) => {
    const text: Typed = { node: 'column', kind: 'text', name };
    const mark: Typed = { node: 'constant', kind: 'text', value: delimiter };
    return Array.from({ length: parts }, (_, k) => ({
      name: freeName(`${name}_${k + 1}`, taken),
      type: 'category' as const,
      value: {
        node: 'apply',
        kind: 'text',
        op: 'split',
        args: [text, mark, { node: 'constant', kind: 'number', value: k + 1 }],
      } as const,
    }));
  });
  return { derived, dropped: keep ? [] : columns };
};
