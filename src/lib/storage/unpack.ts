import type JSZip from 'jszip';
import { EngineError } from '#lib/recipe/errors.ts';

/** More than this is not unpacked of one file. */
const sizeLimit = 2 ** 32;
/** Up to here any ratio is taken; beyond, only what tables and models compress to: the limits of zipped tables. */
const freely = 2 ** 27;
const ratioLimit = 250;

/** What JSZip documents and its types leave out. */
interface Streamed {
  internalStream(type: 'uint8array'): JSZip.JSZipStreamHelper<Uint8Array>;
}

/**
 * Unpacks parts of one archive piece by piece, so that one which grows without measure is refused before it fills the
 * memory. What an archive says of its own sizes is not believed; all its parts count together.
 * @param packed bytes of the archive
 * @returns unpacks one part; rejects with EngineError 'size-limit', and with JSZip's error where the part is damaged
 */
export function unpacking(packed: number): (entry: JSZip.JSZipObject) => Promise<Uint8Array> {
  let total = 0;
  return (entry) =>
    new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      let size = 0;
      const stream = (entry as unknown as Streamed).internalStream('uint8array');
      stream
        .on('data', (chunk) => {
          size += chunk.length;
          total += chunk.length;
          chunks.push(chunk);
          if (total <= freely || (total <= sizeLimit && total <= ratioLimit * packed)) return;
          stream.pause();
          chunks.length = 0;
          reject(tooLarge(total, packed));
        })
        .on('error', reject)
        .on('end', () => resolve(joined(chunks, size)))
        .resume();
    });
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const tooLarge = (total: number, packed: number): EngineError =>
  new EngineError({
    code: 'size-limit',
    what:
      total > sizeLimit
        ? 'This .tabwise file unpacks to more than 4 GiB, the limit'
        : `This .tabwise file unpacks to more than ${count(total)} bytes from ${count(packed)}; beyond 128 MiB the limit is ${ratioLimit} times as many, as nothing but a bomb needs more`,
    where: {},
    remedy: 'Do not open it if you do not know who made it; nothing here was changed.',
  });

const count = (n: number): string => n.toLocaleString('en-US');
