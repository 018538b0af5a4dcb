import { isNumeric } from '#lib/recipe/profile.ts';
import type {
  Delimited,
  JsonFormat,
  JsonShape,
  NumberParse,
  SourceColumn,
} from '#lib/recipe/source.ts';
import type { Plan } from '../pipeline.ts';
import { looksLikeNumber } from '../python/helpers.ts';
import { isScanned } from './scanning.ts';

/** What decides how the code reads a file: from the recipe and, where it is known, the profile. */

/** True where columns are named by position: headers were repaired or are not there, or rows are read one by one. */
export const namedByPosition = (plan: Plan): boolean =>
  hasRows(plan) && (headerRows(plan) !== 1 || byRecord(plan) || renamed(plan));

/** True where the header is a row of the file. */
const hasRows = ({ source: { format } }: Plan): boolean => 'header' in format;

/** True where columns that are found by header have another name in the recipe. */
export const renamed = (plan: Plan): boolean =>
  plan.source.columns.some((c) => c.name !== c.header) && jsonNames(plan) === 'headers';

/**
 * How the cells of JSON find their columns: by header; by place, as in lists without names; or by the keys on the way
 * to them, where two ways make the same header.
 */
export type JsonNames = 'headers' | 'places' | 'ways';

export function jsonNames({ source: { format, columns } }: Plan): JsonNames {
  if (format.kind !== 'json') return 'headers';
  const { at, of } = jsonShape(format);
  const changed = columns.some((c) => c.name !== c.header);
  if (of === 'lists') return at !== 'split' || changed ? 'places' : 'headers';
  return new Set(columns.map((c) => c.header)).size < columns.length ? 'ways' : 'headers';
}

/** Where the recipe says none, records are a list of objects, or lines of them. */
export const jsonShape = ({ shape }: JsonFormat): JsonShape =>
  shape ?? { at: 'list', of: 'objects', labelled: false };

/** Rows of the header; where names are no row of the file, as in JSON, they count for one. */
export const headerRows = ({ source: { format } }: Plan): number =>
  'header' in format ? format.header : 1;

/** True where text is read record by record: pandas would see other rows or other cells than the app. */
export const byRecord = ({ source }: Plan): boolean =>
  source.format.kind === 'delimited' &&
  (source.rejectedRows.length > 0 ||
    source.repairedRows.length > 0 ||
    source.irregular === true ||
    isOddText(source.format));

/**
 * pandas takes a comment's mark for one inside a line, too, counts no rows from the end, and cuts otherwise where there
 * are escapes or runs of blanks.
 */
const isOddText = (format: Delimited): boolean =>
  format.comment !== '' || format.footer > 0 || isScanned(format);

/** True where training leaves rows out that a prediction must have, or refuse. */
export const sparesFileRows = (plan: Plan): boolean =>
  byRecord(plan) ||
  plan.source.rejectedRows.length > 0 ||
  plan.source.repairedRows.length > 0 ||
  plan.source.sample !== null;

/** True where a marker of missing is a number in some spelling, and only that spelling means missing. */
export const comparesMarkers = (plan: Plan): boolean =>
  readsTexts(plan) || plan.source.missing.some(looksLikeNumber);

/** True where cells come as texts, whatever their column, and become numbers afterwards. */
const readsTexts = (plan: Plan): boolean =>
  plan.source.format.kind !== 'delimited' || byRecord(plan);

/** Whether numbers are read as text first: all of them, those that have misfits, or none. */
export function textFirst(plan: Plan): 'all' | 'some' | 'none' {
  if (!plan.source.columns.some(isPlainNumber)) return 'none';
  if (comparesMarkers(plan) || plan.misfits === null) return 'all';
  return plainMisfits(plan).length > 0 ? 'some' : 'none';
}

/** Columns of plain numbers in which some cells are none. */
export function plainMisfits({ source, misfits }: Plan): readonly string[] {
  const found = new Set(misfits);
  return source.columns.filter((c) => isPlainNumber(c) && found.has(c.name)).map((c) => c.name);
}

/** True of numbers as programs write them. */
export const isPlainNumber = ({ type, parse }: SourceColumn): boolean =>
  isNumeric(type) && parse.as !== 'duration' && (parse.as !== 'number' || isPlain(parse));

const isPlain = ({ decimal, thousands, affixes, percent }: NumberParse): boolean =>
  decimal === '.' && thousands === '' && affixes.length === 0 && !percent;

/**
 * Columns that pandas reads with `decimal=","`: no other mark, every cell a number, and no column of numbers beside
 * them in which a point may be one, as it may be even in one that is called integer. (With `thousands=` pandas rounds long numbers wrongly; those are converted from text.)
 */
export function commaColumns(plan: Plan): readonly string[] {
  const { source, misfits } = plan;
  if (comparesMarkers(plan) || misfits === null) return [];
  const known = source.columns.filter((c) => isNumeric(c.type) && !misfits.includes(c.name));
  return known.some(isPlainNumber) ? [] : known.filter((c) => isCommaOnly(c)).map((c) => c.name);
}

const isCommaOnly = ({ parse }: SourceColumn): boolean =>
  parse.as === 'number' && parse.decimal === ',' && isPlain({ ...parse, decimal: '.' });
