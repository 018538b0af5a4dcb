import { sha256, type Hasher } from '#lib/data/sha256.ts';
import type { HashAnswer, HashAsk } from './hasher.ts';

/** Digests files beside the worker that reads them. Of readings that were given up only the last few are remembered. */
const most = 4;
const hashers = new Map<number, Promise<Hasher>>();
let turn: Promise<unknown> = Promise.resolve();

async function answer({ id, bytes, first }: HashAsk): Promise<void> {
  if (first) hashers.set(id, sha256());
  for (const old of [...hashers.keys()].slice(0, -most)) hashers.delete(old);
  const hasher = await hashers.get(id);
  if (!hasher) throw new Error('the digest was given up');
  if (bytes) {
    await hasher.update(bytes);
    // The memory goes back, to be used again.
    const done: HashAnswer = { id, done: bytes };
    postMessage(done, [bytes.buffer as ArrayBuffer]);
    return;
  }
  hashers.delete(id);
  const hex: HashAnswer = { id, hex: await hasher.hex() };
  postMessage(hex);
}

onmessage = ({ data }: MessageEvent<HashAsk>): void => {
  turn = turn
    .then(() => answer(data))
    .catch((error: unknown) => {
      const failed: HashAnswer = { id: data.id, failed: String(error) };
      postMessage(failed);
    });
};
