import { exp } from '#lib/engine/elementary.ts';
import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import { nearBlocks } from '../nearBlocks.ts';

/** The net with each link divided by the roots of both rows' sums: its largest eigenvalue is 1. */
export interface Net {
  readonly rows: number;
  /** The root of the sum of each row's links; 1 for a row without. */
  readonly roots: Float64Array;
  /** out = net × block, both column after column of `rows` numbers. */
  readonly times: (block: Float64Array, out: Float64Array) => Generator<void, void>;
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
  return { rows: n, roots, times: (block, out) => timesAll(links, n, block, out) };
}

const rootsOf = (sums: Float64Array): Float64Array =>
  sums.map((sum) => (sum === 0 ? 1 : Math.sqrt(sum)));

function* timesAll(
  links: Float64Array,
  n: number,
  block: Float64Array,
  out: Float64Array,
): Generator<void, void> {
  out.fill(0);
  const width = block.length / n;
  // Four columns at a time, so that each link is read a quarter as often.
  for (let c = 0; c < width;) {
    const some = Math.min(4, width - c);
    const turn = some === 4 ? fourColumns : oneColumn;
    const step = some === 4 ? 4 : 1;
    yield* turn(
      links,
      n,
      block.subarray(c * n, (c + step) * n),
      out.subarray(c * n, (c + step) * n),
    );
    c += step;
  }
}

function* oneColumn(
  links: Float64Array,
  n: number,
  x: Float64Array,
  y: Float64Array,
): Generator<void, void> {
  let work = 0;
  for (let i = 0, at = 0; i < n; i += 1) {
    const own = x[i]!;
    let sum = 0;
    for (let l = 0; l < i; l += 1, at += 1) {
      const link = links[at]!;
      sum += link * x[l]!;
      y[l]! += link * own;
    }
    y[i]! += sum;
    work += i;
    if (work < breath) continue;
    work = 0;
    yield;
  }
}

function* fourColumns(
  links: Float64Array,
  n: number,
  x: Float64Array,
  y: Float64Array,
): Generator<void, void> {
  const [x0, x1, x2, x3] = quarters(x, n);
  const [y0, y1, y2, y3] = quarters(y, n);
  let work = 0;
  for (let i = 0, at = 0; i < n; i += 1) {
    const [a, b, c, d] = [x0[i]!, x1[i]!, x2[i]!, x3[i]!];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let l = 0; l < i; l += 1, at += 1) {
      const link = links[at]!;
      s0 += link * x0[l]!;
      s1 += link * x1[l]!;
      s2 += link * x2[l]!;
      s3 += link * x3[l]!;
      y0[l]! += link * a;
      y1[l]! += link * b;
      y2[l]! += link * c;
      y3[l]! += link * d;
    }
    y0[i]! += s0;
    y1[i]! += s1;
    y2[i]! += s2;
    y3[i]! += s3;
    work += 4 * i;
    if (work < breath) continue;
    work = 0;
    yield;
  }
}

const quarters = (
  x: Float64Array,
  n: number,
): [Float64Array, Float64Array, Float64Array, Float64Array] => [
  x.subarray(0, n),
  x.subarray(n, 2 * n),
  x.subarray(2 * n, 3 * n),
  x.subarray(3 * n),
];

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
    times: (block, out) => timesSome({ starts, ends, links }, block, out),
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
  out: Float64Array,
): Generator<void, void> {
  const n = starts.length - 1;
  let work = 0;
  for (let from = 0; from < block.length; from += n) {
    for (let i = 0; i < n; i += 1) {
      let sum = 0;
      for (let at = starts[i]!; at < starts[i + 1]!; at += 1)
        sum += links[at]! * block[from + ends[at]!]!;
      out[from + i] = sum;
    }
    work += links.length;
    if (work < breath) continue;
    work = 0;
    yield;
  }
}
