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
  const [a, b, c, d] = head;
  if (
    (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0xfe && d === 0xff)
  ) {
    throw undecodable('The file is UTF-32, which browsers cannot decode', file);
  }
  if (a === 0xef && b === 0xbb && c === 0xbf)
    return { encoding: 'utf-8-sig', evidence: 'the file begins with the UTF-8 mark EF BB BF' };
  if (a === 0xff && b === 0xfe)
    return { encoding: 'utf-16', evidence: 'the file begins with the UTF-16 mark FF FE' };
  if (a === 0xfe && b === 0xff)
    return { encoding: 'utf-16', evidence: 'the file begins with the UTF-16 mark FE FF' };
  const zeros = [0, 0];
  const n = Math.min(head.length, 4096);
  for (let i = 0; i < n; i += 1) if (head[i] === 0) zeros[i & 1]! += 1;
  const [even, odd] = zeros as [number, number];
  if (odd > n * 0.2 && even < odd * 0.1)
    return {
      encoding: 'utf-16-le',
      evidence: `${odd} of the first ${n} bytes are zero, all at odd places`,
    };
  if (even > n * 0.2 && odd < even * 0.1)
    return {
      encoding: 'utf-16-be',
      evidence: `${even} of the first ${n} bytes are zero, all at even places`,
    };
  return { encoding: 'utf-8', evidence: 'every byte of the file is valid UTF-8' };
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

/** cp1252 when that can be the answer, else 'encoding-invalid'. `head` is the part of the file around the bad byte. */
export function fallbackEncoding(bad: NotUtf8, around: Uint8Array, file: string): EncodingGuess {
  const where = `byte ${bad.byte + 1} is 0x${bad.value.toString(16).toUpperCase().padStart(2, '0')}`;
  const { sequences, undefinedByte } = nonAscii(around);
  if (sequences > 0 || undefinedByte) {
    throw undecodable(
      sequences > 0
        ? `The file is UTF-8 (${sequences} characters near there are) but for a damaged one: ${where}`
        : `The file is neither UTF-8 nor Windows-1252: ${where}`,
      file,
    );
  }
  return { encoding: 'cp1252', evidence: `${where}, which is not UTF-8` };
}

const undecodable = (what: string, file: string): EngineError =>
  new EngineError({
    code: 'encoding-invalid',
    what,
    where: { file },
    remedy: 'Name the encoding, or save the file as UTF-8.',
  });

/** Bytes 81, 8D, 8F, 90 and 9D mean nothing in cp1252: Python refuses them, so do we. */
const undefinedIn1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

function nonAscii(bytes: Uint8Array): { sequences: number; undefinedByte: boolean } {
  let sequences = 0;
  let undefinedByte = false;
  for (let i = 0; i < bytes.length;) {
    const b = bytes[i]!;
    const size = b < 0x80 ? 1 : sequenceSize(bytes, i);
    if (b >= 0x80 && size > 1) sequences += 1;
    if (size === 0 && undefinedIn1252.has(b)) undefinedByte = true;
    i += Math.max(1, size);
  }
  return { sequences, undefinedByte };
}

/** Length of the UTF-8 sequence at `i` (RFC 3629), 0 where there is none. */
function sequenceSize(bytes: Uint8Array, i: number): number {
  const b = bytes[i]!;
  if (b < 0x80) return 1;
  const size =
    b >= 0xc2 && b < 0xe0 ? 2 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xf0 && b < 0xf5 ? 4 : 0;
  if (size === 0) return 0;
  const second = bytes[i + 1] ?? 0;
  const low = b === 0xe0 ? 0xa0 : b === 0xf0 ? 0x90 : 0x80;
  const high = b === 0xed ? 0x9f : b === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
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
