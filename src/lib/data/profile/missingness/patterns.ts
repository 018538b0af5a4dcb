import type { Missingness, MissingPattern } from '#lib/recipe/missingness.ts';
import type { Mask } from './masks.ts';

const mostPatterns = 20;
const mostBands = 200;

/** The combinations of missing columns, most frequent first, and how many there are. */
export function patternsOf(
  masks: readonly Mask[],
  rows: number,
): Pick<Missingness, 'patterns' | 'patternCount' | 'complete'> {
  const keys = keysOf(masks, rows);
  const seen = new Map<number, { rows: number; first: number }>();
  for (let i = 0; i < rows; i += 1) {
    const found = seen.get(keys[i]!);
    if (found) found.rows += 1;
    else seen.set(keys[i]!, { rows: 1, first: i });
  }
  const sorted = [...seen.values()].sort((a, b) => b.rows - a.rows || a.first - b.first);
  const patterns: MissingPattern[] = sorted.slice(0, mostPatterns).map(({ rows: n, first }) => ({
    missing: [...masks.keys()].filter((k) => masks[k]!.bytes[first] === 1),
    rows: n,
  }));
  return { patterns, patternCount: seen.size, complete: seen.get(0)?.rows ?? 0 };
}

/** A hash of each row's missing columns, 53 bits; 0 where nothing is missing. */
function keysOf(masks: readonly Mask[], rows: number): Float64Array {
  const high = new Int32Array(rows);
  const low = new Int32Array(rows);
  masks.forEach(({ bytes }, k) => {
    const a = mixed(2 * k + 1);
    const b = mixed(2 * k + 2);
    for (let i = 0; i < rows; i += 1)
      if (bytes[i] === 1) {
        high[i]! ^= a;
        low[i] = (low[i]! + b) | 0;
      }
  });
  return Float64Array.from(high, (h, i) => (h & 0x1fffff) * 2 ** 32 + (low[i]! >>> 0));
}

function mixed(x: number): number {
  let h = Math.imul(x, 0x9e3779b1 | 0);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b | 0);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35 | 0);
  return h ^ (h >>> 16);
}

/** At most 200 bands of consecutive rows, and the share of each column missing there. */
export function matrixOf(masks: readonly Mask[], rows: number): Missingness['matrix'] {
  const rowsPerBand = Math.max(1, Math.ceil(rows / mostBands));
  const bands = Math.ceil(rows / rowsPerBand);
  const width = masks.length;
  const share = new Array<number>(bands * width).fill(0);
  masks.forEach(({ bytes }, k) => {
    for (let i = 0; i < rows; i += 1)
      if (bytes[i] === 1) share[Math.floor(i / rowsPerBand) * width + k]! += 1;
  });
  for (let band = 0; band < bands; band += 1) {
    const size = Math.min(rowsPerBand, rows - band * rowsPerBand);
    for (let k = 0; k < width; k += 1) share[band * width + k]! /= size;
  }
  return { bands, rowsPerBand, share };
}
