import { dateIds } from '#lib/recipe/dateFormats.ts';
import type { ColumnType, Meaning } from '#lib/recipe/profile.ts';
import type { DateParse, Parse } from '#lib/recipe/source.ts';
import { numberWords } from '../values/value.ts';
import { durationFormats } from '#lib/recipe/durationFormats.ts';
import { enoughDates, readDates, type DateReading } from './dates.ts';
import { readDurations, type DurationReading } from './durations.ts';
import type { ColumnFacts } from './facts.ts';
import { numberMeaning, namesPlace, textMeaning, wordsOf, type TextShape } from './meaning.ts';
import type { Decided } from './numberColumn.ts';
import { readNumbers, type NumberReading } from './numbers.ts';
import { areCountryCodes, arePlaces } from './places.ts';
import { knownOrder } from './scales.ts';
import type { TextTally } from './texts.ts';
import type { Alternative, TableHints } from './types.ts';

/** Another reading is offered from this share on. */
const worthOffering = 0.5;

/** Decides a column that holds other texts than plain numbers. */
export function textColumn(facts: ColumnFacts, tally: TextTally, hints: TableHints): Decided {
  if (tally.cells === 0)
    return { type: 'category', meaning: 'none', parse: text, reason: 'no value is present' };
  if (tally.boolean) return booleanColumn(tally);
  const words = wordsOf(facts.name);
  const found: Found = {
    numbers: readNumbers(tally.numbers, hints),
    dates: readDates(tally.dates, hints),
    durations: readDurations(tally.durations, words),
  };
  const typed = typedColumn(facts, tally, found);
  if (typed) return typed;
  const levels = orderedLevels(tally, words) ?? category(facts, tally, found.numbers);
  const alternatives = [
    ...(levels.alternatives ?? offerOrder(tally, words)),
    ...offers(tally, found),
  ];
  return { ...levels, ...(alternatives.length > 0 && { alternatives }) };
}

interface Found {
  readonly numbers: NumberReading | null;
  readonly dates: DateReading | null;
  readonly durations: DurationReading | null;
}

function typedColumn(
  facts: ColumnFacts,
  tally: TextTally,
  { numbers, dates, durations }: Found,
): Decided | null {
  const sure = numbers && numbers.lossy === 0 && numbers.doubt === null;
  if (sure && numbers.misfits <= tally.marked) return markedNumbers(facts, tally, numbers);
  if (dates && dates.fits >= enoughDates * tally.cells) return dateColumn(tally, dates);
  const lasting = durations && isDuration(tally, durations, wordsOf(facts.name));
  return lasting ? durationColumn(tally, durations) : null;
}

const offers = (tally: TextTally, { numbers, dates, durations }: Found): readonly Alternative[] => [
  ...offerNumbers(tally, numbers),
  ...offerDates(tally, dates),
  ...offerDurations(tally, durations),
];

const booleanColumn = (tally: TextTally): Decided => ({
  type: 'boolean',
  meaning: 'none',
  parse: text,
  reason: `two words for true and false: ${[...tally.levels!.keys()].join(', ')}`,
});

const text: Parse = { as: 'text' };
const cellsWord = (n: number): string => (n === 1 ? '1 cell' : `${n} cells`);

function markedNumbers({ name }: ColumnFacts, tally: TextTally, reading: NumberReading): Decided {
  const { parse, integer, other, ambiguous } = reading;
  const why = reading.hinted
    ? `other columns have ${parse.decimal === ',' ? 'a comma' : 'a point'} before the decimals`
    : 'nothing in the file says which';
  const named = numberMeaning(name, { integer: false, min: 0, max: 0 });
  const meaning = meaningOf(reading, named);
  const doubt = other
    ? `; ${cellsWord(ambiguous)} could also be read ${numberWords(other.parse)}, and ${why}`
    : '';
  const alternatives: Alternative[] = other
    ? [
        {
          type: other.integer ? 'integer' : 'number',
          parse: other.parse,
          label: `numbers ${numberWords(other.parse)}`,
          fits: reading.fits,
          misfits: reading.misfits,
          ambiguous,
        },
      ]
    : [];
  return {
    type: integer ? 'integer' : 'number',
    meaning,
    parse,
    reason: `all ${tally.cells - tally.marked} values are ${integer ? 'whole numbers' : 'numbers'} ${numberWords(parse, integer)}${doubt}`,
    ...(alternatives.length > 0 && { alternatives }),
  };
}

