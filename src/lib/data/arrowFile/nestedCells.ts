import { putJsonString } from '../parquet/byteTexts.ts';
import { Damaged } from '../parquet/damage.ts';
import { TextColumn } from '../parquet/texts.ts';
import type { Buffers } from './buffers.ts';
import {
  Checked,
  checkLength,
  Offsets,
  scalarCells,
  type BytesFormat,
  type Cells,
} from './cells.ts';
import type { ArrowField } from './schema.ts';

/** What columns are made with. */
export interface Making {
  readonly buffers: Buffers;
  readonly bytes: BytesFormat;
  /** The values of a dictionary by its id, its parts one after another. */
  readonly dictionaries: ReadonlyMap<number, readonly Cells[]>;
}

/** The values of a field, read from the next buffers. */
export function cellsOf(field: ArrowField, making: Making): Cells {
  if (field.dictionary) return indexedCells(field.dictionary, making);
  return valueCells(field, making);
}

/** As `cellsOf`, of the values themselves where they lie in a dictionary. */
export function valueCells(field: ArrowField, making: Making): Cells {
  const { buffers, bytes } = making;
  const { type, children } = field;
  const scalar = scalarCells(type, buffers, bytes);
  if (scalar) return scalar;
  switch (type.id) {
    case 'struct':
      return new Structs(making, children);
    case 'list':
      return new Lists(making, children[0]!, { wide: type.offsets === 'i64', views: type.views });
    case 'map':
      return new Maps(making, children[0]!);
    case 'fixedList':
      return new FixedLists(making, children[0]!, type.size);
    case 'union':
      return new Unions(making, children, type);
    default:
      return new EncodedRuns(making, children);
  }
}

function indexedCells({ id, index }: NonNullable<ArrowField['dictionary']>, making: Making): Cells {
  const indexes = scalarCells(index, making.buffers, making.bytes)!;
  const parts = making.dictionaries.get(id);
  return new Indexed(indexes, parts ?? []);
}

class Indexed implements Cells {
  readonly length: number;
  readonly #indexes: Cells;
  readonly #parts: readonly Cells[];
  readonly #text = new TextColumn('index', 1, 32);
  /** The row last looked up. */
  #row = -1;
  #part: Cells | null = null;
  #at = 0;

  constructor(indexes: Cells, parts: readonly Cells[]) {
    this.length = indexes.length;
    this.#indexes = indexes;
    this.#parts = parts;
  }

  isNull(row: number): boolean {
    if (this.#indexes.isNull(row)) return true;
    this.#find(row);
    return this.#part!.isNull(this.#at);
  }

  put(row: number, out: TextColumn): void {
    this.#find(row);
    this.#part!.put(this.#at, out);
  }

  putJson(row: number, out: TextColumn): void {
    if (this.isNull(row)) out.ascii('null');
    else this.#part!.putJson(this.#at, out);
  }

  #find(row: number): void {
    if (row === this.#row) return;
    const index = this.#index(row);
    let left = index;
    for (const part of this.#parts) {
      if (left < part.length) {
        this.#row = row;
        this.#part = part;
        this.#at = left;
        return;
      }
      left -= part.length;
    }
    throw new Damaged(`a column refers to entry ${index + 1} of a dictionary that is shorter`);
  }

  #index(row: number): number {
    const text = this.#text;
    text.at = 0;
    this.#indexes.put(row, text);
    let value = 0;
    for (let k = 0; k < text.at; k += 1) {
      const digit = text.bytes[k]! - 48;
      if (digit < 0) throw new Damaged('a column refers to an entry before the first');
      value = value * 10 + digit;
    }
    return value;
  }
}

export class Structs extends Checked {
  readonly fields: readonly (readonly [name: string, cells: Cells])[];

  constructor(making: Making, children: readonly ArrowField[]) {
    super(making.buffers);
    this.fields = children.map((child) => [child.name, cellsOf(child, making)]);
  }

  part(k: number): Cells {
    return this.fields[k]![1];
  }

  put(row: number, out: TextColumn): void {
    out.ascii('{');
    this.fields.forEach(([name, cells], k) => {
      if (k > 0) out.ascii(',');
      putName(name, out);
      cells.putJson(row, out);
    });
    out.ascii('}');
  }
}

const encoder = new TextEncoder();

function putName(name: string, out: TextColumn): void {
  const bytes = encoder.encode(name);
  putJsonString(out, bytes, 0, bytes.length);
  out.ascii(':');
}

function putItems(items: Cells, [start, end]: readonly [number, number], out: TextColumn): void {
  checkLength(end - start);
  out.ascii('[');
  for (let k = start; k < end; k += 1) {
    if (k > start) out.ascii(',');
    items.putJson(k, out);
  }
  out.ascii(']');
}

class Lists extends Checked {
  readonly #ranges: Offsets | Sizes;
  readonly #items: Cells;

  constructor(
    making: Making,
    item: ArrowField,
    { wide, views }: { wide: boolean; views: boolean },
  ) {
    super(making.buffers);
    const { buffers } = making;
    this.#ranges = views
      ? new Sizes(buffers, this.length, wide)
      : new Offsets(buffers, this.length, wide);
    this.#items = cellsOf(item, making);
  }

