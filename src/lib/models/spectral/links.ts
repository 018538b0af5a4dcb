import { exp } from '#lib/engine/elementary.ts';
import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import { nearBlocks } from '../nearBlocks.ts';

/** The net with each link divided by the roots of both rows' sums: its largest eigenvalue is 1. */
export interface Net {
  readonly rows: number;
  /** The root of the sum of each row's links; 1 for a row without. */
  readonly roots: Float64Array;
  /** out = net × block, for row-major rows × width numbers. */
  readonly times: (block: Float64Array, width: number, out: Float64Array) => Generator<void, void>;
}

/** Multiplications between two yields: about 5 ms. */
const breath = 4e6;

/** Every pair by exp(−γ d²). @yields share done */
export function* allLinks(
  { values, count: n, width }: Rows,
  gamma: number,
): Generator<number, Net> {
  // Below the diagonal, row after row.
  const links = new Float64Array((n * (n - 1)) / 2);
  const sums = new Float64Array(n);
  let work = 0;
  for (let i = 0, at = 0; i < n; i += 1) {
    for (let l = 0; l < i; l += 1, at += 1) {
      let square = 0;
      for (let j = i * width, m = l * width; j < (i + 1) * width; j += 1, m += 1) {
        const d = values[j]! - values[m]!;
        square += d * d;
      }
      const link = exp(-gamma * square);
      links[at] = link;
      sums[i]! += link;
      sums[l]! += link;
    }
    work += i * (width + 20);
    if (work < breath) continue;
    work = 0;
    yield (i / n) ** 2;
  }
  const roots = rootsOf(sums);
  for (let i = 0, at = 0; i < n; i += 1)
    for (let l = 0; l < i; l += 1, at += 1) links[at]! /= roots[i]! * roots[l]!;
  return { rows: n, roots, times: (block, k, out) => timesAll(links, block, k, out) };
}

const rootsOf = (sums: Float64Array): Float64Array =>
  sums.map((sum) => (sum === 0 ? 1 : Math.sqrt(sum)));

function* timesAll(
  links: Float64Array,
  block: Float64Array,
  k: number,
  out: Float64Array,
): Generator<void, void> {
  out.fill(0);
  let work = 0;
  for (let i = 0, at = 0; i < block.length; i += k) {
    for (let l = 0; l < i; l += k, at += 1) {
      const link = links[at]!;
      for (let j = 0; j < k; j += 1) {
        out[i + j]! += link * block[l + j]!;
        out[l + j]! += link * block[i + j]!;
      }
    }
    work += i;
    if (work < breath) continue;
    work = 0;
    yield;
  }
}

/** Each row with its k nearest, itself included; a link that only one of the two wants counts half. */
export function* nearLinks(rows: Rows, k: number): Generator<number, Net> {
  const n = rows.count;
  const wanted = new Int32Array(n * k);
  let done = 0;
  for (const found of nearBlocks(rows, rows, k)) {
    if (found) {
      wanted.set(found.rows, found.from * k);
      done = found.from + found.count;
    }
    yield done / n;
  }
  const { starts, ends, halves } = symmetric(wanted, n, k);
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i += 1)
    for (let at = starts[i]!; at < starts[i + 1]!; at += 1) sums[i]! += halves[at]! / 2;
  const roots = rootsOf(sums);
  const links = new Float64Array(ends.length);
  for (let i = 0; i < n; i += 1)
    for (let at = starts[i]!; at < starts[i + 1]!; at += 1)
      links[at] = halves[at]! / 2 / (roots[i]! * roots[ends[at]!]!);
  return {
    rows: n,
    roots,
    times: (block, w, out) => timesSome({ starts, ends, links }, block, w, out),
  };
}

/** Both directions of each link, rows ascending, with how many of the two want it; a row's link to itself is left out. */
function symmetric(
  wanted: Int32Array,
  n: number,
  k: number,
): { readonly starts: Int32Array; readonly ends: Int32Array; readonly halves: Float64Array } {
  const own: Map<number, number>[] = Array.from({ length: n }, () => new Map());
  for (let i = 0; i < n; i += 1)
    for (let at = i * k; at < i * k + k; at += 1) {
      const other = wanted[at]!;
      if (other === i) continue;
      own[i]!.set(other, (own[i]!.get(other) ?? 0) + 1);
      own[other]!.set(i, (own[other]!.get(i) ?? 0) + 1);
    }
  const starts = new Int32Array(n + 1);
  for (const [i, links] of own.entries()) starts[i + 1] = starts[i]! + links.size;
  const ends = new Int32Array(starts[n]!);
  const halves = new Float64Array(starts[n]!);
  for (const [i, links] of own.entries())
    for (const [at, [other, half]] of [...links].sort((a, b) => a[0] - b[0]).entries()) {
      ends[starts[i]! + at] = other;
      halves[starts[i]! + at] = half;
    }
  return { starts, ends, halves };
}

interface Sparse {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly links: Float64Array;
}

function* timesSome(
  { starts, ends, links }: Sparse,
  block: Float64Array,
  k: number,
  out: Float64Array,
): Generator<void, void> {
  out.fill(0);
  let work = 0;
  for (let i = 0; i + 1 < starts.length; i += 1) {
    for (let at = starts[i]!; at < starts[i + 1]!; at += 1) {
      const link = links[at]!;
      const from = ends[at]! * k;
      for (let j = 0; j < k; j += 1) out[i * k + j]! += link * block[from + j]!;
    }
    work += (starts[i + 1]! - starts[i]!) * k;
    if (work < breath) continue;
    work = 0;
    yield;
  }
}
