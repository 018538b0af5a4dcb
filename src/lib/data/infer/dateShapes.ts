import { dateFormatIds, dateFormatParts, dateIds, monthNames } from '#lib/recipe/dateFormats.ts';

/**
 * The outline of a text by which the formats it may have are looked up: one or two digits are 0, four Y, more n and
 * their number; letters and full stops behind them are a; a fraction of a second is f.
 */
export function skeleton(text: string): string {
  const n = text.length;
  let out = '';
  let clock = false;
  for (let p = 0; p < n;) {
    const kind = kindOf(text.charCodeAt(p));
    const from = p;
    p = kind === other ? p + 1 : endOfRun(text, p, kind);
    if (kind === digit) out += clock && text.charCodeAt(from - 1) === stop ? 'f' : runOf(p - from);
    else if (kind === letter) out += 'a';
    else if (kind === other) {
      clock ||= text[from] === ':';
      out += text[from];
    } else if (out !== '' && p < n) out += ' ';
  }
  return serial.test(out) ? 'n5.f' : out;
}

const [other, digit, blank, letter] = [0, 1, 2, 3] as const;
const stop = 46;

function kindOf(c: number): 0 | 1 | 2 | 3 {
  if (c >= 48 && c <= 57) return digit;
  if (isBlank(c)) return blank;
  return isLetter(c) ? letter : other;
}

/** A full stop behind letters belongs to them. */
function endOfRun(text: string, from: number, kind: number): number {
  let p = from + 1;
  while (p < text.length) {
    const c = text.charCodeAt(p);
    if (kindOf(c) !== kind && !(kind === letter && c === stop)) break;
    p += 1;
  }
  return p;
}

/** A number of five digits with decimals. */
const serial = /^n5\.(?:0|Y|n[0-9]+)$/;

const runOf = (length: number): string => (length <= 2 ? '0' : length === 4 ? 'Y' : `n${length}`);
const isBlank = (c: number): boolean =>
  c === 32 || (c >= 9 && c <= 13) || c === 0xa0 || c === 0x2009 || c === 0x202f;
const isLetter = (c: number): boolean =>
  (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || (c >= 0xc0 && !isPunctuation(c));
/** Typographic spaces, dashes, quotes, and the minus sign. */
const isPunctuation = (c: number): boolean => (c >= 0x2000 && c <= 0x206f) || c === 0x2212;

let index: ReadonlyMap<string, readonly string[]> | null = null;

/** Ids of the formats that a text with this outline may have, the preferred first. */
export function formatsWith(outline: string): readonly string[] {
  index ??= buildIndex();
  return index.get(outline) ?? [];
}

function buildIndex(): ReadonlyMap<string, readonly string[]> {
  const built = new Map<string, string[]>();
  for (const id of dateFormatIds()) {
    for (const outline of new Set(written(id).map(skeleton)))
      built.set(outline, [...(built.get(outline) ?? []), id]);
  }
  return built;
}

const zones = ['Z', '+0000', '+00:00', '+00', '-0000', '-00:00', '-00'];
const isoTexts = ['14:05', '14:05:09', '14:05:09.5'].flatMap((time) => [
  `2021-10-24 ${time}`,
  `2021-10-24T${time}`,
]);

/** 24 October 2021, 14:05:09 in all spellings of a format that outline differently; none of what is not looked for. */
function written(id: string): readonly string[] {
  if (id === dateIds.iso) return isoTexts;
  if (id === dateIds.isoZone)
    return isoTexts.flatMap((text) => zones.flatMap((z) => [text + z, `${text} ${z}`]));
  if (id === dateIds.excel1900) return ['44493', '44493.5'];
  if (id.startsWith('@')) return [];
  const text = exampleOf(id);
  const tight = text.replace(/ (PM|\+0000)/, '$1');
  return [text, tight].flatMap((t) =>
    t.includes('+0000') ? zones.map((z) => t.replace('+0000', z)) : [t],
  );
}

const fields = new Map([
  ...Object.entries({ Y: '2021', y: '21', m: '10', d: '24', H: '14', I: '02', M: '05', S: '09' }),
  ...Object.entries({ f: '5', p: 'PM', z: '+0000', a: 'Sun', A: 'Sunday' }),
]);
const others = new Map<string, string>([
  [dateIds.iso, '2021-10-24 14:05:09'],
  [dateIds.isoZone, '2021-10-24T14:05:09Z'],
  [dateIds.excel1900, 'Excel serial number 44493'],
  [dateIds.excel1904, 'Excel serial number 43031 of the 1904 system'],
  [dateIds.epoch, 'seconds since 1970: 1635084309'],
  [dateIds.epochMs, 'milliseconds since 1970: 1635084309000'],
]);

/** 24 October 2021, 14:05:09 as a format writes it: its label. */
export function exampleOf(id: string): string {
  const named = others.get(id);
  if (named !== undefined) return named;
  const { pattern, language, ordinal } = dateFormatParts(id);
  return pattern.replace(/%([A-Za-z])/g, (_, directive: string) => {
    if (directive === 'd' && ordinal) return '24th';
    const isName = directive === 'b' || directive === 'B';
    return isName ? october(directive, language) : (fields.get(directive) ?? '');
  });
}

function october(directive: 'b' | 'B', language: string): string {
  const names = monthNames[language]![directive === 'B' ? 'full' : 'short'];
  const name = names[9]!.split('|')[0]!;
  return language === 'en' || language === 'de' ? name[0]!.toUpperCase() + name.slice(1) : name;
}
