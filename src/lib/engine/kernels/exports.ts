import type { NetExports } from './exportsNet.ts';

/** What assembly/index.ts exports: pointers are byte offsets, and each function's meaning is told there. */
export interface Exports extends NetExports {
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

  sortKeys(x: number, n: number, keys: number, counts: number): number;
  /** 1 where something was written. */
  sortPass(from: number, to: number, m: number, counts: number, digit: number): number;
  quantileEdges(keys: number, m: number, most: number, edges: number): number;
  applyEdges(x: number, n: number, edges: number, missing: number, out: number): number;
  toRows(
    columns: number,
    stride: number,
    p: number,
    from: number,
    to: number,
    out: number,
    wide: number,
  ): void;

  gradients(
    loss: number,
    level: number,
    from: number,
    to: number,
    raw: number,
    y: number,
    w: number,
    g: number,
    h: number,
  ): void;
  softmaxBase(
    raw: number,
    stride: number,
    classes: number,
    from: number,
    to: number,
    top: number,
    share: number,
  ): void;
  gradientsOfClass(
    k: number,
    from: number,
    to: number,
    raw: number,
    y: number,
    w: number,
    top: number,
    share: number,
    g: number,
    h: number,
  ): void;
  sizes(g: number, h: number, from: number, to: number, sums: number): void;
  pack(
    g: number,
    h: number,
    from: number,
    to: number,
    gs: number,
    hs: number,
    out: number,
    total: number,
  ): void;
  gather(packed: number, idx: number, start: number, end: number, out: number): void;
  gatherBins(
    rows: number,
    wide: number,
    idx: number,
    start: number,
    end: number,
    out: number,
    block: number,
  ): void;
  histogram(
    words: number,
    rows: number,
    count: number,
    hist: number,
    o0: number,
    o1: number,
    o2: number,
    o3: number,
  ): void;
  clear(at: number, bytes: number): void;
  subtract(parent: number, child: number, bytes: number): void;
  scan(
    hist: number,
    features: number,
    from: number,
    to: number,
    offset: number,
    bins: number,
    missing: number,
    node: number,
    leaf: number,
    light: number,
    l2: number,
    best: number,
  ): void;
  partition(
    column: number,
    bin: number,
    missing: number,
    idx: number,
    spare: number,
    start: number,
    end: number,
  ): number;
  leafSums(idx: number, start: number, end: number, g: number, h: number, sums: number): void;
  addToRows(idx: number, start: number, end: number, raw: number, value: number): void;

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
  sigmoids(
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

  /** Bytes of a bin. */
  forestOpen(
    classes: number,
    n: number,
    p: number,
    maxFeatures: number,
    minSplit: number,
    minLeaf: number,
    maxDepth: number,
  ): number;
  forestMemory(
    bins: number,
    edges: number,
    y: number,
    given: number,
    idx: number,
    spare: number,
    times: number,
    gathered: number,
    hist: number,
    pool: number,
    stack: number,
    sides: number,
    totals: number,
  ): void;
  forestOut(
    feature: number,
    threshold: number,
    right: number,
    value: number,
    samples: number,
    gain: number,
  ): void;
  forestBegin(seed: number, index: number, bootstrap: number): void;
  /** 0 when the tree is grown, 1 when there is more to do, 2 at a node whose rows no bin parts. */
  forestGrow(budget: number): number;
  forestState(what: number): number;
  forestSplice(count: number, depth: number): void;

  walk(
    nodes: number,
    value: number,
    width: number,
    x: number,
    p: number,
    rows: number,
    out: number,
    stride: number,
  ): void;
}
