import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';

type Wide = 'utf-16-le' | 'utf-16-be' | 'utf-32-le' | 'utf-32-be';

interface JsonEncoding {
  /** Python's name. */
  readonly encoding: 'utf-8' | 'utf-8-sig' | Wide;
  readonly evidence: string;
  /** Bytes of the mark. */
  readonly mark: number;
}

/** From the byte order mark, else from where the zeros of the first characters lie, which are ASCII (RFC 4627, section 3). */
export function jsonEncoding(head: Uint8Array): JsonEncoding {
  const mark = marks.find(([bytes]) => bytes.every((b, i) => head[i] === b));
  if (mark) {
    const shown = mark[0].map((b) => b.toString(16).toUpperCase().padStart(2, '0')).join(' ');
    return {
      encoding: mark[1],
      evidence: `the file begins with the mark ${shown}`,
      mark: mark[0].length,
    };
  }
  const zeros = Array.from({ length: Math.min(4, head.length) }, (_, i) => head[i] === 0);
  const pattern = zeros.map((z) => (z ? '0' : 'x')).join('');
  const wide = patterns.find(([shape]) => shape.test(pattern))?.[1];
  return wide
    ? {
        encoding: wide,
        evidence: 'the first characters have zero bytes where it has them',
        mark: 0,
      }
    : { encoding: 'utf-8', evidence: 'it is what JSON is written in', mark: 0 };
}

const marks: readonly (readonly [bytes: readonly number[], encoding: JsonEncoding['encoding']])[] =
  [
    [[0xff, 0xfe, 0, 0], 'utf-32-le'],
    [[0, 0, 0xfe, 0xff], 'utf-32-be'],
    [[0xef, 0xbb, 0xbf], 'utf-8-sig'],
    [[0xff, 0xfe], 'utf-16-le'],
    [[0xfe, 0xff], 'utf-16-be'],
  ];

const patterns: readonly (readonly [shape: RegExp, encoding: Wide])[] = [
  [/^x000$/, 'utf-32-le'],
  [/^000x$/, 'utf-32-be'],
  [/^x0(x0)?$/, 'utf-16-le'],
  [/^0x(0x)?$/, 'utf-16-be'],
];

/** A file whose text is UTF-8 from `start` on. */
export interface Utf8File {
  readonly file: FileSource;
  readonly start: number;
  readonly encoding: JsonEncoding;
}

/**
 * The file as UTF-8, to be read at any place. UTF-16 and UTF-32 are read through once, to know which byte is where.
 * @throws EngineError 'encoding-invalid'
 */
export async function asUtf8(file: FileSource, checkCancel: () => void): Promise<Utf8File> {
  const encoding = jsonEncoding(await file.slice(0, Math.min(4, file.size)));
  if (encoding.encoding === 'utf-8' || encoding.encoding === 'utf-8-sig') {
    return { file, start: encoding.mark, encoding };
  }
  const wide = new WideFile(file, encoding.encoding);
  await wide.index(encoding.mark, checkCancel);
  return { file: wide, start: 0, encoding };
}

const pieceSize = 1 << 20;

/** Bytes from…to of the file are bytes `at`… of the text. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** UTF-16 or UTF-32 as UTF-8, piece by piece. */
class WideFile implements FileSource {
  readonly name: string;
  size = 0;
  readonly #file: FileSource;
  readonly #encoding: Wide;
  readonly #pieces: Piece[] = [];
  #last: { readonly piece: Piece; readonly bytes: Uint8Array } | null = null;

  constructor(file: FileSource, encoding: Wide) {
    this.name = file.name;
    this.#file = file;
    this.#encoding = encoding;
  }

  async index(mark: number, checkCancel: () => void): Promise<void> {
    for (let from = mark; from < this.#file.size;) {
      checkCancel();
      const bytes = await this.#file.slice(from, Math.min(this.#file.size, from + pieceSize));
      if (bytes.length === 0) break;
      const to = from + this.#wholeCharacters(bytes, from);
      this.#pieces.push({ from, to, at: this.size });
      this.size += this.#decode(bytes.subarray(0, to - from), from).length;
      from = to;
    }
  }

  async slice(start: number, end: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    const first = this.#pieces.findLastIndex((p) => p.at <= start);
    for (let k = Math.max(0, first); k < this.#pieces.length; k += 1) {
      const piece = this.#pieces[k]!;
      if (piece.at >= end) break;
      const bytes = await this.#text(piece);
      parts.push(bytes.subarray(Math.max(0, start - piece.at), Math.max(0, end - piece.at)));
    }
    return joined(parts);
  }

  async #text(piece: Piece): Promise<Uint8Array> {
    if (this.#last?.piece === piece) return this.#last.bytes;
    const bytes = this.#decode(await this.#file.slice(piece.from, piece.to), piece.from);
    this.#last = { piece, bytes };
    return bytes;
  }

  /** As many bytes as do not end between two surrogates. */
  #wholeCharacters(bytes: Uint8Array, from: number): number {
    const unit = this.#encoding.startsWith('utf-16') ? 2 : 4;
    if (bytes.length % unit !== 0 && from + bytes.length >= this.#file.size) {
      throw this.#bad(from + bytes.length - 1, 'the last character is cut off');
    }
    const whole = bytes.length - (bytes.length % unit);
    if (unit === 4 || from + whole >= this.#file.size) return whole;
    const high = bytes[whole - (this.#encoding === 'utf-16-le' ? 1 : 2)]!;
    return high >= 0xd8 && high <= 0xdb ? whole - 2 : whole;
  }

  #decode(bytes: Uint8Array, from: number): Uint8Array {
    return new TextEncoder().encode(
      this.#encoding.startsWith('utf-16') ? this.#utf16(bytes, from) : this.#utf32(bytes, from),
    );
  }

  #utf16(bytes: Uint8Array, from: number): string {
    const label = this.#encoding === 'utf-16-le' ? 'utf-16le' : 'utf-16be';
    try {
      return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.#bad(from, 'half of a surrogate pair stands alone behind it');
    }
  }

  #utf32(bytes: Uint8Array, from: number): string {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const texts: string[] = [];
    for (let i = 0; i < bytes.length; i += 4) {
      const code = view.getUint32(i, this.#encoding === 'utf-32-le');
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        throw this.#bad(from + i, `0x${code.toString(16).toUpperCase()} is no character`);
      }
      texts.push(String.fromCodePoint(code));
    }
    return texts.join('');
  }

  #bad(byte: number, reason: string): EngineError {
    return new EngineError({
      code: 'encoding-invalid',
      what: `The file is not ${this.#encoding}: from byte ${byte + 1} on, ${reason}`,
      where: { file: this.name },
      remedy: 'Save the file as UTF-8.',
    });
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!.slice();
  const bytes = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
