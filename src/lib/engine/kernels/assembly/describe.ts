// What a profile asks of all values of a column: moments, and hashes by which columns and rows are compared.

/**
 * Mean and central moments of n finite doubles, added from the first to the last: a first mean and then the mean of what
 * it leaves over, as profile/moments.ts says it. `said`: mean, m2, m3, m4, how many are whole.
 */
export function momentsOf(x: usize, n: i32, said: usize): void {
  const end = x + (<usize>n << 3);
  const count = <f64>n;
  let sum = 0.0;
  for (let p = x; p < end; p += 8) sum += load<f64>(p);
  let mean = 0.0;
  if (isFinite(sum)) {
    mean = sum / count;
    let rest = 0.0;
    for (let p = x; p < end; p += 8) rest += load<f64>(p) - mean;
    mean += rest / count;
  } else {
    for (let p = x; p < end; p += 8) mean += load<f64>(p) / count;
  }
  let m2 = 0.0;
  let m3 = 0.0;
  let m4 = 0.0;
  let whole = 0;
  for (let p = x; p < end; p += 8) {
    const v = load<f64>(p);
    const d = v - mean;
    const square = d * d;
    m2 += square;
    m3 += square * d;
    m4 += square * square;
    whole += i32(trunc<f64>(v) == v);
  }
  store<f64>(said, mean);
  store<f64>(said, m2, 8);
  store<f64>(said, m3, 16);
  store<f64>(said, m4, 24);
  store<f64>(said, <f64>whole, 32);
}

// @ts-ignore: decorator
@inline
function bitsOf(x: f64): u64 {
  return x != x ? 0x7ff8000000000000 : x == 0 ? 0 : reinterpret<u64>(x);
}

/** Goes on with a fingerprint, two words at `print`: of doubles, −0 as 0 and every NaN one. */
export function printNumbers(values: usize, n: i32, print: usize): void {
  let a = load<i32>(print);
  let b = load<i32>(print, 4);
  for (let i = 0; i < n; i += 1) {
    const bits = bitsOf(load<f64>(values + (<usize>i << 3)));
    for (let k = 0; k < 2; k += 1) {
      const word = <i32>(k == 0 ? bits : bits >> 32);
      a = (a ^ word) * 0x01000193;
      a ^= <i32>(<u32>a >> 15);
      b = b * 0x5bd1e995 + word;
      b ^= <i32>(<u32>b >> 13);
    }
  }
  store<i32>(print, a);
  store<i32>(print, b, 4);
}

/** The same of texts, as codes with two words of each code's text; 1 and 2 for −1. */
export function printCodes(codes: usize, n: i32, lows: usize, highs: usize, print: usize): void {
  let a = load<i32>(print);
  let b = load<i32>(print, 4);
  for (let i = 0; i < n; i += 1) {
    const code = load<i32>(codes + (<usize>i << 2));
    const low = code < 0 ? 1 : load<i32>(lows + (<usize>code << 2));
    const high = code < 0 ? 2 : load<i32>(highs + (<usize>code << 2));
    for (let k = 0; k < 2; k += 1) {
      const word = k == 0 ? low : high;
      a = (a ^ word) * 0x01000193;
      a ^= <i32>(<u32>a >> 15);
      b = b * 0x5bd1e995 + word;
      b ^= <i32>(<u32>b >> 13);
    }
  }
  store<i32>(print, a);
  store<i32>(print, b, 4);
}

// @ts-ignore: decorator
@inline
function mix(seed: i32, a: i32, b: i32): i32 {
  let h = seed ^ (a * 0xcc9e2d51);
  h = (rotl(h, 13) ^ (b * 0x1b873593)) * 5 + 0xe6546b64;
  h ^= <i32>(<u32>h >> 16);
  h *= 0x85ebca6b;
  h ^= <i32>(<u32>h >> 13);
  h *= 0xc2b2ae35;
  return h ^ <i32>(<u32>h >> 16);
}

// @ts-ignore: decorator
@inline
function addTo(lows: usize, highs: usize, i: i32, a: i32, b: i32): void {
  const low = lows + (<usize>i << 2);
  const high = highs + (<usize>i << 2);
  store<i32>(low, mix(load<i32>(low) * 31, a, b));
  store<i32>(high, mix(load<i32>(high) * 0x27d4eb2f, b, a + 0x165667b1));
}

/** Adds a column of doubles to the hashes of n rows, a word at `lows` and one at `highs` each; 1 and 2 for NaN. */
export function hashNumbers(values: usize, n: i32, lows: usize, highs: usize): void {
  for (let i = 0; i < n; i += 1) {
    const x = load<f64>(values + (<usize>i << 3));
    const bits = bitsOf(x);
    if (x != x) addTo(lows, highs, i, 1, 2);
    else addTo(lows, highs, i, <i32>bits, <i32>(bits >> 32));
  }
}

/** The same of texts, as codes. */
export function hashCodes(codes: usize, n: i32, ofLow: usize, ofHigh: usize, lows: usize, highs: usize): void {
  for (let i = 0; i < n; i += 1) {
    const code = load<i32>(codes + (<usize>i << 2));
    if (code < 0) addTo(lows, highs, i, 1, 2);
    else addTo(lows, highs, i, load<i32>(ofLow + (<usize>code << 2)), load<i32>(ofHigh + (<usize>code << 2)));
  }
}

/** How many of n rows have both words of an earlier one. `slots` is room for 2^bits words, more than n. */
export function countTwins(lows: usize, highs: usize, n: i32, slots: usize, bits: i32): i32 {
  memory.fill(slots, 0, <usize>4 << bits);
  const mask = (1 << bits) - 1;
  let twins = 0;
  for (let i = 0; i < n; i += 1) {
    const low = load<i32>(lows + (<usize>i << 2));
    const high = load<i32>(highs + (<usize>i << 2));
    let slot = low & mask;
    for (;;) {
      const at = slots + (<usize>slot << 2);
      const row = load<i32>(at);
      if (row == 0) {
        store<i32>(at, i + 1);
        break;
      }
      const other = <usize>(row - 1) << 2;
      if (load<i32>(lows + other) == low && load<i32>(highs + other) == high) {
        twins += 1;
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return twins;
}

/** 1 where a byte is above 127, 2 where one is 0, 3 where there are both; up to 15 bytes after them are written. */
export function bytesIn(at: usize, n: i32): i32 {
  const end = at + <usize>n;
  memory.fill(end, 1, 15);
  let all = i8x16.splat(0);
  let zero = i8x16.splat(0);
  for (let p = at; p < end; p += 16) {
    const v = v128.load(p);
    all = v128.or(all, v);
    zero = v128.or(zero, i8x16.eq(v, i8x16.splat(0)));
  }
  return (i8x16.bitmask(all) != 0 ? 1 : 0) | (v128.any_true(zero) ? 2 : 0);
}
