/** What assembly/exact.ts exports. */
export interface ExactExports {
  exactDot(a: number, b: number, n: number): number;
  divide(x: number, n: number, by: number): void;
  reflect(list: number, count: number, v: number, tau: number, n: number): void;
  exactGram(x: number, stride: number, p: number, rows: number, sums: number): void;
}
