import { EngineError } from '#lib/recipe/errors.ts';
import type { AddressAnswer } from '#lib/workers/address.ts';
import { freshId, type Job } from './job.ts';

/** A file from the web may be this large; larger ones are better downloaded and dropped. */
const limit = 2 ** 31;

/**
 * The file behind an address that a person typed and asked for. The one request that leaves this origin.
 * @throws EngineError 'address' with what the other side, or the browser, said; 'cancelled'
 */
export function fileFrom(
  address: string,
  onBytes: (bytes: number, total: number) => void,
): Job<File> {
  const url = addressOf(address);
  const worker = new Worker(new URL('../workers/address.worker.ts', import.meta.url), {
    type: 'module',
    name: 'address',
  });
  let cancel = (): void => undefined;
  const promise = new Promise<File>((resolve, reject) => {
    cancel = () => reject(cancelled(address));
    worker.onerror = () => reject(unreachable(address, 'the request could not be started'));
    worker.onmessage = ({ data }: MessageEvent<AddressAnswer>) => {
      if (data.kind === 'bytes') return onBytes(data.bytes, data.total);
      if (data.kind === 'done')
        return resolve(
          new File([data.blob], fileName(url, data.disposition), { type: data.blob.type }),
        );
      if (data.kind === 'status') return reject(refused(address, data.status));
      if (data.kind === 'large') return reject(tooLarge(address));
      reject(unreachable(address, data.why));
    };
    worker.postMessage({ address: url.href, limit });
  }).finally(() => worker.terminate());
  return { id: freshId('address'), promise, cancel: () => cancel() };
}

/** @throws EngineError 'address' for what is no address of the web */
function addressOf(text: string): URL {
  const url = URL.parse(text.trim());
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username) return url;
  throw addressError({
    what: `“${text.trim().slice(0, 200)}” is not the address of a file on the web`,
    address: text,
    remedy: 'Give a whole address that begins with https://, without a user name in it.',
  });
}

/** As the server calls it, else the last part of the address. */
function fileName(url: URL, disposition: string): string {
  const said = /filename\s*=\s*"?([^";]+)"?/i.exec(disposition)?.[1];
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? 'table';
  const name = said ?? safelyDecoded(last);
  return name.replaceAll(/[/\\]/g, '_').slice(-200) || 'table';
}

function safelyDecoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

interface Said {
  readonly what: string;
  readonly address: string;
  readonly remedy: string;
}

const addressError = ({ what, address, remedy }: Said): EngineError =>
  new EngineError({ code: 'address', what, where: { file: address.slice(0, 200) }, remedy });

const download = 'Download the file in another tab and drop it here.';

const refused = (address: string, status: number): EngineError =>
  addressError({
    what: `The other side answered with ${status}`,
    address,
    remedy: `Check the address. ${download}`,
  });

const tooLarge = (address: string): EngineError =>
  addressError({
    what: 'The file is larger than 2 GiB, the limit for addresses',
    address,
    remedy: download,
  });

const unreachable = (address: string, why: string): EngineError =>
  addressError({
    what: `The file could not be fetched (${why}): the network is off, the address is wrong, or that site does not let other pages read it (CORS)`,
    address,
    remedy: download,
  });

const cancelled = (address: string): EngineError =>
  new EngineError({
    code: 'cancelled',
    what: 'Fetching was cancelled',
    where: { file: address.slice(0, 200) },
    remedy: 'Nothing was kept.',
  });
