import type { Bins } from '#lib/engine/kernels/bins.ts';
import type { Kernels } from '#lib/engine/kernels/kernels.ts';
import { constantHessian, lossCode } from './losses.ts';
import type { LossName } from './losses.ts';

export interface RowsInput {
  readonly kernels: Kernels;
  readonly bins: Bins;
  /** The learning rows' bins once more, row after row. */
  readonly byRow: { readonly at: number; readonly wide: number };
  /** Rows that learn, at the front; the others are watched. */
  readonly learning: number;
  readonly all: number;
  /** Trees an iteration: the classes where they are more than two, else 1. */
  readonly outputs: number;
  readonly loss: LossName;
  /** Of the quantile loss. */
  readonly level: number;
  readonly y: Float64Array;
  /** One for each learning row; null for all 1. */
  readonly weight: Float64Array | null;
}

/** What the gradients were multiplied by before they became whole numbers. */
export interface Scale {
  readonly gradient: number;
  readonly hessian: number;
}

/** Sums of packed rows: whole numbers. */
export interface Sums {
  readonly g: number;
  readonly h: number;
  readonly count: number;
}

/** Rows that one call takes: a call stays under about 10 ms. */
const rowsAtOnce = 262144;
/** Whole numbers of 32 bits with a sign. */
const most = 2 ** 31 - 2;

/** The rows of a boosting run in the memory of the kernels: bins, raw scores, gradients. */
export class Rows {
  readonly kernels: Kernels;
  readonly bins: Bins;
  readonly byRow: RowsInput['byRow'];
  /** Rows that are counted into all histograms before the next ones: with their bins they stay in the second cache. */
  readonly block: number;
  readonly words: number;
  /** All rows' words, block after block, filled by the first root; 0 where they would take too much. */
  readonly rootWords: number;
  readonly learning: number;
  readonly all: number;
  readonly outputs: number;
  readonly #loss: LossName;
  readonly #level: number;
  readonly #constant: boolean;
  readonly raw: number;
  readonly y: number;
  readonly gradient: number;
  readonly hessian: number;
  readonly packed: number;
  readonly ordered: number;
  readonly index: number;
  readonly spare: number;
  readonly small: number;
  /** 256 bytes: which bins of a column of categories go left. */
  readonly set: number;
  readonly #weight: number;
  readonly #top: number;
  readonly #share: number;

  constructor({ kernels, bins, byRow, learning, all, outputs, loss, level, y, weight }: RowsInput) {
    this.kernels = kernels;
    this.bins = bins;
    this.byRow = byRow;
    this.block = Math.max(1024, Math.min(8192, Math.floor(2 ** 17 / byRow.wide)));
    this.words = kernels.take(byRow.wide * this.block);
    const bytes = byRow.wide * this.block * Math.ceil(learning / this.block);
    this.rootWords = bytes <= 2 ** 28 ? kernels.take(bytes) : 0;
    this.learning = learning;
    this.all = all;
    this.outputs = outputs;
    this.#loss = loss;
    this.#level = level;
    this.#constant = weight === null && constantHessian(loss);
    this.raw = kernels.doubles(all * outputs);
    this.y = kernels.putDoubles(y);
    this.#weight = weight ? kernels.putDoubles(weight) : 0;
    this.gradient = kernels.take(4 * learning);
    this.hessian = kernels.take(4 * learning);
    this.packed = kernels.take(8 * learning);
    this.ordered = kernels.take(8 * this.block);
    this.index = kernels.take(4 * all);
    this.spare = kernels.take(4 * all);
    this.small = kernels.take(64);
    this.set = kernels.take(256);
    this.#top = outputs > 1 ? kernels.doubles(learning) : 0;
    this.#share = outputs > 1 ? kernels.doubles(learning) : 0;
  }

  /** Raw scores of output k, learning rows first. */
  rawOf(k: number): Float64Array {
    return this.kernels.viewDoubles(this.raw + 8 * k * this.all, this.all);
  }

  rawAt = (k: number): number => this.raw + 8 * k * this.all;

  /** To be called once an iteration, before the gradients of its first tree. */
  *begin(): Generator<void, void> {
    if (this.outputs === 1) return;
    const { call } = this.kernels;
    for (const [from, to] of chunks(this.learning)) {
      call.softmaxBase(this.raw, this.all, this.outputs, from, to, this.#top, this.#share);
      yield;
    }
  }

  /** Gradients for the tree of output k, packed; returns their sums and scale. */
  *pack(k: number): Generator<void, { readonly total: Sums; readonly scale: Scale }> {
    const { kernels, gradient, hessian, small, learning } = this;
    const { call } = kernels;
    call.clear(small, 32);
    for (const [from, to] of chunks(learning)) {
      this.#gradients(k, from, to);
      call.sizes(gradient, hessian, from, to, small);
      yield;
    }
    const [sizeG, sizeH] = kernels.viewDoubles(small, 2) as unknown as [number, number];
    const scale = {
      gradient: sizeG > 0 ? (most - learning) / sizeG : 1,
      hessian: this.#constant || !(sizeH > 0) ? 1 : (most - learning) / sizeH,
    };
    const total = small + 16;
    for (const [from, to] of chunks(learning)) {
      call.pack(gradient, hessian, from, to, scale.gradient, scale.hessian, this.packed, total);
      yield;
    }
    const [g, h, count] = kernels.viewWords(total, 3) as unknown as [number, number, number];
    return { total: { g, h, count }, scale };
  }

  #gradients(k: number, from: number, to: number): void {
    const { call } = this.kernels;
    const { gradient: g, hessian: h, y } = this;
    const raw = this.rawAt(k);
    const w = this.#weight;
    if (this.outputs > 1)
      call.gradientsOfClass(k, from, to, raw, y, w, this.#top, this.#share, g, h);
    else call.gradients(lossCode(this.#loss), this.#level, from, to, raw, y, w, g, h);
  }

  /** Every row in order: what a tree begins with. */
  reset(): void {
    this.kernels.call.inOrder(this.index, this.all);
  }
}

function* chunks(rows: number): Generator<readonly [number, number]> {
  for (let from = 0; from < rows; from += rowsAtOnce)
    yield [from, Math.min(rows, from + rowsAtOnce)];
}
