import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';
import type { Guess } from '../formats/reader.ts';
import { blockSize } from './blocks.ts';
import { converter, type Converted } from './codecs.ts';
import { likeliest, type Likeness } from './likely.ts';
import { firstBad, sequenceAt } from './utf8.ts';

/** From the byte order mark, or where the zero bytes lie; UTF-8 where no byte proves otherwise; null where one does. */
export function guessEncoding(head: Uint8Array): Guess | null {
  const mark = marks.find(([bytes]) => bytes.every((b, i) => head[i] === b));
  if (mark) {
    const shown = mark[0].map((b) => b.toString(16).toUpperCase().padStart(2, '0')).join(' ');
    return said(mark[1], `the file begins with the mark ${shown}`);
  }
  const wide = unmarked(head);
  if (wide) return wide;
  return firstBad(head) < 0 ? said('utf-8', 'every byte of the file is valid UTF-8') : null;
}

const said = (value: string, evidence: string): Guess => ({ what: 'encoding', value, evidence });

const marks: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe, 0, 0], 'utf-32'],
  [[0, 0, 0xfe, 0xff], 'utf-32'],
  [[0xef, 0xbb, 0xbf], 'utf-8-sig'],
  [[0xff, 0xfe], 'utf-16'],
  [[0xfe, 0xff], 'utf-16'],
];

/** UTF-16 and UTF-32 have zeros at the same places of each character: in text, line breaks and digits at least. */
function unmarked(head: Uint8Array): Guess | null {
  const n = Math.min(head.length, 1 << 16) & ~3;
  const zeros: Quarters = [0, 0, 0, 0];
  for (let i = 0; i < n; i += 1) if (head[i] === 0) zeros[i & 3]! += 1;
  const found = (n < 8 ? null : wide32(zeros, n / 4)) ?? wide16(zeros);
  if (!found) return null;
  const strong = found.zeros > 0.1 * n && found.astray <= 0.02 * found.zeros;
  if (!strong && !isText(converter(found.encoding, head)(head.subarray(0, n), true))) return null;
  const evidence = `${found.zeros} of the first ${n} bytes are zero, at ${found.places} places`;
  return said(found.encoding, evidence);
}

/** Zero bytes at each of four places. */
type Quarters = [a: number, b: number, c: number, d: number];

function wide32([a, b, c, d]: Quarters, characters: number) {
  const half = 0.5 * characters;
  if (d === characters && c >= half && a <= half)
    return { encoding: 'utf-32-le', zeros: b + c + d, astray: a, places: 'the last three of four' };
  return a === characters && b >= half && d <= half
    ? { encoding: 'utf-32-be', zeros: a + b + c, astray: d, places: 'the first three of four' }
    : null;
}

function wide16([a, b, c, d]: Quarters) {
  const [even, odd] = [a + c, b + d];
  const zeros = Math.max(even, odd);
  const astray = Math.min(even, odd);
  if (zeros < 4 || astray > 0.5 * zeros) return null;
  return odd > even
    ? { encoding: 'utf-16-le', zeros, astray, places: 'odd' }
    : { encoding: 'utf-16-be', zeros, astray, places: 'even' };
}

/** Lines of letters, and no character that texts do not have: few zeros alone are no evidence. */
function isText({ text, bad }: Converted): boolean {
  const chars = new TextDecoder().decode(text);
  const lines = chars.split(/\r\n|\r|\n/).length;
  const strange = /[\0-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]|\p{Cn}/u.test(chars);
  return bad.length <= 1 && lines > 2 && !strange;
}

/** What a file that is not UTF-8 is: another encoding, or UTF-8 that is damaged or mixed with another. */
export type Detected =
  | { readonly kind: 'encoding'; readonly guess: Guess }
  | { readonly kind: 'damaged'; readonly what: string };

/**
 * Weighs the encodings by the words of the whole file that go beyond ASCII.
 * @param bad place of the first byte that is not UTF-8
 */
