import {
  highGini,
  moderateGini,
  type Leak,
  type LeakEvidence,
  type LeakReport,
} from '#lib/recipe/leakage.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Progress } from '../model.ts';
import { trainingRows, type Loaded } from '../prepare.ts';
import type { Target } from '../target.ts';
import { takeRows, type Table } from '../table.ts';
import { afterwardsWord, isCopy, laterColumns } from './hints.ts';
import { identities } from './identities.ts';
import { leakFolds, SinglePower } from './power.ts';
import { copyWords, identityWords, laterWords, nameWords, powerWords } from './words.ts';

/** More rows change the third digit of a Gini and no more. */
const mostRows = 20_000;
/** Fewer rows in a fold prove nothing. */
const fewestRows = 30;
/**
 * Without a mistake in n rows up to 3 in n may be wrong (Hanley and Lippman-Hand 1983), and a share of wrong pairs
 * takes twice that off a Gini: fewer rows cannot show a Gini of 0.975, and then a strong column only asks.
 */
const provenRows = Math.ceil(6 / (1 - highGini));
/** A name asks only where the column also tells something. */
const namedGini = 0.3;

interface Looked {
  readonly target: Target;
  readonly y: Float64Array;
  readonly table: Table;
  readonly names: readonly string[];
  readonly gini: ReadonlyMap<string, number>;
}

/**
 * Looks for columns that give the target away, on training rows only. Columns that are left out are looked at too, so
 * that a quarantine keeps its reason.
 * @throws EngineError where the recipe has no target or no rows to train on
 */
export function* findLeaks(loaded: Loaded, recipe: Recipe): Generator<Progress, LeakReport> {
  const { target, rows, y: all } = trainingRows(loaded, recipe);
  const every = Math.max(1, Math.ceil(rows.length / mostRows));
  const y = all.filter((_, i) => i % every === 0);
  const table = takeRows(
    loaded.table,
    rows.filter((_, i) => i % every === 0),
  );
  const names = candidates(table, recipe, target.name);
  if (y.length < fewestRows)
    return { target: target.name, rows: y.length, folds: leakFolds, leaks: [], powers: [] };
  const gini = yield* powersOf(table, names, y, { target, seed: recipe.seed });
  const evidence = new Map<string, LeakEvidence[]>();
  const say = (column: string, what: LeakEvidence): void =>
    void evidence.set(column, [...(evidence.get(column) ?? []), what]);
  const looked = { target, y, table, names, gini };
  yield* rebuilt(looked, say);
  hinted(looked, recipe, say);
  const powers = [...gini].sort(([, a], [, b]) => b - a);
  return {
    target: target.name,
    rows: y.length,
    folds: leakFolds,
    leaks: leaksOf(evidence, gini, y.length),
    powers,
  };
}

function candidates(table: Table, { source, split }: Recipe, target: string): string[] {
  const roles = new Map(source.columns.map((c) => [c.name, c.role]));
  return [...table.columns.keys()].filter((name) => {
    const role = roles.get(name) ?? 'feature';
    const splits = split.method === 'column' && split.column === name;
    return name !== target && !splits && (role === 'feature' || role === 'ignored');
  });
}

function* powersOf(
  table: Table,
  names: readonly string[],
  y: Float64Array,
  { target, seed }: { readonly target: Target; readonly seed: number },
): Generator<Progress, ReadonlyMap<string, number>> {
  const power = new SinglePower(y, target.classes?.length ?? 0, seed);
  const found = new Map<string, number>();
  for (const [k, name] of names.entries()) {
    const gini = power.of(table.columns.get(name)!);
    if (gini !== null) found.set(name, gini);
    yield { share: (0.8 * (k + 1)) / names.length, note: `try ${name} alone` };
  }
  return found;
}

type Say = (column: string, evidence: LeakEvidence) => void;

/** Copies of the target, and sums that are the target. */
function* rebuilt({ target, y, table, names }: Looked, say: Say): Generator<Progress, void> {
  for (const name of target.classes ? names : [])
    if (isCopy(table.columns.get(name)!, y)) say(name, copyWords(name, target.name, y.length));
  if (target.classes) return;
  const numbers = names.flatMap((name) => {
    const column = table.columns.get(name)!;
    return column.kind === 'number' ? [{ name, values: column.values }] : [];
  });
  const search = identities(y, numbers);
  for (let turn = search.next(); ; turn = search.next()) {
    if (turn.done) {
      for (const found of turn.value)
        for (const name of found.columns) say(name, identityWords(target.name, found));
      return;
    }
    yield { share: 0.8 + 0.2 * turn.value, note: 'try sums of columns' };
  }
}

function hinted({ target, y, table, names, gini }: Looked, { source }: Recipe, say: Say): void {
  for (const name of names) {
    const alone = gini.get(name);
    if (alone === undefined) continue;
    if (alone >= moderateGini)
      say(
        name,
        powerWords({ column: name, target: target.name }, alone, {
          folds: leakFolds,
          rows: y.length,
          proven: y.length >= provenRows,
        }),
      );
    const word = afterwardsWord(name, target.name);
    if (word !== null && alone >= namedGini) say(name, nameWords(name, word, alone));
  }
  const moments = source.columns
    .filter((c) => (c.type === 'date' || c.type === 'datetime') && names.includes(c.name))
    .map((c) => c.name);
  for (const [name, { earlier, share }] of laterColumns(table, moments))
    say(name, laterWords(name, earlier, share));
}

function leaksOf(
  evidence: ReadonlyMap<string, readonly LeakEvidence[]>,
  gini: ReadonlyMap<string, number>,
  rows: number,
): Leak[] {
  const isHigh = ({ test, value }: LeakEvidence): boolean =>
    test === 'identity' ||
    test === 'copy' ||
    (test === 'power' && value >= highGini && rows >= provenRows);
  return [...evidence]
    .map(([column, said]): Leak => ({
      column,
      risk: said.some(isHigh) ? 'high' : 'moderate',
      gini: gini.get(column) ?? null,
      evidence: said.toSorted((a, b) => Number(isHigh(b)) - Number(isHigh(a))),
    }))
    .sort(
      (a, b) =>
        Number(b.risk === 'high') - Number(a.risk === 'high') || (b.gini ?? 0) - (a.gini ?? 0),
    );
}
