/** Thrown where the bytes at hand end inside a value while more of the file is to come. */
export const needMore: unique symbol = Symbol('needMore');

/** Arrays and objects inside each other, within one record; Python's json stops at about as many. */
export const nestingLimit = 1000;

/** Thrown at the first byte that is no JSON. Not an Error: a bad line costs no stack trace. */
export class Malformed {
  readonly code: 'file-malformed' | 'encoding-invalid';
  /** 0-based byte of the text as UTF-8. */
  readonly at: number;
  readonly reason: string;
  constructor(at: number, reason: string, code: Malformed['code'] = 'file-malformed') {
    this.at = at;
    this.reason = reason;
    this.code = code;
  }
}

export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
const letterN = 0x6e;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;

export const isSpace = (b: number): boolean => b === 32 || b === 10 || b === 13 || b === 9;
export const isNull = (first: number): boolean => first === letterN;

/** What a byte is inside a string. */
const inString = { plain: 0, quote: 1, backslash: 2, control: 3, high: 4 } as const;
const classes = Uint8Array.from({ length: 256 }, (_, b) => {
  if (b === quote) return inString.quote;
  if (b === 0x5c) return inString.backslash;
  if (b < 32) return inString.control;
  return b < 128 ? inString.plain : inString.high;
});

/** What `skip` waits for next. */
const want = { value: 0, valueOrClose: 1, key: 2, keyOrClose: 3, colon: 4, end: 5 } as const;
type Want = (typeof want)[keyof typeof want];

const words: readonly Uint8Array[] = ['true', 'false', 'null'].map((w) =>
  new TextEncoder().encode(w),
);

/**
 * A place in bytes that are JSON (RFC 8259, UTF-8, strictly), read token by token. Each call reads its token whole or
 * throws and leaves `at` where it was: needMore where `final` is not set and the bytes end, else Malformed.
 */
export class Scan {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** Reading stops here: the end of the bytes, or of a line. */
  end = 0;
  final = true;
  /** Where bytes[0] lies in the text. */
  base = 0;
  /** What `end` is the end of. */
  unit: 'file' | 'line' = 'file';
  /** The last string, without its quotes, or number. */
  from = 0;
  to = 0;
  /** The last string has escapes. */
  escaped = false;
  /** The last string, or any in the last skipped value, has bytes that are not ASCII. */
  wide = false;
  /** The last skipped value has white space outside its strings. */
  spaced = false;
  readonly #stack = new Uint8Array(nestingLimit + 1);
  #depth = 0;
  #want: Want = want.value;
  #anyWide = false;

  fail(at: number, reason: string): never {
    throw new Malformed(this.base + at, reason);
  }

  /** The next byte that is no white space, which stays unread. */
  peek(): number {
    const { bytes, end } = this;
    let i = this.at;
    while (i < end && isSpace(bytes[i]!)) i += 1;
    this.at = i;
    if (i >= end) this.#short();
    return bytes[i]!;
  }

  /** Reads the one byte that may stand here. */
  expect(byte: number): void {
    if (this.peek() !== byte) this.unexpected(`“${String.fromCharCode(byte)}” was expected`);
    this.at += 1;
  }

  unexpected(expected: string): never {
    const word = this.#word();
    const found = word.length > 1 ? `“${word}”` : shown(this.bytes[this.at]!);
    const hint = strangers.has(word) ? `; JSON has no ${word}` : '';
    return this.fail(this.at, `${expected}, not ${found}${hint}`);
  }

  /** Reads a string, quotes and all; `from` and `to` are its bounds without them. */
  string(): void {
    const { bytes, end } = this;
    let escaped = false;
    let wide = false;
    let i = this.at + 1;
    for (;;) {
      while (i < end && classes[bytes[i]!] === inString.plain) i += 1;
      if (i >= end) this.#short('inside a string');
      const found = classes[bytes[i]!];
      if (found === inString.quote) break;
      if (found === inString.backslash) {
        escaped = true;
        i = this.#escape(i);
      } else if (found === inString.high) {
        wide = true;
        i = this.#sequence(i);
      } else {
        this.fail(i, `a string holds ${shown(bytes[i]!)} as it is; it must be escaped`);
      }
    }
    this.from = this.at + 1;
    this.to = i;
    this.escaped = escaped;
    this.wide = wide;
    this.at = i + 1;
  }

