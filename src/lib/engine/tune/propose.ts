import { EngineError } from '#lib/recipe/errors.ts';
import {
  ranked,
  type Better,
  type Proposal,
  type Trial,
  type TuneAsk,
  type TuneParams,
} from '#lib/recipe/tuning.ts';
import { RandomState } from '../random.ts';
import { gridOf } from './grid.ts';
import { gpProposal } from './gp.ts';
import { bracketsOf, roundsOf, type Round } from './halving.ts';
import { drawn, isIn, sameAt, sizeOf } from './space.ts';
import { tpeProposal } from './tpe.ts';

/** What proposing must know of the table. */
export interface TuneFacts {
  readonly better: Better;
  /** Training rows of the smallest fold. */
  readonly rows: number;
}

/** Never by the number of workers: the same proposals follow on any. */
const batch = 8;
const tpeBatch = 4;
/** Before the estimator has anything to go by; Optuna's n_startup_trials. */
const tpeStart = 10;
const redraws = 500;
const fewestRows = 100;
/** Of one round of rounds, where only the clock ends the search: 27, 9, 3 and 1. */
const bracket = 40;
/** Of hyperband: brackets of 40, 17, 8 and 4. */
const cycle = 69;

/**
 * The next settings to try, all of which can be tried at the same time; none where the search is over. Only `ask`, the
 * facts and the scores of what was tried decide, so that a search goes on from its trials alone.
 * @param done every trial of what was proposed before
 * @throws EngineError 'params-invalid' for a space without parameters or a grid beyond the budget
 */
export function propose(ask: TuneAsk, facts: TuneFacts, done: readonly Trial[]): Proposal[] {
  if (ask.space.length === 0) throw nothingToSearch();
  if (done.length === 0) return ask.start.map((one, number) => ({ ...one, number, share: 1 }));
  const trials = done.toSorted((a, b) => a.number - b.number);
  const searched = trials.length - ask.start.length;
  const make = (values: TuneParams, k: number, share = 1): Proposal => ({
    number: trials.length + k,
    origin: 'search',
    params: { ...ask.fixed, ...values },
    share,
  });
  if (ask.method === 'halving' || ask.method === 'hyperband')
    return nextRound(ask, facts, { trials, searched, make });
  const most = 'trials' in ask.budget ? ask.budget.trials : Infinity;
  if (ask.method === 'grid')
    return gridOf(ask.space, most)
      .slice(searched, searched + batch)
      .map((values, k) => make(values, k));
  const others = sizeOf(ask.space) - known(ask);
  return drawnNext(ask, facts, { trials, searched, make }, Math.min(most, others) - searched);
}

/** Settings that are drawn, evenly or where good ones are likely. */
function drawnNext(ask: TuneAsk, facts: TuneFacts, soFar: SoFar, left: number): Proposal[] {
  const { trials, searched, make } = soFar;
  const learns = ask.method === 'tpe' || ask.method === 'gp';
  const guided = learns && searched >= tpeStart;
  const size = guided ? tpeBatch : learns ? tpeStart - searched : batch;
  const guess = guided ? guesser(ask, facts, trials) : null;
  const pending: TuneParams[] = [];
  for (let k = 0; k < Math.min(size, left); k += 1) {
    const rng = new RandomState([ask.seed, trials.length + k]);
    const draw = (): TuneParams => (guess ? guess(pending, rng) : drawn(ask.space, rng));
    pending.push(fresh(ask, [...trials.map((t) => t.params), ...pending], draw));
  }
  return pending.map((values, k) => make(values, k));
}

/** Where the next settings are likely good, by what was tried. */
function guesser(
  { method, space }: TuneAsk,
  { better }: TuneFacts,
  trials: readonly Trial[],
): (pending: readonly TuneParams[], rng: RandomState) => TuneParams {
  if (method === 'gp') {
    const sign = better === 'higher' ? 1 : -1;
    const scores = trials.flatMap(({ score }) => (score === null ? [] : [sign * score]));
    // What fails is as bad as the worst, so that the search keeps away from it.
    const worst = Math.min(...scores, Infinity);
    const tried = trials.map(({ params, score }) => ({
      params,
      worth: score === null ? (worst < Infinity ? worst : 0) : sign * score,
    }));
    return (pending, rng) => gpProposal(space, { tried, pending }, rng);
  }
  const best = ranked(trials, better).map((t) => t.params);
  return (pending, rng) => tpeProposal(space, { best, pending }, rng);
}

/** Different settings of the space that `start` tries. */
function known({ space, start }: TuneAsk): number {
  const inside = start.filter(({ params }) => space.every((r) => isIn(r, params[r.name])));
  return inside.filter(
    (one, i) => inside.findIndex((o) => sameAt(space, o.params, one.params)) === i,
  ).length;
}

/** Draws until it is something that was not tried; where nearly all was, what comes. */
function fresh(ask: TuneAsk, seen: readonly TuneParams[], draw: () => TuneParams): TuneParams {
  let values = draw();
  for (let k = 0; k < redraws && seen.some((s) => sameAt(ask.space, s, values)); k += 1)
    values = draw();
  return values;
}

interface SoFar {
  readonly trials: readonly Trial[];
  readonly searched: number;
  readonly make: (values: TuneParams, k: number, share?: number) => Proposal;
}

function nextRound(
  ask: TuneAsk,
  { better, rows }: TuneFacts,
  { trials, searched, make }: SoFar,
): Proposal[] {
  const once = 'trials' in ask.budget;
  const rounds = plannedRounds(ask, fewestRows / rows);
  const whole = rounds.reduce((sum, r) => sum + r.candidates, 0);
  if (once && searched >= whole) return [];
  let from = searched - (searched % whole);
  for (const { candidates, share, before } of rounds) {
    if (from === searched) {
      const last = trials.slice(trials.length - before);
      const kept =
        before > 0
          ? ranked(last, better)
              .slice(0, candidates)
              .map((t) => t.params)
          : firstRound(ask, trials, candidates);
      return kept.map((values, k) => make(values, k, share));
    }
    from += candidates;
  }
  return [];
}

/** In order, each with how many settings the round before it in its bracket had; 0 for the first of one. */
function plannedRounds(ask: TuneAsk, least: number): (Round & { readonly before: number })[] {
  const { method, budget } = ask;
  const most = 'trials' in budget ? budget.trials : method === 'halving' ? bracket : cycle;
  const brackets = method === 'halving' ? [roundsOf(most, least)] : bracketsOf(most, least);
  return brackets.flatMap((rounds) =>
    rounds.map((round, r) => ({ ...round, before: rounds[r - 1]?.candidates ?? 0 })),
  );
}

function firstRound(ask: TuneAsk, trials: readonly Trial[], candidates: number): TuneParams[] {
  const values: TuneParams[] = [];
  for (let k = 0; k < candidates; k += 1) {
    const rng = new RandomState([ask.seed, trials.length + k]);
    values.push(
      fresh(ask, [...trials.map((t) => t.params), ...values], () => drawn(ask.space, rng)),
    );
  }
  return values;
}

const nothingToSearch = (): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: 'No parameter is chosen to be searched',
    where: {},
    remedy: 'Choose one or more; a model without parameters is trained as it is.',
  });
