import type { CellExports } from './exportsCells.ts';
import type { ExactExports } from './exportsExact.ts';
import type { TreeExports } from './exports.trees.ts';
import type { NetExports } from './exportsNet.ts';
import type { ShapExports } from './exportsShap.ts';

/** What assembly/index.ts exports: pointers are byte offsets, and each function's meaning is told there. */
export interface Exports extends TreeExports, NetExports, CellExports, ShapExports, ExactExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  mark(): number;
  release(to: number): void;
  take(bytes: number): number;
  gram(
    x: number,
    w: number,
    stride: number,
    p: number,
    from: number,
    to: number,
    out: number,
  ): void;

  kmLargest(x: number, count: number): number;
  kmPlace(n: number, p: number, wide: number, narrow: number, norms: number, weights: number): void;
  /** The sum of all squares. */
  kmRows(
    columns: number,
    apart: number,
    p: number,
    means: number,
    scale: number,
    from: number,
    to: number,
  ): number;
  kmApart(
    picks: number,
    count: number,
    closest: number,
    from: number,
    to: number,
    out: number,
  ): void;
  kmOpen(
    k: number,
    centres: number,
    packed: number,
    squares: number,
    squares32: number,
    labels: number,
    sums: number,
    counts: number,
    sure: number,
    drift: number,
    scores: number,
    list: number,
  ): void;
  /** How many labels changed. */
  kmLabels(longest: number, from: number, to: number, keepSums: number): number;
  kmSums(from: number, to: number): void;
  kmInertia(from: number, to: number, out: number): number;

  /** The mean that it took away. */
  centre(x: number, count: number): number;
  scatter(x: number, stride: number, p: number, rows: number, out: number): void;

  moveScale(x: number, n: number, mean: number, scale: number): void;
  standardise(x: number, n: number, centre: number, said: number): void;
  scores(
    x: number,
    stride: number,
    p: number,
    theta: number,
    z: number,
    from: number,
    to: number,
  ): void;
  slopes(
    x: number,
    stride: number,
    p: number,
    r: number,
    grad: number,
    from: number,
    to: number,
  ): void;
  squares(
    x: number,
    stride: number,
    p: number,
    r: number,
    out: number,
    from: number,
    to: number,
  ): void;
  sigmoids(
    z: number,
    y: number,
    w: number,
    w0: number,
    w1: number,
    share: number,
    rest: number,
    from: number,
    to: number,
  ): number;
  sigmoidsEach(
    z: number,
    y: number,
    w: number,
    share: number,
    rest: number,
    from: number,
    to: number,
  ): number;
  softmaxes(
    z: number,
    stride: number,
    classes: number,
    y: number,
    w: number,
    share: number,
    rest: number,
    from: number,
    to: number,
  ): number;
  bend(
    z: number,
    stride: number,
    classes: number,
    w: number,
    share: number,
    rest: number,
    from: number,
    to: number,
  ): void;
  bends(a: number, b: number, w: number, out: number, from: number, to: number): void;

  minusDots(
    c: number,
    cs: number,
    a: number,
    as: number,
    b: number,
    bs: number,
    m: number,
    n: number,
    k: number,
  ): void;

  nearRows(
    x: number,
    floats: number,
    first: number,
    n: number,
    p: number,
    manhattan: number,
    per: number,
  ): void;
  nearSearch(
    count: number,
    q: number,
    floats: number,
    parts: number,
    room: number,
    most: number,
    d: number,
    at: number,
  ): void;

  svmRows(x: number, squares: number, n: number, p: number): void;
  svmKernel(kind: number, gamma: number, coef0: number, degree: number): void;
  svmSquares(out: number): void;
  svmCache(
    rows: number,
    places: number,
    slots: number,
    held: number,
    chances: number,
    z: number,
  ): void;
  svmOpen(
    sides: number,
    slopes: number,
    masks: number,
    alphas: number,
    bounds: number,
    signs: number,
    diagonal: number,
    tol: number,
  ): void;
  svmStart(j: number): void;
  /** 1 where more steps are needed. */
  svmSteps(steps: number): number;
  svmTurns(): number;
  svmGap(): number;
  svmDecide(
    queries: number,
    count: number,
    spans: number,
    outputs: number,
    coefs: number,
    spare: number,
    out: number,
  ): void;
}
