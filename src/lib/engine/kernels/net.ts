import type { Kernels } from './kernels.ts';

export const activations = ['identity', 'relu', 'tanh', 'logistic'] as const;
export type Activation = (typeof activations)[number];
/** What the last layer's sums become, and with it the loss: half the squared error, or log loss. */
export const links = ['value', 'sigmoid', 'softmax'] as const;
export type Link = (typeof links)[number];

/** Weights of each layer, row-major inputs × units, and one bias for each unit. */
export interface Layers {
  readonly weights: readonly Float64Array[];
  readonly biases: readonly Float64Array[];
}

export interface Shape {
  /** Inputs, units of each hidden layer, outputs. */
  readonly sizes: readonly number[];
  readonly activation: Activation;
  readonly link: Link;
}

/** Rows to learn from, as they lie in `Samples`. */
export interface Batch {
  readonly rows: Int32Array;
  /** For each hidden layer, row-major rows × units: 0 where a unit is left out, else what makes up for those; or null. */
  readonly masks: readonly Float64Array[] | null;
}

export interface Samples {
  /** Row-major. */
  readonly x: Float64Array;
  /** Values, 0 and 1, or classes. */
  readonly y: Float64Array;
  /** null: 1 for each row. */
  readonly weight: Float64Array | null;
}

const even = (n: number): number => n + (n % 2);
const mostWork = 4e6;

/**
 * A multilayer perceptron in the memory of the kernels, in doubles: answers, loss and slopes. Rows go through in
 * groups of about 10 ms; the sums run in the order of the rows, so that the groups change nothing.
 */
export class Net {
  readonly shape: Shape;
  readonly kernels: Kernels;
  /** Weights of all layers, then biases, each padded to an even number of units. */
  readonly theta: number;
  readonly slope: number;
  readonly weightCount: number;
  readonly count: number;
  /** Rows that go through at once. */
  readonly group: number;
  readonly #spans: readonly { readonly weight: number; readonly bias: number }[];
  readonly #at: Buffers;

