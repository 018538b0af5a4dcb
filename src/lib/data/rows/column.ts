import { EngineError } from '#lib/recipe/errors.ts';
import type { Source, SourceColumn } from '#lib/recipe/source.ts';

/** A column and its name in the table of raw texts. */
export function placed(source: Source, name: string): { id: string; column: SourceColumn } {
  const j = source.columns.findIndex((c) => c.name === name);
  if (j >= 0) return { id: `c${j}`, column: source.columns[j]! };
  throw new EngineError({
    code: 'column-missing',
    what: `There is no column “${name}”`,
    where: { column: name },
    remedy: 'Pick one of the columns of the table.',
  });
}
