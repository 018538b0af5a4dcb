import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Batch, Layers, Shape } from '../kernels/net.ts';
import type { TensorLesson } from './tfjs.ts';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

interface Weights {
  readonly w: readonly Tensor2D[];
  readonly b: readonly Tensor1D[];
}

/** A multilayer perceptron in single precision on the backend that is set: the kernels' Net and solver, as tensors. */
export class TensorNet {
  /** Multiplications for each row of a batch. */
  readonly work: number;
  readonly #shape: Shape;
  readonly #alpha: number;
  readonly #momentum: number | null;
  readonly #x: Tensor2D;
  /** Values, or 1 in the column of the row's class. */
  readonly #y: Tensor2D;
  readonly #weight: Tensor1D;
  /** Of each row, for the sums that the host needs. */
  readonly #weights: Float64Array | null;
  #theta: Tensor[];
  #first: Tensor[];
  #second: Tensor[];
  #loss: Tensor;
  #powers: readonly [number, number] = [1, 1];

  constructor({ shape, start, samples, alpha, momentum }: TensorLesson) {
    const { sizes, link } = shape;
    const rows = samples.y.length;
    this.#shape = shape;
    this.work = 3 * start.weights.reduce((sum, values) => sum + values.length, 0);
    this.#alpha = alpha;
    this.#momentum = momentum;
    this.#x = tf.tensor2d(Float32Array.from(samples.x), [rows, sizes[0]!]);
    const outputs = sizes.at(-1)!;
    const truths = new Float32Array(rows * outputs);
    for (const [i, y] of samples.y.entries())
      if (link === 'softmax') truths[i * outputs + y] = 1;
      else truths[i] = y;
    this.#y = tf.tensor2d(truths, [rows, outputs]);
    this.#weights = samples.weight;
    this.#weight = tf.tensor1d(
      samples.weight ? Float32Array.from(samples.weight) : new Float32Array(rows).fill(1),
    );
    const w = start.weights.map((values, l) =>
      tf.tensor2d(Float32Array.from(values), [sizes[l]!, sizes[l + 1]!]),
    );
    this.#theta = [...w, ...start.biases.map((values) => tf.tensor1d(Float32Array.from(values)))];
    this.#first = this.#theta.map((one) => tf.zerosLike(one));
    this.#second = momentum === null ? this.#theta.map((one) => tf.zerosLike(one)) : [];
    this.#loss = tf.scalar(0);
  }

  /** Learns from one batch; on a graphics processor it is only asked for when this returns. */
  step({ rows, masks }: Batch, rate: number): void {
    const total = this.#weights
      ? rows.reduce((sum, row) => sum + this.#weights![row]!, 0)
      : rows.length;
    const old = [...this.#theta, ...this.#first, ...this.#second, this.#loss];
    this.#powers = [this.#powers[0] * beta1, this.#powers[1] * beta2];
    const n = this.#theta.length;
    const next = tf.tidy(() => {
      const { slopes, loss } = this.#slopes(rows, masks, total);
      const sum = tf.add(this.#loss, tf.mul(loss, rows.length));
      return [...this.#moved(slopes, rate), sum];
    });
    this.#theta = next.slice(0, n);
    this.#first = next.slice(n, 2 * n);
    this.#second = next.slice(2 * n, -1);
    this.#loss = next.at(-1)!;
    tf.dispose(old);
  }

  /** Sum of the batches' losses times their rows, since it was last asked. */
  async loss(): Promise<number> {
    const value = (await this.#loss.data())[0]!;
    tf.dispose(this.#loss);
    this.#loss = tf.scalar(0);
    return value;
  }

  /** Waits until what was asked for is done. */
  async settle(): Promise<void> {
    await this.#loss.data();
  }

  /** Row-major rows × outputs: values or probabilities. */
  async answers(rows: Int32Array): Promise<Float64Array> {
    const said = tf.tidy(() => {
      const values = this.#forward(tf.gather(this.#x, tf.tensor1d(rows, 'int32')), null);
      return this.#linked(values.at(-1)!);
    });
    const data = await said.data();
    tf.dispose(said);
    return Float64Array.from(data);
  }

  async layers(): Promise<Layers> {
    const all = await Promise.all(
      this.#theta.map(async (one) => Float64Array.from(await one.data())),
    );
    const depth = this.#shape.sizes.length - 1;
    return { weights: all.slice(0, depth), biases: all.slice(depth) };
  }

  close(): void {
    tf.dispose([this.#x, this.#y, this.#weight, this.#loss]);
    tf.dispose([...this.#theta, ...this.#first, ...this.#second]);
  }

  get #parts(): Weights {
    const depth = this.#shape.sizes.length - 1;
    return {
      w: this.#theta.slice(0, depth) as Tensor2D[],
      b: this.#theta.slice(depth) as Tensor1D[],
    };
  }

  /** The input, and what each layer gives before units are left out; the last one's sums as they are. */
  #forward(x: Tensor2D, masks: readonly Tensor2D[] | null): Tensor2D[] {
    const { w, b } = this.#parts;
    const values = [x];
    for (const [l, weights] of w.entries()) {
      const below = values[l]!;
      const input = l > 0 && masks ? tf.mul<Tensor2D>(below, masks[l - 1]!) : below;
      const z = tf.add<Tensor2D>(tf.matMul(input, weights), b[l]!);
      values.push(l === w.length - 1 ? z : this.#bent(z));
    }
    return values;
  }

  #bent(z: Tensor2D): Tensor2D {
    const { activation } = this.#shape;
    if (activation === 'relu') return tf.relu(z);
    if (activation === 'tanh') return tf.tanh(z);
    return activation === 'logistic' ? tf.sigmoid(z) : z;
  }

  /** The slope of the activation, told from its value. */
  #slopeAt(a: Tensor2D): Tensor2D | null {
    const { activation } = this.#shape;
    if (activation === 'relu') return tf.cast(tf.greater(a, 0), 'float32');
    if (activation === 'tanh') return tf.sub(1, tf.square(a));
    return activation === 'logistic' ? tf.mul(a, tf.sub(1, a)) : null;
  }

  #linked(z: Tensor2D): Tensor2D {
    const { link } = this.#shape;
    if (link === 'value') return z;
    return link === 'softmax' ? tf.softmax(z) : tf.sigmoid(z);
  }

  #slopes(
    rows: Int32Array,
    masks: Batch['masks'],
    total: number,
  ): { readonly slopes: Tensor[]; readonly loss: Tensor } {
    const index = tf.tensor1d(rows, 'int32');
    const { sizes } = this.#shape;
    const drops =
      masks?.map((mask, l) => tf.tensor2d(Float32Array.from(mask), [rows.length, sizes[l + 1]!])) ??
      null;
    const values = this.#forward(tf.gather(this.#x, index), drops);
    const z = values.at(-1)!;
    const y = tf.gather(this.#y, index);
    const weight = tf.reshape(tf.gather(this.#weight, index), [rows.length, 1]);
    const share = tf.div(weight, total);
    const { w } = this.#parts;
    const [weights, biases]: [Tensor[], Tensor[]] = [[], []];
    let delta = tf.mul<Tensor2D>(tf.sub(this.#linked(z), y), share);
    for (let l = w.length - 1; l >= 0; l -= 1) {
      const input = l > 0 && drops ? tf.mul<Tensor2D>(values[l]!, drops[l - 1]!) : values[l]!;
      const pull = tf.mul(w[l]!, this.#alpha / total);
      weights.unshift(tf.add(tf.matMul(input, delta, true), pull));
      biases.unshift(tf.sum(delta, 0));
      if (l === 0) break;
      delta = tf.matMul(delta, w[l]!, false, true);
      if (drops) delta = tf.mul(delta, drops[l - 1]!);
      const slope = this.#slopeAt(values[l]!);
      if (slope) delta = tf.mul(delta, slope);
    }
    const squares = w.map((one) => tf.sum(tf.square(one))).reduce((a, b) => tf.add(a, b));
    const mean = tf.sum(tf.mul(this.#losses(z, y), share));
    const loss = tf.add(mean, tf.mul(squares, (0.5 * this.#alpha) / total));
    return { slopes: [...weights, ...biases], loss };
  }

  /** One a row, from the sums, so that single precision does not take the logarithm of 0. */
  #losses(z: Tensor2D, y: Tensor2D): Tensor2D {
    const { link } = this.#shape;
    if (link === 'value') return tf.mul(0.5, tf.square(tf.sub(z, y)));
    if (link === 'softmax') {
      const own = tf.sum(tf.mul(z, y), 1, true);
      return tf.sub(tf.logSumExp(z, 1, true), own);
    }
    const tail = tf.log1p(tf.exp(tf.neg(tf.abs(z))));
    return tf.add(tf.sub(tf.relu(z), tf.mul(z, y)), tail);
  }

  /** Weights, then first and second moments, after the step. */
  #moved(slopes: readonly Tensor[], rate: number): Tensor[] {
    const momentum = this.#momentum;
    if (momentum !== null) {
      const step = (v: Tensor, g: Tensor): Tensor => tf.sub(tf.mul(v, momentum), tf.mul(g, rate));
      const first = slopes.map((g, i) => step(this.#first[i]!, g));
      const theta = slopes.map((g, i) => tf.add(this.#theta[i]!, step(first[i]!, g)));
      return [...theta, ...first];
    }
    const corrected = (rate * Math.sqrt(1 - this.#powers[1])) / (1 - this.#powers[0]);
    const first = slopes.map((g, i) =>
      tf.add(tf.mul(this.#first[i]!, beta1), tf.mul(g, 1 - beta1)),
    );
    const second = slopes.map((g, i) =>
      tf.add(tf.mul(this.#second[i]!, beta2), tf.mul(tf.square(g), 1 - beta2)),
    );
    const theta = first.map((m, i) =>
      tf.sub(this.#theta[i]!, tf.div(tf.mul(m, corrected), tf.add(tf.sqrt(second[i]!), epsilon))),
    );
    return [...theta, ...first, ...second];
  }
}
