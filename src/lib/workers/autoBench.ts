import {
  autoBench,
  autoFacts,
  tryAuto,
  type AutoBench,
  type AutoTried,
} from '#lib/engine/automl/bench.ts';
import { candidatesOf, ensembleOf, type Blendable } from '#lib/engine/automl/ensemble.ts';
import { autoPropose } from '#lib/engine/automl/propose.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import type { RunDeps } from '#lib/engine/run.ts';
import type { AutoAsk, AutoEnsemble, AutoProposal, AutoTrial } from '#lib/recipe/automl.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { ensembleKinds } from './ensembleKinds.ts';

/** An AutoML search as each worker that has part in it is told of it. */
export interface AutoTask {
  readonly id: string;
  /** Of the table. */
  readonly key: string;
  /** Of the search: a worker keeps its folds from trial to trial. */
  readonly search: string;
  readonly recipe: Recipe;
  readonly nSplits: number;
}

/** What a search is made for, and by what its trials are judged. */
export interface AutoStart {
  readonly facts: {
    readonly rows: number;
    readonly features: number;
    readonly classes: number;
    readonly spread: number;
  };
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  readonly how: string;
}

/** The folds of one search at a time. */
export class AutoHolder {
  readonly #deps: Pick<RunDeps, 'computes' | 'scoring'>;
  #kept: { readonly search: string; readonly bench: AutoBench } | null = null;

  constructor(deps: Pick<RunDeps, 'computes' | 'scoring'>) {
    this.#deps = deps;
  }

  /** @throws EngineError of `autoBench`, and of the steps */
  *start(loaded: Loaded, task: AutoTask): Generator<Progress, AutoStart> {
    const bench = this.#of(loaded, task);
    const facts = yield* autoFacts(bench);
    const { metric, better, how } = bench;
    return { facts, metric, better, how };
  }

  next(loaded: Loaded, task: AutoTask, ask: AutoAsk, done: readonly AutoTrial[]): AutoProposal[] {
    return autoPropose(ask, this.#of(loaded, task).better, done);
  }

  try(loaded: Loaded, task: AutoTask, proposal: AutoProposal): Generator<Progress, AutoTried> {
    return tryAuto(this.#of(loaded, task), proposal);
  }

  ensemble(
    loaded: Loaded,
    task: AutoTask,
    found: readonly Blendable[],
  ): Generator<Progress, Omit<AutoEnsemble, 'seconds'> | null> {
    const bench = this.#of(loaded, task);
    return ensembleOf(bench, candidatesOf(found, bench.better, ensembleKinds), ensembleKinds);
  }

  /** The worker's memory is wanted for something else. */
  drop(): void {
    this.#kept = null;
  }

  #of(loaded: Loaded, { search, recipe, nSplits }: AutoTask): AutoBench {
    if (this.#kept?.search !== search)
      this.#kept = { search, bench: autoBench(loaded, recipe, { ...this.#deps, nSplits }) };
    return this.#kept.bench;
  }
}