function meaningOf({ parse, currency, measure }: NumberReading, named: Meaning): Meaning {
  if (parse.percent) return 'percent';
  if (currency) return 'currency';
  return measure ? 'measure' : named;
}

function dateColumn(tally: TextTally, reading: DateReading): Decided {
  const { formats, timed, fits, misfits, findings, words } = reading;
  const type = timed ? 'datetime' : 'date';
  const parse: DateParse = { as: 'date', formats: [...formats] };
  const kinds =
    formats.length === 1
      ? `written as ${findings.formats[0]!.label}`
      : `in ${formats.length} formats: ${findings.formats.map((f) => `${f.count} as ${f.label}`).join(', ')}`;
  const zoned = formats.some((id) => id.includes('%z')) ? '; times with an offset become UTC' : '';
  const rest =
    misfits > 0
      ? `; ${cellsWord(misfits)} ${misfits === 1 ? 'is none and is' : 'are none and are'} listed`
      : '';
  return {
    type,
    meaning: 'none',
    parse,
    reason: `${fits} of ${tally.cells} values are dates ${kinds}${words === '' ? '' : `; ${words}`}${zoned}${rest}`,
    dates: findings,
    alternatives: dateAlternatives(tally, reading, type),
  };
}

function dateAlternatives(
  tally: TextTally,
  { formats, fits, other, serial, findings }: DateReading,
  type: ColumnType,
): readonly Alternative[] {
  const as = (ids: readonly string[]): DateParse => ({ as: 'date', formats: [...ids] });
  const swapped: Alternative[] = other
    ? [
        {
          type,
          parse: as(other.formats),
          label: `dates written as ${other.formats.join(', ')}`,
          fits: other.fits,
          misfits: tally.cells - other.fits,
          ambiguous: findings.ambiguous,
        },
      ]
    : [];
  const serials = findings.formats.find((f) => f.id === dateIds.excel1900);
  const shifted: Alternative[] = serial
    ? [
        {
          type,
          parse: as(formats.map((id) => (id === dateIds.excel1900 ? dateIds.excel1904 : id))),
          label: 'serial numbers of the 1904 system, 4 years and 1 day later',
          fits,
          misfits: tally.cells - fits,
          ambiguous: serials?.count ?? 0,
        },
      ]
    : [];
  const asText: Alternative = {
    type: 'text',
    parse: text,
    label: 'texts as they are',
    fits: tally.cells,
    misfits: 0,
    ambiguous: 0,
  };
  return [...swapped, ...shifted, asText];
}

function isDuration(tally: TextTally, reading: DurationReading, words: string): boolean {
  if (reading.misfits > tally.marked || reading.clock) return false;
  if (reading.format !== 'units') return true;
  return tally.durations.compound || /duration|time|elapsed|length|runtime|age/.test(words);
}

function durationColumn(tally: TextTally, reading: DurationReading): Decided {
  const { format, other } = reading;
  const [alternative] = other ? offer(tally, { ...reading, format: other }) : [];
  return {
    type: 'duration',
    meaning: 'none',
    parse: { as: 'duration', format },
    reason: `all ${reading.fits} values are durations, ${durationFormats[format]!.label}; in seconds${other ? `, and could also be ${durationFormats[other]!.label}` : ''}`,
    ...(alternative && { alternatives: [alternative] }),
  };
}

const offer = (tally: TextTally, { format, fits }: DurationReading): readonly Alternative[] => [
  {
    type: 'duration',
    parse: { as: 'duration', format },
    label: `durations, ${durationFormats[format]!.label}, in seconds`,
    fits,
    misfits: tally.cells - fits,
    ambiguous: 0,
  },
];

function offerDurations(tally: TextTally, reading: DurationReading | null): readonly Alternative[] {
  if (!reading || reading.format === 'units' || reading.fits < 0.95 * tally.cells) return [];
  const formats = reading.other ? [reading.format, reading.other] : [reading.format];
  const ordered = reading.clock ? formats.sort(hoursFirst) : formats;
  return ordered.flatMap((format) => offer(tally, { ...reading, format }));
}

/** Of times of day, hours and minutes are the likelier reading. */
const hoursFirst = (a: string, b: string): number =>
  Number(b.startsWith('%H')) - Number(a.startsWith('%H'));

