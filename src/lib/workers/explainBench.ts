import { toldEquation } from '#lib/codegen/equation/texts.ts';
import { ExplainSession } from '#lib/engine/explain/session.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { Computes } from '#lib/engine/predictor.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { AnyExplainAnswer, ExplainAsk } from '#lib/recipe/explanation.ts';
import { canonical } from '#lib/recipe/hash.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';

/** Which run is asked about, on which table and split. */
export interface ExplainTask {
  readonly id: string;
  readonly key: string;
  readonly recipe: Recipe;
  readonly runId: string;
  /** Columns of the file that are asked about and that the steps may have taken away. */
  readonly lent?: Loaded;
}

/** The last run that was asked about stays laid out, so that the next question about it is quick. */
export class ExplainBench {
  readonly #computes: Computes;
  #run: { readonly id: string; readonly fitted: FittedRun } | null = null;
  #session: { readonly key: string; readonly session: ExplainSession } | null = null;

  constructor(computes: Computes) {
    this.#computes = computes;
  }

  holds = (runId: string): boolean => this.#run?.id === runId;

  hold(runId: string, fitted: FittedRun): void {
    this.#run = { id: runId, fitted };
    this.#session = null;
  }

  *answer(
    loaded: Loaded,
    { key, recipe, runId, lent }: ExplainTask,
    ask: ExplainAsk,
  ): Generator<Progress, AnyExplainAnswer> {
    if (this.#run?.id !== runId)
      throw new EngineError({
        code: 'unexpected',
        what: 'The worker does not hold this model',
        where: {},
        remedy: 'Try again; the model is sent anew.',
      });
    const name = canonical([runId, key, recipe.split, recipe.seed]);
    if (this.#session?.key !== name)
      this.#session = {
        key: name,
        session: new ExplainSession(loaded, recipe, this.#run.fitted, this.#computes),
      };
    const { session } = this.#session;
    if (ask.kind === 'equation')
      return toldEquation(yield* session.equation(targetOf(recipe) ?? '', ask.digits));
    return yield* session.answer(ask, lent ?? null);
  }
}
