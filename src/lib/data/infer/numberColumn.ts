import { dateIds } from '#lib/recipe/dateFormats.ts';
import type { Meaning } from '#lib/recipe/profile.ts';
import { plainNumber, type Parse } from '#lib/recipe/source.ts';
import { exampleOf } from './dateShapes.ts';
import type { ColumnFacts, NumberFacts } from './facts.ts';
import { numberMeaning } from './meaning.ts';
import type { MarkerCells } from './texts.ts';
import type { Alternative, InferredColumn, TableHints } from './types.ts';

export type Decided = Omit<InferredColumn, 'role'>;

/** @param unread markers of missing that are none in this file, with their cells: misfits */
export function numberColumn(
  { name, numbers }: ColumnFacts,
  hints: TableHints,
  unread: MarkerCells,
): Decided {
  const dated = datedNumbers(numbers);
  if (dated && dated.take) return { ...dated.column, alternatives: [asInteger(numbers)] };
  const { count, decimals, grouped, min, max } = numbers;
  const thousands = grouped && hints.decimal === ',';
  const integer = decimals === 0 || thousands;
  const meaning = numberMeaning(name, { integer: decimals === 0, min, max });
  const alternatives = [
    ...(grouped ? [groupedOther(thousands, count)] : []),
    ...(dated ? [dated.alternative] : []),
    ...levelAlternatives(numbers, meaning),
  ];
  return {
    type: integer ? 'integer' : 'number',
    meaning,
    parse: thousands ? dotThousands : plainNumber,
    reason: reasonOf(numbers, { thousands, unread }),
    ...(alternatives.length > 0 && { alternatives }),
  };
}

const dotThousands: Parse = { ...plainNumber, decimal: ',', thousands: '.' };

function reasonOf(
  { count, decimals, grouped, few }: NumberFacts,
  { thousands, unread }: { thousands: boolean; unread: MarkerCells },
): string {
  const held = [...unread].map(([marker, cells]) => `${cells} × “${marker}”`);
  const rest =
    held.length > 0 ? `; ${held.join(', ')} is no number, and a value elsewhere in the file` : '';
  if (thousands)
    return `all ${count} values are whole numbers with a point between thousands, as other columns have a comma before the decimals${rest}`;
  if (decimals > 0) {
    const doubt = grouped
      ? '; all could as well be whole, with the point between thousands: nothing in the file says so'
      : '';
    return `all ${count} values are numbers${doubt}${rest}`;
  }
  const binary = few?.length === 2 && few[0] === 0 && few[1] === 1;
  return `all ${count} values are whole numbers${binary ? ', only 0 and 1: a yes or no, kept as numbers' : ''}${rest}`;
}

const groupedOther = (thousands: boolean, count: number): Alternative =>
  thousands
    ? {
        type: 'number',
        parse: plainNumber,
        label: 'numbers, with a point before the decimals',
        fits: count,
        misfits: 0,
        ambiguous: count,
      }
    : {
        type: 'integer',
        parse: dotThousands,
        label: 'whole numbers, with a point between thousands',
        fits: count,
        misfits: 0,
        ambiguous: count,
      };

const asInteger = ({ count }: NumberFacts): Alternative => ({
  type: 'integer',
  parse: plainNumber,
  label: 'whole numbers',
  fits: count,
  misfits: 0,
  ambiguous: count,
});

/** Numbers that may be names: categories in digits. */
function levelAlternatives(
  { count, few, integers }: NumberFacts,
  meaning: Meaning,
): readonly Alternative[] {
  const codes = integers > 0 && (meaning === 'zip' || meaning === 'code' || meaning === 'phone');
  const levels = few !== null && 2 * few.length <= count && few.every(Number.isInteger);
  if (!codes && !levels) return [];
  const common = { parse: { as: 'text' } as const, meaning, fits: count, misfits: 0, ambiguous: 0 };
  const label = codes
    ? 'codes, not amounts'
    : few!.length === 1
      ? 'one category written as a number'
      : `${few!.length} categories written as numbers`;
  const category: Alternative = { ...common, type: 'category', label };
  return few?.length === 2
    ? [category, { ...common, type: 'boolean', label: `${few[0]!} and ${few[1]!} as no and yes` }]
    : [category];
}

interface Dated {
  readonly take: boolean;
  readonly column: Decided;
  readonly alternative: Alternative;
}

function datedNumbers({ moment, count, min }: NumberFacts): Dated | null {
  if (moment === null) return null;
  const id = {
    yyyymmdd: '%Y%m%d',
    serial: dateIds.excel1900,
    epoch: dateIds.epoch,
    epochMs: dateIds.epochMs,
  }[moment];
  const type = moment === 'epoch' || moment === 'epochMs' ? 'datetime' : 'date';
  const parse: Parse = { as: 'date', formats: [id] };
  const samples = [String(min)];
  return {
    take: moment !== 'serial',
    column: {
      type,
      meaning: 'none',
      parse,
      reason: `all ${count} values are ${type === 'date' ? 'days' : 'moments'} written as ${exampleOf(id)}, and the name says so`,
      dates: {
        formats: [{ id, label: exampleOf(id), count, samples }],
        ambiguous: 0,
        share: 0,
        decision: 'settled',
        rejects: [],
      },
    },
    alternative: {
      type,
      parse,
      label: `dates written as ${exampleOf(id)}`,
      fits: count,
      misfits: 0,
      ambiguous: count,
    },
  };
}
