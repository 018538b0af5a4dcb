/** What assembly/net.ts exports; each function's meaning is told there. */
export interface NetExports {
  netMatmul(
    a: number,
    rowStep: number,
    innerStep: number,
    b: number,
    bStep: number,
    c: number,
    cStep: number,
    m: number,
    n: number,
    inner: number,
  ): void;
  netSpread(c: number, m: number, n: number, values: number): void;
  netTranspose(
    a: number,
    rows: number,
    columns: number,
    aStep: number,
    out: number,
    outStep: number,
  ): void;
  netActivate(kind: number, at: number, count: number): void;
  netSlope(kind: number, value: number, delta: number, count: number): void;
  /** The sum of the rows' losses. */
  netLoss(
    kind: number,
    z: number,
    delta: number,
    stride: number,
    rows: number,
    outputs: number,
    y: number,
    w: number,
  ): number;
  netFinish(g: number, w: number, count: number, alpha: number, total: number): void;
  netSquares(w: number, count: number): number;
  netAdam(
    w: number,
    g: number,
    m: number,
    v: number,
    count: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void;
  netSgd(
    w: number,
    g: number,
    v: number,
    count: number,
    rate: number,
    momentum: number,
    nesterov: number,
  ): void;
}
