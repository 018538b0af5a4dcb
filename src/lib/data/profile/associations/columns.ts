import type { Progress } from '#lib/engine/model.ts';
import type { CategoryColumn, Column, Table } from '#lib/engine/table.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import type { ColumnType, Role, Task } from '#lib/recipe/profile.ts';
import { readIsoDate } from '../isoDate.ts';
import type { IsoDate } from '../isoDate.ts';
import { quantile } from '../sorted.ts';
import { sortedRows } from '../sortedRows.ts';

export interface AssociationOptions {
  readonly target: string | null;
  readonly task: Task | null;
  /** What the columns of the table are; one that is not named counts as a feature of its own kind. */
  readonly columns: readonly {
    readonly name: string;
    readonly type: ColumnType;
    readonly role: Role;
  }[];
  /** For a quick look: no more rows than some so many. */
  readonly mostRows?: number;
}

/** A column over the rows used, ready for every measure. */
export interface Prepared {
  readonly name: string;
  readonly kind: 'number' | 'category';
  /** Numbers, moved and scaled to mean 0 and deviation 1 over the present rows; NaN missing. Null for categories. */
  readonly z: Float64Array | null;
  /** Rows in ascending order of the value, missing ones left out; for ranks. */
  readonly order: Int32Array | null;
  /** Ranks among the present rows, scaled like z; NaN missing. */
  readonly ranks: Float64Array | null;
  /** Categories, or bins of numbers; −1 missing. */
  readonly codes: Int32Array;
  readonly levels: number;
  readonly missing: number;
}

/** More categories than this are ids or free text, and every measure of them is chance. */
export const mostLevels = 200;
const bins = 10;
export const binsInWords = `numbers with at most ${bins} values as they are, others in ${bins} bins of equal frequency (numpy's quantiles, upper edges open)`;

export interface Chosen {
  readonly columns: readonly { readonly name: string; readonly column: Column }[];
  readonly target: { readonly name: string; readonly column: Column } | null;
  readonly left: readonly { readonly columns: readonly string[]; readonly reason: string }[];
}

/** Columns that can be measured: no ids, no free text, no more than 200 categories, more than one value. */
export function* chooseColumns(
  table: Table,
  options: AssociationOptions,
): Generator<Progress, Chosen> {
  const known = new Map(options.columns.map((c) => [c.name, c] as const));
  const columns: { name: string; column: Column }[] = [];
  const left = new Map<string, string[]>();
  let target: Chosen['target'] = null;
  for (const [name, raw] of table.columns) {
    const { type, role } = known.get(name) ?? { type: null, role: 'feature' };
    const isTarget = name === options.target;
    const column = typed(raw, type, isTarget ? options.task : null);
    const reason = isTarget ? reasonAgainst(column, null) : reasonAgainst(column, { type, role });
    if (reason !== null) left.set(reason, [...(left.get(reason) ?? []), name]);
    else if (isTarget) target = { name, column };
    else columns.push({ name, column });
    yield { share: columns.length / table.columns.size };
  }
  return {
    columns,
    target,
    left: [...left].map(([reason, names]) => ({ columns: names, reason })),
  };
}

function reasonAgainst(
  column: Column,
  as: { readonly type: ColumnType | null; readonly role: Role } | null,
): string | null {
  if (as && as.role !== 'feature' && as.role !== 'target')
    return `not used as a feature (${as.role})`;
  if (as?.type === 'text') return 'free text';
  if (column.kind === 'number') return varies(column.values) ? null : 'fewer than two values';
  const used = new Uint8Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) used[code] = 1;
  const levels = used.reduce((a, b) => a + b, 0);
  if (levels < 2) return 'fewer than two values';
  return levels > mostLevels ? `more than ${mostLevels} categories` : null;
}

function varies(values: Float64Array): boolean {
  let first = NaN;
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    if (Number.isNaN(first)) first = x;
    else if (x !== first) return true;
  }
  return false;
}

/** Dates become instants, and numbers that stand for classes become categories. */
function typed(column: Column, type: ColumnType | null, task: Task | null): Column {
  if (column.kind === 'category' && (type === 'date' || type === 'datetime'))
    return instants(column);
  if (column.kind === 'number' && task && isClassification(task)) return classes(column.values);
  return column;
}

