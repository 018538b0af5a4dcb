import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';

/** The type of a column that holds cells of two: the first says whether it is numbers. */
export function commonType(here: ColumnType, there: ColumnType): ColumnType {
  if (here === there) return here;
  if (isNumeric(here)) return here === 'integer' && there === 'integer' ? here : 'number';
  return isLevel(here) && isLevel(there) ? 'category' : 'text';
}

const isLevel = (type: ColumnType): boolean => type === 'category' || type === 'boolean';
