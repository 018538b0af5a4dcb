/**
 * Numbers distinct texts 0, 1, 2, … in order of first sight, by their UTF-8 bytes, and counts them. Open addressing
 * over an arena, so that a million texts make no strings.
 */
export class Interner {
  #arena = new Uint8Array(1024);
  #starts = new Int32Array(65);
  #counts = new Int32Array(64);
  #hashes = new Int32Array(64);
  #slots = new Int32Array(256).fill(-1);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Bytes of memory. */
  get room(): number {
    const tables = this.#starts.length + this.#counts.length + this.#hashes.length;
    return this.#arena.length + 4 * (tables + this.#slots.length);
  }

  /** The number of a text that is there, −1 where it is not. */
  find(bytes: Uint8Array): number {
    const h = hashOf(bytes, 0, bytes.length);
    const mask = this.#slots.length - 1;
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const code = this.#slots[slot]!;
      if (code < 0) return -1;
      if (this.#hashes[code] === h && this.#equals(code, bytes, 0, bytes.length)) return code;
    }
  }

  /** @param cells that hold the text */
  intern(bytes: Uint8Array, start: number, end: number, cells = 1): number {
    const h = hashOf(bytes, start, end);
    const mask = this.#slots.length - 1;
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const code = this.#slots[slot]!;
      if (code < 0) {
        const added = this.#add(slot, h, bytes.subarray(start, end));
        this.#counts[added] = cells;
        return added;
      }
      if (this.#hashes[code] === h && this.#equals(code, bytes, start, end)) {
        this.#counts[code]! += cells;
        return code;
      }
    }
  }

  count(code: number): number {
    return this.#counts[code]!;
  }

  /** The text's bytes; a view that the next `intern` may invalidate. */
  bytes(code: number): Uint8Array {
    return this.#arena.subarray(this.#starts[code]!, this.#starts[code + 1]!);
  }

  text(code: number): string {
    return decoder.decode(this.bytes(code));
  }

  /** Codes in order of code points, which is the order of UTF-8 bytes. */
  sorted(): Int32Array {
    const codes = Array.from({ length: this.#size }, (_, code) => code);
    return Int32Array.from(codes.sort((a, b) => compareBytes(this.bytes(a), this.bytes(b))));
  }

  #equals(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[code]!;
    if (this.#starts[code + 1]! - from !== end - start) return false;
    const arena = this.#arena;
    for (let p = start, q = from; p < end; p += 1, q += 1) if (arena[q] !== bytes[p]) return false;
    return true;
  }

  #add(slot: number, hash: number, text: Uint8Array): number {
    const code = this.#size;
    if (code + 1 >= this.#starts.length) this.#growTables();
    const from = this.#starts[code]!;
    if (from + text.length > this.#arena.length) {
      this.#arena = grown(this.#arena, Math.max(from + text.length, this.#arena.length * 2));
    }
    this.#arena.set(text, from);
    this.#starts[code + 1] = from + text.length;
    this.#hashes[code] = hash;
    this.#slots[slot] = code;
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return code;
  }

  #growTables(): void {
    const size = this.#counts.length * 2;
    this.#starts = grown(this.#starts, size + 1);
    this.#counts = grown(this.#counts, size);
    this.#hashes = grown(this.#hashes, size);
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.#size; code += 1) {
      let slot = this.#hashes[code]! & mask;
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = code;
    }
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let h = 0x811c9dc5;
  for (let p = start; p < end; p += 1) h = Math.imul(h ^ bytes[p]!, 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i += 1) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

function grown<T extends Uint8Array | Int32Array>(from: T, size: number): T {
  const to = (from instanceof Int32Array ? new Int32Array(size) : new Uint8Array(size)) as T;
  to.set(from);
  return to;
}
