/** Messages of protocol buffers, written by hand: https://protobuf.dev/programming-guides/encoding/ */

export type Bytes = readonly Uint8Array[];

const varint = (value: number | bigint): Uint8Array => {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Uint8Array.from([...out, Number(rest)]);
};

export const lengthOf = (parts: Bytes): number => parts.reduce((sum, part) => sum + part.length, 0);

/** A field that holds a whole number, negative ones as two's complement of 64 bits. */
export const whole = (field: number, value: number): Bytes => [varint(field << 3), varint(value)];

/** A field that holds bytes or another message. */
export const block = (field: number, parts: Bytes): Bytes => [
  varint((field << 3) | 2),
  varint(lengthOf(parts)),
  ...parts,
];

export const text = (field: number, value: string): Bytes => block(field, [utf8(value)]);

/** Whole numbers one after another in one field. */
export const wholes = (field: number, values: Iterable<number>): Bytes =>
  block(field, [run(Array.from(values))]);

/** All in one piece: a forest has millions of them. */
function run(values: readonly number[]): Uint8Array {
  const sizeOf = (x: number): number => {
    if (x < 0) return 10;
    let size = 1;
    for (let rest = x; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
    return size;
  };
  const out = new Uint8Array(values.reduce((sum, x) => sum + sizeOf(x), 0));
  let at = 0;
  for (const x of values) {
    if (x < 0) {
      out.set(varint(x), at);
      at += 10;
      continue;
    }
    let rest = x;
    for (; rest >= 128; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128;
    out[at++] = rest;
  }
  return out;
}

export function joined(parts: Bytes): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** UTF-8; half a character, which it has no bytes for, as U+FFFD. */
function utf8(value: string): Uint8Array {
  const bytes: number[] = [];
  for (const c of value) {
    const point = c.codePointAt(0)!;
    const x = point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
    const tail = (shift: number): number => 0x80 | ((x >> shift) & 63);
    if (x < 0x80) bytes.push(x);
    else if (x < 0x800) bytes.push(0xc0 | (x >> 6), tail(0));
    else if (x < 0x10000) bytes.push(0xe0 | (x >> 12), tail(6), tail(0));
    else bytes.push(0xf0 | (x >> 18), tail(12), tail(6), tail(0));
  }
  return Uint8Array.from(bytes);
}

export { utf8 };