  /** Reads a string that is these bytes, if it is. */
  matches(raw: Uint8Array): boolean {
    const { bytes, at } = this;
    const n = raw.length;
    if (at + n + 2 > this.end || bytes[at + n + 1] !== quote || bytes[at] !== quote) return false;
    for (let k = 0; k < n; k += 1) if (bytes[at + 1 + k] !== raw[k]) return false;
    this.at = at + n + 2;
    return true;
  }

  /** Reads the value that begins with `first`, the byte `peek` gave. */
  pass(first: number): void {
    if (first === quote) this.string();
    else if (first === openBrace || first === openBracket) this.skip();
    else if (first === minus || (first >= zero && first <= nine)) this.number();
    else this.#literal();
  }

  number(): void {
    let i = this.#integer(this.at);
    if (this.#isAt(i, 0x2e)) i = this.#digits(i + 1);
    if (this.#isAt(i, 0x65) || this.#isAt(i, 0x45)) {
      i += 1;
      if (this.#isAt(i, minus) || this.#isAt(i, 0x2b)) i += 1;
      i = this.#digits(i);
    }
    if (i >= this.end && !this.final) throw needMore;
    this.from = this.at;
    this.to = i;
    this.at = i;
  }

  /** Reads one value, however deep. */
  skip(): void {
    const start = this.at;
    this.beginSkip();
    try {
      this.goOn();
    } catch (error) {
      this.at = start;
      throw error;
    }
  }

  /** With `goOn`, which after needMore can be called again: a value that need not fit into the bytes at hand. */
  beginSkip(): void {
    this.#depth = 0;
    this.#want = want.value;
    this.#anyWide = false;
    this.spaced = false;
  }

  goOn(): void {
    do {
      const before = this.at;
      const b = this.peek();
      if (this.at !== before && this.#depth > 0) this.spaced = true;
      this.#want = this.#token(b);
    } while (this.#depth > 0);
    this.wide = this.#anyWide;
  }

  #token(b: number): Want {
    switch (this.#want) {
      case want.value:
      case want.valueOrClose:
        return this.#valueToken(b);
      case want.key:
      case want.keyOrClose:
        if (b === closeBrace && this.#want === want.keyOrClose) return this.#close();
        this.key(b);
        if (this.wide) this.#anyWide = true;
        return want.colon;
      case want.colon:
        this.expect(colon);
        return want.value;
      default:
        return this.#afterValue(b);
    }
  }

  /** Reads a key; `first` is what `peek` gave. */
  key(first: number): void {
    if (first !== quote) this.unexpected('a key in double quotes was expected');
    this.string();
  }

  #valueToken(b: number): Want {
    if (b === openBrace) return this.#open(b, want.keyOrClose);
    if (b === openBracket) return this.#open(b, want.valueOrClose);
    if (b === closeBracket && this.#want === want.valueOrClose) return this.#close();
    this.pass(b);
    if (b === quote && this.wide) this.#anyWide = true;
    return want.end;
  }

  #afterValue(b: number): Want {
    const inObject = this.#stack[this.#depth] === openBrace;
    if (b === comma) {
      this.at += 1;
      return inObject ? want.key : want.value;
    }
    if (b === (inObject ? closeBrace : closeBracket)) return this.#close();
    return this.unexpected(inObject ? '“,” or “}” was expected' : '“,” or “]” was expected');
  }

  #open(b: number, next: Want): Want {
    if (this.#depth >= nestingLimit) {
      this.fail(this.at, `arrays and objects are nested more than ${nestingLimit} deep, the limit`);
    }
    this.#depth += 1;
    this.#stack[this.#depth] = b;
    this.at += 1;
    return next;
  }

  #close(): Want {
    this.#depth -= 1;
    this.at += 1;
    return want.end;
  }

  #literal(): void {
    const { bytes, at, end } = this;
    const word = words.find((w) => w[0] === bytes[at]) ?? this.unexpected('a value was expected');
    for (let k = 1; k < word.length; k += 1) {
      if (at + k >= end) this.#short('inside a word');
      if (bytes[at + k] !== word[k]) this.unexpected('a value was expected');
    }
    this.at = at + word.length;
  }

