import type { Progress } from '#lib/engine/model.ts';
import type { Column, Table } from '#lib/engine/table.ts';
import { limits } from '#lib/recipe/findings/limits.ts';
import type { CoMissing, Missingness, MissingTest } from '#lib/recipe/missingness.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import type { Task } from '#lib/recipe/profile.ts';
import { countBoth, masksOf } from './missingness/masks.ts';
import type { Mask } from './missingness/masks.ts';
import { matrixOf, patternsOf } from './missingness/patterns.ts';
import { holm, testClasses, testNumbers } from './missingness/tests.ts';
import type { Tested } from './missingness/tests.ts';

const mostColumns = 400;
const mostPairs = 200;
const mostClasses = 100;

/**
 * Where values are missing: which columns together, in which patterns, and whether that tells the target. Run it with
 * `drive` or `runTask`.
 */
export function* missingnessOf(
  table: Table,
  { target, task }: { readonly target: string | null; readonly task: Task | null },
): Generator<Progress, Missingness> {
  const all = masksOf(table);
  yield { share: 0.2 };
  const masks = mostMissing(all);
  const pairs = yield* pairsOf(masks, table.rows);
  const patterns = patternsOf(masks, table.rows);
  yield { share: 0.7 };
  const outcome = target === null ? undefined : table.columns.get(target);
  const told =
    target !== null && outcome && task
      ? { column: target, tests: yield* testsOf(masks, { name: target, column: outcome, task }) }
      : null;
  const left =
    all.length > masks.length
      ? [
          `${all.length - masks.length} columns with the fewest missing cells: only ${mostColumns} are compared`,
        ]
      : [];
  return {
    rows: table.rows,
    columns: masks.map(({ name, count }) => ({ name, missing: count })),
    pairs: pairs.slice(0, mostPairs),
    groups: groupsOf(masks, pairs, table.rows),
    ...patterns,
    matrix: matrixOf(masks, table.rows),
    target: told,
    left,
  };
}

function mostMissing(masks: readonly Mask[]): Mask[] {
  if (masks.length <= mostColumns) return [...masks];
  const kept = new Set([...masks].sort((a, b) => b.count - a.count).slice(0, mostColumns));
  return masks.filter((m) => kept.has(m));
}

function* pairsOf(masks: readonly Mask[], rows: number): Generator<Progress, CoMissing[]> {
  const pairs: CoMissing[] = [];
  for (const [i, a] of masks.entries()) {
    for (const b of masks.slice(i + 1)) {
      const both = countBoth(a.bits, b.bits);
      if (both > 0) pairs.push(coMissing({ a, b }, both, rows));
    }
    yield { share: 0.2 + (0.4 * i) / masks.length };
  }
  return pairs.sort((x, y) => y.jaccard - x.jaccard || y.both - x.both);
}

function coMissing({ a, b }: { a: Mask; b: Mask }, both: number, rows: number): CoMissing {
  const [p, q] = [a.count, b.count];
  const spread = Math.sqrt(p * (rows - p)) * Math.sqrt(q * (rows - q));
  return {
    a: a.name,
    b: b.name,
    both,
    jaccard: both / (p + q - both),
    phi: spread > 0 ? (rows * both - p * q) / spread : null,
  };
}

/** Columns joined by pairs above the limit. */
function groupsOf(
  masks: readonly Mask[],
  pairs: readonly CoMissing[],
  rows: number,
): Missingness['groups'] {
  const { jaccard: least, cells, rows: share } = limits.coMissing;
  const close = pairs.filter((p) => p.jaccard >= least && p.both >= Math.max(cells, share * rows));
  const sets = new Map<string, Set<string>>();
  for (const { a, b } of close) {
    const joined = new Set([...(sets.get(a) ?? [a]), ...(sets.get(b) ?? [b])]);
    for (const name of joined) sets.set(name, joined);
  }
  return [...new Set(sets.values())].map((set) => {
    const members = masks.filter((m) => set.has(m.name));
    const within = close.filter((p) => set.has(p.a));
    return {
      columns: members.map((m) => m.name),
      rows: inAll(members),
      jaccard: Math.min(...within.map((p) => p.jaccard)),
    };
  });
}

function inAll(masks: readonly Mask[]): number {
  const bits = masks[0]!.bits.slice();
  for (const m of masks) for (let i = 0; i < bits.length; i += 1) bits[i]! &= m.bits[i]!;
  return countBoth(bits, bits);
}

interface Outcome {
  readonly name: string;
  readonly column: Column;
  readonly task: Task;
}

/** One test for each column but the target, strongest evidence first. */
function* testsOf(
  masks: readonly Mask[],
  { name, column, task }: Outcome,
): Generator<Progress, MissingTest[]> {
  const test = isClassification(task) ? byClasses(column) : byNumbers(column);
  const tested: { readonly column: string; readonly test: Tested }[] = [];
  for (const [i, mask] of masks.entries()) {
    const found = mask.name === name ? null : (test?.(mask.bytes) ?? null);
    if (found) tested.push({ column: mask.name, test: found });
    yield { share: 0.7 + (0.3 * i) / masks.length };
  }
  const corrected = holm(tested.map((t) => t.test.p));
  return tested
    .map((t, k) => ({
      column: t.column,
      ...t.test,
      holm: corrected[k]!,
      words: wordsOf(t.test, corrected[k]!),
    }))
    .sort((a, b) => a.p - b.p || Math.abs(b.effect) - Math.abs(a.effect));
}

type Test = (isMissing: Uint8Array) => Tested | null;

function byClasses(column: Column): Test | null {
  if (column.kind === 'category')
    return column.levels.length > mostClasses
      ? null
      : (isMissing) => testClasses(isMissing, column.codes, column.levels.length);
  const seen = new Map<number, number>();
  const codes = Int32Array.from(column.values, (x) => {
    if (Number.isNaN(x)) return -1;
    if (!seen.has(x)) seen.set(x, seen.size);
    return seen.get(x)!;
  });
  return seen.size > mostClasses ? null : (isMissing) => testClasses(isMissing, codes, seen.size);
}

function byNumbers(column: Column): Test | null {
  if (column.kind !== 'number') return null;
  const { values } = column;
  const order = Int32Array.from(values.keys())
    .filter((i) => Number.isFinite(values[i]))
    .sort((a, b) => values[a]! - values[b]!);
  return (isMissing) => testNumbers(isMissing, values, order);
}

function wordsOf(
  { test, effect, effectName, rows, approximate }: Tested,
  corrected: number,
): string {
  const names = {
    'chi-square': 'Chi-square test',
    fisher: 'Fisher’s exact test',
    'mann-whitney': 'Mann-Whitney test',
  } as const;
  const p = corrected < 0.001 ? 'p < 0.001' : `p = ${corrected.toFixed(3)}`;
  const care = approximate ? ', with some classes small' : '';
  const sign = effect < 0 ? '−' : '';
  return `${names[test]} of ${rows[0].toLocaleString('en-US')} rows against ${rows[1].toLocaleString('en-US')}: ${p} (Holm), ${effectName} ${sign}${Math.abs(effect).toFixed(2)}${care}.`;
}
