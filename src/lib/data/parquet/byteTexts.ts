import type { Format } from './numberTexts.ts';
import type { TextColumn } from './texts.ts';

const hexDigits = new TextEncoder().encode('0123456789abcdef');
const dash = 45;

/** Bytes as `\x` and two hexadecimal digits each, as PostgreSQL and DuckDB write them. */
export const putHex: Format = (bytes, start, end, out) => {
  out.ascii('\\x');
  putDigits(bytes, start, end, out);
};

export const putUuid: Format = (bytes, start, end, out) => {
  for (const [from, to] of [
    [0, 4],
    [4, 6],
    [6, 8],
    [8, 10],
    [10, 16],
  ] as const) {
    if (from > 0) out.byte(dash);
    putDigits(bytes, start + from, start + to, out);
  }
};

const putDigits: Format = (bytes, start, end, out) => {
  out.need(2 * (end - start));
  for (let i = start; i < end; i += 1) {
    out.bytes[out.at] = hexDigits[bytes[i]! >> 4]!;
    out.bytes[out.at + 1] = hexDigits[bytes[i]! & 15]!;
    out.at += 2;
  }
};

/** Text in UTF-8; what is none is written as hexadecimal digits and noted. */
export const putText: Format = (bytes, start, end, out) => {
  if (isUtf8(bytes, start, end)) {
    out.copy(bytes, start, end);
    return;
  }
  out.note('not-text');
  putHex(bytes, start, end, out);
};

/**
 * Whether the bytes are UTF-8 in the shortest form, without surrogates.
 * @see RFC 3629, section 4
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  while (i < end) {
    const lead = bytes[i]!;
    if (lead < 0x80) {
      i += 1;
      continue;
    }
    const length = sequenceLength(lead);
    if (length === 0 || i + length > end) return false;
    const second = bytes[i + 1]!;
    const [low, high] = secondRange(lead);
    if (second < low || second > high) return false;
    for (let k = 2; k < length; k += 1) if (bytes[i + k]! >> 6 !== 2) return false;
    i += length;
  }
  return true;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

function secondRange(lead: number): readonly [low: number, high: number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  if (lead === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

/** Text a person could have written: UTF-8 without control characters but tab, line feed and carriage return. */
export function isPlainText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const c = bytes[i]!;
    if ((c < 32 && c !== 9 && c !== 10 && c !== 13) || c === 127) return false;
  }
  return isUtf8(bytes, start, end);
}

const quote = 34;
const backslash = 92;

/** The text bytes[start] to bytes[end] as a JSON string. */
export function putJsonString(
  out: TextColumn,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  out.byte(quote);
  let from = start;
  for (let i = start; i < end; i += 1) {
    const c = bytes[i]!;
    if (c >= 32 && c !== quote && c !== backslash) continue;
    out.copy(bytes, from, i);
    out.ascii(escapes.get(c) ?? `\\u${c.toString(16).padStart(4, '0')}`);
    from = i + 1;
  }
  out.copy(bytes, from, end);
  out.byte(quote);
}

const escapes = new Map([
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [12, '\\f'],
  [13, '\\r'],
  [quote, '\\"'],
  [backslash, '\\\\'],
]);
