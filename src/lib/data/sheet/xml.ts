import { depthLimit, tokenLimit } from './limits.ts';
import { count, malformed, tooLarge } from './refusals.ts';

/** What a reader of a document is told, in order. Names come without their prefix. */
export interface XmlHandler {
  /** Texts are told only while this is true. */
  readonly wantsText: boolean;
  /** @param raw the attributes as they stand, for `attribute` */
  open(name: string, raw: string): void;
  text(text: string): void;
  close(name: string): void;
}

/**
 * Reads XML as its text comes, tag by tag. Document types are refused, so there are no entities but XML's own five
 * and nothing is ever fetched; tags must nest and close, so that a file cut off is never taken for a whole one.
 * @throws EngineError file-malformed, size-limit
 */
export class XmlReader {
  readonly #handler: XmlHandler;
  readonly #file: string;
  readonly #part: string;
  readonly #open: string[] = [];
  #buffer = '';
  #at = 0;
  #done = false;

  constructor(handler: XmlHandler, file: string, part: string) {
    this.#handler = handler;
    this.#file = file;
    this.#part = part;
  }

  push(text: string): void {
    this.#buffer = this.#buffer.slice(this.#at) + text;
    this.#at = 0;
    while (this.#token());
    if (this.#buffer.length - this.#at <= tokenLimit + text.length) return;
    throw tooLarge(
      this.#file,
      `A text in “${this.#part}” is longer than ${count(tokenLimit)} characters, the limit`,
    );
  }

  /** Call it after the last text. */
  end(): void {
    const rest = this.#buffer.slice(this.#at).trim();
    const open = this.#open.at(-1);
    if (open !== undefined || rest !== '' || !this.#done) {
      const where = open === undefined ? '' : ` inside <${open}>`;
      throw this.#broken(`is cut off${where}`);
    }
  }

  /** Takes one text or tag; false when more of it is to come. */
  #token(): boolean {
    const buffer = this.#buffer;
    const from = this.#at;
    const lt = buffer.indexOf('<', from);
    if (lt < 0) return false;
    const next = buffer.charCodeAt(lt + 1);
    if (Number.isNaN(next)) return false;
    if (next === 33 /* ! */) return this.#declaration(from, lt);
    const end = next === 63 /* ? */ ? buffer.indexOf('?>', lt) : tagEnd(buffer, lt + 1);
    if (end < 0) return false;
    if (lt > from) this.#text(buffer.slice(from, lt));
    if (next === 63) {
      this.#at = end + 2;
      return true;
    }
    this.#at = end + 1;
    if (next === 47 /* / */) this.#closeTag(buffer.slice(lt + 2, end).trimEnd());
    else this.#openTag(buffer, lt + 1, end);
    return true;
  }

  #text(raw: string): void {
    if (this.#handler.wantsText) this.#handler.text(this.#decoded(raw));
    else if (this.#open.length === 0 && raw.trim() !== '' && raw !== '\ufeff') {
      throw this.#broken('has text outside its root');
    }
  }

  #openTag(buffer: string, start: number, end: number): void {
    const closed = buffer.charCodeAt(end - 1) === 47;
    const last = closed ? end - 1 : end;
    let at = start;
    while (at < last && buffer.charCodeAt(at) > 32) at += 1;
    const name = buffer.slice(start, at);
    if (name === '' || (this.#done && this.#open.length === 0)) throw this.#broken('is no XML');
    this.#handler.open(local(name), buffer.slice(at, last));
    if (closed) {
      this.#handler.close(local(name));
      if (this.#open.length === 0) this.#done = true;
      return;
    }
    this.#open.push(name);
    if (this.#open.length > depthLimit) {
      throw this.#broken(`nests more than ${depthLimit} elements`);
    }
  }

  #closeTag(name: string): void {
    const open = this.#open.pop();
    if (open !== name) {
      throw this.#broken(`closes <${name.slice(0, 40)}> where <${open ?? 'nothing'}> is open`);
    }
    this.#handler.close(local(name));
    if (this.#open.length === 0) this.#done = true;
  }

  /** A comment, a CDATA section or, refused, a document type. */
  #declaration(from: number, lt: number): boolean {
    const buffer = this.#buffer;
    const head = buffer.slice(lt, lt + 9);
    if (head.length < 9 && ('<!--'.startsWith(head) || '<![CDATA['.startsWith(head))) return false;
    const comment = head.startsWith('<!--');
    if (!comment && head !== '<![CDATA[') {
      throw this.#broken('has a document type declaration, through which files are attacked');
    }
    const end = buffer.indexOf(comment ? '-->' : ']]>', lt + (comment ? 4 : 9));
    if (end < 0) return false;
    if (lt > from) this.#text(buffer.slice(from, lt));
    if (!comment && this.#handler.wantsText)
      this.#handler.text(lineFeeds(buffer.slice(lt + 9, end)));
    this.#at = end + 3;
    return true;
  }

  #decoded(raw: string): string {
    const text = lineFeeds(raw);
    if (!text.includes('&')) return text;
    const decoded = decodeEntities(text);
    if (decoded === null) throw this.#broken('has an entity that XML does not define');
    return decoded;
  }

  #broken(what: string): Error {
    return malformed(this.#file, `The part “${this.#part}” ${what}`);
  }
}

/** Where the tag that begins before `at` ends: the first > outside quotes; −1 when it is still to come. */
function tagEnd(buffer: string, at: number): number {
  let quote = 0;
  for (let p = at; p < buffer.length; p += 1) {
    const c = buffer.charCodeAt(p);
    if (quote !== 0) {
      if (c === quote) quote = 0;
    } else if (c === 62) return p;
    else if (c === 34 || c === 39) quote = c;
  }
  return -1;
}

const local = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

const lineFeeds = (raw: string): string => (raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw);

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Null when there is an entity but the five of XML and characters by number. */
function decodeEntities(text: string): string | null {
  let known = true;
  const decoded = text.replace(/&(?:([^;&\s]{1,10});)?/g, (_, body = '') => {
    const code = /^#x([0-9a-f]{1,6})$/i.exec(body)?.[1];
    const point = code ? Number.parseInt(code, 16) : Number(/^#(\d{1,7})$/.exec(body)?.[1] ?? -1);
    if (point >= 0 && point <= 0x10_ff_ff) return String.fromCodePoint(point);
    const character = named.get(body);
    known &&= character !== undefined;
    return character ?? '';
  });
  return known ? decoded : null;
}

/**
 * An attribute's value, undefined when it is not there.
 * @param raw as `XmlHandler.open` is given it
 * @param name whole, or without the prefix the file gives it
 */
export function attribute(raw: string, name: string): string | undefined {
  let at = 0;
  for (;;) {
    const equals = raw.indexOf('=', at);
    if (equals < 0) return undefined;
    let open = equals + 1;
    while (raw.charCodeAt(open) <= 32) open += 1;
    const quote = raw.charAt(open);
    if (quote !== '"' && quote !== "'") return undefined;
    const close = raw.indexOf(quote, open + 1);
    if (close < 0) return undefined;
    if (isNamed(raw, at, equals, name)) {
      const value = raw.slice(open + 1, close);
      return value.includes('&') ? (decodeEntities(value) ?? value) : value;
    }
    at = close + 1;
  }
}

/** A yes or no among the attributes; no when it is not there. */
export function flag(raw: string, name: string): boolean {
  const value = attribute(raw, name);
  return value === '1' || value === 'true';
}

function isNamed(raw: string, start: number, equals: number, name: string): boolean {
  let end = equals;
  while (end > start && raw.charCodeAt(end - 1) <= 32) end -= 1;
  if (!raw.startsWith(name, end - name.length)) return false;
  const before = end - name.length - 1;
  if (before < start) return false;
  const c = raw.charCodeAt(before);
  return c <= 32 || c === 58; /* : */
}

/** Text of XML bytes as they come: UTF-8, or UTF-16 with its mark, or what the first line declares. */
export class XmlDecoder {
  readonly #file: string;
  readonly #part: string;
  #decoder: TextDecoder | null = null;

  constructor(file: string, part: string) {
    this.#file = file;
    this.#part = part;
  }

  text(bytes: Uint8Array | null): string {
    this.#decoder ??= new TextDecoder(encodingOf(bytes ?? new Uint8Array()), { fatal: true });
    try {
      return bytes ? this.#decoder.decode(bytes, { stream: true }) : this.#decoder.decode();
    } catch {
      throw malformed(
        this.#file,
        `The part “${this.#part}” has bytes that are no ${this.#decoder.encoding} text`,
      );
    }
  }
}

function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0x3c && head[1] === 0) return 'utf-16le';
  const start = new TextDecoder('latin1').decode(head.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1];
  if (!declared) return 'utf-8';
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return 'utf-8';
  }
}
