import type { FileSource } from './files.ts';
import type { Hasher } from './sha256.ts';

/** A file that is digested while others read it: bytes count when they are seen for the first time, in order. */
export class HashedFile implements FileSource {
  readonly name: string;
  readonly size: number;
  readonly stamp: string | undefined;
  readonly #file: FileSource;
  readonly #hasher: Hasher;
  #hashed = 0;

  constructor(file: FileSource, hasher: Hasher) {
    this.#file = file;
    this.#hasher = hasher;
    this.name = file.name;
    this.size = file.size;
    this.stamp = file.stamp;
  }

  async slice(start: number, end: number): Promise<Uint8Array> {
    const bytes = await this.#file.slice(start, end);
    if (start <= this.#hashed && start + bytes.length > this.#hashed) {
      const unseen = bytes.subarray(this.#hashed - start);
      this.#hashed = start + bytes.length;
      await this.#hasher.update(unseen);
    }
    return bytes;
  }

  /** SHA-256 of the whole file in hex, after reading what nobody has read. Ends the digest. */
  async hex(checkCancel: () => void): Promise<string> {
    const block = 1 << 22;
    while (this.#hashed < this.size) {
      checkCancel();
      const bytes = await this.slice(this.#hashed, Math.min(this.size, this.#hashed + block));
      if (bytes.length === 0) break;
    }
    return this.#hasher.hex();
  }
}
