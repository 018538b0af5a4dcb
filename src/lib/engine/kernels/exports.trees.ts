/** Of assembly/index.ts what bins columns and grows and walks trees. */
export interface TreeExports {
  sortKeys(x: number, n: number, keys: number): number;
  countDigits(keys: number, m: number, from: number, counts: number): void;
  /** 1 where something was written. */
  sortPass(from: number, to: number, m: number, count: number, digit: number): number;
  /** 1 where all are in order. */
  sortNear(keys: number, m: number, most: number): number;
  quantileEdges(keys: number, m: number, most: number, edges: number): number;
  applyEdges(x: number, n: number, edges: number, missing: number, out: number): number;
  applyLevels(x: number, n: number, edges: number, span: number, out: number): number;
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
  partitionSet(
    column: number,
    set: number,
    idx: number,
    spare: number,
    start: number,
    end: number,
  ): number;
  inOrder(idx: number, n: number): void;
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

  /** Bytes of a bin. */
  forestOpen(
    classes: number,
    weighted: number,
    n: number,
    p: number,
    maxFeatures: number,
    minSplit: number,
    minLeaf: number,
    maxDepth: number,
  ): number;
  forestLevels(firsts: number, own: number, held: number): void;
  forestMemory(
    bins: number,
    edges: number,
    gaps: number,
    shares: number,
    y: number,
    given: number,
    idx: number,
    spare: number,
    times: number,
    pair: number,
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
    missingLeft: number,
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
