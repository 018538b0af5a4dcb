import type { Typed } from '#lib/recipe/expression/check.ts';

export const edit = (text: Typed, { to }: { readonly to: 'lower' | 'upper' }): Typed => ({
  node: 'apply',
  kind: 'text',
  op: to,
  args: [text],
});
