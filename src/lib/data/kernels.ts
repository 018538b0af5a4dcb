import { Kernels } from '#lib/engine/kernels/kernels.ts';
import type { CellBlock } from './csv/reader.ts';
import type { Texts } from './formats/texts.ts';
import type { Interner } from './interner.ts';

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

/** Fewer are sorted as fast without a kernel. */
const fewDoubles = 4096;

/** Sorts doubles that are not NaN in place; −0 becomes 0. */
export function sortDoubles(values: Float64Array): void {
  withSorted(values, (sorted) => values.set(sorted));
}

/**
 * Looks at doubles in order, NaN left out and −0 as 0, in memory that is used again: `look` keeps nothing of it, and calls no
 * kernel.
 */
export function withSorted<T>(values: Float64Array, look: (sorted: Float64Array) => T): T {
  const { length } = values;
  if (length < fewDoubles) {
    const room = new Float64Array(length);
    return look(room.subarray(0, present(values, room)).sort());
  }
  return withKernels((kernels) => {
    const counts = kernels.take(3 * 2048 * 4);
    const other = kernels.doubles(length);
    const x = kernels.doubles(length);
    const n = present(values, kernels.viewDoubles(x, length));
    if (n > 0) kernels.call.sortDoubles(x, n, other, counts);
    return look(kernels.viewDoubles(x, n));
  });
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
