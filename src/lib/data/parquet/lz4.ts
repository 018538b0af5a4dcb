import { Damaged } from './damage.ts';

const short = (): Damaged => new Damaged('a compressed part ends too early (lz4)');
const long = (): Damaged => new Damaged('a compressed part holds more than it says (lz4)');

/**
 * One LZ4 block from `input` into `output` from `at` on; earlier bytes of `output` may be referred to.
 * @returns where the output ends
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function lz4Block(input: Uint8Array, output: Uint8Array, at: number): number {
  let i = 0;
  let o = at;
  while (i < input.length) {
    const token = input[i]!;
    i += 1;
    let literals = token >> 4;
    if (literals === 15) [literals, i] = extended(input, i, literals);
    if (i + literals > input.length) throw short();
    if (o + literals > output.length) throw long();
    for (const end = i + literals; i < end; i += 1, o += 1) output[o] = input[i]!;
    if (i === input.length) return o;
    const offset = offsetAt(input, i, o);
    i += 2;
    let match = (token & 15) + 4;
    if (match === 19) [match, i] = extended(input, i, match);
    if (o + match > output.length) throw long();
    for (const end = o + match; o < end; o += 1) output[o] = output[o - offset]!;
  }
  return o;
}

function offsetAt(input: Uint8Array, i: number, written: number): number {
  if (i + 2 > input.length) throw short();
  const offset = input[i]! | (input[i + 1]! << 8);
  if (offset > 0 && offset <= written) return offset;
  throw new Damaged('a compressed part refers to nothing (lz4)');
}

function extended(input: Uint8Array, at: number, base: number): [length: number, at: number] {
  let length = base;
  for (let i = at; i < input.length; i += 1) {
    length += input[i]!;
    if (input[i] !== 255) return [length, i + 1];
  }
  throw short();
}

/** A block that fills its output exactly. */
export function lz4Raw(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  if (lz4Block(input, output, 0) !== length) throw short();
  return output;
}

/** Parquet's deprecated codec LZ4: blocks in Hadoop's frames, or, of other writers, a frame or a block as it is. */
export function lz4Hadoop(input: Uint8Array, length: number): Uint8Array {
  return (
    hadoopFrames(input, length) ??
    (isFrame(input) ? lz4Frame(input, length) : lz4Raw(input, length))
  );
}

function hadoopFrames(input: Uint8Array, length: number): Uint8Array | null {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const output = new Uint8Array(length);
  let i = 0;
  let o = 0;
  while (i + 8 <= input.length) {
    const plain = view.getUint32(i);
    const packed = view.getUint32(i + 4);
    i += 8;
    if (packed > input.length - i || plain > length - o) return null;
    try {
      if (lz4Block(input.subarray(i, i + packed), output, o) !== o + plain) return null;
    } catch {
      return null;
    }
    i += packed;
    o += plain;
  }
  return i === input.length && o === length ? output : null;
}

const isFrame = (input: Uint8Array): boolean =>
  input[0] === 0x04 && input[1] === 0x22 && input[2] === 0x4d && input[3] === 0x18;

/**
 * Frames of LZ4, whose blocks may refer to one another; checksums are stepped over.
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function lz4Frame(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let i = 0;
  let o = 0;
  while (i < input.length) {
    if (!isFrame(input.subarray(i))) throw new Damaged('a compressed part is no frame of lz4');
    [i, o] = oneFrame(input, i, { output, at: o });
  }
  if (o !== length) throw short();
  return output;
}

interface Sink {
  readonly output: Uint8Array;
  readonly at: number;
}

function oneFrame(input: Uint8Array, start: number, { output, at }: Sink): [number, number] {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  if (start + 7 > input.length) throw short();
  const flags = input[start + 4]!;
  let i = start + 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
  let o = at;
  for (;;) {
    if (i + 4 > input.length) throw short();
    const head = view.getUint32(i, true);
    i += 4;
    if (head === 0) return [i + (flags & 4 ? 4 : 0), o];
    const size = head & 0x7fffffff;
    if (size > input.length - i) throw short();
    const block = input.subarray(i, i + size);
    if (head >>> 31 === 0) o = lz4Block(block, output, o);
    else {
      if (size > output.length - o) throw long();
      output.set(block, o);
      o += size;
    }
    i += size + (flags & 16 ? 4 : 0);
  }
}
