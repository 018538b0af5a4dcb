// Doubles in order, by a radix sort of their bits.
import { countDigits, sortKeys, sortNear, sortPass } from './bins';

const digitBytes: usize = 2048 * 4;

/**
 * Sorts n doubles at x that are not NaN; −0 becomes 0. Where the upper 33 bits leave values that are near their place,
 * the rest takes a few steps. `other` is room for n doubles, `counts` for 3 × 2,048 words.
 */
export function sortDoubles(x: usize, n: i32, other: usize, counts: usize): void {
  sortKeys(x, n, x);
  let from = passes(x, other, n, 3, counts);
  if (!sortNear(from, n, 4 * n)) {
    from = passes(from, from == x ? other : x, n, 0, counts);
    from = passes(from, from == x ? other : x, n, 3, counts);
  }
  for (let i = 0; i < n; i += 1) {
    const key = load<u64>(from + (<usize>i << 3));
    const bits = key >> 63 ? key ^ 0x8000000000000000 : ~key;
    store<u64>(x + (<usize>i << 3), bits);
  }
}

function passes(at: usize, room: usize, n: i32, first: i32, counts: usize): usize {
  let from = at;
  let to = room;
  countDigits(from, n, first, counts);
  for (let d = 0; d < 3; d += 1) {
    if (!sortPass(from, to, n, counts + <usize>d * digitBytes, first + d)) continue;
    const swap = from;
    from = to;
    to = swap;
  }
  return from;
}
