import { Damaged } from '../parquet/damage.ts';

const short = (): Damaged => new Damaged('a description of its contents ends too early');

/**
 * A table of a FlatBuffer, read field by field; every step stays within the bytes.
 * @see https://flatbuffers.dev/internals/
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;

  private constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < 8) throw short();
    return new FlatTable(view, view.getUint32(0, true));
  }

  number(id: number, kind: 'u8' | 'i16' | 'i32' | 'i64', otherwise = 0): number {
    const at = this.#field(id);
    return at === 0 ? otherwise : numberAt(this.#view, at, kind);
  }

  boolean(id: number): boolean {
    return this.number(id, 'u8') !== 0;
  }

  table(id: number): FlatTable | null {
    const at = this.#field(id);
    return at === 0 ? null : new FlatTable(this.#view, this.#follow(at));
  }

  /** '' where there is none. */
  text(id: number): string {
    const at = this.#field(id);
    if (at === 0) return '';
    const start = this.#follow(at);
    const length = this.#count(start, 1);
    const { buffer, byteOffset } = this.#view;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      new Uint8Array(buffer, byteOffset + start + 4, length),
    );
  }

  has(id: number): boolean {
    return this.#field(id) !== 0;
  }

  tables(id: number): FlatTable[] {
    return this.#vector(id, 4, (at) => new FlatTable(this.#view, this.#follow(at)));
  }

  /** Structs of `width` bytes, each read by a reader of the numbers at offsets within it. */
  structs<T>(
    id: number,
    width: number,
    read: (number: (offset: number, kind: 'i32' | 'i64') => number) => T,
  ): T[] {
    return this.#vector(id, width, (at) =>
      read((offset, kind) => numberAt(this.#view, at + offset, kind)),
    );
  }

  numbers(id: number, kind: 'i32' | 'i64'): number[] {
    return this.#vector(id, kind === 'i32' ? 4 : 8, (at) => numberAt(this.#view, at, kind));
  }

  #vector<T>(id: number, width: number, read: (at: number) => T): T[] {
    const at = this.#field(id);
    if (at === 0) return [];
    const start = this.#follow(at);
    const count = this.#count(start, width);
    return Array.from({ length: count }, (_, k) => read(start + 4 + k * width));
  }

  #count(start: number, width: number): number {
    const count = numberAt(this.#view, start, 'u32');
    if (start + 4 + count * width > this.#view.byteLength) throw short();
    return count;
  }

  #follow(at: number): number {
    return at + numberAt(this.#view, at, 'u32');
  }

  /** Where field `id` lies, 0 where it is absent. */
  #field(id: number): number {
    const vtable = this.#at - numberAt(this.#view, this.#at, 'i32');
    if (vtable < 0 || vtable + 4 > this.#view.byteLength) throw short();
    const size = numberAt(this.#view, vtable, 'u16');
    const slot = 4 + 2 * id;
    if (slot + 2 > size) return 0;
    const offset = numberAt(this.#view, vtable + slot, 'u16');
    return offset === 0 ? 0 : this.#at + offset;
  }
}

const widths = { u8: 1, u16: 2, i16: 2, i32: 4, u32: 4, i64: 8 } as const;

/** 64-bit numbers beyond 2^53 lose digits; lengths and places never are so large. */
function numberAt(view: DataView, at: number, kind: keyof typeof widths): number {
  if (at < 0 || at + widths[kind] > view.byteLength) throw short();
  switch (kind) {
    case 'u8':
      return view.getUint8(at);
    case 'u16':
      return view.getUint16(at, true);
    case 'i16':
      return view.getInt16(at, true);
    case 'i32':
      return view.getInt32(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'i64':
      return Number(view.getBigInt64(at, true));
  }
}
