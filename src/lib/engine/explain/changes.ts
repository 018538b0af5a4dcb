import type { Aim, Cell, Change, Changes } from '#lib/recipe/effects.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { cutsOfRows } from '../cut.ts';
import type { Progress } from '../model.ts';
import { predictTable, type Computes } from '../predictor.ts';
import { column, type Column, type Table } from '../table.ts';
import { cellAt, columnWith } from './cells.ts';

export interface ChangesAsk {
  readonly run: FittedRun;
  /** One raw row. */
  readonly row: Table;
  /** Training rows: values that columns may take, and their spread. */
  readonly background: Table;
  readonly aim: Aim;
  readonly frozen: ReadonlySet<string>;
}

/** Columns that a change may touch, values tried of each, and half-made changes that are gone on from. */
const mostColumns = 3;
const valuesTried = 15;
const beam = 12;
const shown = 3;
const atOnce = 500;
const halvings = 6;

/** What a column may become. */
interface Move {
  readonly column: string;
  readonly from: Cell;
  /** Values of training rows, other than the row's own. */
  readonly values: readonly Cell[];
  readonly spread: number;
  readonly whole: boolean;
}

type Tried = ReadonlyMap<string, Cell>;

interface Scored {
  readonly cells: Tried;
  /** How far beyond the aim: 0 and more is there. */
  readonly beyond: number;
  readonly predicted: number;
}

/**
 * Counterfactuals (Wachter et al. 2018) by a search that goes from changes of one column to those of more, keeping the most
 * promising, and takes values that training rows have; a number is then moved back as near to the row's own as the aim allows.
 * The same question has the same answer: nothing is drawn.
 */
export function* changesOf(ask: ChangesAsk, computes: Computes): Generator<Progress, Changes> {
  const moves = movesOf(ask);
  const bench = new Bench(ask, computes);
  let states: readonly Tried[] = [new Map()];
  const found: Scored[] = [];
  for (let many = 1; many <= mostColumns && found.length === 0; many += 1) {
    const next = spread(states, moves);
    const scored: Scored[] = [];
    for (let from = 0; from < next.length; from += atOnce) {
      scored.push(...bench.score(next.slice(from, from + atOnce)));
      const share = (from + atOnce) / Math.max(1, next.length);
      yield { share: (0.9 * (many - 1 + Math.min(1, share))) / mostColumns };
    }
    found.push(...scored.filter(({ beyond }) => beyond >= 0));
    states = scored
      .toSorted((a, b) => b.beyond - a.beyond)
      .slice(0, beam)
      .map(({ cells }) => cells);
  }
  const byName = new Map(moves.map((move) => [move.column, move]));
  const cheapest = distinct(found, byName);
  const list: Change[] = [];
  for (const [i, one] of cheapest.entries()) {
    list.push(asChange(nearer(one, byName, bench), byName));
    yield { share: 0.9 + (0.1 * (i + 1)) / cheapest.length };
  }
  return { list: list.sort((a, b) => a.cost - b.cost), tried: bench.tried };
}

/** Each state with one more column set, each set of cells once. */
function spread(states: readonly Tried[], moves: readonly Move[]): readonly Tried[] {
  const seen = new Map<string, Tried>();
  for (const state of states)
    for (const { column: name, values } of moves) {
      if (state.has(name)) continue;
      for (const to of values) {
        const cells = new Map(state).set(name, to);
        const key = JSON.stringify([...cells].sort((a, b) => (a[0] < b[0] ? -1 : 1)));
        if (!seen.has(key)) seen.set(key, cells);
      }
    }
  return [...seen.values()];
}

function movesOf({ run, row, background, frozen }: ChangesAsk): readonly Move[] {
  return run.inputs
    .filter((name) => !frozen.has(name))
    .map((name) => moveOf(name, column(row, name), column(background, name)));
}

function moveOf(name: string, own: Column, known: Column): Move {
  const from = cellAt(own, 0);
  if (known.kind === 'category') {
    const counts = new Int32Array(known.levels.length);
    for (const code of known.codes) if (code >= 0) counts[code]! += 1;
    const values = known.levels
      .map((level, code) => ({ level, n: counts[code]! }))
      .filter(({ level, n }) => n > 0 && level !== from)
      .sort((a, b) => b.n - a.n)
      .slice(0, valuesTried)
      .map(({ level }) => level);
    return { column: name, from, values, spread: 0, whole: false };
  }
  const sorted = known.values.filter((x) => !Number.isNaN(x)).sort();
  const at = (k: number): number =>
    sorted[Math.round((k * (sorted.length - 1)) / (valuesTried - 1))]!;
  const all = sorted.length === 0 ? [] : Array.from({ length: valuesTried }, (_, k) => at(k));
  const mean = sorted.reduce((sum, x) => sum + x, 0) / sorted.length;
  const variance = sorted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / sorted.length;
  return {
    ...{ column: name, from },
    values: [...new Set(all)].filter((x) => x !== from),
    spread: Math.sqrt(variance),
    whole: sorted.every((x) => Number.isInteger(x)),
  };
}

