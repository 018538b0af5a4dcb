import { benchOf, tryOut, type Bench } from '#lib/engine/tune/bench.ts';
import { propose } from '#lib/engine/tune/propose.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import type { RunDeps } from '#lib/engine/run.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Better, Proposal, Trial, TuneAsk } from '#lib/recipe/tuning.ts';

/** A search as each worker that has part in it is told of it. */
export interface TuneTask {
  readonly id: string;
  /** Of the table. */
  readonly key: string;
  /** Of the search: a worker keeps its folds from trial to trial. */
  readonly search: string;
  readonly recipe: Recipe;
  readonly modelKey: string;
  readonly ask: TuneAsk;
}

/** What comes next in a search, and by what it is judged. */
export interface TuneNext {
  readonly proposals: readonly Proposal[];
  readonly metric: string;
  readonly better: Better;
  readonly how: string;
}

/** The folds of one search at a time. */
export class TuneBench {
  readonly #deps: Pick<RunDeps, 'computes' | 'scoring'>;
  #kept: { readonly search: string; readonly bench: Bench } | null = null;

  constructor(deps: Pick<RunDeps, 'computes' | 'scoring'>) {
    this.#deps = deps;
  }

  /** @throws EngineError of `benchOf` and `propose` */
  next(loaded: Loaded, task: TuneTask, done: readonly Trial[]): TuneNext {
    const { facts, metric, how } = this.#of(loaded, task);
    return { proposals: propose(task.ask, facts, done), metric, better: facts.better, how };
  }

  /** @throws EngineError of `tryOut` */
  try(
    loaded: Loaded,
    task: TuneTask,
    proposal: Proposal,
  ): Generator<Progress, Omit<Trial, 'seconds'>> {
    return tryOut(this.#of(loaded, task), proposal);
  }

  /** The worker's memory is wanted for something else. */
  drop(): void {
    this.#kept = null;
  }

  #of(loaded: Loaded, { search, recipe, modelKey, ask }: TuneTask): Bench {
    if (this.#kept?.search !== search) {
      const { nSplits } = ask;
      this.#kept = { search, bench: benchOf(loaded, recipe, modelKey, { ...this.#deps, nSplits }) };
    }
    return this.#kept.bench;
  }
}
