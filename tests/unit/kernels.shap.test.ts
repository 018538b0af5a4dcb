import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { gaussLegendre } from '#lib/engine/explain/quadrature.ts';
import type { ShapTree } from '#lib/engine/explain/margin.ts';
import { treeShap } from '#lib/engine/kernels/reference/shap.ts';
import { meanOf, rowsBelow, ShapTrees } from '#lib/engine/kernels/shap.ts';
import { randomOf, type Random } from '#lib/models/tree/random.ts';

interface Grown {
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly missing: boolean[];
  readonly set: (Uint8Array | null)[];
  readonly rows: number[];
  readonly value: number[][];
}

/** A tree of any shape: features come again on a path, some nodes ask for categories. */
function grown(rng: Random, features: number, deepest: number, outputs: number): ShapTree {
  const all: Grown = {
    feature: [],
    threshold: [],
    left: [],
    right: [],
    missing: [],
    set: [],
    rows: [],
    value: [],
  };
  const grow = (depth: number): number => {
    const id = all.feature.push(-1) - 1;
    const draw = (): number => rng();
    all.threshold[id] = 255 * draw();
    all.missing[id] = draw() < 0.5;
    all.set[id] =
      draw() < 0.1 ? Uint8Array.from({ length: 256 }, () => (draw() < 0.5 ? 1 : 0)) : null;
    all.rows[id] = 1 + Math.floor(20 * draw());
    all.value[id] = Array.from({ length: outputs }, () => draw() - 0.5);
    all.left[id] = all.right[id] = 0;
    if (depth === deepest || (depth > 2 && draw() < (deepest > 20 ? 0.48 : 0.25))) return id;
    all.feature[id] = Math.floor(draw() * features);
    all.left[id] = grow(depth + 1);
    all.right[id] = grow(depth + 1);
    return id;
  };
  grow(0);
  return {
    nodes: all.feature.length,
    feature: (n) => all.feature[n]!,
    threshold: (n) => all.threshold[n]!,
    left: (n) => all.left[n]!,
    right: (n) => all.right[n]!,
    missingLeft: (n) => all.missing[n]!,
    set: (n) => all.set[n]!,
    rows: (n) => all.rows[n]!,
    value: (n, k) => all.value[n]![k]!,
    only: null,
  };
}

function rowsOf(rng: Random, count: number, p: number): Float64Array {
  return Float64Array.from({ length: count * p }, () => {
    const x = rng();
    return x < 0.1 ? NaN : Math.floor(256 * rng());
  });
}

describe('the kernel that explains trees', () => {
  it.each([
    [3, 9],
    [8, 8],
    [25, 11],
  ])('says what Algorithm 2 says: %d features, %d levels', (p, deepest) => {
    const rng = randomOf(p, 0);
    const trees = Array.from({ length: 4 }, () => grown(rng, p, deepest, 2));
    const rows = rowsOf(rng, 7, p);
    const kernel = new ShapTrees(trees, p, 2);
    for (const output of [0, 1, 0]) {
      const got = driveSync(kernel.explain(rows, 7, output));
      const wanted = new Float64Array(7 * p);
      for (const tree of trees)
        for (let i = 0; i < 7; i += 1) {
          const phi = wanted.subarray(i * p, (i + 1) * p);
          treeShap(tree, rowsBelow(tree), rows.subarray(i * p, (i + 1) * p), { output, phi });
        }
      const gap = Math.max(...got.map((x, i) => Math.abs(x - wanted[i]!)));
      expect(gap).toBeLessThan(1e-12);
      expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(0.01);
    }
  });

  it('adds up to what the trees say, less what they say of no row in particular', () => {
    const rng = randomOf(5, 0);
    const tree = grown(rng, 40, 60, 1);
    const rows = rowsOf(rng, 5, 40);
    const phi = driveSync(new ShapTrees([tree], 40, 1).explain(rows, 5, 0));
    for (let i = 0; i < 5; i += 1) {
      const own = rows.subarray(i * 40, (i + 1) * 40);
      const sum = phi.subarray(i * 40, (i + 1) * 40).reduce((a, b) => a + b, meanOf(tree, 0));
      expect(sum).toBeCloseTo(said(tree, own), 12);
    }
  });

  it('integrates polynomials exactly', () => {
    for (const k of [1, 2, 7, 20]) {
      const { points, weights } = gaussLegendre(k);
      for (const degree of [0, 1, 2 * k - 1]) {
        const sum = points.reduce((total, t, i) => total + weights[i]! * t ** degree, 0);
        expect(Math.abs(sum - 1 / (degree + 1))).toBeLessThan(1e-14);
      }
    }
  });
});

function said(tree: ShapTree, x: Float64Array): number {
  let node = 0;
  for (let f = tree.feature(0); f >= 0; f = tree.feature(node)) {
    const v = x[f]!;
    const set = tree.set(node);
    const goes = Number.isNaN(v)
      ? tree.missingLeft(node)
      : set
        ? set[v] === 1
        : v <= tree.threshold(node);
    node = goes ? tree.left(node) : tree.right(node);
  }
  return tree.value(node, 0);
}
