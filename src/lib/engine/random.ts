import { EngineError } from '#lib/recipe/errors.ts';

/**
 * numpy's legacy generator, `numpy.random.RandomState`, bit for bit: MT19937 (Matsumoto and Nishimura 1998)
 * with numpy's own ways to draw. scikit-learn's `random_state=42` is this generator, so the rows it picks
 * are the rows picked here.
 */
export class RandomState {
  readonly #key = new Uint32Array(stateLength);
  #position = stateLength;
  /** The polar method makes two normal numbers at a time; this is the one not given out yet. */
  #spare: number | null = null;

  /**
   * @param seed an integer from 0 to 2³² − 1, or a list of such integers as numpy takes it
   * @throws EngineError 'usage' for any other seed
   */
  constructor(seed: number | readonly number[]) {
    const words = typeof seed === 'number' ? [seed] : seed;
    if (words.length === 0 || !words.every(isUint32)) throw seedError(seed);
    if (typeof seed === 'number') seedByInteger(this.#key, seed);
    else seedByArray(this.#key, seed);
  }

  /** The next 32 bits. */
  uint32(): number {
    if (this.#position === stateLength) {
      regenerate(this.#key);
      this.#position = 0;
    }
    let y = this.#key[this.#position]!;
    this.#position += 1;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Uniform in [0, 1), 53 bits: `random_sample()`. */
  randomSample(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * A uniform integer, low ≤ x < high: `randint(low, high)`.
   * @throws EngineError 'usage' when the range is empty or wider than 2³²
   */
  randint(low: number, high: number): number {
    const span = high - 1 - low;
    if (!Number.isInteger(low) || !isUint32(span)) throw rangeError(low, high);
    return low + this.#upTo(span);
  }

  /** Normal, polar method; numpy's `normal(loc, scale)` up to the last bit of the logarithm. */
  normal(loc = 0, scale = 1): number {
    return loc + scale * this.#gauss();
  }

  /** Shuffles in place: `shuffle(x)`. */
  shuffle(values: Int32Array | Float64Array): void {
    for (let i = values.length - 1; i > 0; i -= 1) {
      const j = this.#upTo(i);
      const kept = values[i]!;
      values[i] = values[j]!;
      values[j] = kept;
    }
  }

  /** 0 … n − 1 in random order, or a shuffled copy: `permutation(x)`. */
  permutation(x: number | Int32Array): Int32Array {
    const values = typeof x === 'number' ? Int32Array.from({ length: x }, (_, i) => i) : x.slice();
    this.shuffle(values);
    return values;
  }

  /**
   * `size` draws from 0 … n − 1: `choice(n, size, replace)`.
   * @throws EngineError 'usage' when n is 0, or less than `size` without replacement
   */
  choice(n: number, size: number, replace = true): Int32Array {
    if (n < 1 || (!replace && size > n)) throw drawError(n, size);
    if (!replace) return this.permutation(n).slice(0, size);
    return Int32Array.from({ length: size }, () => this.#upTo(n - 1));
  }

  /** Uniform in 0 … max by rejection under the smallest mask of ones; draws nothing when max is 0. */
  #upTo(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = (this.uint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  #gauss(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.randomSample() - 1;
      const y = 2 * this.randomSample() - 1;
      const r2 = x * x + y * y;
      if (r2 < 1 && r2 !== 0) {
        const f = Math.sqrt((-2 * Math.log(r2)) / r2);
        this.#spare = f * x;
        return f * y;
      }
    }
  }
}

const stateLength = 624;
const shift = 397;

const isUint32 = (x: number): boolean => Number.isInteger(x) && x >= 0 && x <= 0xffffffff;

function seedByInteger(key: Uint32Array, seed: number): void {
  key[0] = seed;
  for (let i = 1; i < stateLength; i += 1) {
    const before = key[i - 1]!;
    key[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
  }
}

function seedByArray(key: Uint32Array, words: readonly number[]): void {
  seedByInteger(key, 19650218);
  let i = 1;
  const step = (multiplier: number, added: number) => {
    const before = key[i - 1]!;
    key[i] = (key[i]! ^ Math.imul(before ^ (before >>> 30), multiplier)) + added;
    i += 1;
    if (i === stateLength) {
      key[0] = key[stateLength - 1]!;
      i = 1;
    }
  };
  for (let k = 0; k < Math.max(stateLength, words.length); k += 1) {
    const j = k % words.length;
    step(1664525, words[j]! + j);
  }
  for (let k = 1; k < stateLength; k += 1) step(1566083941, -i);
  key[0] = 0x80000000;
}

function regenerate(key: Uint32Array): void {
  for (let i = 0; i < stateLength; i += 1) {
    const y = (key[i]! & 0x80000000) | (key[(i + 1) % stateLength]! & 0x7fffffff);
    key[i] = key[(i + shift) % stateLength]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}

const seedError = (seed: number | readonly number[]): EngineError =>
  new EngineError({
    code: 'usage',
    what: `The seed is ${String(seed) || 'an empty list'}`,
    where: {},
    remedy: 'Use a whole number from 0 to 4294967295.',
  });

const rangeError = (low: number, high: number): EngineError =>
  new EngineError({
    code: 'usage',
    what: `There is no whole number to draw from ${low} up to but not including ${high}`,
    where: {},
    remedy: 'Use whole numbers with low < high, at most 4294967296 apart.',
  });

const drawError = (n: number, size: number): EngineError =>
  new EngineError({
    code: 'usage',
    what: `${size} draws without replacement were asked of ${n} values`,
    where: {},
    remedy: 'Draw fewer, or draw with replacement from at least one value.',
  });
