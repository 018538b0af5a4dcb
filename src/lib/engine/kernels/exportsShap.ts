/** Of assembly/index.ts what explains trees. */
export interface ShapExports {
  shap(
    nodes: number,
    count: number,
    value: number,
    width: number,
    points: number,
    k: number,
    x: number,
    p: number,
    rows: number,
    levels: number,
    products: number,
    sums: number,
    out: number,
    stride: number,
  ): void;
}
