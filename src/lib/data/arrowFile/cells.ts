import { putHex, putJsonString, putText, putUuid } from '../parquet/byteTexts.ts';
import { Damaged, TooLarge, wordsOf } from '../parquet/damage.ts';
import * as numbers from '../parquet/numberTexts.ts';
import type { Format } from '../parquet/numberTexts.ts';
import { TextColumn } from '../parquet/texts.ts';
import * as times from '../parquet/timeTexts.ts';
import type { Buffers } from './buffers.ts';
import type { ArrowType } from './schema.ts';

/** The values of a column within a record batch. */
export interface Cells {
  readonly length: number;
  isNull(row: number): boolean;
  /** Writes a value that is not null; what is nested as JSON. */
  put(row: number, out: TextColumn): void;
  /** Writes a value or null as JSON. */
  putJson(row: number, out: TextColumn): void;
}

/** How bytes that no type calls text are written, by column; text where all of them are. */
export type BytesFormat = Format;

const minus = 45;

/** Base of the columns with a bit for each value that is there. */
export abstract class Checked implements Cells {
  readonly length: number;
  readonly #bits: Uint8Array | null;

  constructor(buffers: Buffers, hasBits = true) {
    const { length, nulls } = buffers.node();
    this.length = length;
    const bits = hasBits ? buffers.next(0) : null;
    const wanted = Math.ceil(length / 8);
    if (nulls > 0 && bits && bits.length < wanted)
      throw new Damaged('a column with nulls does not say which values they are');
    this.#bits = bits && bits.length >= wanted && nulls !== 0 ? bits : null;
  }

  isNull(row: number): boolean {
    this.check(row);
    const bits = this.#bits;
    return bits !== null && ((bits[row >> 3]! >> (row & 7)) & 1) === 0;
  }

  abstract put(row: number, out: TextColumn): void;

  putJson(row: number, out: TextColumn): void {
    if (this.isNull(row)) out.ascii('null');
    else this.put(row, out);
  }

  protected check(row: number): void {
    if (row < 0 || row >= this.length)
      throw new Damaged(`a column refers to value ${row + 1} of ${this.length}`);
  }
}

/** A value that is no other values: in JSON as it is where it is a number, in quotes otherwise. */
abstract class Scalars extends Checked {
  readonly #bare: boolean;

  constructor(buffers: Buffers, bare: boolean) {
    super(buffers);
    this.#bare = bare;
  }

  override putJson(row: number, out: TextColumn): void {
    if (this.isNull(row)) {
      out.ascii('null');
      return;
    }
    const text = new TextColumn('value', 1, 32);
    this.put(row, text);
    for (const kind of text.notes.keys()) out.note(kind);
    const first = text.bytes[0] === minus ? text.bytes[1]! : text.bytes[0]!;
    if (this.#bare && first >= 48 && first <= 57) out.copy(text.bytes, 0, text.at);
    else putJsonString(out, text.bytes, 0, text.at);
  }
}

class Fixed extends Scalars {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  readonly #format: Format;

  constructor(buffers: Buffers, { width, format, bare }: FixedType) {
    super(buffers, bare);
    this.#bytes = buffers.next(this.length * width);
    this.#width = width;
    this.#format = format;
  }

  put(row: number, out: TextColumn): void {
    const start = row * this.#width;
    this.#format(this.#bytes, start, start + this.#width, out);
  }
}

class Booleans extends Checked {
  readonly #bytes: Uint8Array;

  constructor(buffers: Buffers) {
    super(buffers);
    this.#bytes = buffers.next(Math.ceil(this.length / 8));
  }