function instants({ codes, levels }: CategoryColumn): Column {
  const into: IsoDate = { millis: NaN, offset: NaN };
  const encoder = new TextEncoder();
  const millis = levels.map((text) =>
    readIsoDate(encoder.encode(text), into) ? into.millis : NaN,
  );
  return {
    kind: 'number',
    values: Float64Array.from(codes, (code) => (code < 0 ? NaN : millis[code]!)),
  };
}

function classes(values: Float64Array): Column {
  const seen = new Map<number, number>();
  const codes = Int32Array.from(values, (x) => {
    if (Number.isNaN(x)) return -1;
    if (!seen.has(x)) seen.set(x, seen.size);
    return seen.get(x)!;
  });
  return { kind: 'category', codes, levels: Array.from(seen.keys(), String) };
}

/** @param rows the rows used, ascending; null for all */
export function prepare(name: string, column: Column, rows: Int32Array | null): Prepared {
  return column.kind === 'number'
    ? preparedNumber(name, picked(column.values, rows))
    : preparedCategory(name, rows ? rows.map((r) => column.codes[r]!) : column.codes);
}

function picked(values: Float64Array, rows: Int32Array | null): Float64Array {
  return rows ? Float64Array.from(rows, (r) => values[r]!) : values;
}

/** Levels that occur are numbered anew, so that tables of counts stay small. */
function preparedCategory(name: string, codes: Int32Array): Prepared {
  const seen = new Map<number, number>();
  let missing = 0;
  const own = codes.map((code) => {
    if (code < 0) {
      missing += 1;
      return -1;
    }
    let at = seen.get(code);
    if (at === undefined) seen.set(code, (at = seen.size));
    return at;
  });
  const levels = seen.size;
  return { name, kind: 'category', z: null, order: null, ranks: null, codes: own, levels, missing };
}

function preparedNumber(name: string, values: Float64Array): Prepared {
  const order = sortedRows(values);
  const sorted = Float64Array.from(order, (i) => values[i]!);
  const missing = values.length - order.length;
  const { codes, levels } = binned(values, sorted);
  const z = standardized(values);
  const ranks = standardized(ranksOf(values, order));
  return { name, kind: 'number', z, order, ranks, codes, levels, missing };
}

/** 1, 2, 3, …; ties share their mean. */
function ranksOf(values: Float64Array, order: Int32Array): Float64Array {
  const ranks = new Float64Array(values.length).fill(NaN);
  for (let i = 0; i < order.length;) {
    let j = i + 1;
    while (j < order.length && values[order[j]!] === values[order[i]!]) j += 1;
    for (let k = i; k < j; k += 1) ranks[order[k]!] = (i + j + 1) / 2;
    i = j;
  }
  return ranks;
}

function standardized(values: Float64Array): Float64Array {
  let n = 0;
  let sum = 0;
  let largest = 0;
  for (const x of values) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
  const scale = largest > 1e150 || (largest > 0 && largest < 1e-150) ? largest : 1;
  for (const x of values)
    if (Number.isFinite(x)) {
      n += 1;
      sum += x / scale;
    }
  const first = sum / n;
  let rest = 0;
  for (const x of values) if (Number.isFinite(x)) rest += x / scale - first;
  const mean = first + rest / n;
  let squares = 0;
  for (const x of values) if (Number.isFinite(x)) squares += (x / scale - mean) ** 2;
  const deviation = Math.sqrt(squares / n);
  return values.map((x) => (Number.isFinite(x) ? (x / scale - mean) / deviation : NaN));
}

function binned(
  values: Float64Array,
  sorted: Float64Array,
): { readonly codes: Int32Array; readonly levels: number } {
  const distinct = distinctUpTo(sorted, bins);
  const edges = distinct
    ? distinct.slice(1)
    : [...new Set(Array.from({ length: bins - 1 }, (_, k) => quantile(sorted, (k + 1) / bins)))];
  const codes = Int32Array.from(values, (x) => {
    if (!Number.isFinite(x)) return -1;
    let bin = 0;
    while (bin < edges.length && x >= edges[bin]!) bin += 1;
    return bin;
  });
  return { codes, levels: edges.length + 1 };
}

/** The distinct values, or null where there are more than `most`. */
function distinctUpTo(sorted: Float64Array, most: number): number[] | null {
  const found: number[] = [];
  for (const x of sorted) {
    if (x === found.at(-1)) continue;
    if (found.length === most) return null;
    found.push(x);
  }
  return found;
}
