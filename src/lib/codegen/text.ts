/** Characters that break lines, hide, or turn text around. */
const hidden = /[\p{C}\p{Z}]/gu;

/** JSON whose strings show what they hold: hidden characters are escaped. */
export function jsonText(value: unknown, indent = 0): string {
  return escaped(JSON.stringify(value, null, indent), (point) =>
    String.fromCodePoint(point)
      .split('')
      .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
      .join(''),
  );
}

/** A YAML scalar: numbers and words bare, every text in double quotes with YAML's escapes. */
export function yamlScalar(value: string | number | boolean | null): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  if (typeof value !== 'string') return String(value);
  return escaped(JSON.stringify(value), (point) =>
    point < 0x10000 ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`,
  );
}

/** The user's text on one line, with what hides or turns text around shown as an escape. */
export const plainText = (text: string): string =>
  escaped(text.replaceAll('\n', '\\n'), (point) => `\\u${hex(point, 4)}`);

/** The user's text inside a Markdown sentence: one line, nothing of it is markup, a link or HTML. */
export const markdownText = (text: string): string =>
  plainText(text).replace(/[!#$&()*+\-./:<>@[\\\]^_`{|}~]/g, '\\$&');

const escaped = (text: string, escape: (point: number) => string): string =>
  text.replace(hidden, (c) => (c === ' ' || c === '\n' ? c : escape(c.codePointAt(0)!)));

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
