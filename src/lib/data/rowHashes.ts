import type { Interner } from './interner.ts';
import { fewDoubles, HashRoom } from './kernels.ts';

/** A 64-bit hash of each distinct text. */
export interface LevelHashes {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

export function levelHashes(interner: Interner): LevelHashes {
  const low = new Int32Array(interner.size);
  const high = new Int32Array(interner.size);
  for (let code = 0; code < interner.size; code += 1) {
    let a = 0x9e3779b9 | 0;
    let b = 0x85ebca6b | 0;
    for (const byte of interner.bytes(code)) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x5bd1e995) ^ (b >>> 15);
    }
    low[code] = a;
    high[code] = b;
  }
  return { low, high };
}

/**
 * A 64-bit hash of each row, made column by column. Two different rows among a million share one with a chance of
 * 3 in 100 million.
 */
export class RowHashes {
  /** Of many rows, by kernels that say the same as the loops here. */
  readonly #room: HashRoom | null;
  readonly #own: LevelHashes;

  constructor(rows: number) {
    this.#room = rows < fewDoubles ? null : new HashRoom(rows);
    this.#own = {
      low: new Int32Array(this.#room ? 0 : rows),
      high: new Int32Array(this.#room ? 0 : rows),
    };
    const { low, high } = this.words;
    low.fill(0x243f6a88);
    high.fill(0x13198a2e);
  }

  /** Of each row; good until something is added. */
  get words(): LevelHashes {
    return this.#room?.words ?? this.#own;
  }

  /** NaN, however made, is one value. */
  addNumbers(values: Float64Array): void {
    if (this.#room) return this.#room.addNumbers(values);
    const double = new Float64Array(1);
    const words = new Int32Array(double.buffer);
    for (let i = 0; i < values.length; i += 1) {
      const x = values[i]!;
      double[0] = x === 0 ? 0 : x;
      const missing = Number.isNaN(x);
      this.#add(i, missing ? 1 : words[0]!, missing ? 2 : words[1]!);
    }
  }

  /** −1 is missing. */
  addCodes(codes: Int32Array, { low, high }: LevelHashes): void {
    if (this.#room) return this.#room.addCodes(codes, { low, high });
    for (let i = 0; i < codes.length; i += 1) {
      const code = codes[i]!;
      this.#add(i, code < 0 ? 1 : low[code]!, code < 0 ? 2 : high[code]!);
    }
  }

  /** Rows equal to an earlier one. */
  duplicates(): number {
    if (this.#room) return this.#room.twins();
    const { low, high } = this.#own;
    const keys = new BigUint64Array(low.length);
    const words = new Int32Array(keys.buffer);
    for (let i = 0; i < low.length; i += 1) {
      words[2 * i] = low[i]!;
      words[2 * i + 1] = high[i]!;
    }
    keys.sort();
    let equal = 0;
    for (let i = 1; i < keys.length; i += 1) if (keys[i] === keys[i - 1]) equal += 1;
    return equal;
  }

  #add(i: number, a: number, b: number): void {
    const { low, high } = this.#own;
    low[i] = mix((low[i]! * 31) | 0, a, b);
    high[i] = mix(Math.imul(high[i]!, 0x27d4eb2f), b, a + 0x165667b1);
  }
}

/** The finaliser of MurmurHash3 over three words. */
function mix(seed: number, a: number, b: number): number {
  let h = seed ^ Math.imul(a, 0xcc9e2d51 | 0);
  h = Math.imul(((h << 13) | (h >>> 19)) ^ Math.imul(b, 0x1b873593), 5) + 0xe6546b64;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b | 0);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35 | 0);
  return h ^ (h >>> 16);
}
