/**
 * Adds what a tree says of each row to `out`, `width` doubles a row from `out` on, `stride` doubles apart.
 * nodes: 24 bytes each: f64 threshold | i32 byte of the feature in a row | i32 left | i32 right | i32 1 where a missing value
 * goes left. Both children of a leaf are itself. Four rows go down together, so that their loads overlap.
 * x: row-major, `p` doubles a row.
 */
export function walk(nodes: usize, value: usize, width: i32, x: usize, p: i32, rows: i32, out: usize, stride: i32): void {
  const row = <usize>p << 3;
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const x0 = x + <usize>i * row, x1 = x0 + row, x2 = x1 + row, x3 = x2 + row;
    let a = 0, b = 0, c = 0, d = 0;
    while (true) {
      const a1 = step(nodes, a, x0), b1 = step(nodes, b, x1), c1 = step(nodes, c, x2), d1 = step(nodes, d, x3);
      if (((a1 ^ a) | (b1 ^ b) | (c1 ^ c) | (d1 ^ d)) == 0) break;
      a = a1;
      b = b1;
      c = c1;
      d = d1;
    }
    add(value, a, width, out, i, stride);
    add(value, b, width, out, i + 1, stride);
    add(value, c, width, out, i + 2, stride);
    add(value, d, width, out, i + 3, stride);
  }
  for (; i < rows; i += 1) {
    let a = 0;
    for (let b = step(nodes, a, x + <usize>i * row); b != a; b = step(nodes, a, x + <usize>i * row)) a = b;
    add(value, a, width, out, i, stride);
  }
}

// @ts-ignore: decorator
@inline
function step(nodes: usize, node: i32, row: usize): i32 {
  const at = nodes + <usize>node * 24;
  const v = load<f64>(row + <usize>load<i32>(at, 8));
  const left = i32(v <= load<f64>(at)) | (i32(v != v) & load<i32>(at, 20));
  return select<i32>(load<i32>(at, 12), load<i32>(at, 16), left);
}

// @ts-ignore: decorator
@inline
function add(value: usize, node: i32, width: i32, out: usize, i: i32, stride: i32): void {
  const from = value + (<usize>(node * width) << 3), to = out + (<usize>i * <usize>stride << 3);
  for (let k: usize = 0; k < <usize>width << 3; k += 8) store<f64>(to + k, load<f64>(to + k) + load<f64>(from + k));
}
