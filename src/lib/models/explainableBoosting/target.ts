import { exp, log } from '#lib/engine/elementary.ts';

/** What is learned: values, or classes as codes of those that occur. */
export interface Target {
  /** Values, or codes. */
  readonly y: Float64Array;
  readonly weight: Float64Array | null;
  /** Raw scores a row: 1 for values and two classes, else the classes. */
  readonly outputs: number;
  readonly classified: boolean;
}

const weightAt = ({ weight }: Target, i: number): number => weight?.[i] ?? 1;

/** Scores before any term: the mean, the log-odds, or the logarithms of the classes' shares. */
export function baseOf(target: Target, rows: Int32Array): Float64Array {
  const { y, outputs, classified } = target;
  const sums = new Float64Array(Math.max(outputs, 2));
  let total = 0;
  for (const i of rows) {
    const w = weightAt(target, i);
    total += w;
    if (classified) sums[y[i]!]! += w;
    else sums[0]! += w * y[i]!;
  }
  if (!classified) return Float64Array.of(total > 0 ? sums[0]! / total : 0);
  // A class that a sample lacks has half a row, so that its score is a number.
  const shares = sums.map((s) => Math.max(s, 0.5));
  return outputs === 1
    ? Float64Array.of(log(shares[1]! / shares[0]!))
    : shares.map((s) => log(s / Math.max(total, 1)));
}

/** Slope and bend of the loss at a row, in each output, written to `slope` and `bend`. */
export function slopesAt(
  target: Target,
  raw: Float64Array,
  i: number,
  { slope, bend }: { readonly slope: Float64Array; readonly bend: Float64Array },
): void {
  const { y, outputs, classified } = target;
  const w = weightAt(target, i);
  if (!classified) {
    slope[0] = w * (raw[i]! - y[i]!);
    bend[0] = w;
    return;
  }
  if (outputs === 1) {
    const p = sigmoid(raw[i]!);
    slope[0] = w * (p - y[i]!);
    bend[0] = w * p * (1 - p);
    return;
  }
  const from = i * outputs;
  let top = raw[from]!;
  for (let k = 1; k < outputs; k += 1) top = Math.max(top, raw[from + k]!);
  let sum = 0;
  for (let k = 0; k < outputs; k += 1) sum += slope[k] = exp(raw[from + k]! - top);
  for (let k = 0; k < outputs; k += 1) {
    const p = slope[k]! / sum;
    slope[k] = w * (p - (y[i] === k ? 1 : 0));
    bend[k] = w * p * (1 - p);
  }
}

/** Mean loss of rows: half squared error, or the negative log-likelihood. */
export function lossOf(target: Target, raw: Float64Array, rows: Int32Array): number {
  let [sum, total] = [0, 0];
  for (const i of rows) {
    const w = weightAt(target, i);
    total += w;
    if (w > 0) sum += w * lossAt(target, raw, i);
  }
  return total > 0 ? sum / total : 0;
}

function lossAt({ y, outputs, classified }: Target, raw: Float64Array, i: number): number {
  if (!classified) return 0.5 * (raw[i]! - y[i]!) ** 2;
  if (outputs === 1) {
    const z = y[i] === 1 ? raw[i]! : -raw[i]!;
    return Math.max(0, -z) + log(1 + exp(-Math.abs(z)));
  }
  const own = raw.subarray(i * outputs, (i + 1) * outputs);
  const top = own.reduce((a, b) => Math.max(a, b), -Infinity);
  return top + log(own.reduce((sum, x) => sum + exp(x - top), 0)) - own[y[i]!]!;
}

export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}
