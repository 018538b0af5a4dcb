import { exp } from '#lib/engine/elementary.ts';
import type { Link } from './losses.ts';

/**
 * Answers from raw scores: values, or row-major probabilities of all classes.
 * @param raw row-major rows × outputs
 */
export function answer(
  {
    link,
    classes,
    nClasses,
  }: { readonly link: Link; readonly classes: Int32Array; readonly nClasses: number },
  raw: Float64Array,
): Float64Array {
  if (link === 'identity') return raw;
  if (link === 'exp') return raw.map((x) => exp(x));
  const width = link === 'softmax' ? classes.length : 1;
  const rows = raw.length / width;
  const out = new Float64Array(rows * nClasses);
  for (let i = 0; i < rows; i += 1) {
    if (link === 'softmax') shares(raw, i * width, classes, out, i * nClasses);
    else if (classes.length === 1) out[i * nClasses + classes[0]!] = 1;
    else {
      const p = logistic(raw[i]!);
      out[i * nClasses + classes[0]!] = 1 - p;
      out[i * nClasses + classes[1]!] = p;
    }
  }
  return out;
}

const logistic = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));

// eslint-disable-next-line max-params -- a hot loop: two arrays and where to read and write in them
function shares(
  raw: Float64Array,
  from: number,
  classes: Int32Array,
  out: Float64Array,
  to: number,
): void {
  let top = -Infinity;
  for (let k = 0; k < classes.length; k += 1) top = Math.max(top, raw[from + k]!);
  let sum = 0;
  for (let k = 0; k < classes.length; k += 1) sum += exp(raw[from + k]! - top);
  for (let k = 0; k < classes.length; k += 1)
    out[to + classes[k]!] = exp(raw[from + k]! - top) / sum;
}
