/** Code points of UTF-8. */
export function characters(utf8: Uint8Array): number {
  let n = 0;
  for (const b of utf8) if (b >> 6 !== 2) n += 1;
  return n;
}

const asciiSpace = (b: number | undefined): boolean =>
  b === 32 || (b !== undefined && b >= 9 && b <= 13);

/** Whether a text is white space only, begins or ends with some, or neither; U+00A0 and U+3000 count. */
export function inkOf(bytes: Uint8Array): 'none' | 'padded' | 'bare' {
  const n = bytes.length;
  let start = 0;
  let end = n;
  for (let step = spaceAt(bytes, start); step > 0 && start < n; step = spaceAt(bytes, start))
    start += step;
  if (start >= n) return 'none';
  for (let step = spaceBefore(bytes, end); step > 0; step = spaceBefore(bytes, end)) end -= step;
  return start > 0 || end < n ? 'padded' : 'bare';
}

/** Bytes of the space that begins at `at`, 0 for none. */
function spaceAt(bytes: Uint8Array, at: number): number {
  const b = bytes[at];
  if (asciiSpace(b)) return 1;
  if (b === 0xc2 && bytes[at + 1] === 0xa0) return 2;
  return b === 0xe3 && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80 ? 3 : 0;
}

function spaceBefore(bytes: Uint8Array, end: number): number {
  if (asciiSpace(bytes[end - 1])) return 1;
  if (spaceAt(bytes, end - 2) === 2) return 2;
  return end >= 3 && spaceAt(bytes, end - 3) === 3 ? 3 : 0;
}

const decoder = new TextDecoder();
const marked =
  /^\s*[-+(]?\s*(?:[$€£¥₹₩]|(?:USD|EUR|GBP|CHF|JPY)\s)?\s*[-+]?(?:\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?\s*(?:[%$€£¥₹₩]|\s(?:USD|EUR|GBP|CHF|JPY))?\)?\s*$/;
const aSign = /[^\d.]/;

/** A number but for signs of money, percent and thousands: "$1,200", "12 %", "(300)", "1,5". */
export function isMarkedNumber(bytes: Uint8Array): boolean {
  if (bytes.length > 30) return false;
  let digits = 0;
  for (const b of bytes) {
    if (b >= 48 && b <= 57) digits += 1;
    else if (b >= 95 && b < 127) return false;
  }
  if (digits === 0) return false;
  const text = decoder.decode(bytes);
  return aSign.test(text) && marked.test(text);
}

export const isInfinite = (bytes: Uint8Array): boolean =>
  bytes.length <= 10 && /^\s*[-+]?inf(?:inity)?\s*$/i.test(decoder.decode(bytes));

const marksBetween = new Set(Array.from('/xX:;|', (mark) => mark.charCodeAt(0)));
const digit = (b: number | undefined): boolean => b !== undefined && b >= 48 && b <= 57;

/** The mark between the two numbers that a text is made of, "120/80", as its byte; 0 where it is made otherwise. */
export function markBetween(bytes: Uint8Array): number {
  const n = bytes.length;
  if (n < 3 || n > 30 || !digit(bytes[0]) || !digit(bytes[n - 1])) return 0;
  let mark = 0;
  for (let i = 1; i < n - 1; i += 1) {
    if (isOfNumber(bytes, i)) continue;
    if (mark > 0 || !marksBetween.has(bytes[i]!)) return 0;
    mark = bytes[i]!;
  }
  return mark;
}

/** A digit, a point between two, or a space. */
const isOfNumber = (bytes: Uint8Array, i: number): boolean =>
  digit(bytes[i]) ||
  bytes[i] === 32 ||
  (bytes[i] === 46 && digit(bytes[i - 1]) && digit(bytes[i + 1]));
