import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';
import type { Hasher } from '../sha256.ts';

/** Names are Python's codecs, because the exported script says them. */
export interface EncodingGuess {
  readonly encoding: string;
  readonly evidence: string;
}

/** From the byte order mark, or the zero bytes of UTF-16 without one; UTF-8 until a byte proves otherwise. */
export function guessEncoding(head: Uint8Array, file: string): EncodingGuess {
  const mark = marks.find(([bytes]) => bytes.every((b, i) => head[i] === b));
  if (mark?.[1] === 'utf-32')
    throw undecodable('The file is UTF-32, which browsers cannot decode', file);
  if (mark) {
    const shown = mark[0].map((b) => b.toString(16).toUpperCase()).join(' ');
    return { encoding: mark[1], evidence: `the file begins with the mark ${shown}` };
  }
  return (
    unmarkedUtf16(head) ?? { encoding: 'utf-8', evidence: 'every byte of the file is valid UTF-8' }
  );
}

const marks: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe, 0, 0], 'utf-32'],
  [[0, 0, 0xfe, 0xff], 'utf-32'],
  [[0xef, 0xbb, 0xbf], 'utf-8-sig'],
  [[0xff, 0xfe], 'utf-16'],
  [[0xfe, 0xff], 'utf-16'],
];

/** Western text in UTF-16 has a zero in every other byte. */
function unmarkedUtf16(head: Uint8Array): EncodingGuess | null {
  const zeros: [even: number, odd: number] = [0, 0];
  const n = Math.min(head.length, 4096);
  for (let i = 0; i < n; i += 1) if (head[i] === 0) zeros[i & 1]! += 1;
  const [even, odd] = zeros;
  const many = Math.max(even, odd);
  if (many <= 0.2 * n || Math.min(even, odd) >= 0.1 * many) return null;
  return {
    encoding: odd > even ? 'utf-16-le' : 'utf-16-be',
    evidence: `${many} of the first ${n} bytes are zero, at ${odd > even ? 'odd' : 'even'} places only`,
  };
}

/** Thrown inside a reading that takes the file for UTF-8, where it is not. */
export class NotUtf8 extends Error {
  readonly byte: number;
  readonly value: number;
  constructor(byte: number, value: number) {
    super(`byte ${byte} (0x${value.toString(16)}) is not UTF-8`);
    this.byte = byte;
    this.value = value;
  }
}

/**
 * cp1252 when that can be the answer, else 'encoding-invalid': a file with UTF-8 characters before the bad byte is
 * damaged UTF-8, and read as anything else its text would change silently.
 */
export async function fallbackEncoding(bad: NotUtf8, file: FileSource): Promise<EncodingGuess> {
  const { line, nonAscii } = await before(file, bad.byte);
  const around = await file.slice(bad.byte, Math.min(file.size, bad.byte + firstBlock));
  const where = `byte ${bad.byte + 1}, in line ${line}, is 0x${bad.value.toString(16).toUpperCase()}`;
  if (nonAscii) {
    throw undecodable(`The file is UTF-8 up to a damaged character: ${where}`, file.name, line);
  }
  if (around.some((b) => undefinedIn1252.has(b))) {
    throw undecodable(`The file is neither UTF-8 nor Windows-1252: ${where}`, file.name, line);
  }
  return { encoding: 'cp1252', evidence: `${where}, which is not UTF-8` };
}

async function before(file: FileSource, end: number): Promise<{ line: number; nonAscii: boolean }> {
  let line = 1;
  let nonAscii = false;
  for (let at = 0; at < end; at += blockSize) {
    for (const b of await file.slice(at, Math.min(end, at + blockSize))) {
      if (b === 10) line += 1;
      if (b >= 0x80) nonAscii = true;
    }
  }
  return { line, nonAscii };
}

const undecodable = (what: string, file: string, row?: number): EngineError =>
  new EngineError({
    code: 'encoding-invalid',
    what,
    where: { file, ...(row !== undefined && { row }) },
    remedy: 'Name the encoding, or save the file as UTF-8.',
  });

/** Bytes 81, 8D, 8F, 90 and 9D mean nothing in cp1252: Python refuses them, so do we. */
const undefinedIn1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

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

/** Length of the UTF-8 sequence at `i`, 0 where there is none. */
function sequenceSize(bytes: Uint8Array, i: number): number {
  const lead = leads.find(([from, to]) => bytes[i]! >= from && bytes[i]! <= to);
  if (!lead) return 0;
  const [, , size, low, high] = lead;
  const second = bytes[i + 1] ?? 0;
  if (size > 1 && (second < low || second > high)) return 0;
  for (let k = 2; k < size; k += 1) if ((bytes[i + k] ?? 0) >> 6 !== 2) return 0;
  return size;
}

