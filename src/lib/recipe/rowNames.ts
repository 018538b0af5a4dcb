import * as v from 'valibot';
import { activeSteps, type Recipe } from './recipe.ts';
import { fileRow, sourceSchema } from './source.ts';

/**
 * Rows that come of another table than the file have names of their own: the table's number times this, and the row there.
 * The file's rows, whose number is 0, have their own number as before, and every name fits 32 bits.
 */
const tableStep = 2 ** 26;
/** As many steps of a recipe can add rows. */
export const mostTables = 31;

/** The name of a row of the nth table that steps of a recipe add rows of, both from the first: `nth` from 1, `row` from 0. */
export const addedRow = (nth: number, row: number): number => nth * tableStep + row;

/** Of which table a row is: 0 for the file, n for the one of the nth step that adds rows; and its number there, from 0. */
export const placeOfRow = (name: number): { readonly nth: number; readonly row: number } => ({
  nth: Math.floor(name / tableStep),
  row: name % tableStep,
});

/** Whether a row stands in the file; those that a step added do not. */
export const isOfFile = (name: number): boolean => name < tableStep;

/**
 * Which row a name means, for people: "12", the row of the file, or "3 of more.csv" for one that a step added.
 * @param shown how a number is written
 */
export function rowText(
  recipe: Pick<Recipe, 'source' | 'steps'>,
  name: number,
  shown: (row: number) => string,
): string {
  const { nth, row } = placeOfRow(name);
  if (nth === 0) return shown(fileRow(recipe.source, row));
  const adding = activeSteps(recipe as Recipe).filter((s) => 'source' in s.params);
  const source = adding[nth - 1]?.params['source'];
  return v.is(sourceSchema, source)
    ? `${shown(fileRow(source, row))} of ${source.file.name}`
    : `${shown(row + 1)} of those added`;
}
