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
    yield 0.9 * (i / n) ** 2;
  }
  const roots = rootsOf(sums);
  for (let i = 0, at = 0; i < n; i += 1) {
    for (let l = 0; l < i; l += 1, at += 1) links[at]! /= roots[i]! * roots[l]!;
    work += 2 * i;
    if (work < breath) continue;
    work = 0;
    yield 0.9 + 0.1 * (i / n) ** 2;
  }
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
    yield (0.9 * done) / n;
  }
  const sparse = yield* symmetric(wanted, n, k);
  const { starts, ends, links } = sparse;
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i += 1)
    for (let at = starts[i]!; at < starts[i + 1]!; at += 1) sums[i]! += links[at]!;
  yield 1;
  const roots = rootsOf(sums);
  for (let i = 0; i < n; i += 1)
    for (let at = starts[i]!; at < starts[i + 1]!; at += 1)
      links[at]! /= roots[i]! * roots[ends[at]!]!;
  return { rows: n, roots, times: (block, out) => timesSome(sparse, block, out) };
}

/** Both directions of each link, rows ascending: 1 where both want it, else a half. A row's link to itself is left out. */
function* symmetric(wanted: Int32Array, n: number, k: number): Generator<number, Sparse> {
  const places = new Int32Array(n + 1);
  for (let at = 0; at < n * k; at += 1) {
    const [i, other] = [Math.floor(at / k), wanted[at]!];
    if (other === i) continue;
    places[i + 1]! += 1;
    places[other + 1]! += 1;
  }
  for (let i = 0; i < n; i += 1) places[i + 1]! += places[i]!;
  const all = new Int32Array(places[n]!);
  const next = places.slice();
  for (let at = 0; at < n * k; at += 1) {
    const [i, other] = [Math.floor(at / k), wanted[at]!];
    if (other === i) continue;
    all[next[i]!] = other;
    all[next[other]!] = i;
    next[i]! += 1;
    next[other]! += 1;
  }
  yield 0.95;
  const starts = new Int32Array(n + 1);
  const ends = new Int32Array(all.length);
  const links = new Float64Array(all.length);
  let count = 0;
  for (let i = 0; i < n; i += 1) {
    const own = all.subarray(places[i]!, places[i + 1]!).sort();
    for (const [at, other] of own.entries()) {
      if (at > 0 && own[at - 1] === other) links[count - 1] = 1;
      else {
        ends[count] = other;
        links[count] = 0.5;
        count += 1;
      }
    }
    starts[i + 1] = count;
    if (i % 5000 === 4999) yield 0.95 + (0.05 * i) / n;
  }
  return { starts, ends: ends.slice(0, count), links: links.slice(0, count) };
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
