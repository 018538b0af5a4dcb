import type { Numbers } from './stats.ts';

/** A rising step-free function: straight between its knots, level beyond them. */
export interface Isotonic {
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Block {
  from: number;
  to: number;
  value: number;
  weight: number;
}

/**
 * scikit-learn's `IsotonicRegression(out_of_bounds="clip")`: the rising function of least squares, by pooling
 * adjacent violators (Barlow et al. 1972); rows of one x count as their mean.
 */
export function fitIsotonic(x: Numbers, y: Numbers): Isotonic {
  const order = Int32Array.from({ length: x.length }, (_, i) => i);
  order.sort((a, b) => x[a]! - x[b]! || a - b);
  const at: number[] = [];
  const points: { sum: number; weight: number }[] = [];
  for (const i of order) {
    const last = at.length - 1;
    // Nearer than 1e-15 is the same to scikit-learn.
    if (last >= 0 && x[i]! - at[last]! < 1e-15) {
      points[last]!.sum += y[i]!;
      points[last]!.weight += 1;
    } else {
      at.push(x[i]!);
      points.push({ sum: y[i]!, weight: 1 });
    }
  }
  const blocks: Block[] = [];
  for (const [k, { sum, weight }] of points.entries()) {
    let block: Block = { from: k, to: k, value: sum / weight, weight };
    for (
      let before = blocks.at(-1);
      before && before.value >= block.value;
      before = blocks.at(-1)
    ) {
      blocks.pop();
      const both = before.weight + block.weight;
      const value = (before.value * before.weight + block.value * block.weight) / both;
      block = { from: before.from, to: block.to, value, weight: both };
    }
    blocks.push(block);
  }
  return knotsOf(blocks, at);
}

/** Both ends of each level stretch. */
function knotsOf(blocks: readonly Block[], at: readonly number[]): Isotonic {
  const knots = blocks.flatMap(({ from, to, value }) =>
    from === to
      ? [[at[from]!, value]]
      : [
          [at[from]!, value],
          [at[to]!, value],
        ],
  ) as [number, number][];
  return { x: knots.map(([x]) => x), y: knots.map(([, y]) => y) };
}

/** The function's value; the nearest end's beyond the ends. */
export function isotonicAt({ x, y }: Isotonic, at: number): number {
  const last = x.length - 1;
  if (at <= x[0]!) return y[0]!;
  if (at >= x[last]!) return y[last]!;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  const slope = (y[high]! - y[low]!) / (x[high]! - x[low]!);
  return slope * (at - x[low]!) + y[low]!;
}