export async function detectEncoding(
  file: FileSource,
  bad: number,
  checkCancel: () => void,
): Promise<Detected> {
  const words = await wordsBeyondAscii(file, checkCancel);
  const { good, all } = utf8Share(words);
  const value = (await file.slice(bad, bad + 1))[0] ?? 0;
  const where = `byte ${(bad + 1).toLocaleString('en-US')} is 0x${hex(value)}, which is not UTF-8`;
  const share = all === 0 ? 0 : good / all;
  if (share >= 0.5) {
    const what =
      share >= 0.9
        ? 'The file is UTF-8 with damaged characters'
        : `The file mixes UTF-8 (${good} of ${all} bytes beyond ASCII) with something else`;
    return { kind: 'damaged', what };
  }
  const ranked = likeliest(words);
  const best = ranked[0];
  if (!best || best.score < 0)
    return {
      kind: 'damaged',
      what: 'The file is not UTF-8, and in no other encoding are its characters likely',
    };
  if (share >= 0.05 && !best.dense)
    return {
      kind: 'damaged',
      what: `The file mixes encodings: ${good} of ${all} bytes beyond ASCII are UTF-8, the others ${best.encoding}`,
    };
  return { kind: 'encoding', guess: told(best, ranked, { where, good }) };
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

function told(
  best: Likeness,
  ranked: readonly Likeness[],
  { where, good }: { where: string; good: number },
): Guess {
  const { encoding, usual, characters, kind } = best;
  const mixed =
    good > 0 && !best.dense ? `; ${good} bytes could be UTF-8: the file may mix encodings` : '';
  return {
    what: 'encoding',
    value: encoding,
    evidence: `${where}; as ${encoding} ${usual} of ${characters} characters beyond ASCII are usual ${kind}${mixed}`,
    others: ranked.slice(1).map((l) => l.encoding),
  };
}

const wordsLimit = 1 << 17;
const wordLimit = 240;

/**
 * Distinct words with bytes beyond ASCII, a line feed after each. Words end at bytes below 0x40 that are no digits,
 * which are part of a character in none of the encodings that are weighed.
 */
async function wordsBeyondAscii(file: FileSource, checkCancel: () => void): Promise<Uint8Array> {
  const seen = new Set<string>();
  const words = new Uint8Array(wordsLimit + wordLimit + 1);
  let room = 0;
  const share = Math.max(4096, Math.ceil(wordsLimit / Math.max(1, file.size / blockSize)));
  for (let at = 0; at < file.size && room < wordsLimit; at += blockSize) {
    checkCancel();
    const bytes = await file.slice(at, Math.min(file.size, at + blockSize));
    const stop = Math.min(wordsLimit, room + share);
    eachWord(bytes, at > 0, (from, to) => {
      const word = bytes.subarray(from, Math.min(to, from + wordLimit));
      const key = String.fromCharCode(...word);
      if (to - from > wordLimit || seen.has(key)) return true;
      seen.add(key);
      words.set(word, room);
      room += word.length;
      words[room] = 10;
      room += 1;
      return room < stop;
    });
  }
  return words.subarray(0, room);
}

const ends = (b: number): boolean => b < 0x30 || (b > 0x39 && b < 0x40);

/** Visits the words with bytes beyond ASCII as long as it is told to go on; a word cut by the start is left out. */
function eachWord(
  bytes: Uint8Array,
  inside: boolean,
  visit: (from: number, to: number) => boolean,
): void {
  let from = inside ? -1 : 0;
  let beyond = false;
  for (let p = 0; p < bytes.length; p += 1) {
    const b = bytes[p]!;
    if (b >= 0x80) beyond = true;
    else if (ends(b)) {
      if (beyond && from >= 0 && !visit(from, p)) return;
      from = p + 1;
      beyond = false;
    }
  }
  if (beyond && from >= 0) visit(from, bytes.length);
}

/** How many of the bytes beyond ASCII make whole characters of UTF-8. */
function utf8Share(words: Uint8Array): { good: number; all: number } {
  let good = 0;
  let all = 0;
  for (let i = 0; i < words.length;) {
    const { size, state } = sequenceAt(words, i);
    if (words[i]! >= 0x80) {
      all += size;
      if (state === 'whole') good += size;
    }
    i += size;
  }
  return { good, all };
}

/** @param row file row of the byte */
export function undecodable(
  what: string,
  bad: { readonly byte: number; readonly value: number },
  file: string,
  row: number,
): EngineError {
  return new EngineError({
    code: 'encoding-invalid',
    what: `${what}: byte ${(bad.byte + 1).toLocaleString('en-US')} is 0x${hex(bad.value)}`,
    where: { file, row },
    remedy:
      'Name the encoding, or let what does not decode be replaced by U+FFFD: each row concerned is then listed.',
  });
}
