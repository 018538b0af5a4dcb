import { EngineError } from '#lib/recipe/errors.ts';
import type { Task } from '#lib/recipe/profile.ts';

/** A column of numbers. NaN marks a missing value. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array;
}

/** A column of categories: `codes[i]` indexes `levels`, −1 marks a missing value. Levels are distinct, in any order. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export type Column = NumberColumn | CategoryColumn;

/** An immutable set of equally long named columns, in order. A Map, because names are the user's text. */
export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

declare const train: unique symbol;
/** Rows a fit may see. Only `engine/split.ts` makes one. */
export type TrainTable = Table & { readonly [train]: true };

declare const trainTarget: unique symbol;
/** What the rows a fit may see are to be learned for. Only `engine/split.ts` makes one, so no test row's answer is in it. */
export interface TrainTarget {
  readonly task: Task;
  /** Sorted as numpy sorts them; null for regression. */
  readonly classes: readonly string[] | null;
  /** Class code or value of each row of the table that it goes with. */
  readonly y: Float64Array;
  readonly [trainTarget]: true;
}

export function column(table: Table, name: string, step?: string): Column {
  const found = table.columns.get(name);
  if (found) return found;
  throw new EngineError({
    code: 'column-missing',
    what: `There is no column “${name}”; the table has ${listed([...table.columns.keys()])}`,
    where: step === undefined ? {} : { step },
    remedy: 'Pick one of these columns, or undo the step that removed it.',
  });
}

export function numberColumn(table: Table, name: string, step?: string): NumberColumn {
  const found = column(table, name, step);
  if (found.kind === 'number') return found;
  throw wrongKind({ name, step }, 'text', 'numbers', 'Cast it to a number, or encode it first.');
}

export function categoryColumn(table: Table, name: string, step?: string): CategoryColumn {
  const found = column(table, name, step);
  if (found.kind === 'category') return found;
  throw wrongKind({ name, step }, 'numbers', 'categories', 'Cast it to a category first.');
}

export const missingIn = (c: Column): number => {
  let n = 0;
  if (c.kind === 'number') {
    for (const x of c.values) if (Number.isNaN(x)) n += 1;
  } else {
    for (const code of c.codes) if (code < 0) n += 1;
  }
  return n;
};

/** Replaces or appends columns; replaced ones keep their place. */
export function withColumns(table: Table, changed: Iterable<readonly [string, Column]>): Table {
  return { rows: table.rows, columns: new Map([...table.columns, ...changed]) };
}

/** Puts `replacement` where `name` stood. */
export function replaceColumn(
  table: Table,
  name: string,
  replacement: readonly (readonly [string, Column])[],
): Table {
  const columns = [...table.columns].flatMap(([n, c]) =>
    n === name ? replacement : [[n, c] as const],
  );
  return { rows: table.rows, columns: new Map(columns) };
}

/** The rows at `index`, in that order. Levels are kept whole, so codes stay comparable between parts. */
export function takeRows(table: Table, index: Int32Array): Table {
  const columns = [...table.columns].map(([name, c]) => [name, takeColumn(c, index)] as const);
  return { rows: index.length, columns: new Map(columns) };
}

export function takeColumn(c: Column, index: Int32Array): Column {
  if (c.kind === 'number') {
    const values = new Float64Array(index.length);
    for (let i = 0; i < index.length; i += 1) values[i] = c.values[index[i]!]!;
    return { kind: 'number', values };
  }
  const codes = new Int32Array(index.length);
  for (let i = 0; i < index.length; i += 1) codes[i] = c.codes[index[i]!]!;
  return { kind: 'category', codes, levels: c.levels };
}

/** For tests and small tables: numbers with null or NaN missing, or texts with null missing. */
export function tableOf(
  columns: readonly (readonly [string, readonly (number | string | null)[]])[],
): Table {
  const built = columns.map(([name, cells]) => [name, columnOf(cells)] as const);
  return { rows: columns[0]?.[1].length ?? 0, columns: new Map(built) };
}

export function columnOf(cells: readonly (number | string | null)[]): Column {
  if (!cells.some((c) => typeof c === 'string')) {
    return {
      kind: 'number',
      values: Float64Array.from(cells, (c) => (typeof c === 'number' ? c : NaN)),
    };
  }
  const index = new Map<string, number>();
  const codes = Int32Array.from(cells, (c) => {
    if (c === null) return -1;
    const text = String(c);
    if (!index.has(text)) index.set(text, index.size);
    return index.get(text)!;
  });
  return { kind: 'category', codes, levels: [...index.keys()] };
}

function wrongKind(
  { name, step }: { name: string; step: string | undefined },
  has: string,
  wants: string,
  remedy: string,
): EngineError {
  return new EngineError({
    code: 'column-kind',
    what: `“${name}” holds ${has}, and ${wants} are needed`,
    where: { column: name, ...(step === undefined ? {} : { step }) },
    remedy,
  });
}

const listed = (names: readonly string[]): string =>
  names.length > 8
    ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`
    : names.join(', ');
