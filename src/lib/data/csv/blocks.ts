import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';
import { bytesIn } from '../kernels.ts';
import { converter, type Convert } from './codecs.ts';

export const firstBlock = 1 << 20;
export const blockSize = 1 << 22;

/** UTF-8 without the file's mark. */
export interface TextBlock {
  readonly text: Uint8Array;
  /** Where in `text` a U+FFFD stands for bytes that do not decode, ascending. */
  readonly bad: readonly number[];
}

export interface Blocks {
  readonly file: FileSource;
  /** One of Python's codecs, by its canonical name. */
  readonly encoding: string;
  readonly undecodable: 'refuse' | 'replace';
  readonly checkCancel: () => void;
  /** Bytes of the file that were read. */
  readonly onBytes: (bytes: number) => void;
}

/** Thrown where bytes do not decode, and that is refused. */
export class Undecodable extends Error {
  /** Place in the file, from 0, and the byte there. */
  readonly byte: number;
  readonly value: number;
  /** What this block held before it. */
  readonly before: Uint8Array;
  constructor(byte: number, value: number, before: Uint8Array) {
    super(`byte ${byte + 1} does not decode`);
    this.byte = byte;
    this.value = value;
    this.before = before;
  }
}

/**
 * The file as UTF-8 in blocks, the first one small, for the first rows.
 * @throws Undecodable; EngineError 'file-kind' for a character U+0000
 */
export async function* textBlocks(blocks: Blocks): AsyncGenerator<TextBlock> {
  const { file, encoding, undecodable, checkCancel, onBytes } = blocks;
  let convert: Convert | null = null;
  let held: Uint8Array = new Uint8Array(0);
  for (let at = 0; at < file.size;) {
    checkCancel();
    const end = Math.min(file.size, at + (at === 0 ? firstBlock : blockSize));
    const read = await file.slice(at, end);
    if (read.length === 0) break;
    const bytes = joined(held, read);
    const start = at - held.length;
    convert ??= converter(encoding, read);
    const { text, used, bad } = convert(bytes, end >= file.size);
    const first = bad[0];
    if (first && undecodable === 'refuse') {
      const before = withoutMark(text.subarray(0, first.out), start);
      throw new Undecodable(start + first.at, bytes[first.at]!, before);
    }
    refuseZero(text, start, file.name);
    held = bytes.slice(used);
    const kept = withoutMark(text, start);
    const lost = text.length - kept.length;
    yield { text: kept, bad: bad.map(({ out }) => out - lost) };
    at = end;
    onBytes(at);
  }
}

/** The beginning of the file as UTF-8, U+FFFD for what does not decode. */
export function headText(bytes: Uint8Array, encoding: string, whole: boolean): Uint8Array {
  return withoutMark(converter(encoding, bytes)(bytes, whole).text, 0);
}

const withoutMark = (text: Uint8Array, start: number): Uint8Array =>
  start === 0 && text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;

function refuseZero(text: Uint8Array, start: number, file: string): void {
  if (!bytesIn(text).zero) return;
  const zero = text.indexOf(0);
  throw new EngineError({
    code: 'file-kind',
    what: `This looks like binary data, not text: byte ${start + zero + 1} is zero`,
    where: { file },
    remedy: 'Drop a CSV file; if this is one, save it again as UTF-8.',
  });
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
