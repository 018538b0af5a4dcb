import type { FileSource } from '../files.ts';
import { inflated, InflatedFile, isDamage, Sink, type PlacedPart } from './inflate.ts';
import { count, damaged } from './refusals.ts';

/** Deflate is the only method there is. */
export const isGzip = (head: Uint8Array): boolean =>
  head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/**
 * What a gzip file holds, all its members end to end (RFC 1952, section 2.2), every check sum looked at.
 * @param look sees the first bytes that come out, and may refuse them
 * @throws EngineError file-malformed, size-limit, cancelled
 */
export async function gunzip(
  file: FileSource,
  look: (head: Uint8Array) => void,
  checkCancel: () => void,
): Promise<FileSource> {
  const sink = new Sink(file.name, file.size);
  const parts: PlacedPart[] = [];
  const inflate = async (part: PlacedPart): Promise<void> => {
    for await (const chunk of inflated(file, part)) {
      checkCancel();
      if (sink.size === 0) look(chunk);
      sink.add(chunk);
    }
  };
  // A browser's decompressor takes one member and does not say where it ends: it ends where the next one may begin
  // and all before that is in order.
  const next = memberStarts(file);
  let start = 0;
  let end = (await next.next()).value ?? file.size;
  while (start < file.size) {
    const undo = sink.mark();
    const part: PlacedPart = { start, end, format: 'gzip', at: sink.size };
    try {
      await inflate(part);
      parts.push(part);
      start = end;
    } catch (error) {
      if (!isDamage(error)) throw error;
      undo();
      if (end >= file.size) throw brokenAt(file, start);
    }
    end = (await next.next()).value ?? file.size;
  }
  return new InflatedFile(file, file.name.replace(/\.t?gz(ip)?$/i, ''), parts, sink);
}

const brokenAt = (file: FileSource, start: number) =>
  damaged(
    file.name,
    start === 0
      ? 'The gzip data are damaged or cut off'
      : `The gzip data are damaged or cut off in the member that begins at byte ${count(start + 1)}`,
  );

/** Where another member may begin: the magic bytes, deflate, and flags that there are. */
async function* memberStarts(file: FileSource): AsyncGenerator<number, undefined> {
  const blockSize = 1 << 20;
  for (let at = 1; at < file.size; at += blockSize) {
    const bytes = await file.slice(at, Math.min(file.size, at + blockSize + 9));
    for (let p = bytes.indexOf(0x1f); p >= 0 && p < blockSize; p = bytes.indexOf(0x1f, p + 1)) {
      const header = bytes[p + 1] === 0x8b && bytes[p + 2] === 8 && bytes[p + 3]! < 32;
      const system = bytes[p + 9] ?? 99;
      if (header && (system <= 13 || system === 255)) yield at + p;
    }
  }
  return undefined;
}
