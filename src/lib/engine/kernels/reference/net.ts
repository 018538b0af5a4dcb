import type { Activation, Batch, Layers, Samples, Shape } from '../net.ts';

const bends: Readonly<Record<Activation, (z: number) => number>> = {
  identity: (z) => z,
  relu: (z) => Math.max(0, z),
  tanh: Math.tanh,
  logistic: (z) => 1 / (1 + Math.exp(-z)),
};

/** One row's answers: a value, the second class's probability, or all classes' probabilities. */
export function answerPlainly(
  { sizes, activation, link }: Shape,
  { weights, biases }: Layers,
  x: readonly number[],
  drops: readonly (readonly number[])[] | null = null,
): number[] {
  let values = [...x];
  for (const [l, out] of sizes.slice(1).entries()) {
    const sums = Array.from({ length: out }, (_, k) =>
      values.reduce((sum, value, i) => sum + value * weights[l]![i * out + k]!, biases[l]![k]!),
    );
    const last = l === sizes.length - 2;
    values = last ? sums : sums.map((z, k) => bends[activation](z) * (drops?.[l]?.[k] ?? 1));
  }
  if (link === 'sigmoid') return values.map((z) => 1 / (1 + Math.exp(-z)));
  if (link === 'value') return values;
  const top = Math.max(...values);
  const shares = values.map((z) => Math.exp(z - top));
  return shares.map((share) => share / shares.reduce((sum, one) => sum + one, 0));
}

/** Mean loss of a batch with ½ alpha Σ w² / total weight, as scikit-learn 1.9 has it. */
export function lossPlainly(
  shape: Shape,
  layers: Layers,
  { x, y, weight }: Samples,
  { batch: { rows, masks }, alpha }: { readonly batch: Batch; readonly alpha: number },
): number {
  const p = shape.sizes[0]!;
  let loss = 0;
  let total = 0;
  for (const [i, row] of rows.entries()) {
    const drops =
      masks?.map((mask, l) => {
        const units = shape.sizes[l + 1]!;
        return [...mask.subarray(i * units, (i + 1) * units)];
      }) ?? null;
    const said = answerPlainly(shape, layers, [...x.subarray(row * p, (row + 1) * p)], drops);
    const w = weight?.[row] ?? 1;
    total += w;
    if (shape.link === 'value') loss += 0.5 * w * (said[0]! - y[row]!) ** 2;
    if (shape.link === 'sigmoid') loss -= w * Math.log(y[row] === 1 ? said[0]! : 1 - said[0]!);
    if (shape.link === 'softmax') loss -= w * Math.log(said[y[row]!]!);
  }
  const squares = layers.weights.reduce((sum, w) => sum + w.reduce((s, v) => s + v * v, 0), 0);
  return (loss + 0.5 * alpha * squares) / total;
}
