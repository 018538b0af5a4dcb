// Delimited text: where cells begin and end, columns of texts, and texts as numbers. Bytes are UTF-8 without U+0000.

const lf: u32 = 10;
const cr: u32 = 13;
const point: u32 = 46;

// @ts-ignore: decorator
@inline
function stopsAt(at: usize, delimiter: v128, escape: v128): i32 {
  const v = v128.load(at);
  const ends = v128.or(i8x16.eq(v, i8x16.splat(10)), i8x16.eq(v, i8x16.splat(13)));
  return i8x16.bitmask(v128.or(ends, v128.or(i8x16.eq(v, delimiter), i8x16.eq(v, escape))));
}

/**
 * Whole rows of `columns` cells from `from` on, as long as they are plain: cells with or without quotes around them, no
 * quote, escape or line break inside these, a line feed at the end, perhaps after a carriage return. Writes where
 * each cell begins and ends, and to `said` where the first row begins that is not plain or not whole.
 * @param quote 0 for none; @param escape 0 for none; 16 bytes after `end` may be read
 * @returns how many rows
 */
export function scanRows(
  bytes: usize, from: i32, end: i32, columns: i32, delimiter: u32, quote: u32, escape: u32, bounds: usize, most: i32,
  said: usize,
): i32 {
  const ds = i8x16.splat(<i8>delimiter);
  const es = i8x16.splat(<i8>(escape == 0 ? delimiter : escape));
  let start = from;
  let begin = from;
  let out = bounds;
  let row = 0;
  let cell = 0;
  let base = from;
  let mask = stopsAt(bytes + <usize>base, ds, es);
  while (start < end && row < most) {
    let low = start;
    let high = start;
    if (quote != 0 && <u32>load<u8>(bytes + <usize>start) == quote) {
      low += 1;
      high = low;
      while (high < end) {
        const b = <u32>load<u8>(bytes + <usize>high);
        if (b == quote || b == lf || b == cr || b == escape) break;
        high += 1;
      }
      if (high >= end || <u32>load<u8>(bytes + <usize>high) != quote || quote == escape) break;
      start = high + 1;
      if (start >= end) break;
    } else {
      if (start >= base + 16 || start < base) {
        base = start;
        mask = stopsAt(bytes + <usize>base, ds, es);
      }
      let rest = mask >> (start - base);
      if (rest != 0) high = start + ctz(rest);
      else {
        do {
          base += 16;
          if (base >= end) break;
          mask = stopsAt(bytes + <usize>base, ds, es);
        } while (mask == 0);
        if (base >= end) break;
        high = base + ctz(mask);
      }
      if (high >= end) break;
      start = high;
    }
    const b = <u32>load<u8>(bytes + <usize>start);
    if (b == delimiter) {
      if (cell == columns - 1) break;
      cell += 1;
      start += 1;
    } else {
      if (cell != columns - 1) break;
      if (b == cr) {
        if (start + 1 >= end || <u32>load<u8>(bytes + <usize>start, 1) != lf) break;
        start += 1;
      } else if (b != lf) break;
      start += 1;
      cell = 0;
      row += 1;
      begin = start;
    }
    store<i32>(out, low);
    store<i32>(out, high, 4);
    out += 8;
  }
  store<i32>(said, begin);
  return row;
}

/** Bytes of each column's texts. */
export function sizesOf(bounds: usize, rows: i32, columns: i32, sizes: usize): void {
  memory.fill(sizes, 0, <usize>columns << 2);
  let at = bounds;
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const to = sizes + (<usize>j << 2);
      store<i32>(to, load<i32>(to) + load<i32>(at, 4) - load<i32>(at));
      at += 8;
    }
  }
}

/**
 * The cells of each column end to end. `places` says where each column's texts go, and holds where they end
 * afterwards; up to 15 bytes after each are written too. Offsets are rows + 1 words for each column.
 */
export function toColumns(bytes: usize, bounds: usize, rows: i32, columns: i32, places: usize, offsets: usize): void {
  const stride = <usize>(rows + 1) << 2;
  for (let j = 0; j < columns; j += 1) store<i32>(offsets + <usize>j * stride, 0);
  let at = bounds;
  for (let i = 0; i < rows; i += 1) {
    let out = offsets + (<usize>i << 2);
    for (let j = 0; j < columns; j += 1) {
      const from = load<i32>(at);
      const size = load<i32>(at, 4) - from;
      const place = places + (<usize>j << 2);
      const to = load<u32>(place);
      if (size <= 16) v128.store(<usize>to, v128.load(bytes + <usize>from));
      else memory.copy(<usize>to, bytes + <usize>from, <usize>size);
      store<u32>(place, to + size);
      store<i32>(out, load<i32>(out) + size, 4);
      out += stride;
      at += 8;
    }
  }
}

const powers = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
]);

