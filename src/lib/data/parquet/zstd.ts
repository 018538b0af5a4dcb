import { Damaged } from './damage.ts';

const blockLimit = 1 << 17;
const windowLimit = 1 << 27;

/**
 * Walks the frames and blocks of `input` before it is decompressed and refuses what would take more memory than
 * `length` bytes of result can need: a few bytes of Zstandard can otherwise ask for gigabytes.
 * @see RFC 8878, 3.1.1
 */
export function checkZstd(input: Uint8Array, length: number): void {
  const walk = new Walk(input, length);
  while (walk.at < input.length) walk.frame();
  const possible = walk.exact + walk.compressed * blockLimit;
  if (walk.exact > length || possible > Math.max(16 * length, 1 << 26))
    throw new Damaged('a compressed part holds more than it says (zstd)');
}

class Walk {
  at = 0;
  /** Bytes that blocks stored as they are, or as one repeated byte, give. */
  exact = 0;
  /** Blocks that give at most `blockLimit` bytes each. */
  compressed = 0;
  readonly #input: Uint8Array;
  readonly #length: number;

  constructor(input: Uint8Array, length: number) {
    this.#input = input;
    this.#length = length;
  }

  frame(): void {
    const magic = this.#take(4);
    if (magic >= 0x184d2a50 && magic <= 0x184d2a5f) {
      this.#skip(this.#take(4));
      return;
    }
    if (magic !== 0xfd2fb528) throw new Damaged('a compressed part is no frame of zstd');
    const checksum = this.#header();
    for (let last = false; !last;) last = this.#block();
    if (checksum) this.#skip(4);
  }

  /** @returns whether the frame ends with a checksum */
  #header(): boolean {
    const flags = this.#take(1);
    const single = (flags & 32) !== 0;
    if (!single) {
      const descriptor = this.#take(1);
      const base = 2 ** (10 + (descriptor >> 3));
      if (base + (base / 8) * (descriptor & 7) > Math.max(windowLimit, this.#length))
        throw new Damaged('a compressed part asks for too large a window (zstd)');
    }
    this.#skip([0, 1, 2, 4][flags & 3]!);
    const width = [single ? 1 : 0, 2, 4, 8][flags >> 6]!;
    const content = this.#take(width) + (width === 2 ? 256 : 0);
    if (content > this.#length)
      throw new Damaged('a compressed part holds more than it says (zstd)');
    return (flags & 4) !== 0;
  }

  /** @returns whether it is the last of its frame */
  #block(): boolean {
    const head = this.#take(3);
    const kind = (head >> 1) & 3;
    const size = head >> 3;
    if (kind === 0 || kind === 1) this.exact += size;
    else this.compressed += 1;
    this.#skip(kind === 1 ? 1 : size);
    return (head & 1) === 1;
  }

  #take(width: number): number {
    let value = 0;
    for (let k = width - 1; k >= 0; k -= 1) value = value * 256 + (this.#input[this.at + k] ?? 0);
    this.#skip(width);
    return value;
  }

  #skip(length: number): void {
    this.at += length;
    if (this.at > this.#input.length) throw new Damaged('a compressed part ends too early (zstd)');
  }
}
