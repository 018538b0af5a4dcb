import type { Crew, FitInput, Hands, ModelComputes, Progress } from '#lib/engine/model.ts';
import { breathe, cancelTask, runTask } from './tasks.ts';

/** To a helper: the fit, then part after part, then the end. */
type Asked =
  | { readonly begin: { readonly model: string; readonly input: FitInput<unknown> } }
  | { readonly make: readonly number[] }
  | { readonly end: true };

/** From a helper. */
type Answered =
  | { readonly index: number; readonly part: unknown }
  /** It was called away: what it still had to make is made elsewhere. */
  | { readonly gone: true };

/** Gives the ports to the workers that are idle, which may be none. */
export type Gather = () => readonly MessagePort[] | Promise<readonly MessagePort[]>;

/**
 * Other workers for one fit of `model`, each at the end of a port. They are asked for when a fit starts that is worth it.
 */
export function crewOf(model: string, gather: Gather): Crew {
  return {
    start({ X, y, task, nClasses, params, seed }, taken) {
      const input = { X, y, task, nClasses, params, seed };
      return handsOf(gather, (port) => say(port, { begin: { model, input } }), taken);
    },
  };
}

function handsOf(
  gather: Gather,
  begin: (port: MessagePort) => void,
  taken: (index: number, part: unknown) => void,
): Hands {
  const left = new Map<MessagePort, number>();
  let closed = false;
  const dismiss = (port: MessagePort): void => {
    say(port, { end: true });
    port.close();
  };
  const welcome = (port: MessagePort): void => {
    if (closed) return dismiss(port);
    port.onmessage = ({ data }: MessageEvent<Answered>) => {
      if ('gone' in data) {
        left.delete(port);
        return port.close();
      }
      left.set(port, left.get(port)! - 1);
      taken(data.index, data.part);
    };
    begin(port);
    left.set(port, 0);
  };
  // Nobody came: the fit goes on alone.
  void (async () => (await gather()).forEach(welcome))().catch(() => undefined);
  return {
    offer(share) {
      for (const [port, many] of left) {
        // One is still on its way while the next are asked for: nobody stands idle.
        if (many > 1) continue;
        const make = share(left.size);
        if (make.length === 0) return;
        left.set(port, many + make.length);
        say(port, { make });
      }
    },
    close() {
      closed = true;
      for (const port of left.keys()) dismiss(port);
      left.clear();
    },
  };
}

const say = (port: MessagePort, words: Asked): void => port.postMessage(words);

const helping = new Map<string, () => void>();

/** Calls a helper away: it stops at its next breath. */
export const leaveCrew = (id: string): void => helping.get(id)?.();

/** Makes parts for a fit in another worker until it ends or this one is called away. @param id of the other's task */
export async function joinCrew(
  id: string,
  port: MessagePort,
  models: ModelComputes,
): Promise<void> {
  const work = new Work(id, port);
  helping.set(id, () => work.end());
  try {
    await work.run(models);
  } catch {
    // It was stopped, or there was no room: the fit makes what is missing itself, and meets the same error if it is one.
  } finally {
    helping.delete(id);
    port.postMessage({ gone: true } satisfies Answered);
    port.close();
  }
}

class Work {
  readonly #id: string;
  readonly #port: MessagePort;
  readonly #todo: number[] = [];
  #fit: { readonly model: string; readonly input: FitInput<unknown> } | null = null;
  #over = false;
  #busy = false;
  #wake: () => void = () => undefined;

  constructor(id: string, port: MessagePort) {
    this.#id = id;
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Asked>) => {
      if ('begin' in data) this.#fit = data.begin;
      else if ('make' in data) this.#todo.push(...data.make);
      else return this.end();
      this.#wake();
    };
  }

  end(): void {
    this.#over = true;
    if (this.#busy) cancelTask(this.#id);
    this.#wake();
  }

  async run(models: ModelComputes): Promise<void> {
    while (!this.#over && !this.#fit) await this.#word();
    if (this.#over || !this.#fit) return;
    const make = await this.#do(models[this.#fit.model]!.parts!(this.#fit.input));
    while (!this.#over) {
      const index = this.#todo.shift();
      if (index === undefined) await this.#word();
      else {
        const part = await this.#do(make(index));
        this.#port.postMessage({ index, part } satisfies Answered);
        await breathe();
      }
    }
  }

  #word(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  async #do<T>(work: Generator<number, T>): Promise<T> {
    this.#busy = true;
    try {
      return await runTask(this.#id, shares(work));
    } finally {
      this.#busy = false;
    }
  }
}

function* shares<T>(work: Generator<number, T>): Generator<Progress, T> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: turn.value };
  return turn.value;
}
