import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { Net } from '#lib/engine/kernels/net.ts';
import type { Batch, Layers, Samples, Shape } from '#lib/engine/kernels/net.ts';
import { AdamRate, beta1, beta2, epsilon } from './trainer.ts';
import type { Solver, Trainer, Turn } from './trainer.ts';

export interface Lesson {
  readonly shape: Shape;
  readonly start: Layers;
  readonly samples: Samples;
  readonly alpha: number;
  readonly solver: Solver;
  readonly batchSize: number;
}

/** scikit-learn's stochastic solvers in doubles, in one order of all sums: the same bits everywhere. */
export class ExactTrainer implements Trainer {
  readonly where = 'doubles';
  readonly #lesson: Lesson;
  readonly #net: Net;
  /** Adam's moments, or the velocity and nothing. */
  readonly #moments: readonly [number, number];
  readonly #adam = new AdamRate();
  #loss = 0;

  constructor(lesson: Lesson) {
    const kernels = new Kernels();
    this.#lesson = lesson;
    this.#net = new Net(kernels, lesson.shape, lesson.batchSize);
    this.#net.load(lesson.start);
    const second = lesson.solver.kind === 'adam' ? this.#net.count : 0;
    this.#moments = [kernels.doubles(this.#net.count), kernels.doubles(second)];
  }

  *step(batch: Batch, rate: number): Generator<Turn, void> {
    const { samples, alpha, solver } = this.#lesson;
    const loss = yield* this.#net.learn(samples, batch, alpha);
    this.#loss += loss * batch.rows.length;
    const { theta, slope, count, kernels } = this.#net;
    const [m, v] = this.#moments;
    if (solver.kind === 'sgd')
      kernels.call.netSgd(theta, slope, m, count, rate, solver.momentum, 1);
    else {
      const corrected = this.#adam.next(rate);
      kernels.call.netAdam(theta, slope, m, v, count, corrected, beta1, beta2, epsilon);
    }
  }

  *loss(): Generator<Turn, number> {
    const loss = this.#loss;
    this.#loss = 0;
    return loss;
  }

  answers(rows: Int32Array): Generator<Turn, Float64Array> {
    return this.#net.answers(this.#lesson.samples.x, rows);
  }

  *layers(): Generator<Turn, Layers> {
    return this.#net.read();
  }

  close(): void {
    // The memory goes with the object.
  }
}