export interface Blocks {
  readonly file: FileSource;
  readonly encoding: string;
  readonly hasher: Hasher;
  readonly checkCancel: () => void;
  readonly onProgress: (bytes: number) => void;
}

const firstBlock = 1 << 20;
const blockSize = 1 << 22;

/** The file as UTF-8 without its mark, in blocks (the first one small, for the first rows). Throws NotUtf8, or 'encoding-invalid'. */
export async function* utf8Blocks({
  file,
  encoding,
  hasher,
  checkCancel,
  onProgress,
}: Blocks): AsyncGenerator<Uint8Array> {
  const transcode = isUtf8(encoding) ? validator() : transcoder(encoding, file.name);
  for (let at = 0; at < file.size;) {
    checkCancel();
    const end = Math.min(file.size, at + (at === 0 ? firstBlock : blockSize));
    const bytes = await file.slice(at, end);
    if (bytes.length === 0) break;
    hasher.update(bytes);
    if (isUtf8(encoding)) refuseZero(bytes, at, file.name);
    const text = transcode(bytes, at, at + bytes.length >= file.size);
    yield at === 0 ? withoutMark(text) : text;
    at += bytes.length;
    onProgress(at);
  }
}

const isUtf8 = (encoding: string): boolean => /^utf[-_]?8([-_]sig)?$/i.test(encoding);

const withoutMark = (text: Uint8Array): Uint8Array =>
  text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;

function refuseZero(bytes: Uint8Array, at: number, file: string): void {
  const zero = bytes.indexOf(0);
  if (zero < 0) return;
  throw new EngineError({
    code: 'file-kind',
    what: `This looks like binary data, not text: byte ${at + zero + 1} is zero`,
    where: { file },
    remedy: 'Drop a CSV file; if this is one, save it again as UTF-8.',
  });
}

type Transcode = (bytes: Uint8Array, at: number, last: boolean) => Uint8Array;

function validator(): Transcode {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let held = 0;
  let tail: Uint8Array = new Uint8Array(0);
  return (bytes, at, last) => {
    try {
      decoder.decode(bytes, { stream: !last });
    } catch {
      throw firstBad(tail, bytes, at - held);
    }
    held = Math.min(3, bytes.length);
    tail = bytes.slice(bytes.length - held);
    return bytes;
  };
}

function firstBad(tail: Uint8Array, bytes: Uint8Array, at: number): NotUtf8 {
  const joined = new Uint8Array(tail.length + bytes.length);
  joined.set(tail);
  joined.set(bytes, tail.length);
  let i = 0;
  while (i < tail.length && joined[i]! >> 6 === 2) i += 1;
  while (i < joined.length) {
    const size = sequenceSize(joined, i);
    if (size === 0) break;
    i += size;
  }
  return new NotUtf8(at + i, joined[Math.min(i, joined.length - 1)]!);
}

function transcoder(encoding: string, file: string): Transcode {
  let decoder: TextDecoder | null = null;
  const encoder = new TextEncoder();
  return (bytes, at, last) => {
    decoder ??= decoderFor(encoding, bytes, file);
    try {
      return encoder.encode(decoder.decode(bytes, { stream: !last }));
    } catch {
      throw undecodable(`The file is not ${encoding}: bytes from ${at + 1} on do not decode`, file);
    }
  };
}

function decoderFor(encoding: string, head: Uint8Array, file: string): TextDecoder {
  try {
    return new TextDecoder(webLabel(encoding, head), { fatal: true, ignoreBOM: true });
  } catch {
    throw new EngineError({
      code: 'encoding-invalid',
      what: `There is no encoding “${encoding}”`,
      where: { file },
      remedy: 'Name another, such as utf-8, cp1252, utf-16, shift_jis or gb18030.',
    });
  }
}

/** Python's name as the Encoding Standard's label. */
function webLabel(encoding: string, head: Uint8Array): string {
  const name = encoding.toLowerCase().replaceAll('_', '-');
  if (name === 'utf-16') return head[0] === 0xfe ? 'utf-16be' : 'utf-16le';
  const renamed = new Map([
    ['utf-16-le', 'utf-16le'],
    ['utf-16-be', 'utf-16be'],
    ['shift-jis', 'shift_jis'],
  ]);
  if (renamed.has(name)) return renamed.get(name)!;
  const code = /^cp(125\d|866)$/.exec(name)?.[1];
  if (code) return code === '866' ? 'ibm866' : `windows-${code}`;
  return name === 'latin-1' ? 'latin1' : name;
}
