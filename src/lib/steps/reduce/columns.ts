import { EngineError } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Mood } from '#lib/engine/step.ts';
import type { Spectrum } from '#lib/engine/svd.ts';
import type { Cloud } from '#lib/engine/neighbours.ts';
import { missingIn, numberColumn, type Column, type Table } from '#lib/engine/table.ts';
import { nothingToLearn } from '../cells.ts';
import { effect, verb } from '../report.ts';
import { counted, listed } from '../words.ts';
import { freeName } from '../names.ts';

/** What the reducing steps share: many columns in, new ones out, at the end of the table. */

/** The columns' numbers, all finite. @throws EngineError 'no-rows' or 'not-finite' naming the column */
export function numbersOf(
  table: Table,
  columns: readonly string[],
  step: string,
  leastRows: number,
): Float64Array[] {
  return columns.map((name) => {
    const c = numberColumn(table, name, step);
    if (table.rows >= leastRows && allFinite(c.values)) return c.values;
    const missing = missingIn(c);
    if (table.rows < leastRows || missing === table.rows)
      throw table.rows > 0 && table.rows < leastRows
        ? tooFew(step, name, table.rows, leastRows)
        : nothingToLearn(step, name, table.rows, 'Drop this column, or impute it first.');
    throw new EngineError({
      code: 'not-finite',
      what: `“${name}” has ${missing} missing values and ${c.values.filter((x) => Math.abs(x) === Infinity).length} infinite ones among ${table.rows} training rows`,
      where: { step, column: name },
      remedy: 'Impute it before this step, or leave the column out.',
    });
  });
}

/** Four sums side by side of what is 0 for finite numbers: a pass costs a tenth of a fit, and not the half. */
function allFinite(x: Float64Array): boolean {
  let [a, b, c, d, i] = [0, 0, 0, 0, 0];
  for (; i + 3 < x.length; i += 4) {
    a += 0 * x[i]!;
    b += 0 * x[i + 1]!;
    c += 0 * x[i + 2]!;
    d += 0 * x[i + 3]!;
  }
  for (; i < x.length; i += 1) a += 0 * x[i]!;
  return a + b + c + d === 0;
}

const tooFew = (step: string, column: string, rows: number, least: number): EngineError =>
  new EngineError({
    code: 'no-rows',
    what: `There is ${counted(rows, 'training row')}, and ${least} are needed`,
    where: { step, column },
    remedy: 'Give training a larger share of the split, or keep more rows.',
  });

/** `pca0`, `pca1`, …, or the next free name, as scikit-learn calls them. */
export function newNames(
  table: Table,
  columns: readonly string[],
  prefix: string,
  count: number,
): string[] {
  const replaced = new Set(columns);
  const taken = new Set([...table.columns.keys()].filter((name) => !replaced.has(name)));
  return Array.from({ length: count }, (_, k) => freeName(`${prefix}${k}`, taken));
}

/** The table without the columns, with the new ones at its end. */
export function replacedBy(
  table: Table,
  columns: readonly string[],
  names: readonly string[],
  values: readonly Float64Array[],
): Table {
  const gone = new Set(columns);
  const kept = [...table.columns].filter(([name]) => !gone.has(name));
  const made = names.map((name, k): [string, Column] => [
    name,
    { kind: 'number', values: values[k]! },
  ]);
  return { rows: table.rows, columns: new Map([...kept, ...made]) };
}

/** One event for each column that goes, and what came of all. */
export function reduction(
  { rows }: Table,
  columns: readonly string[],
  names: readonly string[],
  { mood, note }: { readonly mood: Mood; readonly note: string },
): LogEvent[] {
  const message = `${verb(mood, 'reduced')} ${counted(columns.length, 'column')} (${listed(columns)}) to ${counted(names.length, 'column')}${note}`;
  const head = effect('reduce', message, {
    rows_affected: columns.length === 0 ? 0 : rows,
    ...(columns[0] === undefined ? {} : { col: columns[0] }),
    columns_added: names.length,
  });
  const rest = columns.slice(1).map((col) =>
    effect(
      'reduce',
      `${verb(mood, 'replaced')} '${col}' by the ${counted(names.length, 'new column')}`,
      {
        rows_affected: rows,
        col,
      },
    ),
  );
  return [head, ...rest];
}

/**
 * Directions in which centred rows differ beyond rounding, as numpy's matrix_rank counts them.
 * @throws EngineError 'no-rows' where all rows are equal
 */
export function directionsIn(
  { values }: Pick<Spectrum, 'values'>,
  {
    rows,
    step,
    columns,
  }: { readonly rows: number; readonly step: string; readonly columns: readonly string[] },
): number {
  const least = (values[0] ?? 0) * Math.max(rows, columns.length) * Number.EPSILON;
  const count = values.filter((x) => x > least).length;
  if (count > 0) return count;
  throw allEqual(step, columns, rows);
}

/** Thrown where rows that do not differ leave nothing to find. */
export const allEqual = (step: string, columns: readonly string[], rows: number): EngineError =>
  new EngineError({
    code: 'no-rows',
    what: `All ${rows} training rows are equal in ${listed(columns)}`,
    where: { step, ...(columns[0] === undefined ? {} : { column: columns[0] }) },
    remedy: 'Drop these columns; they tell no row from another.',
  });

/** Each row's numbers in the order of the columns. */
export const rowsOf = (columns: readonly Float64Array[], rows: number): Float64Array[] =>
  Array.from({ length: rows }, (_, i) => Float64Array.from(columns, (x) => x[i]!));

/** @throws EngineError 'size-limit' where the method needs a number for each pair of too many rows */
export function withinRows(step: string, rows: number, most: number): void {
  if (rows <= most) return;
  throw new EngineError({
    code: 'size-limit',
    what: `There are ${rows} training rows, and this step compares each with each: it takes ${most} at most`,
    where: { step },
    remedy: 'Use principal components instead, or give training a smaller share of the split.',
  });
}

/** Rows one after another. */
export function cloudOf(columns: readonly Float64Array[], rows: number): Cloud {
  const width = columns.length;
  const values = new Float64Array(rows * width);
  for (const [j, x] of columns.entries())
    for (let i = 0; i < rows; i += 1) values[i * width + j] = x[i]!;
  return { values, count: rows, width };
}

/** @throws EngineError 'params-invalid' where there are no more rows than neighbours asked for */
export function neighboursWithin(step: string, wanted: number, rows: number): void {
  if (wanted < rows) return;
  throw new EngineError({
    code: 'params-invalid',
    what: `${wanted} neighbours are asked for, and there are ${rows} training rows`,
    where: { step },
    remedy: `Ask for ${rows - 1} or fewer.`,
  });
}
