// Quantile edges by a radix sort of the doubles' bits, and the bin of every value. reference/bins.ts says the same plainly.

const size = 2048;
const largest: f64 = 1e300;

// @ts-ignore: decorator
@inline
function valueOf(key: u64): f64 {
  return reinterpret<f64>(key >> 63 ? key ^ 0x8000000000000000 : ~key);
}

/**
 * The bits of the values that are not NaN, turned so that their unsigned order is the values' order.
 * @returns how many values are not NaN
 */
export function sortKeys(x: usize, n: i32, keys: usize): i32 {
  let m = 0;
  for (let i = 0; i < n; i += 1) {
    const v = load<f64>(x + (<usize>i << 3));
    if (v != v) continue;
    const bits = reinterpret<u64>(v + 0.0);
    const key = bits >> 63 ? ~bits : bits | 0x8000000000000000;
    store<u64>(keys + (<usize>m << 3), key);
    m += 1;
  }
  return m;
}

/** How often each of the digits `from` to `from + 2` of 11 bits occurs: 3 x 2,048 u32. */
export function countDigits(keys: usize, m: i32, from: i32, counts: usize): void {
  memory.fill(counts, 0, 3 * size * 4);
  const shift = <u64>from * 11;
  for (let i = 0; i < m; i += 1) {
    const key = load<u64>(keys + (<usize>i << 3)) >> shift;
    const a = counts + (<usize>(key & 2047) << 2);
    store<u32>(a, load<u32>(a) + 1);
    const b = counts + (<usize>((key >> 11) & 2047) << 2);
    store<u32>(b, load<u32>(b, size * 4) + 1, size * 4);
    const c = counts + (<usize>((key >> 22) & 2047) << 2);
    store<u32>(c, load<u32>(c, size * 8) + 1, size * 8);
  }
}

/**
 * Puts keys in order whose upper digits are: those that share them are few and near. Stops after `most` steps.
 * @returns whether all are in order
 */
export function sortNear(keys: usize, m: i32, most: i32): bool {
  let steps = 0;
  for (let i = 1; i < m; i += 1) {
    const key = load<u64>(keys + (<usize>i << 3));
    let at = keys + (<usize>(i - 1) << 3);
    if (load<u64>(at) <= key) continue;
    while (at >= keys && load<u64>(at) > key) {
      store<u64>(at, load<u64>(at), 8);
      at -= 8;
      steps += 1;
    }
    store<u64>(at, key, 8);
    if (steps > most) return false;
  }
  return true;
}

