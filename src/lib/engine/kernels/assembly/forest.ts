// One tree of a forest on binned features, depth first, in turns: reference/forest.ts says the same plainly.
// A bin holds what a criterion needs of its rows: for two classes and for many i32 counts, for numbers a sum.

/** What the tree learns: 0 squared error, 2 and more gini of so many classes. */
let kind = 0;
let rowsAll = 0, features = 0, tryAtMost = 0, leastSplit = 0, leastLeaf = 0, deepest = 0;
/** Bytes: a bin; and the bins of one feature. */
let wide = 0;
let bins: usize = 0, edges: usize = 0, target: usize = 0, given: usize = 0, idx: usize = 0, spare: usize = 0, times: usize = 0;
let gathered: usize = 0, hist: usize = 0, pool: usize = 0, stack: usize = 0, sides: usize = 0, totals: usize = 0;
let outFeature: usize = 0, outThreshold: usize = 0, outRight: usize = 0, outValue: usize = 0, outSamples: usize = 0, outGain: usize = 0;
let top = 0, nodes = 0, grownDepth = 0, phase = 0;
// Of the node at hand.
let id = 0, start = 0, end = 0, depth = 0, weight: f64 = 0, sum: f64 = 0, idle: f64 = 0;
let tried = 0, varied = false, best: f64 = 0, bestFeature = 0, bestBin = 0;
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

/** Tables: u8 bins by feature, f64 edges (256 a feature), y. @returns bytes of a node's histogram */
export function forestOpen(classes: i32, n: i32, p: i32, maxFeatures: i32, minSplit: i32, minLeaf: i32, maxDepth: i32): i32 {
  kind = classes;
  rowsAll = n;
  features = p;
  tryAtMost = maxFeatures;
  leastSplit = minSplit;
  leastLeaf = minLeaf;
  deepest = maxDepth;
  wide = classes > 2 ? (4 * (classes + 2) + 15) & ~15 : 16;
  return wide;
}

/** Where everything stands; y less its mean, and as it is;  the node tables have room for twice as many nodes as rows. */
export function forestMemory(b: usize, e: usize, y: usize, plain: usize, i: usize, s: usize, t: usize, g: usize, h: usize, q: usize, st: usize, sd: usize, tt: usize): void {
  bins = b;
  edges = e;
  target = y;
  given = plain;
  idx = i;
  spare = s;
  times = t;
  gathered = g;
  hist = h;
  pool = q;
  stack = st;
  sides = sd;
  totals = tt;
}

export function forestOut(f: usize, t: usize, r: usize, v: usize, s: usize, g: usize): void {
  outFeature = f;
  outThreshold = t;
  outRight = r;
  outValue = v;
  outSamples = s;
  outGain = g;
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
  const pure = kind == 0 ? measureNumbers() : kind == 2 ? measureTwo() : measureMany();
  tried = 0;
  varied = false;
  best = -Infinity;
  bestFeature = -1;
  const n = end - start;
  return !(pure || n < leastSplit || n < 2 * leastLeaf || depth >= deepest);
}

function measureTwo(): bool {
  let total = i32x4.splat(0);
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const t = load<i32>(times + (<usize>row << 2));
    const v = i32x4(t, load<f64>(target + (<usize>row << 3)) != 0 ? t : 0, 1, 0);
    v128.store(gathered + (<usize>i << 4), v);
    total = i32x4.add(total, v);
  }
  const w = i32x4.extract_lane(total, 0), ones = i32x4.extract_lane(total, 1);
  weight = <f64>w;
  sum = <f64>ones;
  store<f64>(outValue + (<usize>id << 4), (weight - sum) / weight);
  store<f64>(outValue + (<usize>id << 4), sum / weight, 8);
  idle = (sum * sum) / weight;
  return ones == 0 || ones == w;
}

