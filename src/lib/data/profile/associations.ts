import type { Progress } from '#lib/engine/model.ts';
import type { Table } from '#lib/engine/table.ts';
import type { Associations, PairAssociation, TargetAssociation } from '#lib/recipe/associations.ts';
import { binsInWords, chooseColumns, prepare } from './associations/columns.ts';
import type { AssociationOptions, Chosen, Prepared } from './associations/columns.ts';
import { productTies } from './associations/products.ts';
import { Measurer, signedStrength } from './associations/measures.ts';
import { strongestPairs } from './associations/screen.ts';
import { vifOf } from './associations/vif.ts';

export type { AssociationOptions } from './associations/columns.ts';

/** Up to here every pair is measured. */
const mostInMatrix = 400;
const mostPairs = 2000;
const screenedPairs = 500;
/** Work of all pairs, in rows: some 5 s, and less for each where a column is too long for the cache. */
const mostWork = { short: 4e8, long: 1e8 } as const;
const longColumn = 100_000;
const fewestRows = 2000;
/** Two numbers with a missing value are ranked anew for each pair. */
const workWithMissing = 8;

/**
 * How strongly the columns of a table go together and tell the target. Up to 400 columns every pair is measured; of
 * more, each column with the target, and the strongest pairs of numbers found by one matrix product. Where all rows would
 * take more than some seconds, a part of them is used, drawn by a hash of their place, the same every time.
 * Run it with `drive` or `runTask`: it yields every few milliseconds.
 */
export function* associationsOf(
  table: Table,
  options: AssociationOptions,
): Generator<Progress, Associations> {
  const parts = new Parts();
  const chosen = yield* parts.run(0.05, chooseColumns(table, options));
  const n = chosen.columns.length + (chosen.target ? 1 : 0);
  const all = n <= mostInMatrix;
  const affordable = rowsFor(all ? workOf(chosen) : screenedPairs + n);
  const most = Math.min(affordable, options.mostRows ?? Infinity);
  const { rows, words } = drawn(table.rows, most);
  const used = rows?.length ?? table.rows;
  const ready = yield* parts.run(0.05, prepared(chosen, rows));
  const { columns, target } = ready;
  const measurer = new Measurer(used);
  const between = all ? everyPair(ready, measurer) : screen(columns, used, measurer);
  const { left, ...measured } = yield* parts.run(0.7, between);
  const withTarget = target && (yield* parts.run(0.05, byTarget(columns, target, measurer)));
  const vif = yield* parts.run(0.1, vifOf(columns.filter(isNumber), used));
  const products = yield* parts.run(0.05, productTies(chosen, table.rows));
  return {
    rows: table.rows,
    used,
    sample: words,
    bins: binsInWords,
    ...measured,
    target: withTarget,
    vif,
    products,
    left: [...chosen.left, ...left],
  };
}

/** Of one row in every pair. */
function workOf({ columns, target }: Chosen): number {
  const n = columns.length + (target ? 1 : 0);
  const gaps = columns.filter(({ column: c }) => c.kind === 'number' && hasGaps(c.values)).length;
  return (n * (n - 1)) / 2 + (workWithMissing - 1) * (gaps * (n - gaps) + (gaps * (gaps - 1)) / 2);
}

const hasGaps = (values: Float64Array): boolean => values.some((x) => Number.isNaN(x));

const rowsFor = (work: number): number =>
  Math.max(fewestRows, Math.min(longColumn, mostWork.short / work), mostWork.long / work);

const isNumber = (c: Prepared): boolean => c.kind === 'number';

/** A part of the rows, by a hash of their place: no pattern of the file, such as every second row, decides. */
function drawn(
  rows: number,
  most: number,
): { readonly rows: Int32Array | null; readonly words: string | null } {
  if (rows <= most) return { rows: null, words: null };
  const below = (most / rows) * 2 ** 32;
  const kept: number[] = [];
  for (let i = 0; i < rows; i += 1) if (hashed(i) < below) kept.push(i);
  const words = `${kept.length.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} rows, drawn by a hash of their place in the file`;
  return { rows: Int32Array.from(kept), words };
}

