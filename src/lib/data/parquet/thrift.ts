import { Damaged } from './damage.ts';

/** Types of the compact protocol. */
export const thrift = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const;

/** More bytes are needed than are there: of a window, which can be widened, or of the file, which is then truncated. */
export class NeedsMore extends Damaged {
  constructor() {
    super('it ends in the middle of a structure');
  }
}

const depthLimit = 64;

/** Thrift's compact protocol, read field by field, so that what is not asked for costs no memory. */
export class Compact {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
  }

  /** Visits each field of a struct; what `visit` does not read (it says false) is skipped. */
  struct(visit: (id: number, type: number) => boolean, depth = 0): void {
    if (depth > depthLimit) throw new Damaged(`structures lie ${depthLimit} deep in its footer`);
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === 0) return;
      const delta = head >> 4;
      id = delta === 0 ? this.int() : id + delta;
      if (!visit(id, type)) this.skip(type, depth + 1);
    }
  }

  /** Reads a list's head and its elements, each by `read`. */
  list<T>(read: () => T): T[] {
    const size = this.#listSize();
    const items: T[] = [];
    for (let i = 0; i < size; i += 1) items.push(read());
    return items;
  }

  /** A zigzag integer; beyond 2^53 its magnitude is right and its last digits are not. */
  int(): number {
    const raw = this.#varint();
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }

  binary(): Uint8Array {
    const length = this.#varint();
    if (length > this.#end - this.at) throw new NeedsMore();
    const bytes = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return bytes;
  }

  text(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.binary());
  }

  skip(type: number, depth = 0): void {
    if (depth > depthLimit) throw new Damaged(`structures lie ${depthLimit} deep in its footer`);
    switch (type) {
      case thrift.true:
      case thrift.false:
        return;
      case thrift.byte:
        this.#advance(1);
        return;
      case thrift.i16:
      case thrift.i32:
      case thrift.i64:
        this.#varint();
        return;
      case thrift.double:
        this.#advance(8);
        return;
      case thrift.binary:
        this.#advance(this.#varint());
        return;
      case thrift.struct:
        this.struct(() => false, depth);
        return;
      default:
        this.#skipMany(type, depth);
    }
  }

  #skipMany(type: number, depth: number): void {
    if (type === thrift.map) {
      const size = this.#varint();
      const types = size === 0 ? 0 : this.#byte();
      for (let i = 0; i < size; i += 1) {
        this.#skipElement(types >> 4, depth);
        this.#skipElement(types & 15, depth);
      }
      return;
    }
    if (type !== thrift.list && type !== thrift.set)
      throw new Damaged(`its footer has a field of type ${type}, which there is not`);
    const element = this.#peek() & 15;
    const size = this.#listSize();
    for (let i = 0; i < size; i += 1) this.#skipElement(element, depth);
  }

  /** Booleans of a list take a byte each; as fields they are in the type. */
  #skipElement(type: number, depth: number): void {
    if (type === thrift.true || type === thrift.false) this.#advance(1);
    else this.skip(type, depth + 1);
  }

  #listSize(): number {
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    // every element takes at least a byte, so that a size the bytes cannot hold is known at once
    if (size > this.#end - this.at) throw new NeedsMore();
    return size;
  }

  #advance(length: number): void {
    if (length > this.#end - this.at) throw new NeedsMore();
    this.at += length;
  }

  #peek(): number {
    if (this.at >= this.#end) throw new NeedsMore();
    return this.#bytes[this.at]!;
  }

  #byte(): number {
    const byte = this.#peek();
    this.at += 1;
    return byte;
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (let k = 0; k < 10; k += 1) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new Damaged('an integer in its footer has more than 64 bits');
  }
}
