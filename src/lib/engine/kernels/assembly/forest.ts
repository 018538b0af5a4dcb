// One tree of a forest on binned features, depth first, in turns: reference/forest.ts says the same plainly.
// A bin holds what a criterion needs of its rows: their number, their weight, and the weight of one class or a sum.
// Trees of many classes are deep, and 255 bins for all nodes alike would cost them places to cut: they know a value by its
// level among those of its feature, and each node puts its rows in order by bins of its own.

/** What the tree learns: 0 squared error, 1 gini of two classes, 2 gini of `kind` classes, each with a weight. */
let mode = 0, kind = 0;
/** Of two classes where any row may be a leaf: a bin is one i64, weight << 32 | weight of the second class. */
let slim = false;
let rowsAll = 0, features = 0, tryAtMost = 0, leastSplit = 0, leastLeaf = 0, deepest = 0;
/** Bytes of a bin. */
let wide = 0;
/** Of many classes: where a feature's edges begin, u16 bin of each row, bits of the held bins, and what the node at hand has. */
let firsts: usize = 0, own: usize = 0, held: usize = 0, base = 0, shift = 0, words = 4;
let gaps: usize = 0, shares: usize = 0;
let bins: usize = 0, edges: usize = 0, target: usize = 0, given: usize = 0, idx: usize = 0, spare: usize = 0, times: usize = 0;
let pair: usize = 0, gathered: usize = 0, hist: usize = 0, pool: usize = 0, stack: usize = 0, sides: usize = 0, totals: usize = 0;
let outFeature: usize = 0, outThreshold: usize = 0, outRight: usize = 0, outValue: usize = 0, outSamples: usize = 0, outGain: usize = 0, outMissing: usize = 0;
let top = 0, nodes = 0, grownDepth = 0, phase = 0;
// Of the node at hand.
let id = 0, start = 0, end = 0, depth = 0, weight: f64 = 0, sum: f64 = 0, idle: f64 = 0;
let tried = 0, varied = false, best: f64 = 0, bestFeature = 0, bestBin = 0, bestMissing = false, bestSeen = false, seen = false;
// sfc32, as tree/random.ts has it.
let ra = 0, rb = 0, rc = 0, counter = 0;

function next(): f64 {
  const t = ra + rb + counter;
  counter += 1;
  ra = rb ^ (rb >>> 9);
  rb = rc + (rc << 3);
  rc = rotl<i32>(rc, 21) + t;
  return <f64>(<u32>t) / 4294967296;
}

/**
 * @param classes 0 for numbers
 * @param weighted whether classes have weights of their own
 * @returns bytes of one bin
 */
export function forestOpen(classes: i32, weighted: bool, n: i32, p: i32, maxFeatures: i32, minSplit: i32, minLeaf: i32, maxDepth: i32): i32 {
  kind = classes;
  mode = classes == 0 ? 0 : classes == 2 && !weighted ? 1 : 2;
  slim = mode == 1 && minLeaf <= 1;
  rowsAll = n;
  features = p;
  tryAtMost = maxFeatures;
  leastSplit = minSplit;
  leastLeaf = minLeaf;
  deepest = maxDepth;
  // Of many classes a bin has the number of its rows and where they end, in 4,096 bins at most.
  wide = mode == 2 ? 128 : 16;
  return wide;
}

/**
 * Where everything stands: u8 bins by feature; f64 edges, 256 a feature; i32 of each feature the bin of missing values, or
 * -1; f64 weight of each class; y less its mean, and as it is. The node tables have room for twice as many nodes as rows.
 */
export function forestMemory(b: usize, e: usize, m: usize, cw: usize, y: usize, plain: usize, i: usize, s: usize, t: usize, pr: usize, g: usize, h: usize, q: usize, st: usize, sd: usize, tt: usize): void {
  bins = b;
  edges = e;
  gaps = m;
  shares = cw;
  target = y;
  given = plain;
  idx = i;
  spare = s;
  times = t;
  pair = pr;
  gathered = g;
  hist = h;
  pool = q;
  stack = st;
  sides = sd;
  totals = tt;
}

