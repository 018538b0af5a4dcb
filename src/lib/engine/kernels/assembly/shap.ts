// Exact Shapley values of a tree. A player's value is the integral over t from 0 to 1 of the derivative of the tree's
// multilinear extension (Owen 1972): along a path to a leaf each distinct feature gives a factor
// z (1 − t) + o t, z the share of rows that take its branches and o whether this row does. That is a polynomial of a degree
// below the distinct features on the path, so Gauss–Legendre with half as many points is exact, and every term is positive:
// nothing cancels. Sums of all leaves below a node are made on the way back, so a tree costs nodes × points and not
// leaves × depth², as Algorithm 2 of Lundberg et al. 2020 (reference/shap.ts) does.

// A node: f64 threshold (0) | f64 z of the branch into it (8) | i32 byte of its feature in a row, −1 in a leaf (16) | i32 bit 0
// missing goes left, bit 1 it is a left child (20) | i32 level (24) | i32 level of the branch before of the same feature,
// 0 for none (28) | i32 where 256 bytes say which categories go left, 0 for none (32) | i32 8 × feature of the branch into it (36).
// Nodes stand depth first. A level: f64 z (0) | i32 node (8) | i32 whether the row comes here (12) | i32 it goes left (16).
const node: usize = 40;
const level: usize = 24;

/**
 * Adds the Shapley values of each row to `out`, `stride` doubles apart.
 * points: k pairs (a multiple of 2) of each: 1 − t | t | weight / (1 − t) | weight, k doubles after another.
 * levels: depth + 1 levels; products, sums: depth + 1 times k doubles.
 * value: what leaf i says stands at value + 8 × i × width.
 */
export function shap(
  nodes: usize, count: i32, value: usize, width: i32, points: usize, k: i32, x: usize, p: i32, rows: i32,
  levels: usize, products: usize, sums: usize, out: usize, stride: i32,
): void {
  const wide = <usize>k << 3;
  for (let i: usize = 0; i < wide; i += 16) v128.store(products + i, f64x2.splat(1));
  for (let i = 0; i < rows; i += 1)
    row(nodes, count, value, <usize>width << 3, points, wide, x + (<usize>i * <usize>p << 3), levels, products, sums, out + (<usize>i * <usize>stride << 3));
}

function row(
  nodes: usize, count: i32, value: usize, width: usize, points: usize, wide: usize, x: usize, levels: usize, products: usize,
  sums: usize, phi: usize,
): void {
  const end = nodes + <usize>count * node;
  for (let at = nodes; at < end; at += node, value += width) {
    const l = load<i32>(at, 24);
    const here = levels + <usize>l * level;
    if (l > 0) enter(at, here, levels, points, wide, products + <usize>(l - 1) * wide);
    store<i32>(here, <i32>at, 8);
    const sum = sums + <usize>l * wide;
    if (load<i32>(at, 16) >= 0) {
      store<i32>(here, i32(goesLeft(at, x)), 16);
      for (let i: usize = 0; i < wide; i += 16) v128.store(sum + i, f64x2.splat(0));
      continue;
    }
    const said = f64x2.splat(load<f64>(value)), product = products + <usize>l * wide;
    for (let i: usize = 0; i < wide; i += 16) v128.store(sum + i, f64x2.mul(said, v128.load(product + i)));
    const next = at + node < end ? load<i32>(at + node, 24) : 1;
    for (let up = l; up >= next && up > 0; up -= 1) leave(up, levels, points, wide, sums, phi);
  }
}

// @ts-ignore: decorator
@inline
function goesLeft(at: usize, x: usize): bool {
  const v = load<f64>(x + <usize>load<i32>(at, 16));
  if (v != v) return (load<i32>(at, 20) & 1) == 1;
  const set = <usize>load<i32>(at, 32);
  return set == 0 ? v <= load<f64>(at) : load<u8>(set + <usize>v) == 1;
}

/** The product of the factors down to a node, from that of its parent. */
function enter(at: usize, here: usize, levels: usize, points: usize, wide: usize, above: usize): void {
  const z = load<f64>(at, 8);
  const before = load<i32>(at, 28);
  const old = levels + <usize>before * level;
  const left = (load<i32>(at, 20) >> 1) & 1;
  const comes = i32(load<i32>(here - level, 16) == left) & (before > 0 ? load<i32>(old, 12) : 1);
  store<f64>(here, z);
  store<i32>(here, comes, 12);
  const below = above + wide, zs = f64x2.splat(z);
  if (before == 0) {
    if (comes)
      for (let i: usize = 0; i < wide; i += 16)
        v128.store(below + i, f64x2.mul(v128.load(above + i), factor(zs, points + i, wide)));
    else
      for (let i: usize = 0; i < wide; i += 16)
        v128.store(below + i, f64x2.mul(v128.load(above + i), f64x2.mul(zs, v128.load(points + i))));
    return;
  }
  const zOld = load<f64>(old), olds = f64x2.splat(zOld);
  if (load<i32>(old, 12) == 0) {
    const share = f64x2.splat(z / zOld);
    for (let i: usize = 0; i < wide; i += 16) v128.store(below + i, f64x2.mul(v128.load(above + i), share));
  } else if (comes)
    for (let i: usize = 0; i < wide; i += 16)
      v128.store(below + i, f64x2.mul(v128.load(above + i), f64x2.div(factor(zs, points + i, wide), factor(olds, points + i, wide))));
  else
    for (let i: usize = 0; i < wide; i += 16)
      v128.store(
        below + i,
        f64x2.mul(v128.load(above + i), f64x2.div(f64x2.mul(zs, v128.load(points + i)), factor(olds, points + i, wide))),
      );
}

// @ts-ignore: decorator
@inline
function factor(z: v128, point: usize, wide: usize): v128 {
  return f64x2.add(f64x2.mul(z, v128.load(point)), v128.load(point + wide));
}

/** What the branch into a node is worth, now that all leaves below are summed; the sums go up. */
function leave(l: i32, levels: usize, points: usize, wide: usize, sums: usize, phi: usize): void {
  const here = levels + <usize>l * level;
  const at = <usize>load<i32>(here, 8);
  const sum = sums + <usize>l * wide;
  const before = load<i32>(at, 28);
  const to = phi + <usize>load<i32>(at, 36);
  let worth = slope(load<f64>(here), load<i32>(here, 12), points, wide, sum);
  if (before > 0) {
    const old = levels + <usize>before * level;
    worth -= slope(load<f64>(old), load<i32>(old, 12), points, wide, sum);
  }
  store<f64>(to, load<f64>(to) + worth);
  const above = sum - wide;
  for (let i: usize = 0; i < wide; i += 16) v128.store(above + i, f64x2.add(v128.load(above + i), v128.load(sum + i)));
}

/** (o − z) times the integral of the sums without the branch's factor. */
function slope(z: f64, comes: i32, points: usize, wide: usize, sum: usize): f64 {
  let total = f64x2.splat(0);
  if (comes == 0) {
    for (let i: usize = 0; i < wide; i += 16)
      total = f64x2.add(total, f64x2.mul(v128.load(points + 2 * wide + i), v128.load(sum + i)));
    return -(f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1));
  }
  const zs = f64x2.splat(z);
  for (let i: usize = 0; i < wide; i += 16)
    total = f64x2.add(
      total,
      f64x2.mul(v128.load(points + 3 * wide + i), f64x2.div(v128.load(sum + i), factor(zs, points + i, wide))),
    );
  return (1 - z) * (f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1));
}
