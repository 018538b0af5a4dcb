import type { FileSource } from '../files.ts';
import { recordLimit, tooLong } from './refusals.ts';
import { isNull, openBrace, openBracket, quote, Scan } from './scan.ts';

export interface WindowHooks {
  readonly checkCancel: () => void;
  /** The place reached in the file. */
  readonly onPlace: (byte: number) => void;
}

const firstBlock = 1 << 20;
const blockSize = 1 << 22;

/** A file of UTF-8 seen through a buffer that moves on: all from `at` on is kept, the rest forgotten. */
export class Window extends Scan {
  readonly file: FileSource;
  /** Strings so far with half of a surrogate pair, which UTF-8 cannot say. */
  loneSurrogates = 0;
  readonly #hooks: WindowHooks;
  readonly #block: number;
  #text: string | null = null;
  /** Not all is ASCII. */
  #mixed = false;

  /** @param block bytes to read at once; by default it begins small, for the first rows */
  constructor(file: FileSource, from: number, hooks: WindowHooks, block = 0) {
    super();
    this.file = file;
    this.base = from;
    this.#hooks = hooks;
    this.#block = block;
    this.final = from >= file.size;
  }

  /** Where in the file `at` is. */
  get place(): number {
    return this.base + this.at;
  }

  /** Reads on; the longer the record at hand, the more at once, so that long ones cost no more by the byte. */
  async more(record: number): Promise<void> {
    this.#hooks.checkCancel();
    const rest = this.bytes.subarray(this.at);
    if (rest.length > recordLimit) throw tooLong(this.file.name, record);
    const from = this.base + this.bytes.length;
    const usual = this.#block || (this.bytes.length === 0 ? firstBlock : blockSize);
    const most = recordLimit + 1 - rest.length;
    const to = Math.min(this.file.size, from + Math.min(most, Math.max(usual, rest.length)));
    const next = await this.file.slice(from, to);
    const bytes = rest.length === 0 ? next : new Uint8Array(rest.length + next.length);
    if (rest.length > 0) {
      bytes.set(rest);
      bytes.set(next, rest.length);
    }
    this.base += this.at;
    this.bytes = bytes;
    this.at = 0;
    this.end = bytes.length;
    this.final = next.length < to - from || to >= this.file.size;
    this.#text = null;
    this.#hooks.onPlace(to);
  }

  /** The last string or number. Half a surrogate pair is given as its escape, \ud800. */
  token(): string {
    const { from, to } = this;
    const raw = this.wide ? this.#utf8(from, to) : this.ascii(from, to);
    if (!this.escaped) return raw;
    const text = JSON.parse(`"${raw}"`) as string;
    if (text.isWellFormed()) return text;
    this.loneSurrogates += 1;
    return text.replace(/\p{Surrogate}/gu, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
  }

  /** Reads a value as the text of a cell; null for null. What is nested stays JSON, without white space. */
  cell(first: number): string | null {
    if (first === quote) {
      this.string();
      return this.token();
    }
    const start = this.at;
    this.pass(first);
    if (isNull(first)) return null;
    if (first !== openBrace && first !== openBracket) return this.ascii(start, this.at);
    return this.spaced ? this.#compact(start, this.at) : this.source(start, this.at);
  }

  /** Bytes start…end−1 as they stand. */
  source(start: number, end: number): string {
    return this.wide ? this.#utf8(start, end) : this.ascii(start, end);
  }

  /** At most 500 characters of what stands there, whatever it is. */
  raw(start: number, end: number): string {
    const bytes = this.bytes.subarray(start, Math.min(end, start + 2000));
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).trim().slice(0, 500);
  }

  /**
   * Text of ASCII bytes: cut from the whole buffer as a string, in which each byte is one character. That is some 5
   * times as fast as decoding cell by cell.
   */
  protected ascii(start: number, end: number): string {
    this.#text ??= this.#byteByByte();
    return this.#text.slice(start, end);
  }

  /** The buffer as a string of as many characters; what is not ASCII is not told apart in it. */
  #byteByByte(): string {
    if (!this.#mixed) {
      const text = utf8.decode(this.bytes);
      if (text.length === this.bytes.length) return text;
      this.#mixed = true;
    }
    const masked = this.bytes.slice();
    for (let i = 0; i < masked.length; i += 1) if (masked[i]! > 127) masked[i] = 63;
    return utf8.decode(masked);
  }

  #utf8(start: number, end: number): string {
    return utf8.decode(this.bytes.subarray(start, end));
  }

  #compact(start: number, end: number): string {
    const { bytes } = this;
    const out = new Uint8Array(end - start);
    let n = 0;
    let inString = false;
    for (let i = start; i < end; i += 1) {
      const b = bytes[i]!;
      if (!inString && b <= 32) continue;
      out[n] = b;
      n += 1;
      if (b === quote) inString = !inString;
      else if (inString && b === 0x5c) {
        i += 1;
        out[n] = bytes[i]!;
        n += 1;
      }
    }
    return utf8.decode(out.subarray(0, n));
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
