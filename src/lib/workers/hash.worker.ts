import { sha256, type Hasher } from '#lib/data/sha256.ts';
import type { HashAnswer, HashAsk } from './hasher.ts';

/** Digests one file at a time beside the worker that reads it. */
let id = -1;
let hasher: Promise<Hasher> | null = null;
let turn: Promise<unknown> = Promise.resolve();

const say = (answer: HashAnswer): void => postMessage(answer);

async function answer(ask: HashAsk): Promise<void> {
  if (ask.id !== id) [id, hasher] = [ask.id, sha256()];
  const digest = await hasher!;
  if (ask.bytes) {
    await digest.update(ask.bytes);
    // The memory goes back, to be used again.
    const answer: HashAnswer = { id: ask.id, done: ask.bytes };
    postMessage(answer, [ask.bytes.buffer as ArrayBuffer]);
  } else say({ id: ask.id, hex: await digest.hex() });
}

onmessage = ({ data }: MessageEvent<HashAsk>): void => {
  turn = turn
    .then(() => answer(data))
    .catch((error: unknown) => say({ id: data.id, failed: String(error) }));
};
