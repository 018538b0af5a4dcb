import { textSpace } from '#lib/recipe/expression/space.ts';

/** Written as escapes, so that the code shows which characters it means. */
const escaped = Array.from(textSpace, (c) => {
  if (c === ' ') return c;
  const code = c.codePointAt(0)!.toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}).join('');
const half = escaped.indexOf('\\u2005');

/** White space of every script as a Python constant `space`, at an indent; the other half is on a line of its own. */
export const spaceConstant = (indent: string): string =>
  [
    `${indent}space = (`,
    `${indent}    "${escaped.slice(0, half)}"`,
    `${indent}    "${escaped.slice(half)}"`,
    `${indent})`,
  ].join('\n');
