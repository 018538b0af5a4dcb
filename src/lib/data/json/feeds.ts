import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  isSpace,
  Malformed,
  needMore,
  openBrace,
  openBracket,
} from './scan.ts';
import type { Window } from './window.ts';

/** Takes in records one by one. */
export interface Visitor {
  /** It wants no more for now. */
  readonly full: boolean;
  /** Records so far, those left out among them. */
  readonly records: number;
  /** Reads the value at the window's place to its end; `keep`, `undo` or `reject` follows. @param label its key, where it has one */
  read(window: Window, label: string | null): void;
  keep(window: Window): void;
  /** As if it had not been read. */
  undo(window: Window): void;
  /** The next record is none. @param raw as it stands in the file */
  reject(raw: string, reason: string): void;
  /** A line with nothing in it. */
  blank(): void;
}

/** What stopped a feed: the bytes ran out, the visitor has enough, or there are no more records. */
type Step = 'more' | 'full' | 'done';

/** The records of a place in the file. */
export interface Feed {
  /** Reads on as far as it can. */
  step(window: Window, visitor: Visitor): Step;
}

/** Brings all records to the visitor; yields whenever it is full. */
export async function* run(feed: Feed, window: Window, visitor: Visitor): AsyncGenerator<void> {
  for (;;) {
    const step = feed.step(window, visitor);
    if (step === 'done') return;
    if (step === 'full') yield;
    else await window.more(visitor.records + 1);
  }
}

/** The elements of the array, or the members of the object, at the window's place. */
export class ListFeed implements Feed {
  #begun = false;
  #done = false;
  readonly #close: number;
  readonly #all: boolean;

  /** @param all goes on where the visitor is full */
  constructor(kind: 'array' | 'object', all = false) {
    this.#close = kind === 'array' ? closeBracket : closeBrace;
    this.#all = all;
  }

  step(window: Window, visitor: Visitor): Step {
    let start = window.at;
    try {
      while (this.#all || !visitor.full) {
        start = window.at;
        this.#next(window, visitor);
        if (this.#done) return 'done';
        visitor.keep(window);
      }
      return 'full';
    } catch (error) {
      return cutOff(error, { window, visitor, start });
    }
  }

  #next(window: Window, visitor: Visitor): void {
    const first = !this.#begun;
    if (first) {
      window.peek();
      window.at += 1;
    }
    const b = window.peek();
    if (b === this.#close) {
      window.at += 1;
      this.#done = true;
      return;
    }
    if (!first) this.#separator(window, b);
    let label: string | null = null;
    if (this.#close === closeBrace) {
      window.key(window.peek());
      label = window.token();
      window.expect(colon);
    }
    window.peek();
    visitor.read(window, label);
    this.#begun = true;
  }

  #separator(window: Window, b: number): void {
    const close = String.fromCharCode(this.#close);
    if (b !== comma) window.unexpected(`“,” or “${close}” was expected`);
    window.at += 1;
    if (window.peek() === this.#close) window.unexpected('a value was expected after “,”');
  }
}

/** The bytes ended inside a record: it is read anew when there are more. */
function cutOff(
  error: unknown,
  { window, visitor, start }: { window: Window; visitor: Visitor; start: number },
): Step {
  if (error !== needMore) throw error;
  window.at = start;
  visitor.undo(window);
  return 'more';
}

/** The value at the window's place, as the one record. */
export class SingleFeed implements Feed {
  step(window: Window, visitor: Visitor): Step {
    const start = window.at;
    try {
      window.peek();
      visitor.read(window, null);
    } catch (error) {
      return cutOff(error, { window, visitor, start });
    }
    visitor.keep(window);
    return 'done';
  }
}

/** One value a line; a line that is none is rejected. Lines end as Python's do: \n, \r\n or \r. */
export class LinesFeed implements Feed {
  /** Lines that are a value. */
  good = 0;
  readonly #path: readonly string[];
  /** Lines before the window's place. */
  #line = 0;
  /** The next \n and \r at or after the place last asked for; beyond the bytes where there is none. */
  #lf = -1;
  #cr = -1;
  #searched: Uint8Array | null = null;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  step(window: Window, visitor: Visitor): Step {
    window.unit = 'line';
    const { final } = window;
    const whole = window.bytes.length;
    while (!visitor.full) {
      const start = window.at;
      if (start >= whole) return final ? 'done' : 'more';
      const end = this.#lineEnd(window, start);
      if (end < 0) return 'more';
      this.#line += 1;
      window.final = true;
      window.end = end;
      this.#take(window, visitor);
      window.final = final;
      window.end = whole;
      window.at = this.#after(window.bytes, end);
    }
    return 'full';
  }