  #short(where = 'before its last value does'): never {
    if (!this.final) throw needMore;
    return this.fail(this.end, `the ${this.unit} ends ${where}`);
  }

  #integer(at: number): number {
    const first = this.#isAt(at, minus) ? at + 1 : at;
    if (!this.#isAt(first, zero)) return this.#digits(first);
    if (this.#isDigit(first + 1)) this.fail(at, 'a number begins with a needless 0');
    return first + 1;
  }

  #isAt(i: number, byte: number): boolean {
    return i < this.end && this.bytes[i] === byte;
  }

  #isDigit(i: number): boolean {
    return i < this.end && this.bytes[i]! >= zero && this.bytes[i]! <= nine;
  }

  #digits(from: number): number {
    if (from >= this.end) this.#short('inside a number');
    if (!this.#isDigit(from)) {
      this.fail(from, `a digit was expected in the number, not ${shown(this.bytes[from]!)}`);
    }
    let i = from + 1;
    while (this.#isDigit(i)) i += 1;
    return i;
  }

  #escape(at: number): number {
    if (at + 1 >= this.end) this.#short('inside a string');
    const b = this.bytes[at + 1]!;
    if (simpleEscapes.has(b)) return at + 2;
    if (b !== 0x75) this.fail(at, `“\\” is followed by ${shown(b)}, which is no escape`);
    for (let k = at + 2; k < at + 6; k += 1) {
      if (k >= this.end) this.#short('inside a string');
      if (!isHex(this.bytes[k]!)) this.fail(at, '“\\u” is not followed by four hexadecimal digits');
    }
    return at + 6;
  }

  /** The end of the UTF-8 sequence at `at` (RFC 3629, section 4). */
  #sequence(at: number): number {
    const { bytes, end } = this;
    const lead = bytes[at]!;
    const size = sequenceSize(lead);
    if (size === 0) this.#notUtf8(at);
    for (let k = 1; k < size; k += 1) {
      if (at + k >= end) {
        if (!this.final) throw needMore;
        this.#notUtf8(at);
      }
      const b = bytes[at + k]!;
      if (b >> 6 !== 2 || (k === 1 && !fits(lead, b))) this.#notUtf8(at);
    }
    return at + size;
  }

  #notUtf8(at: number): never {
    const reason = `byte 0x${hex(this.bytes[at]!)} is not UTF-8`;
    throw new Malformed(this.base + at, reason, 'encoding-invalid');
  }

  #word(): string {
    const head = this.bytes.subarray(this.at, Math.min(this.end, this.at + 20));
    return /^[A-Za-z]*/.exec(String.fromCharCode(...head))?.[0] ?? '';
  }
}

const strangers = new Set(['NaN', 'Infinity', 'None', 'True', 'False', 'undefined', 'nan', 'inf']);
const simpleEscapes = new Set([...'"\\/bfnrt'].map((c) => c.charCodeAt(0)));

const isHex = (b: number): boolean =>
  (b >= zero && b <= nine) || ((b | 32) >= 0x61 && (b | 32) <= 0x66);

const hex = (b: number): string => b.toString(16).toUpperCase().padStart(2, '0');

const shown = (b: number): string =>
  b > 32 && b < 127 ? `“${String.fromCharCode(b)}”` : `byte 0x${hex(b)}`;

function sequenceSize(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** No overlong form, no surrogate, nothing beyond U+10FFFF. */
function fits(lead: number, second: number): boolean {
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second <= 0x9f;
  if (lead === 0xf0) return second >= 0x90;
  return lead !== 0xf4 || second <= 0x8f;
}
