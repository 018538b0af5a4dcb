import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesFile, type FileSource } from '#lib/data/files.ts';
import { unpackingOnce } from '#lib/data/packing/once.ts';

const hooks = { checkCancel: () => undefined };
const textOf = async (file: FileSource): Promise<string> =>
  new TextDecoder().decode(await file.slice(0, file.size));

describe('a file whose size is asked before it is read', () => {
  const stamped = (bytes: Uint8Array, stamp: string): FileSource & { reads: number } => ({
    ...bytesFile(bytes, 'made.csv.gz'),
    stamp,
    reads: 0,
    slice(start, end) {
      this.reads += 1;
      return Promise.resolve(bytes.slice(start, end));
    },
  });

  it('is unpacked once, however often it is sent', async () => {
    const bytes = Uint8Array.from(gzipSync('a,b\n1,2\n'));
    const once = unpackingOnce();
    const first = await once.unpack(stamped(bytes, 'one'), undefined, hooks);
    const again = stamped(bytes, 'one');
    expect(await once.unpack(again, undefined, hooks)).toBe(first);
    expect(again.reads).toBe(0);
    expect(await textOf(first.file)).toBe('a,b\n1,2\n');
  });

  it('is unpacked anew where it is another, is to be read another way, or was let go', async () => {
    const bytes = Uint8Array.from(gzipSync('a,b\n1,2\n'));
    const once = unpackingOnce();
    const first = await once.unpack(stamped(bytes, 'one'), undefined, hooks);
    expect((await once.unpack(stamped(bytes, 'one'), null, hooks)).packing).toBeNull();
    const second = await once.unpack(stamped(bytes, 'two'), undefined, hooks);
    expect(second).not.toBe(first);
    once.forget();
    expect(await once.unpack(stamped(bytes, 'two'), undefined, hooks)).not.toBe(second);
    const torn = stamped(bytes.slice(0, 20), 'three');
    await expect(once.unpack(torn, undefined, hooks)).rejects.toThrow();
    const reads = torn.reads;
    await expect(once.unpack(torn, undefined, hooks)).rejects.toThrow();
    expect(torn.reads).toBeGreaterThan(reads);
  });
});