/** One stable pass over digit `d`, how often whose values occur; false where all keys share it and nothing was written. */
export function sortPass(from: usize, to: usize, m: i32, count: usize, d: i32): bool {
  const shift = <u64>d * 11;
  const first = count + (<usize>((load<u64>(from) >> shift) & 2047) << 2);
  if (load<u32>(first) == <u32>m) return false;
  let start: u32 = 0;
  for (let i = 0; i < size; i += 1) {
    const at = count + (<usize>i << 2);
    const c = load<u32>(at);
    store<u32>(at, start);
    start += c;
  }
  for (let i = 0; i < m; i += 1) {
    const key = load<u64>(from + (<usize>i << 3));
    const at = count + (<usize>((key >> shift) & 2047) << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u64>(to + (<usize>place << 3), key);
  }
  return true;
}

// @ts-ignore: decorator
@inline
function sorted(keys: usize, i: i32): f64 {
  return valueOf(load<u64>(keys + (<usize>i << 3)));
}

function push(edges: usize, count: i32, edge: f64): i32 {
  const e = min(edge, largest);
  if (count > 0 && !(e > load<f64>(edges + (<usize>(count - 1) << 3)))) return count;
  store<f64>(edges + (<usize>count << 3), e);
  return count + 1;
}

/**
 * scikit-learn's thresholds (_find_binning_thresholds): midpoints between distinct values where they are at most
 * `most`, else the quantiles that numpy calls averaged_inverted_cdf. Beyond the last of the 256 places stands infinity.
 * @returns how many edges
 */
export function quantileEdges(keys: usize, m: i32, most: i32, edges: usize): i32 {
  let distinct = m > 0 ? 1 : 0;
  for (let i = 1; i < m && distinct <= most; i += 1) {
    if (load<u64>(keys + (<usize>i << 3)) != load<u64>(keys + (<usize>(i - 1) << 3))) distinct += 1;
  }
  let count = 0;
  if (distinct <= most) {
    for (let i = 1; i < m; i += 1) {
      if (load<u64>(keys + (<usize>i << 3)) == load<u64>(keys + (<usize>(i - 1) << 3))) continue;
      count = push(edges, count, (sorted(keys, i - 1) + sorted(keys, i)) / 2);
    }
  } else {
    const step: f64 = 100.0 / <f64>most;
    for (let j = 1; j < most; j += 1) {
      const at: f64 = <f64>m * ((<f64>j * step) / 100) - 1;
      const low = Math.floor(at);
      const i = max(<i32>low, 0);
      const next = sorted(keys, min(i + 1, m - 1));
      count = push(edges, count, at == low ? next - (next - sorted(keys, i)) * 0.5 : next);
    }
  }
  for (let i = count; i < 256; i += 1) store<f64>(edges + (<usize>i << 3), Infinity);
  return count;
}

/**
 * The bin of each value: how many edges are below it, or `missing` for NaN.
 * @returns how many are missing
 */
export function applyEdges(x: usize, n: i32, edges: usize, missing: i32, out: usize): i32 {
  let gone = 0;
  for (let i = 0; i < n; i += 1) {
    const v = load<f64>(x + (<usize>i << 3));
    let at = edges;
    at += <usize>(v > load<f64>(at, 127 * 8)) << 10;
    at += <usize>(v > load<f64>(at, 63 * 8)) << 9;
    at += <usize>(v > load<f64>(at, 31 * 8)) << 8;
    at += <usize>(v > load<f64>(at, 15 * 8)) << 7;
    at += <usize>(v > load<f64>(at, 7 * 8)) << 6;
    at += <usize>(v > load<f64>(at, 3 * 8)) << 5;
    at += <usize>(v > load<f64>(at, 1 * 8)) << 4;
    at += <usize>(v > load<f64>(at)) << 3;
    const isMissing = v != v;
    gone += i32(isMissing);
    store<u8>(out + <usize>i, select<i32>(missing, <i32>((at - edges) >> 3), isMissing));
  }
  return gone;
}

/**
 * The level of each value, u16: how many of the edges are below it, or 65535 for NaN. `span` is a power of two above the
 * number of edges; up to there infinity stands behind them.
 * @returns how many are missing
 */
export function applyLevels(x: usize, n: i32, edges: usize, span: i32, out: usize): i32 {
  let gone = 0;
  const first = <usize>span << 2;
  for (let i = 0; i < n; i += 4) {
    // Four at a time: each waits for its own edges alone. Beyond the last row the last one is looked up again.
    const v0 = load<f64>(x + (<usize>i << 3)), v1 = load<f64>(x + (<usize>min(i + 1, n - 1) << 3));
    const v2 = load<f64>(x + (<usize>min(i + 2, n - 1) << 3)), v3 = load<f64>(x + (<usize>min(i + 3, n - 1) << 3));
    let a = edges, b = edges, c = edges, d = edges;
    for (let half = first; half >= 8; half >>= 1) {
      a += select<usize>(half, 0, v0 > load<f64>(a + half - 8));
      b += select<usize>(half, 0, v1 > load<f64>(b + half - 8));
      c += select<usize>(half, 0, v2 > load<f64>(c + half - 8));
      d += select<usize>(half, 0, v3 > load<f64>(d + half - 8));
    }
    const at = out + (<usize>i << 1);
    gone += level(at, a - edges, v0);
    if (i + 1 < n) gone += level(at + 2, b - edges, v1);
    if (i + 2 < n) gone += level(at + 4, c - edges, v2);
    if (i + 3 < n) gone += level(at + 6, d - edges, v3);
  }
  return gone;
}

// @ts-ignore: decorator
@inline
function level(at: usize, bytes: usize, value: f64): i32 {
  const isMissing = value != value;
  store<u16>(at, select<i32>(65535, <i32>(bytes >> 3), isMissing));
  return i32(isMissing);
}

/** Bytes of columns `stride` apart to rows `wide` apart, rows `from` to `to`. */
export function toRows(columns: usize, stride: i32, p: i32, from: i32, to: i32, out: usize, wide: i32): void {
  for (let begin = from; begin < to; begin += 1024) {
    const end = min(to, begin + 1024);
    for (let f = 0; f < p; f += 1) {
      const column = columns + <usize>f * <usize>stride;
      for (let i = begin; i < end; i += 1) store<u8>(out + <usize>i * <usize>wide + <usize>f, load<u8>(column + <usize>i));
    }
  }
}
