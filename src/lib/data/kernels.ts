import { Kernels } from '#lib/engine/kernels/kernels.ts';
import type { CellBlock } from './csv/reader.ts';
import type { Texts } from './formats/texts.ts';
import type { Interner } from './interner.ts';
import { moments, type Moments } from './profile/moments.ts';
import type { LevelHashes } from './rowHashes.ts';

/** Below so many bytes or values a loop of ours is done before a kernel has begun. */
export const worthKernel = 1 << 15;

/** Cells of a column that are handed to a kernel at a time: what it needs for them is some 10 MB. */
export const mostRows = 1 << 18;
/** Cells and bytes of a block beyond which a loop takes less memory. */
const mostCells = 1 << 22;

/** Whether a kernel parts a block's columns. */
export const isWorthKernel = ({ bytes, rows, columns }: CellBlock): boolean =>
  4 * rows * columns > worthKernel && rows * columns <= mostCells && bytes.length <= 4 * mostCells;

function withKernels<T>(work: (kernels: Kernels) => T): T {
  const kernels = Kernels.borrowed();
  try {
    return work(kernels);
  } finally {
    Kernels.giveBack(kernels);
  }
}

/** Fewer are sorted, or hashed, as fast without a kernel. */
export const fewDoubles = 4096;

/** Sorts doubles that are not NaN in place; −0 becomes 0. */
export function sortDoubles(values: Float64Array): void {
  withSorted(values, (sorted) => values.set(sorted));
}

/** Mean and moments of a part of what is looked at. */
type MomentsOf = (part: Float64Array) => Moments;

/**
 * Looks at doubles in order, NaN left out and −0 as 0, in memory that is used again: `look` keeps nothing of it, and calls no
 * kernel but by what it is handed.
 */
export function withSorted<T>(
  values: Float64Array,
  look: (sorted: Float64Array, momentsOf: MomentsOf) => T,
): T {
  const { length } = values;
  if (length < fewDoubles) {
    const room = new Float64Array(length);
    return look(room.subarray(0, present(values, room)).sort(), moments);
  }
  return withKernels((kernels) => {
    const said = kernels.doubles(5);
    const counts = kernels.take(3 * 2048 * 4);
    const other = kernels.doubles(length);
    const x = kernels.doubles(length);
    const n = present(values, kernels.viewDoubles(x, length));
    if (n > 0) kernels.call.sortDoubles(x, n, other, counts);
    return look(kernels.viewDoubles(x, n), (part) => {
      kernels.call.momentsOf(part.byteOffset, part.length, said);
      const [mean, m2, m3, m4, whole] = kernels.viewDoubles(said, 5);
      return { mean: mean!, m2: m2!, m3: m3!, m4: m4!, whole: whole! };
    });
  });
}

/** Two words at a time of a fingerprint, gone on with over all doubles, or codes with the words of their texts. */
export function printOf(
  cells: Float64Array | { readonly codes: Int32Array; readonly texts: LevelHashes },
  from: readonly [number, number],
): readonly [number, number] {
  return withKernels((kernels) => {
    const print = kernels.take(8);
    kernels.viewWords(print, 2).set(from);
    if (cells instanceof Float64Array)
      kernels.call.printNumbers(kernels.putDoubles(cells), cells.length, print);
    else {
      const { codes, texts } = cells;
      const [low, high] = [putWords(kernels, texts.low), putWords(kernels, texts.high)];
      kernels.call.printCodes(putWords(kernels, codes), codes.length, low, high, print);
    }
    const [a, b] = kernels.viewWords(print, 2);
    return [a!, b!];
  });
}

/** Hashes of so many rows, in memory of their own until they are let go. */
export class HashRoom {
  readonly #kernels = new Kernels();
  readonly #rows: number;
  readonly #low: number;
  readonly #high: number;
  readonly #start: number;

  constructor(rows: number) {
    this.#rows = rows;
    this.#low = this.#kernels.take(4 * rows);
    this.#high = this.#kernels.take(4 * rows);
    this.#start = this.#kernels.call.mark();
  }

