import { EngineError } from '#lib/recipe/errors.ts';
import type { Split } from '#lib/recipe/recipe.ts';
import { trainTestSplit, validationShare, type Parts } from './split.ts';
import { compareTexts } from './stats.ts';
import { column, numberColumn, type Column, type Table } from './table.ts';

/** Splits that keep rows together, or in order of time. */
export type KeptTogether = Extract<Split, { method: 'group' | 'time' | 'block' }>;

/**
 * Parts of whole groups or blocks (scikit-learn's `GroupShuffleSplit`, the test part from all, the validation part from
 * the rest), or the latest rows as test and those before as validation.
 * @param rows rows of the table that have a target, ascending; the parts number these from 0
 * @throws EngineError 'too-few-rows' where a part would be empty, 'column-missing' or 'column-kind'
 */
export function holdOut(split: KeptTogether, table: Table, rows: Int32Array): Parts {
  if (split.test + split.validation >= 1)
    throw new EngineError({
      code: 'split-invalid',
      what: `Test ${split.test} and validation ${split.validation} leave nothing to train on`,
      where: {},
      remedy: 'Lower one of them, so that together they stay below 1.',
    });
  if (split.method === 'time') return byTime(split, table, rows);
  const groups = groupCodes(split, table, rows);
  const left = positionsWhere(groups, (g) => g < 0);
  const all = positionsWhere(groups, (g) => g >= 0);
  const first = wholeGroups(all, groups, split.test, split.seed);
  const second = wholeGroups(first.rest, groups, validationShare(split), split.seed);
  return { train: second.rest, validation: second.taken, test: first.taken, left };
}

/**
 * The group of each row, numbered from 0 in sorted order (numbers by value, texts by code point), −1 where a block is
 * not known. Rows without a group are one group, the last.
 */
export function groupCodes(
  split: Extract<Split, { method: 'group' | 'block' }>,
  table: Table,
  rows: Int32Array,
): Int32Array {
  if (split.method === 'group') return dense(ranksOf(column(table, split.column)), rows, true);
  const [a, b] = split.columns.map((name) => {
    const { values } = numberColumn(table, name);
    return values.map((x) => Math.floor(x / split.size));
  });
  const across = ranksOf({ kind: 'number', values: a! });
  const along = ranksOf({ kind: 'number', values: b! });
  const width = along.reduce((m, r) => Math.max(m, r), 0) + 1;
  const cell = across.map((r, i) => (r < 0 || along[i]! < 0 ? -1 : r * width + along[i]!));
  return dense(cell, rows, false);
}

/** Rows by time, ties in the order of the file; rows without a time are left out. */
export function timeOrder(name: string, table: Table, rows: Int32Array): Int32Array {
  const rank = ranksOf(column(table, name));
  return positionsWhere(rows, (row) => rank[row]! >= 0).sort(
    (a, b) => rank[rows[a]!]! - rank[rows[b]!]! || a - b,
  );
}

function byTime(split: Extract<Split, { method: 'time' }>, table: Table, rows: Int32Array): Parts {
  const order = timeOrder(split.column, table, rows);
  const n = order.length;
  const nTest = Math.ceil(split.test * n);
  const nValidation = Math.ceil(split.validation * n);
  const testFrom = n - nTest;
  const before = nTest > 0 ? testFrom - split.gap : n;
  const validationFrom = before - nValidation;
  const trainTo = nValidation > 0 ? validationFrom - split.gap : before;
  if (trainTo < 1)
    throw new EngineError({
      code: 'too-few-rows',
      what: `${n} rows with a time leave none to train on`,
      where: { column: split.column },
      remedy: 'Lower the shares of the other parts, or the gap.',
    });
  const used = new Set([...order.slice(0, trainTo), ...order.slice(validationFrom, before)]);
  for (const i of order.slice(testFrom)) used.add(i);
  return {
    train: order.slice(0, trainTo),
    validation: nValidation > 0 ? order.slice(validationFrom, before) : new Int32Array(0),
    test: order.slice(testFrom),
    left: Int32Array.from(rows.keys()).filter((i) => !used.has(i)),
  };
}

function wholeGroups(
  among: Int32Array,
  groups: Int32Array,
  share: number,
  seed: number,
): { readonly rest: Int32Array; readonly taken: Int32Array } {
  if (share === 0) return { rest: among, taken: new Int32Array(0) };
  const codes = dense(groups, among, true);
  const nGroups = codes.reduce((m, g) => Math.max(m, g), -1) + 1;
  if (nGroups < 2)
    throw new EngineError({
      code: 'too-few-rows',
      what: `There ${nGroups === 1 ? 'is one group' : 'are no groups'} to split, and whole groups go to each part`,
      where: {},
      remedy: 'Split by another column, or at random.',
    });
  const { test } = trainTestSplit({ nSamples: nGroups, testSize: share, stratify: null, seed });
  const taken = new Uint8Array(nGroups);
  for (const g of test) taken[g] = 1;
  return {
    rest: among.filter((_, i) => taken[codes[i]!] === 0),
    taken: among.filter((_, i) => taken[codes[i]!] === 1),
  };
}

/** The place of each cell among the sorted distinct ones, −1 for a missing one. */
function ranksOf(c: Column): Int32Array {
  if (c.kind === 'number') {
    const sorted = Float64Array.from(new Set(c.values.filter((x) => !Number.isNaN(x)))).sort();
    const rank = new Map([...sorted].map((x, k) => [x, k]));
    return Int32Array.from(c.values, (x) => rank.get(x) ?? -1);
  }
  const order = [...c.levels.keys()].sort((a, b) => compareTexts(c.levels[a]!, c.levels[b]!));
  const rank = new Int32Array(c.levels.length);
  order.forEach((level, k) => (rank[level] = k));
  return c.codes.map((code) => (code < 0 ? -1 : rank[code]!));
}

/** Codes of these rows numbered anew from 0 without holes; −1 stays, or becomes the last. */
function dense(codes: Int32Array, rows: Int32Array, keepMissing: boolean): Int32Array {
  const own = rows.map((i) => codes[i]!);
  const present = Int32Array.from(new Set(own.filter((c) => c >= 0))).sort();
  const rank = new Map([...present].map((c, k) => [c, k]));
  return own.map((c) => (c >= 0 ? rank.get(c)! : keepMissing ? present.length : -1));
}

const positionsWhere = (values: Int32Array, test: (value: number) => boolean): Int32Array =>
  Int32Array.from(values.keys()).filter((i) => test(values[i]!));
