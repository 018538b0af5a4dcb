import { expose, type Endpoint } from 'comlink';
import { beatEvery, deadAfter } from '#lib/workers/beat.ts';
import { keepErrorDetail } from '#lib/workers/wire.ts';

/** A worker in this thread: real comlink on both ends, messages cloned, and its heart in our hands. */
export class MadeWorker extends EventTarget {
  static made: MadeWorker[] = [];
  readonly inside = new EventTarget();
  readonly api: object;
  ended = false;
  #heart: ReturnType<typeof setInterval> | null = null;

  constructor(api: object) {
    super();
    this.api = api;
    MadeWorker.made.push(this);
    keepErrorDetail();
    expose(api, {
      addEventListener: this.inside.addEventListener.bind(this.inside),
      removeEventListener: this.inside.removeEventListener.bind(this.inside),
      postMessage: (data: unknown) => this.#send(this, data),
    } as Endpoint);
  }

  postMessage(data: unknown, transfer: Transferable[] = []): void {
    this.#send(this.inside, data, transfer);
  }

  terminate(): void {
    this.ended = true;
    this.stopBeating();
  }

  beat(patience = deadAfter): void {
    this.#send(this, { beat: true, patience });
  }

  startBeating(): void {
    this.beat();
    this.#heart = setInterval(() => this.beat(), beatEvery);
  }

  stopBeating(): void {
    if (this.#heart) clearInterval(this.#heart);
    this.#heart = null;
  }

  #send(to: EventTarget, data: unknown, transfer: Transferable[] = []): void {
    if (this.ended) return;
    const message: unknown = structuredClone(data, { transfer });
    queueMicrotask(() => to.dispatchEvent(new MessageEvent('message', { data: message })));
  }
}

/** Lets every message that is on its way arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
}
