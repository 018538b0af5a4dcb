import type { Typed } from '#lib/recipe/expression/check.ts';

interface Params {
  readonly find: string;
  readonly with: string;
}

/** Nothing is looked for while nothing is written. */
export const edit = (text: Typed, params: Params): Typed => {
  if (params.find === '') return text;
  const constant = (value: string): Typed => ({ node: 'constant', kind: 'text', value });
  return {
    node: 'apply',
    kind: 'text',
    op: 'replace',
    args: [text, constant(params.find), constant(params.with)],
  };
};