/** Where the edges of each feature begin, i32; room for u16 of each row and 16 more, and for 4,096 bits. Of many classes alone. */
export function forestLevels(first: usize, o: usize, m: usize): void {
  firsts = first;
  own = o;
  held = m;
}

export function forestOut(f: usize, t: usize, r: usize, v: usize, s: usize, g: usize, l: usize): void {
  outFeature = f;
  outThreshold = t;
  outRight = r;
  outValue = v;
  outSamples = s;
  outGain = g;
  outMissing = l;
}

/** Begins tree `index`: draws its rows, or takes all. */
export function forestBegin(seed: i32, index: i32, bootstrap: bool): void {
  ra = seed;
  rb = index;
  rc = 0x9e3779b9;
  counter = 1;
  for (let i = 0; i < 20; i += 1) next();
  if (bootstrap) {
    memory.fill(times, 0, <usize>rowsAll << 2);
    for (let i = 0; i < rowsAll; i += 1) {
      const at = times + (<usize>(next() * <f64>rowsAll) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
  } else for (let i = 0; i < rowsAll; i += 1) store<i32>(times + (<usize>i << 2), 1);
  let m = 0;
  for (let i = 0; i < rowsAll; i += 1) {
    store<i32>(idx + (<usize>m << 2), i);
    m += i32(load<i32>(times + (<usize>i << 2)) > 0);
  }
  if (mode == 1) pairs();
  for (let f = 0; f < features; f += 1) {
    store<i32>(pool + (<usize>f << 2), f);
    store<f64>(outGain + (<usize>f << 3), 0);
  }
  memory.fill(hist, 0, <usize>wide << 8);
  nodes = 0;
  top = 0;
  grownDepth = 0;
  phase = 0;
  push(0, m, 0, -1);
}

/** Of two classes what a row adds to a bin, i64 weight << 32 | weight of the second class, side by side by row. */
function pairs(): void {
  for (let i = 0; i < rowsAll; i += 1) {
    const t = <i64>load<i32>(times + (<usize>i << 2));
    const one = load<f64>(target + (<usize>i << 3)) != 0 ? t : 0;
    store<i64>(pair + (<usize>i << 3), (t << 32) | one);
  }
}

function push(a: i32, b: i32, d: i32, parent: i32): void {
  const at = stack + (<usize>top << 4);
  store<i32>(at, a);
  store<i32>(at, b, 4);
  store<i32>(at, d, 8);
  store<i32>(at, parent, 12);
  top += 1;
}

/**
 * Goes on growing for about `budget` row visits.
 * @returns 0 when the tree is grown, 1 when there is more to do, 2 at a node whose rows no bin parts: see forestStuck
 */
export function forestGrow(budget: i32): i32 {
  let work = 0;
  while (true) {
    if (phase == 0) {
      if (top == 0) return 0;
      work += end - start;
      if (begin()) phase = 1;
      else if (work > budget) return 1;
    }
    if (phase == 1) {
      while (tried < features && (tried < tryAtMost || !varied)) {
        if (work > budget) return 1;
        attempt();
        work += end - start + 16;
      }
      phase = 0;
      if (bestFeature >= 0) {
        part();
        work += 2 * (end - start);
      } else if (!varied) {
        return 2;
      }
    }
    if (work > budget) return 1;
  }
}

/** Of the node that stopped the growing: 0 its number, 1 and 2 its rows among the index, 3 its depth, 4 nodes so far. */
export function forestState(what: i32): i32 {
  return what == 0 ? id : what == 1 ? start : what == 2 ? end : what == 3 ? depth : what == 4 ? nodes : grownDepth;
}

/** After a caller has written the subtree of a stuck node at its number: so many nodes, so deep. */
export function forestSplice(count: i32, deep: i32): void {
  nodes = id + count;
  grownDepth = max(grownDepth, deep);
}

/** Takes a node from the stack; false where it is a leaf. */
function begin(): bool {
  top -= 1;
  const at = stack + (<usize>top << 4);
  start = load<i32>(at);
  end = load<i32>(at, 4);
  depth = load<i32>(at, 8);
  const parent = load<i32>(at, 12);
  id = nodes;
  nodes += 1;
  grownDepth = max(grownDepth, depth);
  if (parent >= 0) store<i32>(outRight + (<usize>parent << 2), id);
  store<i32>(outFeature + (<usize>id << 2), -1);
  store<f64>(outThreshold + (<usize>id << 3), 0);
  store<i32>(outRight + (<usize>id << 2), 0);
  store<i32>(outSamples + (<usize>id << 2), end - start);
  store<u8>(outMissing + <usize>id, 0);
  const pure = mode == 0 ? measureNumbers() : mode == 1 ? measureTwo() : measureMany();
  tried = 0;
  varied = false;
  best = -Infinity;
  bestFeature = -1;
  const n = end - start;
  return !(pure || n < leastSplit || n < 2 * leastLeaf || depth >= deepest);
}

function measureTwo(): bool {
  let total: i64 = 0;
  for (let i = start; i < end; i += 1) {
    const v = load<i64>(pair + (<usize>load<u32>(idx + (<usize>i << 2)) << 3));
    total += v;
    if (slim) store<i64>(gathered + (<usize>i << 3), v);
    else v128.store(gathered + (<usize>i << 4), i32x4(<i32>(v >> 32), <i32>v, 1, 0));
  }
  const w = <i32>(total >> 32), ones = <i32>total;
  weight = <f64>w;
  sum = <f64>ones;
  store<f64>(outValue + (<usize>id << 4), (weight - sum) / weight);
  store<f64>(outValue + (<usize>id << 4), sum / weight, 8);
  idle = (sum * sum) / weight;
  return ones == 0 || ones == w;
}

function measureMany(): bool {
  memory.fill(totals, 0, <usize>kind << 3);
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const t = load<i32>(times + (<usize>row << 2)), k = <i32>load<f64>(target + (<usize>row << 3));
    store<i32>(gathered + (<usize>i << 4), t);
    store<i32>(gathered + (<usize>i << 4), k, 4);
    const at = totals + (<usize>k << 3);
    store<f64>(at, load<f64>(at) + <f64>t);
  }
  weight = 0;
  let squares: f64 = 0, there = 0;
  for (let k = 0; k < kind; k += 1) {
    const at = totals + (<usize>k << 3), c = load<f64>(at), share = c * load<f64>(shares + (<usize>k << 3));
    store<f64>(at, share);
    weight += share;
    squares += share * share;
    there += i32(c > 0);
  }
  for (let k = 0; k < kind; k += 1) {
    const share = load<f64>(totals + (<usize>k << 3));
    store<f64>(outValue + ((<usize>id * <usize>kind + <usize>k) << 3), share / weight);
  }
  sum = squares;
  idle = squares / weight;
  const n = end - start;
  words = n > 4096 ? 64 : n > 1024 ? 32 : n > 256 ? 16 : n >= full ? 8 : 4;
  return there < 2;
}

function measureNumbers(): bool {
  let w = 0, total: f64 = 0, plain: f64 = 0, low = Infinity, high = -Infinity;
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const t = load<i32>(times + (<usize>row << 2)), y = load<f64>(target + (<usize>row << 3));
    const share = y * <f64>t;
    store<f64>(gathered + (<usize>i << 4), share);
    store<i32>(gathered + (<usize>i << 4), t, 8);
    store<i32>(gathered + (<usize>i << 4), 1, 12);
    const as = load<f64>(given + (<usize>row << 3));
    total += share;
    plain += as * <f64>t;
    w += t;
    low = min(low, as);
    high = max(high, as);
  }
  weight = <f64>w;
  sum = total;
  store<f64>(outValue + (<usize>id << 3), low == high ? low : plain / weight);
  idle = (sum * sum) / weight;
  return low == high;
}