  /** Views, good until something is added. */
  get words(): { readonly low: Int32Array; readonly high: Int32Array } {
    const view = (at: number): Int32Array => this.#kernels.viewWords(at, this.#rows);
    return { low: view(this.#low), high: view(this.#high) };
  }

  /** How many have the hash of an earlier one. */
  twins(): number {
    const bits = 32 - Math.clz32(Math.ceil(1.3 * this.#rows));
    const slots = this.#kernels.take(4 * 2 ** bits);
    const { call } = this.#kernels;
    const found = call.countTwins(this.#low, this.#high, this.#rows, slots, bits);
    call.release(this.#start);
    return found;
  }

  addNumbers(values: Float64Array): void {
    const kernels = this.#kernels;
    kernels.call.hashNumbers(kernels.putDoubles(values), values.length, this.#low, this.#high);
    kernels.call.release(this.#start);
  }

  addCodes(codes: Int32Array, { low, high }: LevelHashes): void {
    const kernels = this.#kernels;
    const [ofLow, ofHigh] = [putWords(kernels, low), putWords(kernels, high)];
    const at = putWords(kernels, codes);
    kernels.call.hashCodes(at, codes.length, ofLow, ofHigh, this.#low, this.#high);
    kernels.call.release(this.#start);
  }
}

/** Whether bytes are above 127 somewhere, and whether one is 0. */
export function bytesIn(bytes: Uint8Array): { readonly high: boolean; readonly zero: boolean } {
  if (bytes.length < worthKernel)
    return { high: bytes.some((b) => b > 127), zero: bytes.includes(0) };
  const found = withKernels((kernels) => {
    const at = kernels.take(bytes.length + 16);
    kernels.viewBytes(at, bytes.length).set(bytes);
    return kernels.call.bytesIn(at, bytes.length);
  });
  return { high: (found & 1) === 1, zero: (found & 2) === 2 };
}

function putWords(kernels: Kernels, words: Int32Array): number {
  const at = kernels.take(4 * words.length);
  kernels.viewWords(at, words.length).set(words);
  return at;
}

/** Copies what is not NaN; says how many. */
function present(values: Float64Array, to: Float64Array): number {
  let n = 0;
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i]!;
    if (Number.isNaN(x)) continue;
    to[n] = x === 0 ? 0 : x;
    n += 1;
  }
  return n;
}

/** Each column's cells end to end, in memory that is used again: `use` keeps nothing of it, and calls no kernel. */
export function withColumns<T>(
  { bytes, bounds, rows, columns }: CellBlock,
  use: (texts: readonly Texts[]) => T,
): T {
  return withKernels((kernels) => {
    const { call } = kernels;
    const data = kernels.take(bytes.length + 16);
    kernels.viewBytes(data, bytes.length).set(bytes);
    const cells = 2 * rows * columns;
    const limits = kernels.take(4 * cells);
    kernels.viewWords(limits, cells).set(bounds.subarray(0, cells));
    const sizes = kernels.take(4 * columns);
    call.sizesOf(limits, rows, columns, sizes);
    const ends = kernels.viewWords(sizes, columns).slice();
    const offsets = kernels.take(4 * (rows + 1) * columns);
    const texts = kernels.take(ends.reduce((sum, size) => sum + size + 16, 0));
    const places = kernels.viewWords(sizes, columns);
    let at = texts;
    const starts = Array.from(ends, (size) => {
      const start = at;
      at += size + 16;
      return start;
    });
    places.set(starts);
    call.toColumns(data, limits, rows, columns, sizes, offsets);
    return use(
      starts.map((start, j) => ({
        offsets: kernels.viewWords(offsets + 4 * j * (rows + 1), rows + 1),
        bytes: kernels.viewBytes(start, ends[j]!),
        nulls: 0,
        bitmap: null,
      })),
    );
  });
}

export interface ScannedNumbers {
  /** NaN where a text is empty or odd. */
  readonly values: Float64Array;
  /** Rows of the texts that the kernel cannot read. */
  readonly odd: Int32Array;
  readonly integers: number;
  readonly decimals: number;
  readonly empty: number;
  readonly grouped: boolean;
}

/** Texts that are digits with a sign and a point at most, and few enough of them to be exact. */
export function scanNumbers(offsets: Int32Array, bytes: Uint8Array, rows: number): ScannedNumbers {
  return withKernels((kernels) => {
    const { data, places } = putTexts(kernels, offsets, bytes, rows);
    const values = kernels.doubles(rows);
    const odd = kernels.take(4 * rows);
    const said = kernels.take(16);
    const odds = kernels.call.scanNumbers(data, places, rows, values, odd, said);
    const [integers, decimals, empty, grouped] = kernels.viewWords(said, 4);
    return {
      values: kernels.viewDoubles(values, rows).slice(),
      odd: kernels.viewWords(odd, odds).slice(),
      integers: integers!,
      decimals: decimals!,
      empty: empty!,
      grouped: grouped === 1,
    };
  });
}

/** The codes of a batch of texts, none of them null, in `interner`: each distinct one is looked up once. */
export function internCells(
  offsets: Int32Array,
  bytes: Uint8Array,
  rows: number,
  interner: Interner,
): Int32Array {
  return withKernels((kernels) => {
    const { data, places } = putTexts(kernels, offsets, bytes, rows);
    const bits = 33 - Math.clz32(rows);
    const slots = kernels.take(4 << bits);
    const [codes, firsts, counts] = [0, 0, 0].map(() => kernels.take(4 * rows)) as [
      number,
      number,
      number,
    ];
    const size = kernels.call.internCells(data, places, rows, slots, bits, codes, firsts, counts);
    const [rowOf, cells] = [kernels.viewWords(firsts, size), kernels.viewWords(counts, size)];
    const known = Int32Array.from(rowOf, (row, k) =>
      interner.intern(bytes, offsets[row]!, offsets[row + 1]!, cells[k]!),
    );
    const found = kernels.viewWords(codes, rows).slice();
    for (let i = 0; i < rows; i += 1) found[i] = known[found[i]!]!;
    return found;
  });
}

/** @returns the addresses of texts and offsets, so that the first is at data + its offset */
function putTexts(
  kernels: Kernels,
  offsets: Int32Array,
  bytes: Uint8Array,
  rows: number,
): { readonly data: number; readonly places: number } {
  const first = offsets[0]!;
  const size = offsets[rows]! - first;
  const data = kernels.take(size + 16);
  kernels.viewBytes(data, size).set(bytes.subarray(first, first + size));
  const places = kernels.take(4 * (rows + 1));
  kernels.viewWords(places, rows + 1).set(offsets.subarray(0, rows + 1));
  return { data: data - first, places };
}
