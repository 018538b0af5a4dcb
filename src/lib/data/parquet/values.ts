import { Damaged } from './damage.ts';
import { DeltaBytes, DeltaLengthBytes, Deltas } from './deltaValues.ts';
import { Hybrid } from './hybrid.ts';
import type { Format } from './numberTexts.ts';
import { TextColumn, type Note } from './texts.ts';
import { fewer, type ValueBytes, type ValueReader, type ValueType } from './valueTypes.ts';

/** Encoding of parquet.thrift. */
const encodings = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  delta: 5,
  deltaLength: 6,
  deltaBytes: 7,
  rleDictionary: 8,
  split: 9,
} as const;

/** The reader of a data page's values. */
export function valueReader(
  encoding: number,
  page: ValueBytes,
  type: ValueType,
  dictionary: Dictionary | null,
): ValueReader {
  switch (encoding) {
    case encodings.plain:
      return plainReader(page, type);
    case encodings.plainDictionary:
    case encodings.rleDictionary:
      if (!dictionary) throw new Damaged('a page refers to a dictionary that is not there');
      return dictionary.reader(page);
    case encodings.rle:
      if (type.type === 'boolean') return new RleBooleans(page, type.format);
      break;
    case encodings.delta:
      if (type.type === 'int32' || type.type === 'int64') return new Deltas(page, type);
      break;
    case encodings.deltaLength:
      if (type.type === 'bytes') return new DeltaLengthBytes(page, type.format);
      break;
    case encodings.deltaBytes:
      if (type.type === 'bytes' || type.type === 'fixed') return new DeltaBytes(page, type.format);
      break;
    case encodings.split:
      if (type.width > 0 && type.type !== 'boolean') return new Split(page, type);
      break;
  }
  throw new Damaged(
    `values of type ${type.type} are in an encoding (${encoding}) they cannot have`,
  );
}

function plainReader(page: ValueBytes, type: ValueType): ValueReader {
  if (type.type === 'boolean') return new PlainBooleans(page, type.format);
  if (type.type === 'bytes') return new PlainBytes(page, type.format);
  return new PlainFixed(page, type);
}

class PlainFixed implements ValueReader {
  #at: number;
  readonly #page: ValueBytes;
  readonly #type: ValueType;

  constructor(page: ValueBytes, type: ValueType) {
    this.#page = page;
    this.#type = type;
    this.#at = page.start;
  }

  write(count: number, out: TextColumn): void {
    const { bytes, end } = this.#page;
    const { width, format } = this.#type;
    if (this.#at + count * width > end) throw fewer();
    let at = this.#at;
    for (let k = 0; k < count; k += 1, at += width) {
      format(bytes, at, at + width, out);
      out.end();
    }
    this.#at = at;
  }
}

class PlainBytes implements ValueReader {
  #at: number;
  readonly #page: ValueBytes;
  readonly #format: Format;

  constructor(page: ValueBytes, format: Format) {
    this.#page = page;
    this.#format = format;
    this.#at = page.start;
  }

  write(count: number, out: TextColumn): void {
    const { bytes, end } = this.#page;
    const format = this.#format;
    let at = this.#at;
    for (let k = 0; k < count; k += 1) {
      if (at + 4 > end) throw fewer();
      const length =
        (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>>
        0;
      at += 4;
      if (length > end - at) throw fewer();
      format(bytes, at, at + length, out);
      out.end();
      at += length;
    }
    this.#at = at;
  }
}

const bits = [Uint8Array.of(0), Uint8Array.of(1)] as const;

class PlainBooleans implements ValueReader {
  #bit: number;
  readonly #page: ValueBytes;
  readonly #format: Format;

  constructor(page: ValueBytes, format: Format) {
    this.#page = page;
    this.#format = format;
    this.#bit = page.start * 8;
  }

