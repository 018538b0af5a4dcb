import type { Edit } from '#lib/recipe/edits.ts';
import { canonical } from '#lib/recipe/hash.ts';
import type { Alternative, InferredColumn } from '#lib/recipe/reading.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import { dayIn } from './readDay.ts';
import { firstPart, parseWords } from './readingWords.ts';

/** One way to read a column, with what it would take. */
export interface ReadingChoice {
  readonly label: string;
  /** Cells that it takes, those that it does not, and those whose value would be another; null: not counted. */
  readonly counts: Pick<Alternative, 'fits' | 'misfits' | 'ambiguous'> | null;
  /** The column is read so now. */
  readonly current: boolean;
  readonly edit: Edit;
}

type Way = Pick<Alternative, 'type' | 'parse'> & Partial<Pick<Alternative, 'meaning' | 'order'>>;

const sameWay = (column: SourceColumn, way: Way): boolean =>
  canonical([column.type, column.parse, column.type === 'ordinal' ? column.order : null]) ===
  canonical([way.type, way.parse, way.type === 'ordinal' ? way.order : null]);

const choiceOf = (
  column: SourceColumn,
  way: Way,
  label: string,
  counts: ReadingChoice['counts'],
): ReadingChoice => ({
  label,
  counts,
  current: sameWay(column, way),
  edit: {
    kind: 'setType',
    column: column.name,
    type: way.type,
    parse: way.parse,
    meaning: way.meaning ?? 'none',
    order: [...(way.order ?? [])],
  },
});

/** As it was found, and every other way that was weighed; empty where there is but one. */
export function choicesOf(
  column: SourceColumn,
  inferred: InferredColumn,
): readonly ReadingChoice[] {
  const found = choiceOf(column, inferred, `As found: ${parseWords(inferred)}`, countsOf(inferred));
  const others = [...(inferred.alternatives ?? []), ...singleFormats(inferred)].map((way) =>
    choiceOf(column, { ...way, meaning: way.meaning ?? kept(inferred, way) }, labelOf(way), way),
  );
  return others.length > 0 ? [found, ...others] : [];
}

/** Of one format of dates in the same words as everywhere. */
function labelOf({ parse, label }: Alternative): string {
  const words =
    parse.as === 'date' && parse.formats.length === 1 ? parseWords({ type: 'date', parse }) : label;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The meaning goes with the type it was found for. */
const kept = (inferred: InferredColumn, way: Way): InferredColumn['meaning'] =>
  inferred.type === way.type ? inferred.meaning : 'none';

const presentIn = ({ dates, alternatives }: InferredColumn): number => {
  const [other] = alternatives ?? [];
  if (other) return other.fits + other.misfits;
  return dates?.formats.reduce((sum, f) => sum + f.count, 0) ?? 0;
};

function countsOf(inferred: InferredColumn): ReadingChoice['counts'] {
  if (!inferred.dates) return null;
  const fits = inferred.dates.formats.reduce((sum, f) => sum + f.count, 0);
  return { fits, misfits: Math.max(0, presentIn(inferred) - fits), ambiguous: 0 };
}

/** Of mixed formats each alone, so that the others go to the list of what does not fit. */
function singleFormats(inferred: InferredColumn): readonly Alternative[] {
  const { dates, type } = inferred;
  if (!dates || dates.formats.length < 2 || dates.decision === 'settled') return [];
  const present = presentIn(inferred);
  return dates.formats.slice(0, 6).map(({ id, label, count }) => ({
    type,
    parse: { as: 'date', formats: [id] },
    label: `only dates written as ${label}`,
    fits: count,
    misfits: present - count,
    ambiguous: 0,
  }));
}

/** Two orders of day and month, and texts that are another day in each. */
export interface OrderQuestion {
  readonly ways: readonly [OrderWay, OrderWay];
  readonly samples: readonly { readonly text: string; readonly days: readonly [string, string] }[];
}
interface OrderWay {
  readonly first: 'day' | 'month';
  readonly choice: ReadingChoice;
}

const orderIn = (formats: readonly string[]): 'day' | 'month' | null => {
  const firsts = formats.map(firstPart);
  const numeric = formats.findIndex(
    (id, k) => firsts[k] === 'day' || (firsts[k] === 'month' && /%m/.test(id)),
  );
  return numeric < 0 ? null : (firsts[numeric] as 'day' | 'month');
};

/** The question whether day or month is first; null where no cell leaves it open. @param texts values to show it on */
export function orderQuestion(
  column: SourceColumn,
  inferred: InferredColumn,
  texts: readonly string[],
): OrderQuestion | null {
  const { dates, parse } = inferred;
  if (!dates || dates.ambiguous === 0 || parse.as !== 'date') return null;
  const mine = orderIn(parse.formats);
  const other = inferred.alternatives?.find(
    (a) => a.parse.as === 'date' && ![null, mine].includes(orderIn(a.parse.formats)),
  );
  if (!mine || other?.parse.as !== 'date') return null;
  const [a, b] = [parse.formats, other.parse.formats];
  const seen = new Set([...dates.formats.flatMap((f) => f.samples), ...texts]);
  const samples = [...seen].flatMap((text) => {
    const [x, y] = [dayIn(text, a), dayIn(text, b)];
    return x !== null && y !== null && x !== y ? [{ text, days: [x, y] as const }] : [];
  });
  if (samples.length === 0) return null;
  return {
    ways: [
      { first: mine, choice: choiceOf(column, inferred, parseWords(inferred), countsOf(inferred)) },
      {
        first: orderIn(b)!,
        choice: choiceOf(column, { ...other, meaning: inferred.meaning }, other.label, other),
      },
    ],
    samples: samples.slice(0, 4),
  };
}
