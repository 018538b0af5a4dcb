import { EngineError } from '#lib/recipe/errors.ts';
import { wasm } from './built.ts';
import type { Exports } from './exports.ts';

/** WebAssembly as the engine needs it; no environment's own types are known here. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

let compiled: object | null = null;
/** Kernels that a fit has left: new memory costs more than the work on it where a table is small. */
let spare: Kernels | null = null;
/** Bytes of memory up to which they are kept. */
const keptAtMost = 2 ** 26;

/**
 * The kernels with a memory of their own, for one fit or prediction: dropping the object gives the memory back.
 * Pointers are byte offsets; `view` is good until the next `take`, which may move the memory.
 */
export class Kernels {
  readonly call: Exports;
  readonly #start: number;

  constructor() {
    compiled ??= new Module(bytesOf(wasm));
    const abort = (): never => {
      throw new EngineError({
        code: 'unexpected',
        what: 'A kernel stopped by itself',
        where: {},
        remedy: 'Report the recipe and the table’s size.',
      });
    };
    this.call = new Instance(compiled, { env: { abort } }).exports as Exports;
    this.#start = this.call.mark();
  }

  /** To be given back; what is taken holds anything, not 0. */
  static borrowed(): Kernels {
    const kernels = spare ?? new Kernels();
    spare = null;
    return kernels;
  }

  /** Nothing of them may be used afterwards. */
  static giveBack(kernels: Kernels): void {
    kernels.call.release(kernels.#start);
    if (kernels.call.memory.buffer.byteLength <= keptAtMost) spare = kernels;
  }

  /** @throws EngineError 'memory' where the memory of a tab is full */
  take(bytes: number): number {
    const at = this.call.take(bytes) >>> 0;
    if (at !== 0) return at;
    throw new EngineError({
      code: 'memory',
      what: `There is no room for another ${(bytes / 2 ** 20).toFixed(0)} MiB: the memory of a tab is full`,
      where: {},
      remedy: 'Train on fewer rows or columns, or with smaller parameters.',
    });
  }

  /** Room for `length` doubles, all 0 where the memory is fresh. */
  doubles(length: number): number {
    return this.take(8 * length);
  }

  putDoubles(values: Float64Array): number {
    const at = this.doubles(values.length);
    this.viewDoubles(at, values.length).set(values);
    return at;
  }

  viewDoubles(at: number, length: number): Float64Array {
    return new Float64Array(this.call.memory.buffer, at, length);
  }

  viewFloats(at: number, length: number): Float32Array {
    return new Float32Array(this.call.memory.buffer, at, length);
  }

  viewWords(at: number, length: number): Int32Array {
    return new Int32Array(this.call.memory.buffer, at, length);
  }

  viewBytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.call.memory.buffer, at, length);
  }
}

/** Base64 by hand: neither atob nor Buffer is known everywhere the engine runs. */
function bytesOf(text: string): Uint8Array {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const value = new Uint8Array(128);
  for (let i = 0; i < letters.length; i += 1) value[letters.charCodeAt(i)] = i;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < text.length; i += 4) {
    const word =
      (value[text.charCodeAt(i)]! << 18) |
      (value[text.charCodeAt(i + 1)]! << 12) |
      (value[text.charCodeAt(i + 2)]! << 6) |
      value[text.charCodeAt(i + 3)]!;
    bytes[at++] = word >> 16;
    if (at < bytes.length) bytes[at++] = (word >> 8) & 255;
    if (at < bytes.length) bytes[at++] = word & 255;
  }
  return bytes;
}