function measureMany(): bool {
  memory.fill(totals, 0, <usize>kind << 2);
  let w = 0;
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const t = load<i32>(times + (<usize>row << 2)), k = <i32>load<f64>(target + (<usize>row << 3));
    store<i32>(gathered + (<usize>i << 4), t);
    store<i32>(gathered + (<usize>i << 4), k, 4);
    const at = totals + (<usize>k << 2);
    store<i32>(at, load<i32>(at) + t);
    w += t;
  }
  weight = <f64>w;
  let squares: f64 = 0, pure = false;
  for (let k = 0; k < kind; k += 1) {
    const c = load<i32>(totals + (<usize>k << 2));
    store<f64>(outValue + ((<usize>id * <usize>kind + <usize>k) << 3), <f64>c / weight);
    squares += <f64>c * <f64>c;
    if (c == w) pure = true;
  }
  idle = squares / weight;
  return pure;
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
  if (kind > 2) many(column, f);
  else if (kind == 2) two(column, f);
  else numbers(column, f);
}

// Which of the 256 places hold a row, in 4 words of memory: places are visited in order without the empty ones.
const held = memory.data(32, 8);

// @ts-ignore: decorator
@inline
function mark(bin: u32): void {
  const at = held + (<usize>(bin >> 6) << 3);
  store<u64>(at, load<u64>(at) | (<u64>1 << <u64>(bin & 63)));
}

function markAll(): void {
  for (let at: usize = 0; at < 32; at += 8) store<u64>(held + at, 0xffffffffffffffff);
}

/** The next place that holds a row, taken out; -1 when there is none. */
// @ts-ignore: decorator
@inline
function place(): i32 {
  for (let word = 0; word < 4; word += 1) {
    const at = held + (<usize>word << 3);
    const bits = load<u64>(at);
    if (bits == 0) continue;
    store<u64>(at, bits & (bits - 1));
    return (word << 6) + <i32>ctz(bits);
  }
  return -1;
}

function markNone(): void {
  for (let at: usize = 0; at < 32; at += 8) store<u64>(held + at, 0);
}

// @ts-ignore: decorator
@inline
function binAt(column: usize, rows: usize, i: i32): u32 {
  return <u32>load<u8>(column + <usize>load<u32>(rows + (<usize>i << 2)));
}

/** Rows from which all 256 places are looked at: below, only those that hold a row. */
const full = 160;

