import { bestOf, settled, type Better, type Trial, type TuneAsk } from '#lib/recipe/tuning.ts';
import type { Progress } from '../model.ts';
import { tryOut, type Bench } from './bench.ts';
import { propose } from './propose.ts';

export interface Tuned {
  readonly metric: string;
  readonly better: Better;
  readonly how: string;
  /** In the order of proposing. */
  readonly trials: readonly Trial[];
  readonly best: Trial | null;
  /** Whether the same ask gives the same trials again: not where the clock ended it. */
  readonly reproducible: boolean;
}

/**
 * A whole search in one thread. A budget of seconds is looked at between trials, so the last one may end after it; what
 * `start` holds is always tried.
 * @param seconds since the search began, by the caller's clock
 * @throws EngineError of `propose` and `tryOut`
 */
export function* tune(
  bench: Bench,
  ask: TuneAsk,
  {
    seconds,
    onTrial,
    known = new Map(),
  }: {
    readonly seconds: () => number;
    readonly onTrial: (trial: Trial) => void;
    /** By number: what an interrupted search of this very ask had tried, which is not tried again. */
    readonly known?: ReadonlyMap<number, Trial>;
  },
): Generator<Progress, Tuned> {
  const trials: Trial[] = [];
  const over = (): boolean =>
    'seconds' in ask.budget && trials.length >= ask.start.length && seconds() >= ask.budget.seconds;
  for (let next = propose(ask, bench.facts, []); next.length > 0 && !over();) {
    const { done, left } = settled(next, known);
    trials.push(...done);
    for (const proposal of left) {
      if (over()) break;
      const began = seconds();
      const share = trials.length / (trials.length + 10);
      const tried = yield* stillAt(share, tryOut(bench, proposal));
      const trial = { ...tried, seconds: seconds() - began };
      trials.push(trial);
      onTrial(trial);
    }
    next = over() ? [] : propose(ask, bench.facts, trials);
  }
  const { better } = bench.facts;
  return {
    metric: bench.metric,
    better,
    how: bench.how,
    trials: trials.toSorted((a, b) => a.number - b.number),
    best: bestOf(trials, better),
    reproducible: 'trials' in ask.budget,
  };
}

function* stillAt<T>(share: number, work: Generator<Progress, T>): Generator<Progress, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield { ...turn.value, share };
  }
}
