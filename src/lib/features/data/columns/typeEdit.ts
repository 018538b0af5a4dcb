import { durationFormats } from '#lib/recipe/durationFormats.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import type { ColumnProfile, ColumnType } from '#lib/recipe/profile.ts';
import type { InferredColumn } from '#lib/recipe/reading.ts';
import type { Parse } from '#lib/recipe/source.ts';
import type { Choice } from '#lib/ui/types.ts';
import { typeChoices } from '../words.ts';

type Way = Partial<Pick<Extract<Edit, { kind: 'setType' }>, 'parse' | 'meaning' | 'order'>>;

/** Gives a column another type, read in the way that was found for that type where there is one. */
export function typeEdit(
  column: ColumnProfile,
  type: ColumnType,
  inferred: InferredColumn | undefined,
): Edit {
  return { kind: 'setType', column: column.name, type, ...wayFor(column, type, inferred) };
}

function wayFor(
  column: ColumnProfile,
  type: ColumnType,
  inferred: InferredColumn | undefined,
): Way {
  const ways = inferred ? [inferred, ...(inferred.alternatives ?? [])] : [];
  const found = ways.find((w) => familyOf(w.type) === familyOf(type) && fitsType(w.parse, type));
  if (type === 'ordinal')
    return { parse: text, order: [...(found?.order ?? levelsOf(column) ?? [])] };
  if (found) return { parse: found.parse, ...(found.meaning && { meaning: found.meaning }) };
  if (type === 'duration') return { parse: durationFor(column) };
  return { meaning: 'none' };
}

const text: Parse = { as: 'text' };
const familyOf = (type: ColumnType): string => {
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'date' || type === 'datetime' ? 'date' : type;
};
/** A plain text says nothing of how a number or a day is written. */
const fitsType = (parse: Parse, type: ColumnType): boolean =>
  parse.as !== 'text' || !['number', 'date', 'duration'].includes(familyOf(type));

/** The format of durations that reads most of the values seen. */
function durationFor({ top, number }: ColumnProfile): Parse {
  if (number) return { as: 'number', decimal: '.', thousands: '', affixes: [], percent: false };
  const reads = (source: string): number => {
    const whole = new RegExp(`^(?:${source})$`);
    return top.filter((t) => whole.test(t.value)).length;
  };
  const formats = Object.entries(durationFormats).map(([id, f]) => [id, reads(f.source)] as const);
  const best = formats.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { as: 'duration', format: best[0] };
}

/** Every value, numbers by size and texts by the alphabet, to be put in order by hand; null where there are too many. */
function levelsOf({ top, distinct }: ColumnProfile): readonly string[] | null {
  if (distinct > top.length || distinct === 0) return null;
  return top.map((t) => t.value).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The types that a column can be given; what would need more than is known is greyed, with the reason. */
export const typesFor = (
  column: ColumnProfile,
  inferred: InferredColumn | undefined,
): readonly (Choice & { readonly value: ColumnType })[] =>
  typeChoices.map((choice) => {
    if (choice.value !== 'ordinal' || column.type === 'ordinal') return choice;
    const order = wayFor(column, 'ordinal', inferred).order ?? [];
    if (order.length > 1) return choice;
    const reason = `An order is given by hand for 2 to 20 values; here are ${column.distinct.toLocaleString('en')}`;
    return { ...choice, disabled: true, reason };
  });