/** Answers for rows that differ from the one in hand. */
class Bench {
  readonly #ask: ChangesAsk;
  readonly #computes: Computes;
  tried = 0;

  constructor(ask: ChangesAsk, computes: Computes) {
    this.#ask = ask;
    this.#computes = computes;
  }

  score(states: readonly Tried[]): readonly Scored[] {
    if (states.length === 0) return [];
    const { run, row, aim } = this.#ask;
    const columns = [...row.columns].map(([name, own]) => {
      const cell = cellAt(own, 0);
      const cells = states.map((state) => (state.has(name) ? state.get(name)! : cell));
      return [name, columnWith(cells, own)] as const;
    });
    this.tried += states.length;
    const table = { rows: states.length, columns: new Map(columns) };
    const said = predictTable(run, table, this.#computes);
    const width = run.classes?.length ?? 1;
    const cuts = run.cut && width === 2 ? cutsOfRows(run.cut, table) : null;
    return states.map((cells, i) => ({
      cells,
      ...(cuts && aim.to === 'class'
        ? acrossCut(said[2 * i + 1]!, cuts[i]!, aim.code)
        : reached(said, i, width, aim)),
    }));
  }
}

/** How far a probability of the second class lies on the side of the threshold where the class of `code` is said. */
function acrossCut(p: number, cut: number, code: number): Pick<Scored, 'beyond' | 'predicted'> {
  const predicted = code === 1 ? p : 1 - p;
  if (code === 0) return { predicted, beyond: cut - p };
  return { predicted, beyond: p > cut ? p - cut : Math.min(p - cut, -Number.EPSILON) };
}

function reached(
  said: Float64Array,
  row: number,
  width: number,
  aim: Aim,
): Pick<Scored, 'beyond' | 'predicted'> {
  const own = said.subarray(row * width, (row + 1) * width);
  if (aim.to !== 'class') {
    const predicted = own[0]!;
    return {
      predicted,
      beyond: aim.to === 'atLeast' ? predicted - aim.value : aim.value - predicted,
    };
  }
  const predicted = own[aim.code]!;
  const others = own.reduce((top, p, k) => (k === aim.code ? top : Math.max(top, p)), 0);
  // Of classes that are as likely the first is said.
  const isTied = predicted === others && own.indexOf(others) < aim.code;
  return { predicted, beyond: isTied ? -Number.EPSILON : predicted - others };
}

const costOf = ({ from, spread: unit }: Move, to: Cell): number => {
  if (typeof from !== 'number' || typeof to !== 'number') return 1.5;
  return 0.5 + (unit > 0 ? Math.abs(to - from) / unit : 1);
};

const totalOf = (cells: Tried, moves: ReadonlyMap<string, Move>): number =>
  [...cells].reduce((sum, [name, to]) => sum + costOf(moves.get(name)!, to), 0);

/** The cheapest of each set of columns, the cheapest first. */
function distinct(found: readonly Scored[], moves: ReadonlyMap<string, Move>): readonly Scored[] {
  const best = new Map<string, Scored>();
  for (const one of found) {
    const key = JSON.stringify([...one.cells.keys()].sort());
    const known = best.get(key);
    if (!known || totalOf(one.cells, moves) < totalOf(known.cells, moves)) best.set(key, one);
  }
  return [...best.values()]
    .sort((a, b) => totalOf(a.cells, moves) - totalOf(b.cells, moves))
    .slice(0, shown);
}

/** Each number moved back towards the row's own by halves, as long as the aim is kept. */
function nearer(one: Scored, moves: ReadonlyMap<string, Move>, bench: Bench): Scored {
  let best = one;
  for (const name of one.cells.keys()) {
    const { from, whole } = moves.get(name)!;
    const to = best.cells.get(name)!;
    if (typeof from !== 'number' || typeof to !== 'number') continue;
    let [out, inside] = [from, to];
    for (let turn = 0; turn < halvings; turn += 1) {
      const middle =
        whole && Number.isInteger(from) ? Math.round((out + inside) / 2) : (out + inside) / 2;
      if (middle === inside || middle === out) break;
      const [tried] = bench.score([new Map(best.cells).set(name, middle)]);
      if (tried!.beyond >= 0) [best, inside] = [tried!, middle];
      else out = middle;
    }
  }
  return best;
}

function asChange({ cells, predicted }: Scored, moves: ReadonlyMap<string, Move>): Change {
  const list = [...cells].map(([name, to]) => ({ column: name, from: moves.get(name)!.from, to }));
  return { cells: list, predicted, cost: totalOf(cells, moves) };
}
