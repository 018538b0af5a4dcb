import { dateIds } from '#lib/recipe/dateFormats.ts';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import { Interner } from '../interner.ts';
import { levelHashes } from '../rowHashes.ts';
import type { RowHashes } from '../rowHashes.ts';
import { valueReader } from '../values/value.ts';
import { codesOf, type Coded } from './codes.ts';
import { describeDates, zonesOf } from './dates.ts';
import { fingerprintOfCodes } from './fingerprint.ts';
import type { ColumnInput, Described } from './input.ts';
import { readIsoDate } from './isoDate.ts';
import type { IsoDate } from './isoDate.ts';
import { describeLevels } from './levels.ts';
import type { Levels } from './levels.ts';
import { readLevels } from './misfits.ts';
import type { Fitting } from './misfits.ts';
import { orderOf } from './order.ts';

export function describeTextColumn(input: ColumnInput, hashes: readonly RowHashes[]): Described {
  const { column, role, rows } = input;
  const texts = textsOf(input);
  const { codes, interner, levels, misfits, misfitSamples, missingAs } = texts;
  for (let i = 0; i < rows; i += 1)
    if (codes[i]! >= 0 && levels.missing[codes[i]!] === 1) codes[i] = -1;
  const print = levelHashes(interner);
  for (const h of hashes) h.addCodes(codes, print);
  const { suspects: days = [], ...dated } = datesOf(input, texts);
  const { present, distinct, numbers, top } = levels;
  const suspects = [...levels.suspects, ...days];
  const profile: ColumnProfile = {
    name: column.name,
    type: column.type,
    role,
    missing: rows - present - misfits,
    distinct,
    misfits,
    misfitSamples,
    numberShare: present === 0 ? 0 : numbers / present,
    top,
    ...looksOf(levels),
    ...dated,
    ...(suspects.length > 0 && { suspects }),
    ...(missingAs.length > 0 && { missingAs }),
  };
  const content = fingerprintOfCodes(codes, print);
  return { profile, content, countsKey: levels.countsKey };
}

const looksOf = ({ length, shape }: Levels): Pick<ColumnProfile, 'length' | 'text'> => ({
  ...(length && { length }),
  ...(shape && { text: shape }),
});

const nothing: ReadonlySet<string> = new Set(['']);

interface Column {
  readonly codes: Int32Array;
  readonly interner: Interner;
  readonly levels: Levels;
  /** The texts before they were read. */
  readonly raw: Interner;
}

/** The texts as they stand, or, where the source says how dates or levels are read, their values. */
function textsOf(input: ColumnInput): Column & Fitting {
  const { cells, rows, reading, missing } = input;
  const coded = codesOf(cells, rows);
  const { codes, interner } = coded;
  if (reading === null || !isRead(reading)) return asTheyStand(input, coded);
  const value = valueReader(reading);
  const isValue = plainDates(reading);
  let asIs = true;
  const { values, ...fitting } = readLevels(interner, codes, missing, (bytes, text) => {
    if (isValue(bytes)) return bytes;
    asIs = false;
    const found = value(text()).value;
    return typeof found === 'string' ? encoder.encode(found) : null;
  });
  if (asIs) return asTheyStand(input, coded);
  const read = new Interner();
  for (let i = 0; i < rows; i += 1) {
    const bytes = codes[i]! < 0 ? null : values[codes[i]!]!;
    codes[i] = bytes === null ? -1 : read.intern(bytes, 0, bytes.length);
  }
  const levels = describeLevels(read, nothing);
  return { codes, interner: read, levels, raw: interner, ...fitting };
}

function asTheyStand(input: ColumnInput, coded: Coded): Column & Fitting {
  const { codes, interner } = coded;
  const levels = describeLevels(interner, input.reading === null ? nothing : input.missing);
  const missingAs = nullsToo(input, coded, levels.missingAs);
  return { codes, interner, levels, raw: interner, misfits: 0, misfitSamples: [], missingAs };
}

/** Whether a text is its own value, seen by its bytes: most dates of most files, and ten times faster than by pattern. */
function plainDates({ type, parse }: SourceColumn): (bytes: Uint8Array) => boolean {
  const [format, ...others] = parse.as === 'date' ? parse.formats : [];
  const lengths =
    type === 'date' && format === '%Y-%m-%d'
      ? [10]
      : type === 'datetime' && format === dateIds.iso && others.length === 0
        ? [16, 19]
        : [];
  const into: IsoDate = { millis: NaN, offset: NaN };
  return (bytes) =>
    lengths.includes(bytes.length) &&
    readIsoDate(bytes, into) &&
    Number.isNaN(into.offset) &&
    into.millis >= firstYear;
}

const firstYear = Date.parse('0001-01-01');

const encoder = new TextEncoder();

const isRead = ({ type, parse, order }: SourceColumn): boolean =>
  parse.as === 'date' || (type === 'ordinal' && order !== undefined && order.length > 0);

/** NULLs of the raw table are empty cells too. */
function nullsToo(
  { reading }: ColumnInput,
  { codes, nulls: any }: Coded,
  found: Levels['missingAs'],
): Levels['missingAs'] {
  if (reading === null || any === 0) return reading === null ? [] : found;
  const nulls = codes.reduce((n, code) => n + (code < 0 ? 1 : 0), 0);
  const empty = found.find((v) => v.value === '')?.count ?? 0;
  const named = found.filter((v) => v.value !== '');
  return [...named, { value: '', count: nulls + empty }].sort((a, b) => b.count - a.count);
}

type Dated = Partial<Pick<ColumnProfile, 'range' | 'dates' | 'order' | 'suspects'>>;

function datesOf({ column, today }: ColumnInput, { codes, interner, levels, raw }: Column): Dated {
  if (column.type !== 'date' && column.type !== 'datetime') return {};
  const { millis } = levels;
  const found = describeDates(
    {
      millis,
      counts: (k) => interner.count(k),
      text: (k) => interner.text(k),
      zones: zonesOf(raw),
    },
    today,
  );
  const order =
    found &&
    orderOf(
      Float64Array.from(codes, (k) => (k < 0 ? NaN : millis[k]!)),
      false,
    );
  return {
    ...(levels.range && { range: levels.range }),
    ...(found && { dates: found.summary, suspects: found.suspects }),
    ...(order && { order }),
  };
}