/**
 * Texts as doubles, NaN where there is none. Written with a sign, digits and a point alone, and exact (Clinger 1990): all
 * others are odd, and the rows of these are listed. `said`: whole numbers, others, empty texts, 1 where all could have a
 * point between thousands.
 * @returns how many are odd
 */
export function scanNumbers(data: usize, offsets: usize, n: i32, values: usize, odd: usize, said: usize): i32 {
  let integers = 0;
  let decimals = 0;
  let empty = 0;
  let grouped = true;
  let odds = 0;
  for (let i = 0; i < n; i += 1) {
    const to = values + (<usize>i << 3);
    let p = data + <usize>load<i32>(offsets + (<usize>i << 2));
    const end = data + <usize>load<i32>(offsets + (<usize>i << 2), 4);
    const start = p;
    store<f64>(to, NaN);
    if (p == end) {
      empty += 1;
      continue;
    }
    let b = <u32>load<u8>(p);
    const negative = b == 45;
    if (negative || b == 43) p += 1;
    const whole = p;
    let digits: u64 = 0;
    while (p < end) {
      b = <u32>load<u8>(p) - 48;
      if (b > 9) break;
      digits = digits * 10 + b;
      p += 1;
    }
    let count = <i32>(p - whole);
    let fraction = -1;
    if (p < end && <u32>load<u8>(p) == point) {
      p += 1;
      const first = p;
      while (p < end) {
        b = <u32>load<u8>(p) - 48;
        if (b > 9) break;
        digits = digits * 10 + b;
        p += 1;
      }
      fraction = <i32>(p - first);
      count += fraction;
    }
    const zeros = fraction < 0 && count > 1 && load<u8>(whole) == 48;
    if (p != end || count == 0 || count > 18 || digits >= 0x20000000000000 || zeros || (negative && digits == 0)) {
      store<i32>(odd + (<usize>odds << 2), i);
      odds += 1;
      continue;
    }
    const size = fraction > 0 ? <f64>digits / load<f64>(powers + (<usize>fraction << 3)) : <f64>digits;
    store<f64>(to, negative ? -size : size);
    if (fraction < 0) integers += 1;
    else decimals += 1;
    if (grouped) {
      grouped = size < 1000;
      if (fraction >= 0)
        grouped = grouped && size >= 1 && end - start > 4 && <u32>load<u8>(end - 4) == point && <u32>load<u8>(end - 2) <= 57;
    }
  }
  store<i32>(said, integers);
  store<i32>(said, decimals, 4);
  store<i32>(said, empty, 8);
  store<i32>(said, grouped ? 1 : 0, 12);
  return odds;
}

// @ts-ignore: decorator
@inline
function hashOf(at: usize, size: usize): u32 {
  let h: u64 = 0x9e3779b97f4a7c15 ^ <u64>size;
  let p = at;
  const end = at + size;
  while (p + 8 <= end) {
    h = (h ^ load<u64>(p)) * 0xff51afd7ed558ccd;
    h ^= h >> 32;
    p += 8;
  }
  if (p < end) h = (h ^ (load<u64>(p) & ((<u64>1 << (<u64>(end - p) << 3)) - 1))) * 0xff51afd7ed558ccd;
  return <u32>(h >> 32) ^ <u32>h;
}

/**
 * Numbers the distinct texts of a batch 0, 1, 2, … in order of first sight. `slots` is room for 2^bits words, more than
 * twice n, and 7 bytes after the texts may be read.
 * @param firsts the row of each distinct text's first cell; @param counts its cells
 * @returns how many are distinct
 */
export function internCells(
  data: usize, offsets: usize, n: i32, slots: usize, bits: i32, codes: usize, firsts: usize, counts: usize,
): i32 {
  memory.fill(slots, 255, <usize>4 << bits);
  const mask = (1 << bits) - 1;
  let size = 0;
  for (let i = 0; i < n; i += 1) {
    const from = load<i32>(offsets + (<usize>i << 2));
    const length = load<i32>(offsets + (<usize>i << 2), 4) - from;
    const at = data + <usize>from;
    let slot = <i32>(hashOf(at, <usize>length) >> 4) & mask;
    let code = -1;
    for (;;) {
      code = load<i32>(slots + (<usize>slot << 2));
      if (code < 0) break;
      const row = load<i32>(firsts + (<usize>code << 2));
      const other = load<i32>(offsets + (<usize>row << 2));
      if (
        load<i32>(offsets + (<usize>row << 2), 4) - other == length &&
        memory.compare(data + <usize>other, at, <usize>length) == 0
      ) break;
      slot = (slot + 1) & mask;
    }
    if (code < 0) {
      code = size;
      size += 1;
      store<i32>(slots + (<usize>slot << 2), code);
      store<i32>(firsts + (<usize>code << 2), i);
      store<i32>(counts + (<usize>code << 2), 0);
    }
    store<i32>(counts + (<usize>code << 2), load<i32>(counts + (<usize>code << 2)) + 1);
    store<i32>(codes + (<usize>i << 2), code);
  }
  return size;
}
