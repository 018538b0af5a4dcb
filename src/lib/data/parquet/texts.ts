import { TooLarge } from './damage.ts';

/** What happened to cells on their way in; the words are in `repairs.ts`. */
export type Note = 'not-finite' | 'not-text';

export interface NoteCount {
  count: number;
  /** The first rows concerned, 0-based within the column so far. */
  readonly rows: number[];
}

const bytesLimit = 2 ** 30;
const rowsKept = 20;

/**
 * A column of texts as Arrow lays them out, written cell by cell: put bytes, then `end` the cell. Hot loops write into
 * `bytes` from `at` on after `need`.
 */
export class TextColumn {
  bytes: Uint8Array;
  at = 0;
  rows = 0;
  offsets: Int32Array;
  nulls = 0;
  readonly notes = new Map<Note, NoteCount>();
  #present: Uint8Array | null = null;
  readonly #name: string;

  constructor(name: string, rows = 1024, room = 1 << 14) {
    this.#name = name;
    this.offsets = new Int32Array(rows + 1);
    this.bytes = new Uint8Array(room);
  }

  /** Makes sure that `length` more bytes can be put. */
  need(length: number): void {
    if (this.at + length > this.bytes.length) this.#grow(length);
  }

  end(): void {
    if (this.rows + 1 >= this.offsets.length) this.needRows(1);
    this.rows += 1;
    this.offsets[this.rows] = this.at;
  }

  needRows(more: number): void {
    const wanted = this.rows + more + 1;
    if (wanted <= this.offsets.length) return;
    const grown = new Int32Array(Math.max(wanted, 2 * this.offsets.length));
    grown.set(this.offsets.subarray(0, this.rows + 1));
    this.offsets = grown;
  }

  note(kind: Note): void {
    const entry = this.notes.get(kind) ?? { count: 0, rows: [] };
    entry.count += 1;
    if (entry.rows.length < rowsKept) entry.rows.push(this.rows);
    this.notes.set(kind, entry);
  }

  /** Puts text that is ASCII. */
  ascii(text: string): void {
    this.need(text.length);
    for (let i = 0; i < text.length; i += 1) this.bytes[this.at + i] = text.charCodeAt(i);
    this.at += text.length;
  }

  byte(code: number): void {
    this.need(1);
    this.bytes[this.at] = code;
    this.at += 1;
  }

  /** Copies short runs byte by byte, which beats `set` up to some 32 bytes. */
  copy(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.need(length);
    if (length > 32) this.bytes.set(from.subarray(start, end), this.at);
    else for (let i = 0; i < length; i += 1) this.bytes[this.at + i] = from[start + i]!;
    this.at += length;
  }

  null(): void {
    this.#bitmap()[this.rows] = 0;
    this.nulls += 1;
    this.end();
  }

  /**
   * Moves the last cells apart to where they belong: after the call there are `levels.length` cells from `first` on, cell i
   * being the next text where levels[i] is `full` and null elsewhere.
   */
  spread(first: number, levels: Uint8Array, full: number): void {
    const written = this.rows - first;
    const missing = levels.length - written;
    if (missing === 0) return;
    this.needRows(missing);
    this.#renumber(first, levels, full);
    const present = this.#bitmap(first + levels.length);
    const { offsets } = this;
    let from = first + written;
    for (let i = levels.length - 1; i >= 0; i -= 1) {
      offsets[first + i + 1] = offsets[from]!;
      if (levels[i] === full) from -= 1;
      else present[first + i] = 0;
    }
    this.rows = first + levels.length;
    this.nulls += missing;
  }

  /** Notes were taken at the place among the texts; they belong to the place among the cells. */
  #renumber(first: number, levels: Uint8Array, full: number): void {
    for (const { rows } of this.notes.values()) {
      let begin = rows.length;
      while (begin > 0 && rows[begin - 1]! >= first) begin -= 1;
      for (let i = 0, text = first; begin < rows.length && i < levels.length; i += 1) {
        if (levels[i] !== full) continue;
        while (begin < rows.length && rows[begin] === text) {
          rows[begin] = first + i;
          begin += 1;
        }
        text += 1;
      }
    }
  }

  /** A byte for each cell: 1 present, 0 null. */
  #bitmap(rows = this.rows + 1): Uint8Array {
    const held = this.#present;
    if (held && held.length >= rows) return held;
    const grown = new Uint8Array(Math.max(rows, this.offsets.length)).fill(1);
    if (held) grown.set(held);
    this.#present = grown;
    return grown;
  }

  isNull(row: number): boolean {
    return this.#present !== null && this.#present[row] === 0;
  }

  /** The column in Arrow's own layout. */
  finished(): {
    offsets: Int32Array;
    bytes: Uint8Array;
    nulls: number;
    bitmap: Uint8Array | null;
  } {
    const { rows, nulls } = this;
    return {
      offsets: this.offsets.subarray(0, rows + 1),
      bytes: this.bytes.subarray(0, this.at),
      nulls,
      bitmap: nulls > 0 ? this.#bits() : null,
    };
  }

  #bits(): Uint8Array {
    const present = this.#bitmap(this.rows);
    const bits = new Uint8Array((this.rows + 7) >> 3);
    for (let i = 0; i < this.rows; i += 1) bits[i >> 3]! |= present[i]! << (i & 7);
    return bits;
  }

  #grow(length: number): void {
    const wanted = this.at + length;
    if (wanted > bytesLimit)
      throw new TooLarge(
        `Texts of the column “${this.#name}” take more than ${bytesLimit / 2 ** 20} MiB in one piece, the limit`,
      );
    const grown = new Uint8Array(Math.min(bytesLimit, Math.max(wanted, 2 * this.bytes.length)));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }
}