function offerNumbers(tally: TextTally, reading: NumberReading | null): readonly Alternative[] {
  if (!reading || reading.fits < 0.95 * tally.cells) return [];
  return [
    {
      type: reading.integer ? 'integer' : 'number',
      parse: reading.parse,
      label: `numbers ${numberWords(reading.parse)}${reading.lossy > 0 ? `; ${cellsWord(reading.lossy)} would lose leading zeros or digits` : ''}`,
      fits: reading.fits,
      misfits: tally.cells - reading.fits,
      ambiguous: reading.ambiguous + reading.lossy,
    },
  ];
}

function offerDates(tally: TextTally, reading: DateReading | null): readonly Alternative[] {
  if (!reading || reading.fits < worthOffering * tally.cells) return [];
  return [
    {
      type: reading.timed ? 'datetime' : 'date',
      parse: { as: 'date', formats: [...reading.formats] },
      label: `dates written as ${reading.findings.formats.map((f) => f.label).join(', ')}`,
      fits: reading.fits,
      misfits: reading.misfits,
      ambiguous: reading.findings.ambiguous,
    },
  ];
}

function orderedLevels(tally: TextTally, words: string): Decided | null {
  if (!tally.levels) return null;
  const levels = [...tally.levels.keys()];
  const order = knownOrder(levels, words);
  if (order)
    return {
      type: 'ordinal',
      meaning: 'none',
      parse: text,
      order,
      reason: `${order.length} levels with a known order, from ${order[0]!.trim()} to ${order.at(-1)!.trim()}`,
      alternatives: [categoryOf(tally)],
    };
  return null;
}

const categoryOf = (tally: TextTally): Alternative => ({
  type: 'category',
  parse: text,
  label: 'categories without an order',
  fits: tally.cells,
  misfits: 0,
  ambiguous: 0,
});

/** An order of all levels but those that are off the scale: "Unfamiliar (N/A)", "Prefer not to say". */
function offerOrder(tally: TextTally, words: string): readonly Alternative[] {
  if (!tally.levels) return [];
  const levels = [...tally.levels].filter(([level]) => !offScale.test(level));
  const order = knownOrder(
    levels.map(([level]) => level),
    words,
  );
  if (!order || levels.length === tally.levels.size) return [];
  const fits = levels.reduce((sum, [, count]) => sum + count, 0);
  const label = `ordered, from ${order[0]!.trim()} to ${order.at(-1)!.trim()}`;
  const misfits = tally.cells - fits;
  return [{ type: 'ordinal', parse: text, order, label, fits, misfits, ambiguous: 0 }];
}

const offScale =
  /unfamiliar|\bn\/a\b|don.t know|not sure|no answer|no opinion|refused|prefer not|unknown|other|missing/i;

function category(facts: ColumnFacts, tally: TextTally, numbers: NumberReading | null): Decided {
  const place = isPlace(facts, tally) ? 'place' : null;
  const phones = tally.phones && tally.dates.cells === 0;
  return {
    type: isCategory(facts, tally) ? 'category' : 'text',
    meaning: place ?? textMeaning(facts.name, { ...shapeOf(tally), phones }),
    parse: text,
    reason: `${tally.distinct} different ${tally.distinct === 1 ? 'text' : 'texts'} in ${tally.cells}${whyNoNumbers(facts, tally, numbers)}`,
  };
}

const shapeOf = ({ emails, urls, phones, digits }: TextTally): TextShape => ({
  emails,
  urls,
  phones,
  digits,
});

function whyNoNumbers(
  { numbers: plain }: ColumnFacts,
  { numbers, cells }: TextTally,
  reading: NumberReading | null,
): string {
  const all = plain.count === cells || numbers.misfits === 0;
  if (all && plain.lossy + numbers.lossy > 0)
    return `; ${plain.lossy || 'some'} of them have leading zeros or more digits than a number keeps`;
  const nearly = reading?.doubt && reading.misfits <= 0.05 * cells;
  return nearly ? `; no numbers, because ${reading.doubt}` : '';
}

function isPlace({ name }: ColumnFacts, { levels }: TextTally): boolean {
  if (!levels) return false;
  const texts = [...levels.keys()];
  return arePlaces(texts) || (namesPlace(wordsOf(name)) && areCountryCodes(texts));
}

/** Few values, or values that come again and again; texts that hardly ever repeat are not categories. */
function isCategory({ rows }: ColumnFacts, { cells, distinct, longest }: TextTally): boolean {
  const share = distinct / cells;
  if (cells >= 20 && share > 0.9) return false;
  if (longest > 200 && share > 0.1) return false;
  return distinct <= Math.max(50, 0.05 * rows) || (share <= 0.3 && distinct <= 10_000);
}
