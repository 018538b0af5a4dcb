import type { Batch, Layers } from '#lib/engine/kernels/net.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { RandomState } from '#lib/engine/random.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { randomOf } from '../tree/random.ts';
import type { Params, Problem } from './problem.ts';
import { Rate } from './rate.ts';
import { scoreOf } from './score.ts';
import type { Trainer, Turn } from './trainer.ts';

export interface Trained {
  readonly layers: Layers;
  readonly losses: readonly number[];
  readonly scores: readonly number[];
  /** The pass whose weights these are, counted from 1. */
  readonly kept: number;
  readonly converged: boolean;
}

export interface Plan {
  readonly problem: Problem;
  readonly params: Params;
  readonly learn: Int32Array;
  readonly watch: Int32Array;
  /** scikit-learn's random numbers, after the weights and the split. */
  readonly random: RandomState;
  readonly seed: number;
}

/** Multiplications between two turns: some milliseconds. */
const breath = 8e6;

/**
 * Passes over the rows until nothing is gained, as scikit-learn's _fit_stochastic.
 * @throws EngineError 'not-finite' when the weights run away
 */
export class Training {
  readonly #plan: Plan;
  readonly #trainer: Trainer;
  readonly #rate: Rate;
  readonly #losses: number[] = [];
  readonly #scores: number[] = [];
  readonly #drops: () => number;
  /** Multiplications of a pass. */
  readonly #work: number;
  #best = -Infinity;
  #idle = 0;
  #kept: { readonly layers: Layers; readonly pass: number } | null = null;

  constructor(plan: Plan, trainer: Trainer) {
    const { params, learn, watch, problem, seed } = plan;
    const { sizes } = problem.shape;
    const weights = sizes.slice(1).reduce((sum, out, l) => sum + sizes[l]! * out, 0);
    this.#plan = plan;
    this.#trainer = trainer;
    this.#rate = new Rate(params, learn.length);
    this.#drops = randomOf(seed, 1);
    this.#work = weights * (3 * learn.length + watch.length);
  }

  *run(): Generator<Progress, Trained> {
    const { params, learn } = this.#plan;
    let order = Int32Array.from({ length: learn.length }, (_, i) => i);
    let converged = false;
    for (let pass = 0; pass < params.maxIter && !converged; pass += 1) {
      const shuffled = this.#plan.random.permutation(learn.length);
      order = shuffled.map((at) => order[at]!);
      yield* this.#paced(pass, this.#pass(order));
      yield { share: (pass + 1) / params.maxIter, note: this.#said() };
      converged = this.#ends();
    }
    const { layers, pass } = this.#kept ?? {
      layers: yield* this.#paced(params.maxIter, this.#trainer.layers()),
      pass: this.#losses.length,
    };
    checkFinite(layers);
    return { layers, losses: this.#losses, scores: this.#scores, kept: pass, converged };
  }

  *#pass(order: Int32Array): Generator<Turn, void> {
    const { learn, watch, problem, params } = this.#plan;
    const most = params.batchSize === 'auto' ? 200 : params.batchSize;
    const size = Math.min(most, learn.length);
    for (let from = 0; from < learn.length; from += size) {
      const rows = order.slice(from, from + size).map((at) => learn[at]!);
      yield* this.#trainer.step({ rows, masks: this.#masks(rows.length) }, this.#rate.now);
    }
    const loss = (yield* this.#trainer.loss()) / learn.length;
    if (!Number.isFinite(loss)) throw ranAway(this.#losses.length + 1);
    this.#losses.push(loss);
    if (watch.length === 0) return;
    const score = scoreOf(problem, watch, yield* this.#trainer.answers(watch));
    this.#scores.push(score);
    if (!(score > Math.max(-Infinity, ...this.#scores.slice(0, -1)))) return;
    const layers = yield* this.#trainer.layers();
    this.#kept = { layers, pass: this.#scores.length };
  }

  /** scikit-learn's _update_no_improvement_count, and what follows from it. */
  #ends(): boolean {
    const { params, watch } = this.#plan;
    const value = watch.length > 0 ? this.#scores.at(-1)! : -this.#losses.at(-1)!;
    // The two of scikit-learn differ where the gain is the tolerance itself.
    const gains =
      watch.length > 0 ? value >= this.#best + params.tol : -value <= -this.#best - params.tol;
    this.#idle = gains ? 0 : this.#idle + 1;
    this.#best = Math.max(this.#best, value);
    this.#rate.passed();
    if (this.#idle <= params.nIterNoChange) return false;
    this.#idle = 0;
    return this.#rate.ends();
  }

  #masks(rows: number): Batch['masks'] {
    const { dropout } = this.#plan.params;
    if (dropout === 0) return null;
    const hidden = this.#plan.problem.shape.sizes.slice(1, -1);
    const kept = 1 / (1 - dropout);
    return hidden.map((units) =>
      Float64Array.from({ length: rows * units }, () => (this.#drops() < dropout ? 0 : kept)),
    );
  }

  *#paced<T>(pass: number, work: Generator<Turn, T>): Generator<Progress, T> {
    const { maxIter } = this.#plan.params;
    let done = 0;
    let told = 0;
    for (let turn = work.next(); ; turn = work.next()) {
      if (turn.done) return turn.value;
      if (typeof turn.value === 'number') done += turn.value;
      const share = Math.min(1, (pass + Math.min(1, done / this.#work)) / maxIter);
      if (typeof turn.value !== 'number') yield { share, wait: turn.value };
      else if (done - told > breath) {
        told = done;
        yield { share };
      }
    }
  }

  #said(): string {
    const { maxIter } = this.#plan.params;
    const score = this.#scores.at(-1);
    const seen = score === undefined ? '' : `, held-back score ${score.toFixed(4)}`;
    const loss = this.#losses.at(-1)!.toPrecision(4);
    return `pass ${this.#losses.length} of ${maxIter}: loss ${loss}${seen} (${this.#trainer.where})`;
  }
}

function checkFinite({ weights, biases }: Layers): void {
  for (const values of [...weights, ...biases])
    for (const value of values) if (!Number.isFinite(value)) throw ranAway(null);
}

const ranAway = (pass: number | null): EngineError =>
  new EngineError({
    code: 'not-finite',
    what: `The weights grew beyond all numbers${pass === null ? '' : ` in pass ${pass}`}`,
    where: { model: 'multilayerPerceptron' },
    remedy: 'Scale the columns (and a large target), or lower the learning rate.',
  });
