import { EngineError } from '#lib/recipe/errors.ts';

/** The only way for a text to enter SQL: a literal, where only the quote has a meaning and NUL cannot stand. */
export function sqlText(text: string): string {
  const parts = text.split('\u0000').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts[0]! : `(${parts.join(' || chr(0) || ')})`;
}

/** The only way for a name to enter SQL: internal identifiers (c0, rid) as they are, anything else refused. */
export function sqlName(id: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(id)) return id;
  throw new EngineError({
    code: 'unexpected',
    what: `${JSON.stringify(id)} is not an internal identifier`,
    where: {},
    remedy: 'Nothing was changed. Export the project and report it.',
  });
}
