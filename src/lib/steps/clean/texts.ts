const plainNumber = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const infinity = /^([+-]?)inf(?:inity)?$/i;

/** What a text stands for in a column of numbers; null where it is no number. */
export function numberOf(text: string): number | null {
  const endless = infinity.exec(text);
  if (endless) return endless[1] === '-' ? -Infinity : Infinity;
  const number = plainNumber.test(text) ? Number(text) : NaN;
  // Zero has one sign: Python prints -0.0, and means 0.
  return Number.isFinite(number) ? number + 0 : null;
}

/** A number as SQL. */
export const numberSql = (x: number): string => `CAST('${String(x)}' AS DOUBLE)`;

const clipped = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** "'0'", "'-' or '?'", "'a', 'b', 'c' or 2 more" */
export function oneOf(values: readonly string[], most = 3): string {
  const named = values.slice(0, most).map((value) => `'${clipped(value)}'`);
  const more = values.length > most ? [`${values.length - most} more`] : [];
  const all = [...named, ...more];
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)!}`;
}
