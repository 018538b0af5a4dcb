import { ranked, type AutoAsk, type AutoProposal, type AutoTrial } from '#lib/recipe/automl.ts';
import type { Better, TuneParams } from '#lib/recipe/tuning.ts';
import { RandomState } from '../random.ts';
import { drawn, isIn, sameAt } from '../tune/space.ts';
import { tpeProposal } from '../tune/tpe.ts';

/** Never by the number of workers: the same proposals follow on any. */
const batch = 4;
/** Which of the best models each trial of a batch tunes, by their place: the first gets half. */
const turns = [0, 1, 0, 2];
/** Trials of one model before its good ones guide the next. */
const guidedFrom = 6;
const redraws = 200;

/**
 * The next models to try, all of which can be tried at the same time: first the portfolio, then other settings of the
 * three models that did best. None where the search is over. Only `ask` and the scores so far decide.
 * @param done every trial of what was proposed before
 */
export function autoPropose(
  ask: AutoAsk,
  better: Better,
  done: readonly AutoTrial[],
): AutoProposal[] {
  const most = 'trials' in ask.budget ? ask.budget.trials : Infinity;
  const { portfolio } = ask;
  const left = most - done.length;
  if (done.length < portfolio.length)
    return portfolio
      .slice(done.length, Math.min(portfolio.length, done.length + left))
      .map((entry, k) => ({ ...entry, number: done.length + k, origin: 'portfolio', share: 1 }));
  if (left <= 0) return [];
  const standing = ranked(done, better).filter((t) => t.score !== null);
  const models = [...new Set(standing.map((t) => t.model))].filter(
    (model) => (ask.spaces[model]?.length ?? 0) > 0,
  );
  if (models.length === 0) return [];
  const proposed: AutoProposal[] = [];
  for (let k = 0; k < Math.min(batch, left); k += 1) {
    const number = done.length + k;
    const model = models[Math.min(turns[k]!, models.length - 1)]!;
    const params = nextOf(ask, model, { standing, done: [...done, ...proposed], number });
    proposed.push({ model, params, number, origin: 'search', share: 1 });
  }
  return proposed;
}

interface SoFar {
  /** With a score, best first. */
  readonly standing: readonly AutoTrial[];
  /** And what is under way. */
  readonly done: readonly AutoProposal[];
  readonly number: number;
}

/** What is not searched stays as in the model's best trial. */
function nextOf(ask: AutoAsk, model: string, { standing, done, number }: SoFar): TuneParams {
  const space = ask.spaces[model]!;
  const rng = new RandomState([ask.seed, number]);
  const own = standing.filter((t) => t.model === model).map((t) => t.params);
  const seen = done.filter((t) => t.model === model).map((t) => t.params);
  const best = own.filter((params) => space.every((range) => isIn(range, params[range.name])));
  const pending = seen.filter((params) => !own.includes(params));
  const draw = (): TuneParams =>
    best.length >= guidedFrom ? tpeProposal(space, { best, pending }, rng) : drawn(space, rng);
  let values = draw();
  for (let k = 0; k < redraws && seen.some((s) => sameAt(space, s, values)); k += 1)
    values = draw();
  return { ...own[0], ...values };
}
