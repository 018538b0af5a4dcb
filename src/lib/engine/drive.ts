import { EngineError } from '#lib/recipe/errors.ts';

/**
 * Runs a fit to its end without a pause; for tests and short work.
 * @throws EngineError 'usage' where a step must be waited for
 */
export function driveSync<Step, Result>(work: Generator<Step, Result>): Result {
  try {
    for (;;) {
      const turn = work.next();
      if (turn.done) return turn.value;
      const wait = waitOf(turn.value);
      if (!wait) continue;
      wait.catch(() => undefined);
      throw cannotWait();
    }
  } finally {
    work.return(undefined as never);
  }
}

/** What a step asks to wait for; most ask for nothing. */
const waitOf = (step: unknown): Promise<unknown> | undefined =>
  typeof step === 'object' && step !== null
    ? (step as { readonly wait?: Promise<unknown> }).wait
    : undefined;

export interface Pace<Step> {
  readonly onProgress: (progress: Step) => void;
  readonly cancelled: () => boolean;
  /** Lets other work run: messages, a heartbeat. */
  readonly breathe: () => Promise<void>;
  /** Milliseconds since the last breath ended, by the caller's clock. */
  readonly sinceBreath: () => number;
}

const longestWithoutBreath = 30;

/**
 * Runs a fit in turns, breathing after 30 ms of work, and waits where a step asks for it.
 * @throws EngineError 'cancelled' once `cancelled` says so; the generator's `finally` blocks have run then
 */
export async function drive<Step, Result>(
  work: Generator<Step, Result>,
  { onProgress, cancelled, breathe, sinceBreath }: Pace<Step>,
): Promise<Result> {
  try {
    for (;;) {
      if (cancelled()) throw stopped();
      const turn = work.next();
      if (turn.done) return turn.value;
      onProgress(turn.value);
      const wait = waitOf(turn.value);
      if (wait) await wait;
      if (sinceBreath() >= longestWithoutBreath) await breathe();
    }
  } finally {
    work.return(undefined as never);
  }
}

const stopped = (): EngineError =>
  new EngineError({
    code: 'cancelled',
    what: 'The fit was stopped before its end',
    where: {},
    remedy: 'Start it again when you want it; earlier runs are untouched.',
  });

const cannotWait = (): EngineError =>
  new EngineError({
    code: 'usage',
    what: 'This fit waits for another processor, and here it may not wait',
    where: {},
    remedy: 'Choose the exact arithmetic in the model’s settings.',
  });