/** Draws the next feature and looks for its best place. */
function attempt(): void {
  let f = tried;
  if (tryAtMost < features) {
    const j = tried + <i32>(next() * <f64>(features - tried));
    const a = pool + (<usize>tried << 2), b = pool + (<usize>j << 2);
    f = load<i32>(b);
    store<i32>(b, load<i32>(a));
    store<i32>(a, f);
  }
  tried += 1;
  const column = bins + <usize>f * <usize>rowsAll;
  if (mode == 2) many(f);
  else if (mode == 0) numbers(column, f);
  else if (slim) two(column, f);
  else leafy(column, f);
}

// Which of the 256 places hold a row: places are visited in order without the empty ones.
let held0: u64 = 0, held1: u64 = 0, held2: u64 = 0, held3: u64 = 0;

// @ts-ignore: decorator
@inline
function binAt(column: usize, rows: usize, i: i32): u32 {
  return <u32>load<u8>(column + <usize>load<u32>(rows + (<usize>i << 2)));
}

/** Rows from which the histogram itself is asked which places are held; below, the rows are. */
const full = 96;

/** Finds the held places, of the rows or of bins `size` bytes wide, whose i32 at `at` is above 0 where they are held. */
function hold(column: usize, size: usize, at: usize): void {
  // In registers: marks in memory would wait for one another.
  let k0: u64 = 0, k1: u64 = 0, k2: u64 = 0, k3: u64 = 0;
  if (end - start < full) {
    const rows = idx, to = end;
    for (let i = start; i < to; i += 1) {
      const b = binAt(column, rows, i);
      const bit = <u64>1 << <u64>(b & 63), word = b >> 6;
      k0 |= select<u64>(bit, 0, word == 0);
      k1 |= select<u64>(bit, 0, word == 1);
      k2 |= select<u64>(bit, 0, word == 2);
      k3 |= select<u64>(bit, 0, word == 3);
    }
  } else {
    k0 = heldOf(hist + at, size);
    k1 = heldOf(hist + at + size * 64, size);
    k2 = heldOf(hist + at + size * 128, size);
    k3 = heldOf(hist + at + size * 192, size);
  }
  held0 = k0;
  held1 = k1;
  held2 = k2;
  held3 = k3;
}