/** The finaliser of MurmurHash3, 0 to 2³² − 1. */
function hashed(i: number): number {
  let h = (i + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b | 0);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35 | 0);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Consecutive generators as parts of one: each says which part it is, and its shares are of that. */
class Parts {
  #done = 0;

  *run<T>(part: number, work: Generator<Progress, T>): Generator<Progress, T> {
    for (;;) {
      const turn = work.next();
      if (turn.done) {
        this.#done += part;
        return turn.value;
      }
      yield { share: Math.min(1, this.#done + part * turn.value.share) };
    }
  }
}

interface Ready {
  readonly columns: readonly Prepared[];
  readonly target: Prepared | null;
}

function* prepared(chosen: Chosen, rows: Int32Array | null): Generator<Progress, Ready> {
  const columns: Prepared[] = [];
  for (const { name, column } of chosen.columns) {
    columns.push(prepare(name, column, rows));
    yield { share: columns.length / chosen.columns.length };
  }
  const { target } = chosen;
  return { columns, target: target && prepare(target.name, target.column, rows) };
}

type Measured = Pick<Associations, 'matrix' | 'pairs' | 'left'>;

function* everyPair(
  { columns: features, target }: Ready,
  measurer: Measurer,
): Generator<Progress, Measured> {
  const columns = target ? [...features, target] : features;
  const n = columns.length;
  const strength = new Array<number | null>(n * n).fill(1);
  let pairs: PairAssociation[] = [];
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) {
      const measures = measurer.measure(columns[i]!, columns[j]!);
      const signed = signedStrength(measures);
      strength[i * n + j] = signed;
      strength[j * n + i] = signed;
      if (signed !== null) pairs.push({ a: columns[i]!.name, b: columns[j]!.name, ...measures });
      yield { share: (i + (j - i) / (n - i)) / n };
    }
    if (pairs.length > 4 * mostPairs) pairs = strongestOf(pairs, mostPairs);
  }
  const matrix = {
    columns: columns.map((c) => c.name),
    kinds: columns.map((c) => c.kind),
    strength,
  };
  return { matrix, pairs: strongestOf(pairs, mostPairs), left: [] };
}

const strongestOf = <T extends { readonly strength: number }>(
  all: readonly T[],
  most = all.length,
): T[] => [...all].sort((x, y) => y.strength - x.strength).slice(0, most);

function* byTarget(
  columns: readonly Prepared[],
  target: Prepared,
  measurer: Measurer,
): Generator<Progress, Associations['target']> {
  const found: TargetAssociation[] = [];
  for (const column of columns) {
    found.push({ column: column.name, ...measurer.measure(column, target) });
    yield { share: found.length / columns.length };
  }
  return { column: target.name, kind: target.kind, associations: strongestOf(found) };
}

function* screen(
  columns: readonly Prepared[],
  rows: number,
  measurer: Measurer,
): Generator<Progress, Measured> {
  const numbers = columns.filter(isNumber);
  const { candidates, used } = yield* strongestPairs(numbers, rows, screenedPairs);
  const pairs: PairAssociation[] = [];
  for (const { a, b } of candidates) {
    const [left, right] = [numbers[a]!, numbers[b]!];
    pairs.push({ a: left.name, b: right.name, ...measurer.measure(left, right) });
    yield { share: 1 };
  }
  const reason = `of more than ${mostInMatrix} columns only the strongest ${screenedPairs} pairs of numbers are listed, found by rank correlation over ${used.toLocaleString('en-US')} rows`;
  const categories = columns.filter((c) => !isNumber(c)).map((c) => c.name);
  const among = { columns: categories, reason: 'pairs with a category, among so many columns' };
  return {
    matrix: null,
    pairs: strongestOf(pairs),
    left: [{ columns: [], reason }, ...(categories.length > 0 ? [among] : [])],
  };
}
