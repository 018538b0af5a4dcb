import type { Piece } from '#lib/recipe/equation.ts';
import { takeRows, withColumns, type Column, type Table } from '../../table.ts';
import type { Block, Through } from './blocks.ts';
import { curveOf } from './curves.ts';
import { gapsOf, liesOn, piecesOf, runsOf, type Probed } from './pieces.ts';

/** Values of all columns that are tried at once, and rows around a missing cell. */
const probedCells = 4e6;
const contexts = 8;
const halvings = 80;
/** Levels of a column that a person might still look through. */
const levelsAtMost = 1000;

/** What a block of one column adds, as a function of its cell: for one output. */
export type Single =
  | { readonly kind: 'lines'; readonly pieces: readonly Piece[] }
  | Exclude<ReturnType<typeof curveOf>, null>
  | {
      readonly kind: 'levels';
      readonly levels: readonly string[];
      readonly values: readonly number[];
    };

export interface SingleTerm {
  readonly column: string;
  /** By output; null where it is no function that is told here. */
  readonly outputs: readonly (Single | null)[];
  /** By output, of a missing cell and of a level that training rows did not have. */
  readonly missing: readonly (number | null)[];
  readonly other: readonly (number | null)[];
}

/** A text that no training row holds. */
const unheard = '\u0000 none of these';

/**
 * What each column adds by itself, found by trying it: all columns are varied at once, as each block rests on its own column
 * alone. Where stretches meet is found by halving, to the last bit.
 */
export class Singles {
  readonly #through: Through;
  readonly #train: Table;
  readonly #blocks: readonly Block[];

  constructor(through: Through, train: Table, blocks: readonly Block[]) {
    this.#through = through;
    this.#train = train;
    this.#blocks = blocks;
  }

  *terms(): Generator<number, readonly SingleTerm[]> {
    const cells = this.#blocks.map(({ columns: [name] }) => this.#train.columns.get(name!)!);
    const most = Math.floor(probedCells / Math.max(1, cells.length));
    const { tried, said } = this.#tried(cells, most);
    yield 0.3;
    const probed = tried.map((own, b) =>
      own.kind === 'number'
        ? said[b]!.map((f) => withFinite({ x: own.values, f: f.slice(0, own.values.length) }))
        : [],
    );
    const runs = probed.map((outputs) => outputs.map(runsOf));
    const ends = this.#ends(tried, runs, probed);
    yield 0.7;
    const terms: SingleTerm[] = [];
    for (const [b, block] of this.#blocks.entries()) {
      const own = tried[b]!;
      const outputs =
        own.kind === 'number'
          ? probed[b]!.map((at, k) => linesOr(runs[b]![k]!, at, ends[b]![k]!))
          : said[b]!.map((f) => levelsOf(own, f));
      terms.push({
        ...{ column: block.columns[0]!, outputs, missing: this.#missing(block) },
        other: own.kind === 'category' ? this.#said(block, levelColumn([unheard])) : [],
      });
      if (b % 16 === 0) yield 0.7 + (0.3 * b) / this.#blocks.length;
    }
    return terms;
  }

  /** Beyond what training rows hold too, where no step refuses that. */
  #tried(
    cells: readonly Column[],
    most: number,
  ): { readonly tried: readonly Column[]; readonly said: readonly (readonly Float64Array[])[] } {
    try {
      const tried = cells.map((own) => probesOf(own, most, true));
      return { tried, said: this.#at(tried) };
    } catch {
      const tried = cells.map((own) => probesOf(own, most, false));
      return { tried, said: this.#at(tried) };
    }
  }

  /** What each block adds where its column holds these cells, the columns of no block as in the first row. */
  #at(columns: readonly Column[]): readonly (readonly Float64Array[])[] {
    const rows = columns.reduce((most, own) => Math.max(most, lengthOf(own)), 1);
    const base = takeRows(this.#train, new Int32Array(rows));
    const matrix = this.#through.matrix(
      withColumns(
        base,
        this.#blocks.map((block, b) => [block.columns[0]!, filledTo(columns[b]!, rows)] as const),
      ),
    );
    return this.#blocks.map((block) => this.#through.adds(block, matrix));
  }

  /** Where each stretch ends: the last number that still lies on it. */
  #ends(
    tried: readonly Column[],
    runs: readonly (readonly ReturnType<typeof runsOf>[])[],
    probed: readonly (readonly Probed[])[],
  ): readonly (readonly (readonly number[])[])[] {
    const open = runs.map((outputs, b) =>
      outputs.map((own, k) =>
        own ? gapsOf(own, probed[b]![k]!).map(([low, high]) => ({ low, high })) : [],
      ),
    );
    for (let round = 0; round < halvings; round += 1) {
      const middles = open.map((outputs) => outputs.flatMap((gaps) => gaps.map(middleOf)));
      const busy = open.some((outputs) =>
        outputs.some((gaps) =>
          gaps.some((gap) => middleOf(gap) > gap.low && middleOf(gap) < gap.high),
        ),
      );
      if (!busy) break;
      const said = this.#at(
        tried.map((own, b) =>
          own.kind === 'number' && middles[b]!.length > 0
            ? { kind: 'number', values: Float64Array.from(middles[b]!) }
            : takeColumnFirst(own),
        ),
      );
      for (const [b, outputs] of open.entries()) {
        let place = 0;
        for (const [k, gaps] of outputs.entries())
          for (const [g, gap] of gaps.entries()) {
            const x = middles[b]![place]!;
            const value = said[b]![k]![place]!;
            place += 1;
            if (liesOn(runs[b]![k]![g]!, probed[b]![k]!, x, value)) gap.low = x;
            else gap.high = x;
          }
      }
    }
    return open.map((outputs) => outputs.map((gaps) => gaps.map(({ low }) => low)));
  }

  /** What a missing cell adds, where that is the same whatever the other cells are. */
  #missing(block: Block): readonly (number | null)[] {
    const like = this.#train.columns.get(block.columns[0]!)!;
    return this.#said(
      block,
      like.kind === 'number'
        ? { kind: 'number', values: Float64Array.of(NaN) }
        : { kind: 'category', codes: Int32Array.of(-1), levels: like.levels },
    );
  }

  /** What one cell adds, by output, among the cells of some rows; null where these matter, or a step refuses it. */
  #said(block: Block, cell: Column): readonly (number | null)[] {
    const { rows } = this.#train;
    const n = Math.min(rows, contexts);
    const some = takeRows(
      this.#train,
      Int32Array.from({ length: n }, (_, i) => Math.floor((i * rows) / n)),
    );
    try {
      const matrix = this.#through.matrix(
        withColumns(some, [[block.columns[0]!, filledTo(cell, n)]]),
      );
      return this.#through.adds(block, matrix).map((f) => {
        const [first] = f;
        const same = f.every((x) => Math.abs(x - first!) <= 1e-9 * Math.max(1, Math.abs(first!)));
        return same && Number.isFinite(first) ? first! : null;
      });
    } catch {
      // The step refuses such a cell: then the equation has no answer to it either.
      return Array.from({ length: this.#through.outputs }, () => null);
    }
  }
}