function heldOf(at: usize, size: usize): u64 {
  let bits: u64 = 0;
  for (let b: u64 = 0; b < 64; b += 1) {
    bits |= <u64>(load<i32>(at) != 0) << b;
    at += size;
  }
  return bits;
}

/** Whether more than one place is held. */
function parts(): bool {
  return popcnt(held0) + popcnt(held1) + popcnt(held2) + popcnt(held3) > 1;
}

// @ts-ignore: decorator
@inline
function heldWord(word: i32): u64 {
  return word == 0 ? held0 : word == 1 ? held1 : word == 2 ? held2 : held3;
}

function keep(score: f64, f: i32, b: i32, missing: bool): void {
  best = score;
  bestFeature = f;
  bestBin = b;
  bestMissing = missing;
  bestSeen = seen;
}

/** The bin of the missing values where a row of the node has none, else -1. */
function gapOf(f: i32, size: usize, at: usize): i32 {
  const gap = load<i32>(gaps + (<usize>f << 2));
  seen = gap >= 0 && load<i32>(hist + <usize>gap * size + at) != 0;
  return seen ? gap : -1;
}

function two(column: usize, f: i32): void {
  const bins = hist, rows = idx, values = gathered, to = end;
  if (to - start < full) {
    let k0: u64 = 0, k1: u64 = 0, k2: u64 = 0, k3: u64 = 0;
    for (let i = start; i < to; i += 1) {
      const b = binAt(column, rows, i);
      const at = bins + (<usize>b << 3);
      store<i64>(at, load<i64>(at) + load<i64>(values + (<usize>i << 3)));
      const bit = <u64>1 << <u64>(b & 63), word = b >> 6;
      k0 |= select<u64>(bit, 0, word == 0);
      k1 |= select<u64>(bit, 0, word == 1);
      k2 |= select<u64>(bit, 0, word == 2);
      k3 |= select<u64>(bit, 0, word == 3);
    }
    held0 = k0;
    held1 = k1;
    held2 = k2;
    held3 = k3;
  } else {
    for (let i = start; i < to; i += 1) {
      const at = bins + (<usize>binAt(column, rows, i) << 3);
      store<i64>(at, load<i64>(at) + load<i64>(values + (<usize>i << 3)));
    }
    hold(column, 8, 4);
  }
  varied = varied || parts();
  const gap = gapOf(f, 8, 4);
  if (gap >= 0) {
    const missing = load<i64>(bins + (<usize>gap << 3));
    sweepTwo(f, 0, -1, false);
    store<i64>(bins + (<usize>gap << 3), 0);
    sweepTwo(f, missing, gap, true);
  } else sweepTwo(f, 0, -1, true);
}

