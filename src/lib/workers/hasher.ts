import type { Hasher } from '#lib/data/sha256.ts';

/** Bytes of a file in order, or none for its digest. */
export interface HashAsk {
  readonly id: number;
  readonly bytes: Uint8Array | null;
}

export type HashAnswer =
  | { readonly id: number; readonly done: Uint8Array }
  | { readonly id: number; readonly hex: string }
  | { readonly id: number; readonly failed: string };

/** Bytes that may wait to be digested. */
const mostWaiting = 32 << 20;

let worker: Worker | null = null;
let hashers = 0;

/** SHA-256 in a thread of its own: it takes a fifth of the time of reading a file. */
export function workerHasher(): Hasher {
  const id = (hashers += 1);
  const thread = (worker ??= new Worker(new URL('./hash.worker.ts', import.meta.url), {
    type: 'module',
  }));
  const spare: Uint8Array[] = [];
  let waiting = 0;
  let failed: Error | null = null;
  let hex: string | null = null;
  let wake = (): void => undefined;
  thread.addEventListener('message', hear);
  thread.addEventListener('error', fail);

  function hear({ data }: MessageEvent<HashAnswer>): void {
    if (data.id !== id) {
      if (data.id > id) forget();
      return;
    }
    if ('done' in data) {
      waiting -= data.done.length;
      spare.push(data.done);
    } else if ('hex' in data) hex = data.hex;
    else failed = new Error(data.failed);
    wake();
  }

  function fail(event: ErrorEvent): void {
    failed = new Error(event.message || 'the digest stopped');
    worker = null;
    wake();
  }

  function forget(): void {
    thread.removeEventListener('message', hear);
    thread.removeEventListener('error', fail);
  }

  async function until(reached: () => boolean): Promise<void> {
    while (!failed && !reached()) await new Promise<void>((resolve) => (wake = resolve));
    if (failed) throw failed;
  }

  return {
    update(bytes) {
      const room = spare.pop()?.buffer ?? new ArrayBuffer(bytes.length);
      const fits = room.byteLength >= bytes.length ? room : new ArrayBuffer(bytes.length);
      const copy = new Uint8Array(fits, 0, bytes.length);
      copy.set(bytes);
      waiting += copy.length;
      const ask: HashAsk = { id, bytes: copy };
      thread.postMessage(ask, [copy.buffer]);
      return until(() => waiting <= mostWaiting);
    },
    async hex() {
      const ask: HashAsk = { id, bytes: null };
      thread.postMessage(ask);
      await until(() => hex !== null);
      forget();
      return hex!;
    },
  };
}