  constructor(kernels: Kernels, shape: Shape, rows: number) {
    const { sizes } = shape;
    this.shape = shape;
    this.kernels = kernels;
    const fans = sizes.slice(1).map((out, i) => ({ into: sizes[i]!, out: even(out) }));
    this.weightCount = fans.reduce((sum, f) => sum + f.into * f.out, 0);
    this.count = fans.reduce((sum, f) => sum + f.out, this.weightCount);
    let weight = 0;
    let bias = this.weightCount;
    this.#spans = fans.map(({ into, out }) => {
      const span = { weight: 8 * weight, bias: 8 * bias };
      weight += into * out;
      bias += out;
      return span;
    });
    this.theta = kernels.doubles(this.count);
    this.slope = kernels.doubles(this.count);
    const fits = 4 * Math.max(1, Math.floor(mostWork / this.weightCount / 4));
    this.group = Math.min(fits, 4 * Math.ceil(rows / 4), 1024);
    this.#at = buffers(kernels, sizes, this.group);
  }

  load({ weights, biases }: Layers): void {
    const { sizes } = this.shape;
    for (const [l, span] of this.#spans.entries()) {
      const out = sizes[l + 1]!;
      const step = even(out);
      const w = this.kernels.viewDoubles(this.theta + span.weight, sizes[l]! * step);
      for (let i = 0; i < sizes[l]!; i += 1)
        w.set(weights[l]!.subarray(i * out, (i + 1) * out), i * step);
      this.kernels.viewDoubles(this.theta + span.bias, out).set(biases[l]!);
    }
  }

  /** The weights, or what lies at another place of the same layout (the slopes). */
  read(from = this.theta): Layers {
    const { sizes } = this.shape;
    const weights: Float64Array[] = [];
    const biases: Float64Array[] = [];
    for (const [l, span] of this.#spans.entries()) {
      const [into, out] = [sizes[l]!, sizes[l + 1]!];
      const step = even(out);
      const w = this.kernels.viewDoubles(from + span.weight, into * step);
      const packed = new Float64Array(into * out);
      for (let i = 0; i < into; i += 1) packed.set(w.subarray(i * step, i * step + out), i * out);
      weights.push(packed);
      biases.push(this.kernels.viewDoubles(from + span.bias, out).slice());
    }
    return { weights, biases };
  }

  /** Row-major rows × outputs for the rows of `x`. @yields multiplications done */
  *answers(x: Float64Array, rows: ArrayLike<number>): Generator<number, Float64Array> {
    const outputs = this.shape.sizes.at(-1)!;
    const out = new Float64Array(rows.length * outputs);
    for (let from = 0; from < rows.length; from += this.group) {
      const count = Math.min(this.group, rows.length - from);
      this.#gather(x, rows, from, count);
      this.#forward(count, null, from);
      this.kernels.call.netLoss(this.#link, this.#last, 0, even(outputs), count, outputs, 0, 0);
      const z = this.kernels.viewDoubles(this.#last, count * even(outputs));
      for (let i = 0; i < count; i += 1)
        for (let k = 0; k < outputs; k += 1)
          out[(from + i) * outputs + k] = z[i * even(outputs) + k]!;
      yield count * this.weightCount;
    }
    return out;
  }

  /**
   * The mean loss of a batch with ½ alpha Σ w² / total weight, as scikit-learn has it; its slope lies at `slope`.
   * @yields multiplications done
   */
  *learn(samples: Samples, batch: Batch, alpha: number): Generator<number, number> {
    const { call } = this.kernels;
    const { rows } = batch;
    call.clear(this.slope, 8 * this.count);
    let loss = 0;
    let total = 0;
    for (let from = 0; from < rows.length; from += this.group) {
      const count = Math.min(this.group, rows.length - from);
      this.#gather(samples.x, rows, from, count);
      total += this.#truths(samples, rows, from, count);
      this.#forward(count, batch.masks, from);
      loss += this.#backward(count, batch.masks, from);
      yield 3 * count * this.weightCount;
    }
    const squares = call.netSquares(this.theta, this.weightCount);
    const biases = 8 * this.weightCount;
    call.netFinish(this.slope, this.theta, this.weightCount, alpha, total);
    call.netFinish(
      this.slope + biases,
      this.theta + biases,
      this.count - this.weightCount,
      0,
      total,
    );
    return (loss + 0.5 * alpha * squares) / total;
  }

  get #link(): number {
    return links.indexOf(this.shape.link);
  }

  get #last(): number {
    return this.#at.values.at(-1)!;
  }

  #gather(x: Float64Array, rows: ArrayLike<number>, from: number, count: number): void {
    const p = this.shape.sizes[0]!;
    const to = this.kernels.viewDoubles(this.#at.values[0]!, count * p);
    for (let i = 0, at = 0; i < count; i += 1) {
      const start = rows[from + i]! * p;
      for (let j = 0; j < p; j += 1, at += 1) to[at] = x[start + j]!;
    }
  }

  /** @returns the sum of the rows' weights */

  #truths({ y, weight }: Samples, rows: Int32Array, from: number, count: number): number {
    const truths = this.kernels.viewDoubles(this.#at.y, count);
    const weights = this.kernels.viewDoubles(this.#at.weight, count);
    let total = 0;
    for (let i = 0; i < count; i += 1) {
      const row = rows[from + i]!;
      truths[i] = y[row]!;
      weights[i] = weight ? weight[row]! : 1;
      total += weights[i]!;
    }
    return total;
  }

  #forward(count: number, masks: Batch['masks'], from: number): void {
    const { call } = this.kernels;
    const { sizes, activation } = this.shape;
    const kind = activations.indexOf(activation);
    for (const [l, span] of this.#spans.entries()) {
      const [into, out] = [sizes[l]!, even(sizes[l + 1]!)];
      const z = this.#at.values[l + 1]!;
      const input = l === 0 ? { at: this.#at.values[0]!, step: into } : this.#inputOf(l, masks);
      call.netSpread(z, count, out, this.theta + span.bias);
      const b = this.theta + span.weight;
      call.netMatmul(input.at, 8 * input.step, 8, b, 8 * out, z, 8 * out, count, out, into);
      if (l + 1 === sizes.length - 1) return;
      call.netActivate(kind, z, count * out);
      if (masks) this.#mask(l, masks[l]!, z, this.#at.masked[l]!, { count, from });
    }
  }

  #inputOf(l: number, masks: Batch['masks']): { at: number; step: number } {
    const at = masks ? this.#at.masked[l - 1]! : this.#at.values[l]!;
    return { at, step: even(this.shape.sizes[l]!) };
  }

  // eslint-disable-next-line max-params -- from one place to another
  #mask(
    hidden: number,
    mask: Float64Array,
    source: number,
    target: number,
    { count, from }: { readonly count: number; readonly from: number },
  ): void {
    const units = this.shape.sizes[hidden + 1]!;
    const step = even(units);
    const a = this.kernels.viewDoubles(source, count * step);
    const b = this.kernels.viewDoubles(target, count * step);
    for (let i = 0; i < count; i += 1)
      for (let k = 0; k < units; k += 1)
        b[i * step + k] = a[i * step + k]! * mask[(from + i) * units + k]!;
  }

  #backward(count: number, masks: Batch['masks'], from: number): number {
    const { call } = this.kernels;
    const { sizes, activation } = this.shape;
    const { deltas, y, weight, ones, turned } = this.#at;
    const outputs = sizes.at(-1)!;
    const last = this.#spans.length - 1;
    const z = this.#last;
    const step = even(outputs);
    const loss = call.netLoss(this.#link, z, deltas[last]!, step, count, outputs, y, weight);
    for (let l = last; l >= 0; l -= 1) {
      const span = this.#spans[l]!;
      const [into, out] = [sizes[l]!, even(sizes[l + 1]!)];
      const input = l === 0 ? { at: this.#at.values[0]!, step: into } : this.#inputOf(l, masks);
      const delta = deltas[l]!;
      const g = this.slope + span.weight;
      call.netMatmul(input.at, 8, 8 * input.step, delta, 8 * out, g, 8 * out, into, out, count);
      call.netMatmul(ones, 0, 8, delta, 8 * out, this.slope + span.bias, 8 * out, 1, out, count);
      if (l === 0) break;
      const below = even(into);
      // The unit that pads an odd layer must get no slope.
      if (below > into) call.clear(turned, 8 * below * sizes[l + 1]!);
      call.netTranspose(this.theta + span.weight, into, sizes[l + 1]!, out, turned, below);
      call.clear(deltas[l - 1]!, 8 * count * below);
      const d = deltas[l - 1]!;
      call.netMatmul(
        delta,
        8 * out,
        8,
        turned,
        8 * below,
        d,
        8 * below,
        count,
        below,
        sizes[l + 1]!,
      );
      if (masks) this.#mask(l - 1, masks[l - 1]!, d, d, { count, from });
      call.netSlope(
        activations.indexOf(activation),
        this.#at.values[l]!,
        d,
        activation === 'identity' ? 0 : count * below,
      );
    }
    return loss;
  }
}

interface Buffers {
  /** The inputs, then what each layer gives. */
  readonly values: readonly number[];
  /** What each hidden layer gives after some units were left out. */
  readonly masked: readonly number[];
  readonly deltas: readonly number[];
  readonly y: number;
  readonly weight: number;
  readonly ones: number;
  /** A layer's weights turned. */
  readonly turned: number;
}

function buffers(kernels: Kernels, sizes: readonly number[], group: number): Buffers {
  const units = sizes.slice(1).map(even);
  const place = (width: number): number => kernels.doubles(group * width);
  const ones = kernels.doubles(group);
  kernels.viewDoubles(ones, group).fill(1);
  const largest = sizes.slice(1, -1).map((into, l) => even(into) * sizes[l + 2]!);
  return {
    values: [place(sizes[0]!), ...units.map(place)],
    masked: units.slice(0, -1).map(place),
    deltas: units.map(place),
    y: kernels.doubles(group),
    weight: kernels.doubles(group),
    ones,
    turned: kernels.doubles(Math.max(2, ...largest)),
  };
}
