import type { EquationOutput, Term } from '#lib/recipe/equation.ts';
import type { Table } from '../../table.ts';
import type { AdditiveMargin } from '../additive.ts';
import type { Block, Through } from './blocks.ts';
import { Grids } from './grids.ts';
import { Singles, type SingleTerm } from './single.ts';
import { productsOf } from './together.ts';

interface Model {
  readonly margin: AdditiveMargin;
  readonly blocks: readonly Block[];
  readonly features: readonly string[];
  readonly owners: ReadonlyMap<string, readonly string[]>;
  readonly classes: readonly string[] | null;
}

/** A block that no term tells. */
interface Untold {
  readonly untold: readonly string[];
}

/** The sums of a model in raw columns, or the columns that cannot be told. */
export function* outputsOf(
  { margin, blocks, features, owners, classes }: Model,
  through: Through,
  train: Table,
): Generator<number, readonly EquationOutput[] | Untold> {
  const single = blocks.filter(({ columns }) => columns.length === 1);
  const constant = blocks.filter(({ columns }) => columns.length === 0);
  const terms = margin.codes.map((): Term[] => []);
  const bases = [...margin.intercept];
  const work = new Singles(through, train, single).terms();
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield 0.6 * turn.value;
  for (const own of turn.value)
    for (const [k, list] of terms.entries()) {
      const found = termOf(own, k, train);
      if (!found) return { untold: [own.column] };
      bases[k]! += found.base;
      if (found.term) list.push(found.term);
    }
  const grids = new Grids(through, train, { features, owners });
  const mixed = blocks.filter(({ columns }) => columns.length > 1);
  for (const [b, block] of mixed.entries()) {
    const found = yield* mixedTerms(block, { grids, through, train });
    if (!found) return { untold: block.columns };
    for (const [k, list] of terms.entries()) list.push(...found.map((each) => each[k]!));
    yield 0.6 + (0.3 * b) / mixed.length;
  }
  if (constant.length > 0) addConstants(bases, constant, through, train);
  return terms.map((list, k) => ({
    label: margin.codes[k] === null ? null : (classes?.[margin.codes[k]!] ?? null),
    intercept: bases[k]!,
    terms: list,
  }));
}

/** What comes from no raw column is the same for all rows. */
function addConstants(
  bases: number[],
  blocks: readonly Block[],
  through: Through,
  train: Table,
): void {
  const matrix = through.matrix(train);
  for (const block of blocks)
    for (const [k, f] of through.adds(block, matrix).entries()) bases[k]! += f[0] ?? 0;
}

/** Terms of a block of several columns, each by output; null where they are not told. */
function* mixedTerms(
  block: Block,
  {
    grids,
    through,
    train,
  }: { readonly grids: Grids; readonly through: Through; readonly train: Table },
): Generator<number, readonly (readonly Term[])[] | null> {
  if (block.parts.every(({ table }) => table)) {
    const found: (readonly Term[])[] = [];
    for (const part of block.parts) {
      const own = yield* grids.termOf(part);
      if (!own) return null;
      found.push(own);
    }
    return found;
  }
  const products = productsOf(block, through, train);
  return products && [products];
}

interface Based {
  readonly base: number;
  readonly term: Term | null;
}

const less = (x: number | null | undefined, base: number): number | null =>
  x === null || x === undefined ? null : x - base;

/** A term of one column, with what goes to the intercept so that the term is short; null where it is not told. */
function termOf(single: SingleTerm, k: number, train: Table): Based | null {
  const { column, outputs, missing } = single;
  const own = outputs[k];
  if (!own) return null;
  if (own.kind === 'levels') return levelsTerm(own, single, k, train);
  if (own.kind === 'lines') return linesTerm(own, column, missing[k]);
  const { base } = own;
  const rest = { base: 0, missing: less(missing[k], base) };
  return own.kind === 'curve'
    ? { base, term: { ...own, ...rest, column } }
    : { base, term: { kind: 'products', columns: [column], products: own.products, ...rest } };
}

type Own<K> = Extract<NonNullable<SingleTerm['outputs'][number]>, { readonly kind: K }>;

function levelsTerm(
  own: Own<'levels'>,
  { column, missing, other }: SingleTerm,
  k: number,
  train: Table,
): Based {
  const base = own.values[own.levels.indexOf(usualLevel(train, column))] ?? 0;
  const levels = own.levels.map((level, i) => ({ level, value: own.values[i]! - base }));
  const rest = { other: less(other[k], base), missing: less(missing[k], base) };
  const said = [...levels.map(({ value }) => value), rest.other ?? 0, rest.missing ?? 0];
  const idle = said.every((x) => x === 0);
  return { base, term: idle ? null : { kind: 'levels', column, levels, ...rest } };
}

function linesTerm(
  { pieces }: Own<'lines'>,
  column: string,
  missing: number | null | undefined,
): Based {
  const [first] = pieces;
  const one = pieces.length === 1;
  const base = one ? first!.base : 0;
  const gone = less(missing, base);
  if (one && first!.slope === 0 && (gone ?? 0) === 0) return { base, term: null };
  const moved = pieces.map((piece) => ({ ...piece, base: piece.base - base }));
  return { base, term: { kind: 'number', column, pieces: moved, missing: gone } };
}

/** The level of most training rows; ties go to the first. */
function usualLevel(train: Table, column: string): string {
  const cells = train.columns.get(column)!;
  if (cells.kind === 'number') return '';
  const counts = new Int32Array(cells.levels.length);
  for (const code of cells.codes) if (code >= 0) counts[code]! += 1;
  return cells.levels[counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0))] ?? '';
}
