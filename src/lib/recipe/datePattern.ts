import { dateFormatParts, dateIds, monthNames } from './dateFormats.ts';
import { EngineError } from './errors.ts';
import { blanks } from './numberText.ts';

/** Parts of a date in text, each a group of the pattern. */
export type DatePart =
  | 'year'
  | 'yy'
  | 'month'
  | 'name'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'zone';

export interface DatePattern {
  readonly id: string;
  /** Matches whole texts; JavaScript, RE2 (DuckDB) and Python's re read it alike. */
  readonly source: string;
  /** Of its groups, in order. */
  readonly parts: readonly DatePart[];
  /** Month names in lower case and their months, 1 to 12. */
  readonly months: ReadonlyMap<string, number>;
}

interface Piece {
  readonly part: DatePart | null;
  readonly source: string;
}

const clock = {
  hour: { part: 'hour', source: '([01]?[0-9]|2[0-3])' },
  minute: { part: 'minute', source: '([0-5][0-9])' },
  second: { part: 'second', source: '([0-5][0-9])' },
  fraction: { part: 'fraction', source: '([0-9]{1,9})' },
} as const;

const directives: Readonly<Record<string, Piece>> = {
  Y: { part: 'year', source: '([0-9]{4})' },
  y: { part: 'yy', source: '([0-9]{2})' },
  m: { part: 'month', source: '(0?[1-9]|1[0-2])' },
  d: { part: 'day', source: '(0?[1-9]|[12][0-9]|3[01])' },
  H: clock.hour,
  I: { part: 'hour12', source: '(0?[1-9]|1[0-2])' },
  M: clock.minute,
  S: clock.second,
  f: clock.fraction,
  p: { part: 'half', source: '([AaPp])\\.?[Mm]\\.?' },
  z: {
    part: 'zone',
    source: '([Zz]|UTC|GMT|UT|[-+](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)',
  },
};

const day = '(0[1-9]|[12][0-9]|3[01])';
/** Two digits where nothing parts a field from its neighbour. */
const tight: Readonly<Record<string, Piece>> = {
  m: { part: 'month', source: '(0[1-9]|1[0-2])' },
  d: { part: 'day', source: day },
  H: { part: 'hour', source: '([01][0-9]|2[0-3])' },
};

const around = `[${blanks}]*`;
const compiled = new Map<string, DatePattern>();

/**
 * The pattern of a strptime format, compiled once.
 * @throws EngineError params-invalid when the format holds a directive that is not known
 */
export function datePattern(id: string): DatePattern {
  let found = compiled.get(id);
  if (!found) {
    found = id === dateIds.iso || id === dateIds.isoZone ? isoPattern(id) : compile(id);
    compiled.set(id, found);
  }
  return found;
}

function isoPattern(id: string): DatePattern {
  const zoned = id === dateIds.isoZone;
  const time = '([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\\.([0-9]{1,9}))?)?';
  const zone = zoned ? ` ?${directives.z!.source}` : '';
  const parts: DatePart[] = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'];
  return {
    id,
    source: `${around}([0-9]{4})-(0[1-9]|1[0-2])-${day}[T ]${time}${zone}${around}`,
    parts: zoned ? [...parts, 'zone'] : parts,
    months: new Map(),
  };
}

function compile(id: string): DatePattern {
  const { pattern, language, ordinal } = dateFormatParts(id);
  const months = new Map<string, number>();
  const parts: DatePart[] = [];
  const tokens = [...pattern.matchAll(/%([A-Za-z])|([^%])/gsu)];
  const sources = tokens.map(([, directive, literal], k) => {
    if (literal !== undefined) return literalSource(literal, tokens[k + 1]?.[1]);
    const piece = pieceOf(directive!, { id, language, months, crowded: crowded(tokens, k) });
    if (piece.part) parts.push(piece.part);
    return directive === 'd' && ordinal
      ? `${piece.source}(?:[Ss][Tt]|[Nn][Dd]|[Rr][Dd]|[Tt][Hh])`
      : piece.source;
  });
  if (tokens.map(([whole]) => whole).join('') !== pattern) throw unknownFormat(id);
  return { id, source: `${around}${sources.join('')}${around}`, parts, months };
}

function literalSource(text: string, next: string | undefined): string {
  if (text !== ' ') return text.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  return next === 'p' || next === 'z' ? '[ \u00a0\u202f]*' : '[ \u00a0\u202f]+';
}

/** Digits stand right before or behind. */
function crowded(tokens: readonly RegExpMatchArray[], k: number): boolean {
  const digits = (token: RegExpMatchArray | undefined): boolean =>
    token?.[1] !== undefined && 'YymdHIMSf'.includes(token[1]);
  return digits(tokens[k - 1]) || digits(tokens[k + 1]);
}

interface Context {
  readonly id: string;
  readonly language: string;
  readonly months: Map<string, number>;
  readonly crowded: boolean;
}

function pieceOf(directive: string, { id, language, months, crowded }: Context): Piece {
  if (directive === 'a')
    return { part: null, source: `(?:${ofAny(weekdays.map((w) => w.slice(0, 3)))})\\.?` };
  if (directive === 'A') return { part: null, source: `(?:${ofAny(weekdays)})` };
  if (directive === 'b' || directive === 'B') {
    const names = monthNames[language]![directive === 'B' ? 'full' : 'short'];
    names.forEach((spellings, k) => spellings.split('|').forEach((s) => months.set(s, k + 1)));
    return {
      part: 'name',
      source: `(${ofAny([...months.keys()])})${directive === 'b' ? '\\.?' : ''}`,
    };
  }
  const piece = (crowded ? tight[directive] : undefined) ?? directives[directive];
  if (!piece) throw unknownFormat(id);
  return piece;
}

const weekdays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** Whichever the case of their letters; the longest first, so that 十一月 is not taken for 一月 after something. */
const ofAny = (words: readonly string[]): string =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) =>
      [...word].map((c) => (c.toUpperCase() === c ? c : `[${c.toUpperCase()}${c}]`)).join(''),
    )
    .join('|');

const unknownFormat = (id: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `The date format “${id}” has a part that is not known`,
    where: {},
    remedy: 'Build it of %Y %y %m %d %b %B %a %A %H %I %M %S %f %p %z and the marks between them.',
  });

/** Excel's serial numbers: days and the fraction of a day, '' for none. */
export const serialPattern = `${around}([0-9]{1,7})(\\.[0-9]{1,15}|)${around}`;
/** Seconds, or milliseconds, since 1970 and the fraction of a second. */
export const epochPattern = `${around}(-?[0-9]{1,15})(\\.[0-9]{1,9}|)${around}`;
