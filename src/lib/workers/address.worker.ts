import type { AddressAnswer, AddressQuestion } from './address.ts';

/**
 * The only part of the app that may speak to another origin: its file alone is served with a policy that lets it,
 * and it is started by a person's click, for one address, and stopped after it. It imports nothing that runs.
 */
const say = (answer: AddressAnswer): void => postMessage(answer);

onmessage = ({ data }: MessageEvent<AddressQuestion>): void => {
  read(data).catch((error: unknown) => {
    say({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
  });
};

/** Without cookies, without saying where it was asked from. */
async function read({ address, limit }: AddressQuestion): Promise<void> {
  const answer = await fetch(address, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    mode: 'cors',
    cache: 'no-store',
  });
  if (!answer.ok || !answer.body) return say({ kind: 'status', status: answer.status });
  const total = Number(answer.headers.get('content-length') ?? 0);
  const parts: BlobPart[] = [];
  let bytes = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (bytes > limit) {
      await reader.cancel();
      return say({ kind: 'large' });
    }
    parts.push(value);
    say({ kind: 'bytes', bytes, total });
  }
  const type = answer.headers.get('content-type') ?? '';
  say({
    kind: 'done',
    blob: new Blob(parts, { type }),
    disposition: answer.headers.get('content-disposition') ?? '',
  });
}
