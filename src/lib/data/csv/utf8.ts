import { bytesIn } from '../kernels.ts';

/** First and last lead byte, length, and the range of the second byte of each UTF-8 sequence (RFC 3629). */
const leads: readonly (readonly [
  from: number,
  to: number,
  size: number,
  low: number,
  high: number,
])[] = [
  [0x00, 0x7f, 1, 0, 0],
  [0xc2, 0xdf, 2, 0x80, 0xbf],
  [0xe0, 0xe0, 3, 0xa0, 0xbf],
  [0xe1, 0xec, 3, 0x80, 0xbf],
  [0xed, 0xed, 3, 0x80, 0x9f],
  [0xee, 0xef, 3, 0x80, 0xbf],
  [0xf0, 0xf0, 4, 0x90, 0xbf],
  [0xf1, 0xf3, 4, 0x80, 0xbf],
  [0xf4, 0xf4, 4, 0x80, 0x8f],
];

export interface Sequence {
  /** Bytes that belong together: a character, or what stands for one U+FFFD (Unicode 16, table 3-8, as Python does). */
  readonly size: number;
  readonly state: 'whole' | 'bad' | 'cut';
}

/** What begins at `i`; 'cut' where the bytes end inside a character that is good so far. */
export function sequenceAt(bytes: Uint8Array, i: number): Sequence {
  const lead = leads.find(([from, to]) => bytes[i]! >= from && bytes[i]! <= to);
  if (!lead) return { size: 1, state: 'bad' };
  const [, , size, low, high] = lead;
  for (let k = 1; k < size; k += 1) {
    if (i + k >= bytes.length) return { size: k, state: 'cut' };
    const b = bytes[i + k]!;
    if (k === 1 ? b < low || b > high : b >> 6 !== 2) return { size: k, state: 'bad' };
  }
  return { size, state: 'whole' };
}

/** How many bytes at the end begin a character that does not end. */
export function cutBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const b = bytes[bytes.length - back]!;
    if (b >> 6 === 2) continue;
    return sequenceAt(bytes, bytes.length - back).state === 'cut' ? back : 0;
  }
  return 0;
}

/** Position of the first byte that is not UTF-8, −1 where all is; a character cut off at the end is not looked at. */
export function firstBad(bytes: Uint8Array): number {
  if (isUtf8(bytes.subarray(0, bytes.length - cutBytes(bytes)))) return -1;
  for (let i = 0; i < bytes.length;) {
    if (bytes[i]! < 0x80) {
      i += 1;
      continue;
    }
    const { size, state } = sequenceAt(bytes, i);
    if (state === 'bad') return i;
    i += size;
  }
  return -1;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The platform's decoder validates many times faster than a loop. */
function isUtf8(bytes: Uint8Array): boolean {
  // The decoder would make a string of each block.
  if (!bytesIn(bytes).high) return true;
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export interface Mended {
  readonly text: Uint8Array;
  /** Where in `text` a U+FFFD stands for bytes that are no character. */
  readonly bad: readonly number[];
}

/** The bytes with U+FFFD for whatever is not UTF-8. */
export function mended(bytes: Uint8Array): Mended {
  if (isUtf8(bytes)) return { text: bytes, bad: [] };
  const text = new Uint8Array(3 * bytes.length);
  const bad: number[] = [];
  let out = 0;
  for (let i = 0; i < bytes.length;) {
    const { size, state } = sequenceAt(bytes, i);
    if (state === 'whole') {
      for (let k = 0; k < size; k += 1) text[out++] = bytes[i + k]!;
    } else {
      bad.push(out);
      out = putReplacement(text, out);
    }
    i += size;
  }
  return { text: text.subarray(0, out), bad };
}

/** Writes U+FFFD and returns the place after it. */
export function putReplacement(text: Uint8Array, at: number): number {
  text[at] = 0xef;
  text[at + 1] = 0xbf;
  text[at + 2] = 0xbd;
  return at + 3;
}

/** Writes a code point and returns the place after it. */
export function putCharacter(text: Uint8Array, at: number, code: number): number {
  let p = at;
  if (code < 0x80) text[p++] = code;
  else if (code < 0x800) {
    text[p++] = 0xc0 | (code >> 6);
    text[p++] = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    text[p++] = 0xe0 | (code >> 12);
    text[p++] = 0x80 | ((code >> 6) & 63);
    text[p++] = 0x80 | (code & 63);
  } else {
    text[p++] = 0xf0 | (code >> 18);
    text[p++] = 0x80 | ((code >> 12) & 63);
    text[p++] = 0x80 | ((code >> 6) & 63);
    text[p++] = 0x80 | (code & 63);
  }
  return p;
}