function two(column: usize, f: i32): void {
  const bins = hist, rows = idx, values = gathered, from = start, to = end, n = to - from;
  const all = weight, ones = sum, leaf = leastLeaf;
  if (n >= full) {
    for (let i = from; i < to; i += 1) {
      const at = bins + (<usize>binAt(column, rows, i) << 4);
      v128.store(at, i32x4.add(v128.load(at), v128.load(values + (<usize>i << 4))));
    }
    markAll();
  } else {
    // In registers: marks in memory would wait for one another.
    let k0: u64 = 0, k1: u64 = 0, k2: u64 = 0, k3: u64 = 0;
    for (let i = from; i < to; i += 1) {
      const b = binAt(column, rows, i);
      const at = bins + (<usize>b << 4);
      v128.store(at, i32x4.add(v128.load(at), v128.load(values + (<usize>i << 4))));
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
  }
  let left = i32x4.splat(0);
  for (let b = place(); b >= 0; b = place()) {
    const at = bins + (<usize>b << 4);
    const v = v128.load(at);
    if (i32x4.extract_lane(v, 2) == 0) continue;
    v128.store(at, i32x4.splat(0));
    left = i32x4.add(left, v);
    const c = i32x4.extract_lane(left, 2);
    if (c == n) break;
    varied = true;
    if (c < leaf || n - c < leaf) continue;
    const w = <f64>i32x4.extract_lane(left, 0), p = <f64>i32x4.extract_lane(left, 1);
    const r = ones - p, rest = all - w;
    const score = (p * p * rest + r * r * w) / (w * rest);
    if (score > best) {
      best = score;
      bestFeature = f;
      bestBin = b;
    }
  }
}

function numbers(column: usize, f: i32): void {
  const bins = hist, rows = idx, values = gathered, to = end, n = to - start, leaf = leastLeaf;
  const all = weight, total = sum;
  if (n >= full) markAll();
  else markNone();
  const dense = n >= full;
  for (let i = start; i < to; i += 1) {
    const b = binAt(column, rows, i);
    const at = bins + (<usize>b << 4), from = values + (<usize>i << 4);
    store<f64>(at, load<f64>(at) + load<f64>(from));
    store<i64>(at, load<i64>(at, 8) + load<i64>(from, 8), 8);
    if (!dense) mark(b);
  }
  let s: f64 = 0, counts: i64 = 0;
  for (let b = place(); b >= 0; b = place()) {
    const at = bins + (<usize>b << 4);
    const more = load<i64>(at, 8);
    if (more == 0) continue;
    s += load<f64>(at);
    counts += more;
    store<f64>(at, 0);
    store<i64>(at, 0, 8);
    const c = <i32>(counts >> 32);
    if (c == n) break;
    varied = true;
    if (c < leaf || n - c < leaf) continue;
    const w = <f64>(<i32>counts);
    const r = total - s, rest = all - w;
    const score = (s * s * rest + r * r * w) / (w * rest);
    if (score > best) {
      best = score;
      bestFeature = f;
      bestBin = b;
    }
  }
}

/** A bin of many classes: i32 rows, i32 weight, then the weight of each class. */
function many(column: usize, f: i32): void {
  markNone();
  const rows = idx;
  for (let i = start; i < end; i += 1) {
    const b = binAt(column, rows, i);
    const at = hist + <usize>b * <usize>wide;
    const t = load<i32>(gathered + (<usize>i << 4)), k = at + (<usize>load<i32>(gathered + (<usize>i << 4), 4) << 2);
    store<i32>(at, load<i32>(at) + 1);
    store<i32>(at, load<i32>(at, 4) + t, 4);
    store<i32>(k, load<i32>(k, 8) + t, 8);
    mark(b);
  }
  const n = end - start;
  memory.fill(sides, 0, <usize>kind << 2);
  let c = 0, w = 0;
  for (let b = place(); b >= 0; b = place()) {
    const at = hist + <usize>b * <usize>wide;
    c += load<i32>(at);
    w += load<i32>(at, 4);
    const last = c == n;
    let l: f64 = 0, r: f64 = 0;
    for (let k: usize = 0; k < <usize>kind << 2; k += 4) {
      const left = load<i32>(sides + k) + load<i32>(at + k, 8);
      store<i32>(sides + k, left);
      const right = <f64>(load<i32>(totals + k) - left);
      l += <f64>left * <f64>left;
      r += right * right;
    }
    memory.fill(at, 0, wide);
    if (last) break;
    varied = true;
    if (c < leastLeaf || n - c < leastLeaf) continue;
    const score = l / <f64>w + r / (weight - <f64>w);
    if (score > best) {
      best = score;
      bestFeature = f;
      bestBin = b;
    }
  }
}

/** Parts the rows at the best place, and leaves both sides on the stack, the left one on top. */
function part(): void {
  const column = bins + <usize>bestFeature * <usize>rowsAll;
  let left = start, right = 0;
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const go = i32(<i32>load<u8>(column + row) <= bestBin);
    store<u32>(idx + (<usize>left << 2), row);
    store<u32>(spare + (<usize>right << 2), row);
    left += go;
    right += 1 - go;
  }
  memory.copy(idx + (<usize>left << 2), spare, <usize>right << 2);
  store<i32>(outFeature + (<usize>id << 2), bestFeature);
  store<f64>(outThreshold + (<usize>id << 3), load<f64>(edges + (<usize>((bestFeature << 8) + bestBin) << 3)));
  const gain = outGain + (<usize>bestFeature << 3);
  store<f64>(gain, load<f64>(gain) + (kind == 2 ? 2 * (best - idle) : best - idle));
  push(left, end, depth + 1, id);
  push(start, left, depth + 1, -1);
}