  /** Where the line's text ends, -1 where it cannot be known yet. */
  #lineEnd(window: Window, start: number): number {
    const { bytes } = window;
    if (this.#searched !== bytes) this.#lf = this.#cr = -1;
    this.#searched = bytes;
    if (this.#lf < start) this.#lf = found(bytes, 10, start);
    if (this.#cr < start) this.#cr = found(bytes, 13, start);
    const end = Math.min(this.#lf, this.#cr);
    const known = end < bytes.length - (this.#cr < this.#lf ? 1 : 0);
    return known || window.final ? end : -1;
  }

  #after(bytes: Uint8Array, end: number): number {
    return bytes[end] === 13 && bytes[end + 1] === 10 ? end + 2 : end + 1;
  }

  #take(window: Window, visitor: Visitor): void {
    const start = window.at;
    if (isBlank(window)) {
      visitor.blank();
      return;
    }
    try {
      this.#value(window, visitor);
      this.good += 1;
    } catch (error) {
      if (!(error instanceof Malformed) || error.code !== 'file-malformed') throw error;
      visitor.undo(window);
      visitor.reject(window.raw(start, window.end), this.#reason(error, window.base + start));
    }
  }

  #reason(error: Malformed, lineStart: number): string {
    const line = this.#line.toLocaleString('en-US');
    return `line ${line}, byte ${error.at - lineStart + 1}: ${error.reason}`;
  }

  #value(window: Window, visitor: Visitor): void {
    if (this.#path.length === 0 && window.peek() !== openBracket) {
      visitor.read(window, null);
      ended(window);
      visitor.keep(window);
      return;
    }
    const start = window.at;
    window.pass(window.peek());
    ended(window);
    window.at = start;
    for (const key of this.#path) enter(window, key);
    if (holdsRecords(window, this.#path.length > 0)) {
      new ListFeed('array', true).step(window, visitor);
      return;
    }
    visitor.read(window, null);
    visitor.keep(window);
  }
}

function found(bytes: Uint8Array, byte: number, start: number): number {
  const at = bytes.indexOf(byte, start);
  return at < 0 ? bytes.length : at;
}

function isBlank(window: Window): boolean {
  let i = window.at;
  while (i < window.end && isSpace(window.bytes[i]!)) i += 1;
  return i >= window.end;
}

function ended(window: Window): void {
  if (isBlank(window)) return;
  window.peek();
  window.unexpected('the line should end after its value');
}

/** To the value of the key of the object at the window's place; of several the last. */
function enter(window: Window, key: string): void {
  const start = window.at;
  let value = -1;
  if (window.peek() === openBrace) {
    window.at += 1;
    while (window.peek() !== closeBrace) {
      if (window.peek() === comma) window.at += 1;
      window.key(window.peek());
      const here = window.token() === key;
      window.expect(colon);
      const first = window.peek();
      if (here) value = window.at;
      window.pass(first);
    }
  }
  if (value < 0) window.fail(start, `there is no “${key}”`);
  window.at = value;
}

/** An array of objects holds records; any other is one. */
function holdsRecords(window: Window, evenNone: boolean): boolean {
  const start = window.at;
  if (window.peek() !== openBracket) return false;
  window.at += 1;
  const first = window.peek();
  window.at = start;
  return first === openBrace || (evenNone && first === closeBracket);
}