  put(row: number, out: TextColumn): void {
    out.ascii((this.#bytes[row >> 3]! >> (row & 7)) & 1 ? 'true' : 'false');
  }
}

class Nulls implements Cells {
  readonly length: number;

  constructor(buffers: Buffers) {
    this.length = buffers.node().length;
  }

  isNull(): boolean {
    return true;
  }

  put(): void {
    throw new Damaged('a column of nulls has a value');
  }

  putJson(_: number, out: TextColumn): void {
    out.ascii('null');
  }
}

/** Bytes between one offset and the next. */
class Runs extends Scalars {
  readonly #offsets: Offsets;
  readonly #bytes: Uint8Array;
  readonly #format: Format;

  constructor(buffers: Buffers, wide: boolean, format: Format) {
    super(buffers, false);
    this.#offsets = new Offsets(buffers, this.length, wide);
    this.#bytes = buffers.next(0);
    this.#format = format;
  }

  put(row: number, out: TextColumn): void {
    const [start, end] = this.#offsets.of(row, this.#bytes.length);
    this.#format(this.#bytes, start, end, out);
  }
}

/** Where each value of a column of differing lengths begins and ends. */
export class Offsets {
  readonly #view: DataView;
  readonly #wide: boolean;

  constructor(buffers: Buffers, length: number, wide: boolean) {
    const width = wide ? 8 : 4;
    const bytes = buffers.next(length === 0 ? 0 : (length + 1) * width);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#wide = wide;
  }

  /** @param most how many there are of what the offsets count */
  of(row: number, most: number): readonly [start: number, end: number] {
    const start = this.#at(row);
    const end = this.#at(row + 1);
    if (start < 0 || end < start || end > most)
      throw new Damaged(`a value lies from ${start} to ${end} of ${most}`);
    return [start, end];
  }

  #at(k: number): number {
    return this.#wide
      ? Number(this.#view.getBigInt64(8 * k, true))
      : this.#view.getInt32(4 * k, true);
  }
}

/** Sixteen bytes for each value: a short one itself, or where it lies. */
class Views extends Scalars {
  readonly #views: Uint8Array;
  readonly #view: DataView;
  readonly #parts: readonly Uint8Array[];
  readonly #format: Format;

  constructor(buffers: Buffers, format: Format) {
    super(buffers, false);
    this.#views = buffers.next(this.length * 16);
    this.#view = new DataView(this.#views.buffer, this.#views.byteOffset, this.#views.length);
    this.#parts = buffers.variadic();
    this.#format = format;
  }

  put(row: number, out: TextColumn): void {
    const at = row * 16;
    const length = this.#view.getInt32(at, true);
    if (length >= 0 && length <= 12) {
      this.#format(this.#views, at + 4, at + 4 + length, out);
      return;
    }
    const part = this.#parts[this.#view.getInt32(at + 8, true)];
    const start = this.#view.getInt32(at + 12, true);
    if (!part || length < 0 || start < 0 || start + length > part.length)
      throw new Damaged('a text lies where the batch has none');
    this.#format(part, start, start + length, out);
  }
}

interface FixedType {
  readonly width: number;
  readonly format: Format;
  readonly bare: boolean;
}

const integers = {
  true: { 8: numbers.int8, 16: numbers.int16, 32: numbers.int32, 64: numbers.int64 },
  false: { 8: numbers.uint8, 16: numbers.uint16, 32: numbers.uint32, 64: numbers.uint64 },
} as const;
const floats = { 16: numbers.float16, 32: numbers.float32, 64: numbers.float64 } as const;

/** Months since none. */
const months: Format = (b, i, _, out) => times.putInterval(out, numbers.int32At(b, i), 0, 0n);

const daysMillis: Format = (b, i, _, out) =>
  times.putInterval(out, 0, numbers.int32At(b, i), BigInt(numbers.int32At(b, i + 4)) * 1_000_000n);

const monthsDaysNanos: Format = (b, i, _, out) => {
  const low = BigInt(numbers.int32At(b, i + 8) >>> 0);
  const nanos = (BigInt(numbers.int32At(b, i + 12)) << 32n) | low;
  times.putInterval(out, numbers.int32At(b, i), numbers.int32At(b, i + 4), nanos);
};

const intervals = {
  months: { width: 4, format: months, bare: false },
  daysMillis: { width: 8, format: daysMillis, bare: false },
  monthsDaysNanos: { width: 16, format: monthsDaysNanos, bare: false },
} as const;

const quoted = (width: number, format: Format): FixedType => ({ width, format, bare: false });

function fixedType(type: ArrowType, bytes: BytesFormat): FixedType | null {
  switch (type.id) {
    case 'int':
      return { width: type.bits / 8, format: integers[`${type.signed}`][type.bits], bare: true };
    case 'float':
      return { width: type.bits / 8, format: floats[type.bits], bare: true };
    case 'decimal':
      return { width: type.bits / 8, format: numbers.decimal(type.scale, true), bare: true };
    case 'date':
      return quoted(type.bits / 8, type.bits === 32 ? times.date32 : times.date64);
    case 'time':
      return quoted(type.bits / 8, times.time(type.unit, type.bits === 32 ? 4 : 8));
    case 'timestamp':
      return quoted(8, times.timestamp(type.unit, type.utc));
    case 'duration':
      return quoted(8, times.duration(type.unit));
    case 'interval':
      return intervals[type.unit];
    case 'fixedBytes':
      return quoted(type.width, type.uuid ? putUuid : bytes);
    default:
      return null;
  }
}

/** The values of a column whose type is no list, struct or the like; null where it is. */
export function scalarCells(type: ArrowType, buffers: Buffers, bytes: BytesFormat): Cells | null {
  const fixed = fixedType(type, bytes);
  if (fixed) return new Fixed(buffers, fixed);
  switch (type.id) {
    case 'null':
      return new Nulls(buffers);
    case 'bool':
      return new Booleans(buffers);
    case 'bytes': {
      const format = type.text ? putText : bytes;
      if (type.offsets === 'views') return new Views(buffers, format);
      return new Runs(buffers, type.offsets === 'i64', format);
    }
    default:
      return null;
  }
}

export const hexadecimal: BytesFormat = putHex;

const longest = 1 << 26;

/** A list may name the same values again and again: its JSON is kept within bounds. */
export function checkLength(elements: number): void {
  if (elements > longest)
    throw new TooLarge(`A list has ${wordsOf(elements)} values; the limit is ${wordsOf(longest)}`);
}
