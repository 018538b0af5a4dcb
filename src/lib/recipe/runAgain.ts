import { tableKey } from './hash.ts';
import type { Recipe } from './recipe.ts';
import type { RunResult } from './run.ts';
import type { RunSeal, RunVersions } from './runRecord.ts';

/** A value that a repeat gave otherwise. */
export interface AgainDifference {
  /** `metrics test roc_auc`, `fitted state`, `answers of test rows`. */
  readonly what: string;
  /** At full precision. */
  readonly from: string;
  readonly to: string;
}

/** How a run came out when it was done once more from its recorded recipe, file and seed. */
export interface Again {
  /** ISO 8601. */
  readonly at: string;
  /** Green: nothing that was recorded differs in a single bit. */
  readonly same: boolean;
  /** Values that were compared bit by bit; each seal counts as one. */
  readonly compared: number;
  /** How many of them differ. */
  readonly differing: number;
  /** The first of them. */
  readonly differences: readonly AgainDifference[];
  /** What the version that made the run did not record yet, which therefore is not compared. */
  readonly unrecorded: readonly string[];
  /** Versions that are others now: [what, then, now]. */
  readonly versions: readonly (readonly [string, string, string])[];
  /** The fitted state is sealed and the same; null where none was sealed. */
  readonly fitted: boolean | null;
  /** The same of every answer for a test row. */
  readonly answers: boolean | null;
}

/** A run as far as it is compared. */
export interface Comparable {
  readonly result: RunResult;
  /** null for runs of before seals were made. */
  readonly seal: RunSeal | null;
  readonly versions: RunVersions | null;
}

/** Differences that are told one by one. */
const told = 50;

/** What the clock says, and the recipe's hash, which a later version may write otherwise. */
const free: ReadonlySet<string> = new Set(['seconds', 'key']);

/**
 * Compares a run with its repeat, to the last bit: each value of the result, the seal of the fitted state and of the
 * answers for all test rows.
 * @param at ISO 8601, as nothing here reads a clock
 */
export function compareAgain(first: Comparable, second: Comparable, at: string): Again {
  const found: AgainDifference[] = [];
  const unrecorded = new Set<string>();
  let compared = 0;
  let differing = 0;
  const differ = (what: string, from: string, to: string): void => {
    differing += 1;
    if (found.length < told) found.push({ what, from, to });
  };
  const seal = (what: string, a: string | null | undefined, b: string | null | undefined) => {
    if (a === undefined || a === null) {
      if (b !== undefined && b !== null) unrecorded.add(what);
      return null;
    }
    compared += 1;
    if (a !== b) differ(what, a, b ?? 'none');
    return a === b;
  };
  walk([], first.result, second.result, {
    leaf(path, a, b) {
      compared += 1;
      if (!Object.is(a, b)) differ(path.join(' '), words(a), words(b));
    },
    unknown: (path) => void unrecorded.add(path.join(' ')),
  });
  const fitted = seal('fitted state', first.seal?.fitted, second.seal?.fitted);
  const answers = seal('answers of test rows', first.seal?.answers, second.seal?.answers);
  return {
    at,
    same: differing === 0,
    compared,
    differing,
    differences: found,
    unrecorded: [...unrecorded],
    versions: versionsApart(first.versions, second.versions),
    fitted,
    answers,
  };
}

interface Hears {
  readonly leaf: (path: readonly string[], a: unknown, b: unknown) => void;
  /** The first lacks what the second has. */
  readonly unknown: (path: readonly string[]) => void;
}

function walk(path: readonly string[], a: unknown, b: unknown, hears: Hears): void {
  if (a === undefined && b !== undefined) return hears.unknown(path);
  if (!isHolder(a) || !isHolder(b)) return hears.leaf(path, a, b);
  if (isList(a) !== isList(b)) return hears.leaf(path, a, b);
  if (isList(a) && isList(b)) return walkList(path, a, b, hears);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys)
    if (!free.has(key)) walk([...path, key], Reflect.get(a, key), Reflect.get(b, key), hears);
}

function walkList(
  path: readonly string[],
  a: ArrayLike<unknown>,
  b: ArrayLike<unknown>,
  hears: Hears,
): void {
  if (a.length !== b.length) hears.leaf([...path, 'length'], a.length, b.length);
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i += 1) {
    const [x, y] = [a[i], b[i]];
    // Scores and coefficients are [name, value].
    if (isPair(x) && isPair(y) && x[0] === y[0]) walk([...path, x[0]], x[1], y[1], hears);
    else walk([...path, String(i)], x, y, hears);
  }
}

const isHolder = (v: unknown): v is object => typeof v === 'object' && v !== null;
const isList = (v: object): v is object & ArrayLike<unknown> =>
  Array.isArray(v) || ArrayBuffer.isView(v);
const isPair = (v: unknown): v is readonly [string, unknown] =>
  Array.isArray(v) && v.length === 2 && typeof v[0] === 'string';

function words(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (value === undefined) return 'none';
  return isHolder(value) ? (isList(value) ? 'a list' : 'a group') : String(value);
}

/** Versions that are not the same: [what, then, now]. */
export function versionsApart(
  then: RunVersions | null,
  now: RunVersions | null,
): (readonly [string, string, string])[] {
  if (!then || !now) return [];
  const apart: [string, string, string][] = [];
  const put = (what: string, a: string, b: string): void => {
    if (a !== b) apart.push([what, a, b]);
  };
  put('Tabwise', then.tabwise, now.tabwise);
  put('Runs in', then.runtime, now.runtime);
  put('Recipe format', String(then.recipe), String(now.recipe));
  for (const [i, [name, version]] of now.parts.entries()) {
    const old = then.parts[i]?.[0] === name ? then.parts[i] : then.parts.find(([n]) => n === name);
    put(name, old?.[1] ?? 'none', version);
  }
  return apart;
}

/** In a sentence, for badges and the log. */
export function againWords(again: Again): string {
  const numbers = `${again.compared.toLocaleString('en-US')} values`;
  if (again.same) return `The same to the last bit: ${numbers} compared.`;
  return `${again.differing.toLocaleString('en-US')} of ${numbers} differ, first ${again.differences[0]!.what}.`;
}

/** Whether a table read for one recipe is the very table that another reads, before its steps. */
export const readsAlike = (a: Recipe, b: Recipe): boolean =>
  tableKey(a.source) === tableKey(b.source);