  put(row: number, out: TextColumn): void {
    putItems(this.#items, this.#ranges.of(row, this.#items.length), out);
  }
}

/** Where each list of a column of list views begins and how long it is. */
class Sizes {
  readonly #starts: DataView;
  readonly #lengths: DataView;
  readonly #wide: boolean;

  constructor(buffers: Buffers, length: number, wide: boolean) {
    const views = [0, 1].map(() => {
      const bytes = buffers.next(length * (wide ? 8 : 4));
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    });
    [this.#starts, this.#lengths] = views as [DataView, DataView];
    this.#wide = wide;
  }

  of(row: number, most: number): readonly [start: number, end: number] {
    const start = this.#at(this.#starts, row);
    const length = this.#at(this.#lengths, row);
    if (start < 0 || length < 0 || start + length > most)
      throw new Damaged(`a list lies from ${start} to ${start + length} of ${most}`);
    return [start, start + length];
  }

  #at(view: DataView, k: number): number {
    return this.#wide ? Number(view.getBigInt64(8 * k, true)) : view.getInt32(4 * k, true);
  }
}

class FixedLists extends Checked {
  readonly #size: number;
  readonly #items: Cells;

  constructor(making: Making, item: ArrowField, size: number) {
    super(making.buffers);
    this.#size = size;
    this.#items = cellsOf(item, making);
  }

  put(row: number, out: TextColumn): void {
    putItems(this.#items, [row * this.#size, (row + 1) * this.#size], out);
  }
}

class Maps extends Checked {
  readonly #offsets: Offsets;
  readonly #length: number;
  readonly #keys: Cells;
  readonly #values: Cells;

  constructor(making: Making, entry: ArrowField) {
    super(making.buffers);
    this.#offsets = new Offsets(making.buffers, this.length, false);
    const entries = new Structs(making, entry.children);
    this.#length = entries.length;
    this.#keys = entries.fields[0]![1];
    this.#values = entries.fields[1]![1];
  }

  put(row: number, out: TextColumn): void {
    const [start, end] = this.#offsets.of(row, this.#length);
    checkLength(end - start);
    out.ascii('{');
    for (let k = start; k < end; k += 1) {
      if (k > start) out.ascii(',');
      const key = new TextColumn('key', 1, 64);
      this.#keys.putJson(k, key);
      if (key.bytes[0] === quote) out.copy(key.bytes, 0, key.at);
      else putJsonString(out, key.bytes, 0, key.at);
      out.ascii(':');
      this.#values.putJson(k, out);
    }
    out.ascii('}');
  }
}

const quote = 34;

/** Each value is of one of several types. */
class Unions implements Cells {
  readonly length: number;
  readonly #types: Uint8Array;
  readonly #offsets: DataView | null = null;
  readonly #children: ReadonlyMap<number, Cells>;

  constructor(
    making: Making,
    children: readonly ArrowField[],
    { dense, ids }: { dense: boolean; ids: readonly number[] },
  ) {
    const { buffers } = making;
    this.length = buffers.node().length;
    this.#types = buffers.next(this.length);
    if (dense) {
      const bytes = buffers.next(this.length * 4);
      this.#offsets = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.#children = new Map(children.map((child, k) => [ids[k]!, cellsOf(child, making)]));
  }

  isNull(row: number): boolean {
    const [cells, at] = this.#of(row);
    return cells.isNull(at);
  }

  put(row: number, out: TextColumn): void {
    const [cells, at] = this.#of(row);
    cells.put(at, out);
  }

  putJson(row: number, out: TextColumn): void {
    const [cells, at] = this.#of(row);
    cells.putJson(at, out);
  }

  #of(row: number): readonly [Cells, number] {
    const cells = this.#children.get(this.#types[row] ?? -1);
    if (!cells) throw new Damaged('a value is of a type that its column does not have');
    return [cells, this.#offsets ? this.#offsets.getInt32(4 * row, true) : row];
  }
}

/** Runs of equal values: where each ends, and its value. */
class EncodedRuns implements Cells {
  readonly length: number;
  readonly #ends: number[];
  readonly #values: Cells;

  constructor(making: Making, children: readonly ArrowField[]) {
    this.length = making.buffers.node().length;
    const ends = cellsOf(children[0]!, making);
    this.#values = cellsOf(children[1]!, making);
    const text = new TextColumn('ends', ends.length);
    this.#ends = Array.from({ length: ends.length }, (_, k) => {
      text.at = 0;
      ends.put(k, text);
      return Number(new TextDecoder().decode(text.bytes.subarray(0, text.at)));
    });
  }

  isNull(row: number): boolean {
    return this.#values.isNull(this.#run(row));
  }

  put(row: number, out: TextColumn): void {
    this.#values.put(this.#run(row), out);
  }

  putJson(row: number, out: TextColumn): void {
    this.#values.putJson(this.#run(row), out);
  }

  /** The first run that ends after the row. */
  #run(row: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! > row) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
