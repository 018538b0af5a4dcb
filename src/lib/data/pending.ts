import { tableFromIPC, type Table } from 'apache-arrow';
import { EngineError } from '#lib/recipe/errors.ts';

type Soon<T> = T | Promise<T>;

/** What of DuckDB's bindings a statement in pieces needs: in the browser they answer later, in Node at once. */
interface Bindings {
  /** The head of the answer, or null where it is to be polled for. */
  startPendingQuery(connection: number, text: string, stream: boolean): Soon<Uint8Array | null>;
  /** Works for some 100 ms, and gives the head of the answer once it is there. */
  pollPendingQuery(connection: number): Soon<Uint8Array | null>;
  cancelPendingQuery(connection: number): Soon<boolean>;
  /** The next piece of the answer; empty at its end, null where it is to be asked for again. */
  fetchQueryResults(connection: number): Soon<Uint8Array | null>;
}

/** Runs statements that only read so that a signal interrupts them. */
export type Interruptible = (text: string, signal: AbortSignal) => Promise<Table>;

/**
 * Statements in pieces, over a connection that nothing else uses, one after another: between two pieces DuckDB answers
 * what is asked over other connections, and hears that the statement is not wanted any more.
 * @param breathe lets an abort come through where the bindings block
 */
export function interruptible(
  bindings: Bindings,
  connection: number,
  breathe: () => Promise<void> = async () => undefined,
): Interruptible {
  let before: Promise<unknown> = Promise.resolve();
  const run = async (text: string, signal: AbortSignal): Promise<Table> => {
    refuseAborted(signal);
    let part = await bindings.startPendingQuery(connection, text, false);
    while (part === null) {
      await breathe();
      if (signal.aborted) await bindings.cancelPendingQuery(connection);
      refuseAborted(signal);
      part = await bindings.pollPendingQuery(connection);
    }
    const parts: Uint8Array[] = [];
    for (; part === null || part.length > 0; part = await bindings.fetchQueryResults(connection))
      if (part) parts.push(part);
    return tableFromIPC(parts);
  };
  return (text, signal) => {
    const answer = before.then(() => run(text, signal));
    before = answer.catch(() => undefined);
    return answer;
  };
}

function refuseAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new EngineError({
    code: 'cancelled',
    what: 'What was asked of the table is no longer wanted',
    where: {},
    remedy: 'Ask again when you like.',
  });
}