/** Looks at each held place but `gap`, of slim bins; clears them with `last`. */
function sweepTwo(f: i32, first: i64, gap: i32, last: bool): void {
  const all = weight, ones = sum;
  let left = first, top = best;
  for (let word = 0; word < 4; word += 1) {
    let bits = heldWord(word);
    const base = hist + (<usize>word << 9);
    while (bits != 0) {
      const bit = <i32>ctz(bits);
      bits &= bits - 1;
      const at = base + (<usize>bit << 3);
      const v = load<i64>(at);
      if (last) store<i64>(at, 0);
      left += v;
      const w = <f64>(<i32>(left >> 32)), p = <f64>(<i32>left);
      const r = ones - p, rest = all - w;
      const over = p * p * rest + r * r * w, under = w * rest;
      // Without a division: at the last place both are 0, and nothing is above.
      if (over > top * under) {
        const b = (word << 6) + bit;
        if (b == gap) continue;
        top = over / under;
        keep(top, f, b, gap >= 0);
      }
    }
  }
}

/** Two classes where a leaf keeps some rows: bins of i32 weight, weight of the second class, rows. */
function leafy(column: usize, f: i32): void {
  for (let i = start; i < end; i += 1) {
    const at = hist + (<usize>binAt(column, idx, i) << 4);
    v128.store(at, i32x4.add(v128.load(at), v128.load(gathered + (<usize>i << 4))));
  }
  hold(column, 16, 8);
  varied = varied || parts();
  const gap = gapOf(f, 16, 8);
  if (gap >= 0) {
    const missing = v128.load(hist + (<usize>gap << 4));
    sweepLeafy(f, i32x4.splat(0), -1, false);
    v128.store(hist + (<usize>gap << 4), i32x4.splat(0));
    sweepLeafy(f, missing, gap, true);
  } else sweepLeafy(f, i32x4.splat(0), -1, true);
}

function sweepLeafy(f: i32, first: v128, gap: i32, last: bool): void {
  const n = end - start, leaf = leastLeaf;
  let left = first;
  for (let word = 0; word < 4; word += 1) {
    let bits = heldWord(word);
    while (bits != 0) {
      const b = (word << 6) + <i32>ctz(bits);
      bits &= bits - 1;
      const at = hist + (<usize>b << 4);
      left = i32x4.add(left, v128.load(at));
      if (last) v128.store(at, i32x4.splat(0));
      const c = i32x4.extract_lane(left, 2);
      if (c < leaf || n - c < leaf || b == gap) continue;
      const w = <f64>i32x4.extract_lane(left, 0), p = <f64>i32x4.extract_lane(left, 1);
      const r = sum - p, rest = weight - w;
      const over = p * p * rest + r * r * w, under = w * rest;
      if (over > best * under) keep(over / under, f, b, gap >= 0);
    }
  }
}

