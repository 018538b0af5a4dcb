import { list, number, perFeature, unless, type Form, type StateFacts } from '#lib/engine/state.ts';

/** Forms of what several reducing steps keep. */

/** Lists of one number for each old column. */
export const byColumn: Form<readonly (readonly number[])[]> = list(list(number(), perFeature));

/** For `fitting`: a name for each new column. */
export const eachNamed = (
  names: readonly string[],
  made: { readonly length: number },
): string | null =>
  unless([names.length === made.length, 'its names are not one for each new column']);

/** For `fitting`: training rows one after another, and as many as the step knows. */
export const wholeRows = (
  rows: readonly number[],
  count: number,
  { features }: StateFacts,
): string | null =>
  unless([count > 0 && rows.length === count * features, 'its rows are not those of the columns']);
