import {
  bestOf,
  type AutoAsk,
  type AutoEnsemble,
  type AutoProposal,
  type AutoTrial,
} from '#lib/recipe/automl.ts';
import type { Progress } from '../model.ts';
import { tryAuto, type AutoBench } from './bench.ts';
import {
  candidatesOf,
  combines,
  ensembleOf,
  type Blendable,
  type EnsembleKinds,
} from './ensemble.ts';
import { autoPropose } from './propose.ts';

export interface AutoFound {
  /** In the order of proposing. */
  readonly trials: readonly AutoTrial[];
  readonly best: AutoTrial | null;
  readonly ensemble: AutoEnsemble | null;
  /** Whether the same ask gives the same again: not where the clock ended it. */
  readonly reproducible: boolean;
}

interface Course {
  readonly kinds: EnsembleKinds;
  /** Since the search began, by the caller's clock. */
  readonly seconds: () => number;
  readonly onTrial: (trial: AutoTrial) => void;
  /** Seconds that a fold's fit is expected to take, by the model's own word. */
  readonly expected: (proposal: AutoProposal) => number;
  /** Seconds that the end takes beside the fit: judging the test rows. */
  readonly last: number;
}

/** A fit on all training rows and its answers, by the seconds of a trial: one more than a fold's, and on more rows. */
const refit = (seconds: number, folds: number): number => seconds * (0.1 + 1.4 / folds);
/** Share of a budget that is kept for fitting an ensemble. */
const endShare = 0.3;
/** And at least this share, for the choice of its members. */
const leastShare = 0.06;

/**
 * A whole search in one thread, by trials or by the clock. The clock may stop a trial midway: it is dropped, and there is
 * time left to fit the best on all training rows.
 * @throws EngineError of `tryAuto`
 */
export function* autoSearch(
  bench: AutoBench,
  ask: AutoAsk,
  course: Course,
): Generator<Progress, AutoFound> {
  const found: Blendable[] = [];
  const trials = (): AutoTrial[] => found.map((c) => c.trial);
  const timed = 'seconds' in ask.budget;
  const left = (): number => leftOf(bench, ask, course, trials());
  for (let next = autoPropose(ask, bench.better, []); next.length > 0;) {
    for (const proposal of next) {
      if (timed && left() <= 0) break;
      const began = course.seconds();
      const first = proposal.origin === 'portfolio';
      const tooLong = timed && first && course.expected(proposal) * bench.folds.length > 2 * left();
      const tried = tooLong
        ? skipped(proposal, bench.recipe.seed)
        : yield* unlessLate(tryAuto(bench, proposal), () => timed && left() <= 0);
      if (!tried) break;
      const trial = { ...tried.trial, seconds: course.seconds() - began };
      found.push({ trial, answers: tried.answers });
      course.onTrial(trial);
    }
    const over = timed && left() <= 0;
    next = over ? [] : autoPropose(ask, bench.better, trials());
  }
  const ensemble = combines(ask, bench.recipe) ? yield* combined(bench, ask, course, found) : null;
  return { trials: trials(), best: bestOf(trials(), bench.better), ensemble, reproducible: !timed };
}

/** Seconds left to search in: the budget less what the end will take. */
function leftOf(
  bench: AutoBench,
  ask: AutoAsk,
  { seconds, last }: Course,
  trials: readonly AutoTrial[],
): number {
  if (!('seconds' in ask.budget)) return Infinity;
  const total = ask.budget.seconds;
  const costs = trials
    .filter((t) => t.score !== null)
    .map((t) => refit(t.seconds, bench.folds.length));
  const best = bestOf(trials, bench.better);
  const alone = best ? refit(best.seconds, bench.folds.length) : 0;
  const several = ask.ensemble ? costs.toSorted((a, b) => b - a).slice(0, 4) : [];
  if (!best) return 0.9 * (total - last) - seconds();
  const wanted = several.reduce((sum, s) => sum + s / 0.75, ask.ensemble ? leastShare * total : 0);
  return total - last - Math.max(alone, Math.min(wanted, endShare * total)) - seconds();
}

/** Members whose fits there is time for, best first; all of them where trials are counted. */
function affordable(
  { folds }: AutoBench,
  candidates: readonly Blendable[],
  time: number,
): Blendable[] {
  let spent = 0;
  return candidates.filter(({ trial }) => {
    const cost = refit(trial.seconds, folds.length);
    if (spent + cost > time) return false;
    spent += cost;
    return true;
  });
}

function* combined(
  bench: AutoBench,
  ask: AutoAsk,
  { kinds, seconds, last }: Course,
  found: readonly Blendable[],
): Generator<Progress, AutoEnsemble | null> {
  const began = seconds();
  const timed = 'seconds' in ask.budget;
  const time = timed ? ask.budget.seconds - last - began : Infinity;
  const all = candidatesOf(found, bench.better, kinds);
  // The look itself takes some of the time.
  const candidates = timed ? affordable(bench, all, 0.8 * time) : all;
  if (candidates[0] !== all[0]) return null;
  const late = (): boolean => timed && seconds() - began > 0.2 * time;
  const made = yield* unlessLate(ensembleOf(bench, candidates, kinds, 0.8 * time), late);
  return made && { ...made, seconds: seconds() - began };
}

const skipped = (
  proposal: AutoProposal,
  seed: number,
): { readonly trial: Omit<AutoTrial, 'seconds'>; readonly answers: readonly Float64Array[] } => ({
  trial: {
    ...proposal,
    ...{ score: null, values: [], interval: null, seed },
    failed: 'It was expected to take longer than the time that is left',
  },
  answers: [],
});

/** The work's end, or null where it was too late for that. */
function* unlessLate<T>(
  work: Generator<Progress, T>,
  late: () => boolean,
): Generator<Progress, T | null> {
  try {
    for (;;) {
      const turn = work.next();
      if (turn.done) return turn.value;
      if (late()) return null;
      yield { ...turn.value, share: 0 };
    }
  } finally {
    work.return(undefined as never);
  }
}
