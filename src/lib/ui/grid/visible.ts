/** A stretch of text; `sign` names a character that would not be seen, and `text` is what stands for it. */
export interface VisiblePart {
  readonly text: string;
  readonly sign?: string;
}

const named: ReadonlyMap<string, readonly [text: string, name: string]> = new Map([
  ['\t', ['→', 'tab']],
  ['\n', ['↵', 'line feed']],
  ['\r', ['␍', 'carriage return']],
  ['\r\n', ['␍↵', 'line break']],
  ['\u007f', ['␡', 'delete']],
  ['\u0085', ['NEL', 'next line']],
  ['\u00a0', ['⍽', 'no-break space']],
  ['\u00ad', ['SHY', 'soft hyphen']],
  ['\u034f', ['CGJ', 'combining grapheme joiner']],
  ['\u061c', ['ALM', 'Arabic letter mark']],
  ['\u180e', ['MVS', 'Mongolian vowel separator']],
  ['\u200b', ['ZWSP', 'zero-width space']],
  ['\u200c', ['ZWNJ', 'zero-width non-joiner']],
  ['\u200d', ['ZWJ', 'zero-width joiner']],
  ['\u200e', ['LRM', 'left-to-right mark']],
  ['\u200f', ['RLM', 'right-to-left mark']],
  ['\u2028', ['LS', 'line separator']],
  ['\u2029', ['PS', 'paragraph separator']],
  ['\u202a', ['LRE', 'left-to-right embedding']],
  ['\u202b', ['RLE', 'right-to-left embedding']],
  ['\u202c', ['PDF', 'end of a direction']],
  ['\u202d', ['LRO', 'left-to-right override']],
  ['\u202e', ['RLO', 'right-to-left override']],
  ['\u2060', ['WJ', 'word joiner']],
  ['\u2066', ['LRI', 'left-to-right isolate']],
  ['\u2067', ['RLI', 'right-to-left isolate']],
  ['\u2068', ['FSI', 'first strong isolate']],
  ['\u2069', ['PDI', 'end of an isolate']],
  ['\u3000', ['␣', 'ideographic space']],
  ['\u3164', ['HF', 'Hangul filler']],
  ['\ufeff', ['BOM', 'byte order mark or zero-width no-break space']],
  ['\ufffd', ['\ufffd', 'replacement character: bytes that are no text']],
]);

/** Seen by nobody, or as something else: controls, formats, spaces but the plain one, fillers, half surrogate pairs. */
const hidden =
  /\r\n|[\p{Cc}\p{Zl}\p{Zp}\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0\ufff9-\ufffd\ud800-\udfff]|[\u{e0000}-\u{e0fff}]/gu;
/** Of these what would break or turn round a line of a table; the rest belongs to how some languages are written. */
const unruly = /\r\n|[\p{Cc}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;
/** A zero-width joiner behind it holds an emoji together. */
const emoji = /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*$/u;

/**
 * A name with everything in it that would not be seen: bidirectional and zero-width marks, spaces at its ends or
 * doubled, and letters of Cyrillic or Greek among Latin ones.
 */
export function visibleName(text: string): readonly VisiblePart[] {
  const parts = partsOf(text, /^ +| +$| {2,}/g);
  return isMixed(text) ? parts.flatMap((p) => (p.sign ? [p] : foreign(p.text))) : parts;
}

/** A text with every space and unseen character shown. */
export const visibleText = (text: string): readonly VisiblePart[] => partsOf(text, / +/g);

/** The same of a name as plain text, for labels and sentences. */
export const plainName = (name: string): string =>
  visibleName(name)
    .map(({ text, sign }) => (sign === undefined || sign === 'space' ? text : bracketed(text)))
    .join('');

/** A cell in one line: breaks, tabs and marks of direction replaced by their signs, cut where no cell is so wide. */
export function cellLine(text: string): string {
  const cut = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return cut.replace(unruly, (found) => bracketed(signOf(found).text));
}

const bracketed = (sign: string): string => (/^[A-Z]/.test(sign) ? `⟨${sign}⟩` : sign);

function partsOf(text: string, spaces: RegExp): readonly VisiblePart[] {
  const parts: VisiblePart[] = [];
  const plain = (from: number, to: number): void => {
    let at = from;
    for (const found of text.slice(from, to).matchAll(spaces)) {
      const start = from + found.index;
      if (start > at) parts.push({ text: text.slice(at, start) });
      parts.push({ text: '·'.repeat(found[0].length), sign: 'space' });
      at = start + found[0].length;
    }
    if (to > at) parts.push({ text: text.slice(at, to) });
  };
  let at = 0;
  for (const found of text.matchAll(hidden)) {
    if (found[0] === '\u200d' && emoji.test(text.slice(at, found.index))) continue;
    plain(at, found.index);
    parts.push(signOf(found[0]));
    at = found.index + found[0].length;
  }
  plain(at, text.length);
  return parts;
}

function signOf(character: string): VisiblePart & { readonly sign: string } {
  const known = named.get(character);
  if (known) return { text: known[0], sign: known[1] };
  const code = character.codePointAt(0)!;
  const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code < 32) return { text: String.fromCharCode(0x2400 + code), sign: `control ${point}` };
  if (code >= 0xd800 && code <= 0xdfff) return { text: point, sign: 'half of a surrogate pair' };
  return { text: point, sign: point };
}

const isMixed = (text: string): boolean =>
  /\p{Script=Latin}/u.test(text) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(text);

/** Letters that only look Latin, each told. */
function foreign(text: string): readonly VisiblePart[] {
  return text.split(/([\p{Script=Cyrillic}\p{Script=Greek}]+)/u).flatMap((piece, i) => {
    if (piece === '') return [];
    if (i % 2 === 0) return [{ text: piece }];
    const script = /\p{Script=Cyrillic}/u.test(piece) ? 'Cyrillic' : 'Greek';
    return [{ text: piece, sign: `${script}, not Latin` }];
  });
}
