import * as v from 'valibot';
import { EngineError } from './errors.ts';
import { canonical, cellsKey } from './hash.ts';
import type { RecipeStep } from './recipe.ts';
import { sourceSchema, type Source } from './source.ts';

/** A parameter that holds another file and how it was read, as a recipe's own source does; null: none is chosen yet. */
export const secondTable = (title: string, description: string) =>
  v.pipe(
    v.nullable(sourceSchema),
    v.metadata({ table: true }),
    v.title(title),
    v.description(description),
  );

/** @throws EngineError 'params-invalid' where none is chosen yet */
export function chosenTable(source: Source | null, step: string): Source {
  if (source !== null) return source;
  throw new EngineError({
    code: 'params-invalid',
    what: 'No second table is chosen',
    where: { step },
    remedy: 'Choose the file that holds it in the form of this step.',
  });
}

/** A parameter in words: a text as it is, a second table by its file, all else as JSON. */
export function paramText(value: unknown): string {
  if (typeof value === 'string') return value;
  return v.is(sourceSchema, value) ? value.file.name : canonical(value);
}

/** The second tables that steps ask for, whether they are on or off, each once. */
export function secondTables(steps: readonly Pick<RecipeStep, 'params'>[]): readonly Source[] {
  const found = steps.flatMap(({ params }) => {
    const source = params['source'];
    return v.is(sourceSchema, source) ? [[cellsKey(source), source] as const] : [];
  });
  return [...new Map(found).values()];
}