/** A bin of numbers: f64 sum, i32 weight, i32 rows. */
function numbers(column: usize, f: i32): void {
  const bins = hist, rows = idx, values = gathered, to = end;
  for (let i = start; i < to; i += 1) {
    const at = bins + (<usize>binAt(column, rows, i) << 4), from = values + (<usize>i << 4);
    store<f64>(at, load<f64>(at) + load<f64>(from));
    store<i64>(at, load<i64>(at, 8) + load<i64>(from, 8), 8);
  }
  hold(column, 16, 12);
  varied = varied || parts();
  const gap = gapOf(f, 16, 12);
  if (gap >= 0) {
    const at = bins + (<usize>gap << 4);
    const s = load<f64>(at), counts = load<i64>(at, 8);
    sweepNumbers(f, 0, 0, -1, false);
    store<f64>(at, 0);
    store<i64>(at, 0, 8);
    sweepNumbers(f, s, counts, gap, true);
  } else sweepNumbers(f, 0, 0, -1, true);
}

function sweepNumbers(f: i32, sumFirst: f64, countsFirst: i64, gap: i32, last: bool): void {
  const n = end - start, leaf = leastLeaf, all = weight, total = sum;
  let s = sumFirst, counts = countsFirst, top = best;
  for (let word = 0; word < 4; word += 1) {
    let bits = heldWord(word);
    const base = hist + (<usize>word << 10);
    while (bits != 0) {
      const bit = <i32>ctz(bits);
      bits &= bits - 1;
      const at = base + (<usize>bit << 4);
      s += load<f64>(at);
      counts += load<i64>(at, 8);
      if (last) v128.store(at, i32x4.splat(0));
      const c = <i32>(counts >> 32), b = (word << 6) + bit;
      if (c < leaf || n - c < leaf || b == gap) continue;
      const w = <f64>(<i32>counts);
      const r = total - s, rest = all - w;
      const over = s * s * rest + r * r * w, under = w * rest;
      if (over > top * under) {
        top = over / under;
        keep(top, f, b, gap >= 0);
      }
    }
  }
}

/** The level of a missing value. */
const gone = 65535;

/** Puts the node's rows into as many bins as it has: u16 at `own`, the last bin for missing values. */
function sort(f: i32): void {
  const column = bins + ((<usize>f * <usize>rowsAll) << 1), rows = idx, to = end, out = own;
  // One more, so that a missing value is 0 in the second.
  let low = gone, high = 0;
  for (let i = start; i < to; i += 1) {
    const level = <i32>load<u16>(column + (<usize>load<u32>(rows + (<usize>i << 2)) << 1)), more = (level + 1) & gone;
    store<u16>(out + (<usize>i << 1), level);
    low = select<i32>(level, low, level < low);
    high = select<i32>(more, high, more > high);
  }
  const range = max(0, high - 1 - low), gap = (words << 6) - 1;
  let fine = 0;
  while (range >> fine >= gap) fine += 1;
  base = low;
  shift = fine;
  const from = i16x8.splat(<i16>low), none = i16x8.splat(-1), last = i16x8.splat(<i16>gap);
  for (let i = start; i < to; i += 8) {
    const at = out + (<usize>i << 1), v = v128.load(at);
    v128.store(at, v128.bitselect(last, i16x8.shr_u(i16x8.sub(v, from), fine), i16x8.eq(v, none)));
  }
}

