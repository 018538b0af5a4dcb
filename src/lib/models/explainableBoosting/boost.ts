import { slopesAt, lossOf, type Target } from './target.ts';
import type { Sums } from './tree.ts';

/** A term while it is learned: which cell of its table each row is in, and how a tree grows over the cells. */
export interface Term {
  readonly cells: Int32Array;
  readonly size: number;
  /** @returns false where there is nothing to gain */
  readonly grow: (sums: Sums, out: Float64Array) => boolean;
}

export interface BoostRules {
  readonly learningRate: number;
  readonly maxRounds: number;
  readonly patience: number;
}

export interface BoostRows {
  readonly learn: Int32Array;
  readonly held: Int32Array;
  /** Scores of all rows before, row-major; changed. */
  readonly raw: Float64Array;
}

export interface Boosted {
  /** For each term its table, output after output. */
  readonly tables: readonly Float64Array[];
  readonly rounds: number;
}

/** Rows looked at between two yields. */
const breath = 4e5;
const tolerance = 1e-6;

/**
 * Cyclic boosting (Lou, Caruana, Gehrke and Hooker 2013): round after round, each term in turn takes a small step by a small
 * tree on what is still wrong. Ends where rows held back say that it no longer helps, with the tables of the best round.
 * @yields share of the rounds
 */
export function* boost(
  target: Target,
  { learn, held, raw }: BoostRows,
  terms: readonly Term[],
  rules: BoostRules,
): Generator<number, Boosted> {
  const { outputs } = target;
  const tables = terms.map(({ size }) => new Float64Array(size * outputs));
  const watches = held.length > 1;
  let best = { loss: watches ? lossOf(target, raw, held) : Infinity, round: 0 };
  let kept = tables.map((t) => t.slice());
  let work = 0;
  let round = 0;
  while (round < rules.maxRounds) {
    let moved = false;
    for (const [t, term] of terms.entries()) {
      moved =
        step(target, learn, term, { raw, table: tables[t]!, rate: rules.learningRate }) || moved;
      work += learn.length * outputs;
      if (work > breath) {
        work = 0;
        yield (round + t / terms.length) / rules.maxRounds;
      }
    }
    round += 1;
    if (!moved) break;
    if (!watches) continue;
    const loss = lossOf(target, raw, held);
    if (loss < best.loss - tolerance * Math.abs(best.loss)) {
      best = { loss, round };
      kept = tables.map((own, t) => (kept[t]!.set(own), kept[t]!));
    } else if (round - best.round >= rules.patience) break;
  }
  return watches ? { tables: kept, rounds: best.round } : { tables, rounds: round };
}

/** One tree of one term, in each output: all rows move, those held back too. */
function step(
  target: Target,
  learn: Int32Array,
  { cells, size, grow }: Term,
  {
    raw,
    table,
    rate,
  }: { readonly raw: Float64Array; readonly table: Float64Array; readonly rate: number },
): boolean {
  const { outputs } = target;
  const sums = sumsOf(target, learn, { cells, size }, raw);
  const out = new Float64Array(size);
  let moved = false;
  for (let k = 0; k < outputs; k += 1) {
    if (!grow(sums[k]!, out)) continue;
    moved = true;
    for (let cell = 0; cell < size; cell += 1) table[k * size + cell]! += rate * out[cell]!;
    for (let i = 0; i < cells.length; i += 1) raw[i * outputs + k]! += rate * out[cells[i]!]!;
  }
  return moved;
}

/** Slopes, bends and rows of each cell, for each output. */
export function sumsOf(
  target: Target,
  rows: Int32Array,
  { cells, size }: Pick<Term, 'cells' | 'size'>,
  raw: Float64Array,
): readonly Sums[] {
  const { outputs } = target;
  const counts = new Float64Array(size);
  const sums = Array.from({ length: outputs }, () => ({
    slope: new Float64Array(size),
    bend: new Float64Array(size),
    rows: counts,
  }));
  const at = { slope: new Float64Array(outputs), bend: new Float64Array(outputs) };
  for (const i of rows) {
    const cell = cells[i]!;
    slopesAt(target, raw, i, at);
    counts[cell]! += 1;
    for (let k = 0; k < outputs; k += 1) {
      sums[k]!.slope[cell]! += at.slope[k]!;
      sums[k]!.bend[cell]! += at.bend[k]!;
    }
  }
  return sums;
}