const middleOf = ({ low, high }: { readonly low: number; readonly high: number }): number =>
  low + (high - low) / 2;

const lengthOf = (own: Column): number =>
  own.kind === 'number' ? own.values.length : own.codes.length;

const levelColumn = (levels: readonly string[]): Column => ({
  kind: 'category',
  levels,
  codes: Int32Array.from(levels, (_, i) => i),
});

const takeColumnFirst = (own: Column): Column =>
  own.kind === 'number'
    ? { kind: 'number', values: own.values.slice(0, 1) }
    : { ...own, codes: own.codes.slice(0, 1) };

/** The last cell again until there are so many. */
function filledTo(own: Column, rows: number): Column {
  const n = lengthOf(own);
  if (own.kind === 'number')
    return {
      kind: 'number',
      values: Float64Array.from({ length: rows }, (_, i) => own.values[Math.min(i, n - 1)] ?? NaN),
    };
  return {
    ...own,
    codes: Int32Array.from({ length: rows }, (_, i) => own.codes[Math.min(i, n - 1)] ?? -1),
  };
}

/** Numbers: the distinct values with three between each two, and some beyond both ends. Categories: each level once. */
function probesOf(cells: Column, most: number, further: boolean): Column {
  if (cells.kind === 'category') {
    const held = [...new Set(cells.codes)].filter((code) => code >= 0).sort((a, b) => a - b);
    return levelColumn(held.map((code) => cells.levels[code]!));
  }
  const sorted = cells.values.filter((x) => Number.isFinite(x)).sort();
  const distinct = sorted.filter((x, i) => i === 0 || x !== sorted[i - 1]);
  if (distinct.length === 0) return { kind: 'number', values: Float64Array.of(0) };
  const every = Math.max(1, Math.ceil((4 * distinct.length) / most));
  const kept = distinct.filter((_, i) => i % every === 0 || i === distinct.length - 1);
  const [low, high] = [kept[0]!, kept.at(-1)!];
  const range = high > low ? high - low : Math.max(1, Math.abs(low));
  // Two at the very end, so that a level that begins out there is seen as one.
  const beyond = (further ? [0.05, 0.2, 0.5, 1, 1.001] : []).map((share) => share * range);
  const values = [
    ...beyond.toReversed().map((far) => low - far),
    ...Array.from(kept).flatMap((x, i) => {
      const next = kept[i + 1];
      return next === undefined ? [x] : [x, ...[0.25, 0.5, 0.75].map((t) => x + t * (next - x))];
    }),
    ...beyond.map((far) => high + far),
  ];
  return { kind: 'number', values: Float64Array.from(new Set(values)) };
}

/** Without values that have no answer, such as logarithms of numbers below 0. */
function withFinite({ x, f }: Probed): Probed {
  if (f.every(Number.isFinite)) return { x, f };
  const kept = (_: number, i: number): boolean => Number.isFinite(f[i]);
  return { x: x.filter(kept), f: f.filter(kept) };
}

function linesOr(
  runs: ReturnType<typeof runsOf>,
  probed: Probed,
  ends: readonly number[],
): Single | null {
  return runs ? { kind: 'lines', pieces: piecesOf(runs, probed, ends) } : curveOf(probed);
}

function levelsOf(own: Column, f: Float64Array): Single | null {
  if (own.kind !== 'category' || own.levels.length > levelsAtMost) return null;
  const values = own.levels.map((_, i) => f[i]!);
  return values.every(Number.isFinite) ? { kind: 'levels', levels: own.levels, values } : null;
}