  write(count: number, out: TextColumn): void {
    const { bytes, end } = this.#page;
    if (this.#bit + count > end * 8) throw fewer();
    for (let k = 0; k < count; k += 1, this.#bit += 1) {
      const at = Math.floor(this.#bit / 8);
      this.#format(bits[((bytes[at]! >> (this.#bit % 8)) & 1) as 0 | 1], 0, 1, out);
      out.end();
    }
  }
}

class RleBooleans implements ValueReader {
  readonly #runs: Hybrid;
  readonly #format: Format;

  constructor({ bytes, start, end }: ValueBytes, format: Format) {
    // the length of the runs stands before them
    this.#runs = new Hybrid(bytes, Math.min(start + 4, end), end, 1);
    this.#format = format;
  }

  write(count: number, out: TextColumn): void {
    const block = new Uint8Array(Math.min(count, 4096));
    for (let done = 0; done < count;) {
      const n = Math.min(block.length, count - done);
      this.#runs.fill(block, n);
      for (let k = 0; k < n; k += 1) {
        this.#format(block, k, k + 1, out);
        out.end();
      }
      done += n;
    }
  }
}

/** BYTE_STREAM_SPLIT: all first bytes, then all second bytes, … */
class Split implements ValueReader {
  readonly #page: ValueBytes;
  readonly #type: ValueType;
  readonly #count: number;
  readonly #value: Uint8Array;
  #next = 0;

  constructor(page: ValueBytes, type: ValueType) {
    this.#page = page;
    this.#type = type;
    this.#count = Math.floor((page.end - page.start) / type.width);
    this.#value = new Uint8Array(type.width);
  }

  write(count: number, out: TextColumn): void {
    const { bytes, start } = this.#page;
    const { width, format } = this.#type;
    if (this.#next + count > this.#count) throw fewer();
    for (let k = 0; k < count; k += 1) {
      for (let b = 0; b < width; b += 1)
        this.#value[b] = bytes[start + b * this.#count + this.#next]!;
      format(this.#value, 0, width, out);
      out.end();
      this.#next += 1;
    }
  }
}

/** The distinct values of a column chunk, as texts. */
export class Dictionary {
  readonly #texts: TextColumn;
  /** What there is to note of a value, by its index. */
  readonly #notes = new Map<number, Note>();

  constructor(page: ValueBytes, type: ValueType, name: string) {
    this.#texts = new TextColumn(name, Math.min(page.most, 1 << 16));
    const values = plainReader(page, type);
    const { notes } = this.#texts;
    for (let k = 0, noted = 0; k < page.most; k += 1) {
      values.write(1, this.#texts);
      if (notes.size === 0) continue;
      const total = [...notes.values()].reduce((sum, { count }) => sum + count, 0);
      if (total > noted) this.#notes.set(k, [...notes.keys()].at(-1)!);
      noted = total;
    }
  }

  reader({ bytes, start, end }: ValueBytes): ValueReader {
    if (start >= end) return { write: (count) => void nothing(count) };
    const runs = new Hybrid(bytes, start + 1, end, bytes[start]!);
    const block = new Int32Array(4096);
    return {
      write: (count, out) => {
        for (let done = 0; done < count;) {
          const n = Math.min(block.length, count - done);
          runs.fill(block, n);
          this.#copy(block, n, out);
          done += n;
        }
      },
    };
  }

  #copy(indexes: Int32Array, count: number, out: TextColumn): void {
    const { bytes, offsets, rows } = this.#texts;
    const notes = this.#notes.size > 0 ? this.#notes : null;
    out.needRows(count);
    for (let k = 0; k < count; k += 1) {
      const index = indexes[k]!;
      if (index < 0 || index >= rows)
        throw new Damaged(
          `a page refers to entry ${index + 1} of a dictionary that has ${rows} entries`,
        );
      const note = notes?.get(index);
      if (note) out.note(note);
      out.copy(bytes, offsets[index]!, offsets[index + 1]!);
      out.end();
    }
  }
}

function nothing(count: number): void {
  if (count > 0) throw fewer();
}