/** Many classes: the rows in the order of their bins, an i64 each of class << 32 | times, and one look at each of them. */
function many(f: i32): void {
  sort(f);
  const from = own, rows = hist, to = end;
  for (let i = start; i < to; i += 1) {
    const at = rows + (<usize>load<u16>(from + (<usize>i << 1)) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  holdMany();
  // After all counts, which are 0 between features: where the rows of each held bin begin, and once they are there, where they end.
  const places = hist + (4096 << 2);
  let first = 0, bins = 0;
  for (let word = 0; word < words; word += 1) {
    let bits = load<u64>(held + (<usize>word << 3));
    while (bits != 0) {
      const b = <usize>((word << 6) + <i32>ctz(bits)) << 2;
      bits &= bits - 1;
      store<i32>(places + b, first);
      first += load<i32>(rows + b);
      store<i32>(rows + b, 0);
      bins += 1;
    }
  }
  varied = varied || bins > 1;
  for (let i = start; i < to; i += 1) {
    const at = places + (<usize>load<u16>(from + (<usize>i << 1)) << 2), place = load<i32>(at);
    store<i32>(at, place + 1);
    store<i64>(pair + (<usize>place << 3), load<i64>(gathered + (<usize>i << 4)));
  }
  const gap = (words << 6) - 1;
  seen = load<i32>(gaps + (<usize>f << 2)) != 0 && load<u64>(held + (<usize>(words - 1) << 3)) >> 63 != 0;
  memory.fill(sides, 0, <usize>kind << 3);
  sweepMany(f, places, 0, false);
  if (!seen) return;
  // Missing values are the last in order: with them on the left the others follow from the first one on.
  const known = gap > 0 ? lastKnown(places) : 0;
  memory.fill(sides, 0, <usize>kind << 3);
  sweepMany(f, places, known, true);
}

/** Where the rows end that do not miss their value. */
function lastKnown(places: usize): i32 {
  for (let word = words - 1; word >= 0; word -= 1) {
    let bits = load<u64>(held + (<usize>word << 3));
    if (word == words - 1) bits &= 0x7fffffffffffffff;
    if (bits != 0) return load<i32>(places + (<usize>((word << 6) + 63 - <i32>clz(bits)) << 2));
  }
  return 0;
}

/** Marks the bins whose number of rows is above 0. */
function holdMany(): void {
  if (end - start < full) {
    const from = own, to = end;
    let k0: u64 = 0, k1: u64 = 0, k2: u64 = 0, k3: u64 = 0;
    for (let i = start; i < to; i += 1) {
      const b = <u32>load<u16>(from + (<usize>i << 1));
      const bit = <u64>1 << <u64>(b & 63), word = b >> 6;
      k0 |= select<u64>(bit, 0, word == 0);
      k1 |= select<u64>(bit, 0, word == 1);
      k2 |= select<u64>(bit, 0, word == 2);
      k3 |= select<u64>(bit, 0, word == 3);
    }
    store<u64>(held, k0);
    store<u64>(held, k1, 8);
    store<u64>(held, k2, 16);
    store<u64>(held, k3, 24);
    return;
  }
  const none = i32x4.splat(0);
  for (let word = 0; word < words; word += 1) {
    let bits: u64 = 0;
    const from = hist + (<usize>word << 8);
    for (let b: usize = 0; b < 64; b += 4) {
      bits |= <u64>i32x4.bitmask(i32x4.ne(v128.load(from + (b << 2)), none)) << <u64>b;
    }
    store<u64>(held + (<usize>word << 3), bits);
  }
}

// What the rows on the left are: their weight, and the sums of squares of the weights of each class on both sides.
let leftWeight: f64 = 0, leftSquares: f64 = 0, rightSquares: f64 = 0;

/** Moves the rows at places `a` to `b` of the order to the left. */
// @ts-ignore: decorator
@inline
function move(a: i32, b: i32): void {
  let w = leftWeight, l = leftSquares, r = rightSquares;
  for (let i = a; i < b; i += 1) {
    const v = load<i64>(pair + (<usize>i << 3)), k = <usize>(v >> 32) << 3;
    const by = <f64>(<i32>v) * load<f64>(shares + k), left = load<f64>(sides + k), right = load<f64>(totals + k) - left;
    w += by;
    l += by * (left + left + by);
    r -= by * (right + right - by);
    store<f64>(sides + k, left + by);
  }
  leftWeight = w;
  leftSquares = l;
  rightSquares = r;
}

/** Looks at each held place; with `missing` the rows from `known` on, which miss their value, are on the left before the first. */
function sweepMany(f: i32, places: usize, known: i32, missing: bool): void {
  const n = end - start, leaf = leastLeaf, all = weight;
  leftWeight = 0;
  leftSquares = 0;
  rightSquares = sum;
  if (missing) move(known, n);
  const before = missing ? n - known : 0;
  let i = 0;
  for (let word = 0; word < words; word += 1) {
    let bits = load<u64>(held + (<usize>word << 3));
    if (missing && word == words - 1) bits &= 0x7fffffffffffffff;
    while (bits != 0) {
      const b = (word << 6) + <i32>ctz(bits);
      bits &= bits - 1;
      const stop = load<i32>(places + (<usize>b << 2));
      move(i, stop);
      i = stop;
      const c = before + stop;
      if (c < leaf || n - c < leaf || c == n) continue;
      const w = leftWeight, rest = all - w;
      const over = leftSquares * rest + rightSquares * w, under = w * rest;
      if (over > best * under) keep(over / under, f, base + ((b + 1) << shift) - 1, missing);
    }
  }
}

/** Parts the rows at the best level of many classes. */
function partLevels(): void {
  const column = bins + ((<usize>bestFeature * <usize>rowsAll) << 1), missing = bestMissing ? gone : -1;
  let left = start, right = 0, below = 0, above = gone;
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const level = <i32>load<u16>(column + (<usize>row << 1));
    const under = level <= bestBin, go = i32(under) | i32(level == missing);
    below = select<i32>(level, below, i32(under) & i32(level > below));
    above = select<i32>(level, above, i32(!under) & i32(level < above));
    store<u32>(idx + (<usize>left << 2), row);
    store<u32>(spare + (<usize>right << 2), row);
    left += go;
    right += 1 - go;
  }
  // Half way between the rows' own levels, as scikit-learn has it; above them all where the right side is missing values.
  const first = edges + (<usize>load<i32>(firsts + (<usize>bestFeature << 2)) << 3);
  const low = load<f64>(first + (<usize>below << 3)), high = above == gone ? Infinity : load<f64>(first + (<usize>(above - 1) << 3));
  split(left, right, high == Infinity || low == high ? high : low / 2 + high / 2);
}

/** Parts the rows at the best place. */
function part(): void {
  if (mode == 2) return partLevels();
  const column = bins + <usize>bestFeature * <usize>rowsAll;
  const gap = load<i32>(gaps + (<usize>bestFeature << 2)), missing = bestMissing ? gap : -1;
  let left = start, right = 0;
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const b = <i32>load<u8>(column + row);
    const go = i32(b <= bestBin) | i32(b == missing);
    store<u32>(idx + (<usize>left << 2), row);
    store<u32>(spare + (<usize>right << 2), row);
    left += go;
    right += 1 - go;
  }
  let apart = bestSeen && !bestMissing;
  for (let i = 0; i < right && apart; i += 1) apart = <i32>load<u8>(column + <usize>load<u32>(spare + (<usize>i << 2))) == gap;
  const threshold = load<f64>(edges + (<usize>((bestFeature << 8) + bestBin) << 3));
  split(left, right, apart ? Infinity : threshold);
}

/**
 * Makes the node an inner one, and leaves both sides on the stack, the left one on top. The rows before `left` stand in their
 * place; as many as `right` follow them from the spare room.
 */
function split(left: i32, right: i32, threshold: f64): void {
  memory.copy(idx + (<usize>left << 2), spare, <usize>right << 2);
  store<i32>(outFeature + (<usize>id << 2), bestFeature);
  store<f64>(outThreshold + (<usize>id << 3), threshold);
  // Where no row here misses it, a later one that does goes where most went, as in scikit-learn.
  store<u8>(outMissing + <usize>id, bestMissing || (!bestSeen && left - start > end - left) ? 1 : 0);
  const gain = outGain + (<usize>bestFeature << 3);
  store<f64>(gain, load<f64>(gain) + (mode == 1 ? 2 * (best - idle) : best - idle));
  push(left, end, depth + 1, id);
  push(start, left, depth + 1, -1);
}
