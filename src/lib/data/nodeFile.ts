import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from './files.ts';
import type { Hasher } from './sha256.ts';

/** A file on disk. Throws 'file-missing' when there is none at `path`. */
export async function nodeFile(path: string): Promise<FileSource> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) {
    throw new EngineError({
      code: 'file-missing',
      what: found ? 'This is a folder, not a file' : 'There is no such file',
      where: { file: path },
      remedy: 'Check the path.',
    });
  }
  return {
    name: basename(path),
    size: found.size,
    slice: (start, end) => readPart(path, start, end),
  };
}

export const nodeHasher = (): Hasher => {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
};

async function readPart(path: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const bytes = new Uint8Array(Math.max(0, end - start));
    let got = 0;
    while (got < bytes.length) {
      const { bytesRead } = await handle.read(bytes, got, bytes.length - got, start + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return bytes.subarray(0, got);
  } finally {
    await handle.close();
  }
}
