import type { Edit } from './edits.ts';
import type { Recipe } from './recipe.ts';
import { stepsWithout } from './withdrawn.ts';

/**
 * What a column was caught by: how well it alone ranks the target in folds, sums of columns that rebuild the target,
 * the target in other words, a moment after another moment of the row, or a name for what comes after the outcome.
 */
export type LeakTest = 'power' | 'identity' | 'copy' | 'later' | 'name';

export interface LeakEvidence {
  readonly test: LeakTest;
  /** A whole sentence with the number in it. */
  readonly words: string;
  /** Gini, coefficient of determination, or share of rows, by the test. */
  readonly value: number;
}

export interface Leak {
  readonly column: string;
  /** `high` is left out unless somebody overrides it; `moderate` asks. */
  readonly risk: 'high' | 'moderate';
  /** Of the column alone, mean over the folds; null where it was not measured. */
  readonly gini: number | null;
  /** The strongest first; at least one. */
  readonly evidence: readonly LeakEvidence[];
}

export interface LeakReport {
  readonly target: string;
  /** Training rows that were looked at: all, or evenly taken. */
  readonly rows: number;
  readonly folds: number;
  /** Highest risk first. */
  readonly leaks: readonly Leak[];
  /** [column, Gini] of every column measured, strongest first. */
  readonly powers: readonly (readonly [string, number])[];
}

/** From here on one column almost is the target (DataRobot's band for high risk). */
export const highGini = 0.975;
/** From here on somebody should say whether the column is known in time. */
export const moderateGini = 0.85;

/** Where each leak stands in a recipe. */
export interface LeakStanding {
  /** A feature that nobody has answered for. */
  readonly open: readonly Leak[];
  /** No feature any more, or about to be dropped. */
  readonly out: readonly Leak[];
  /** Used in spite of the warning, which the recipe records. */
  readonly overridden: readonly Leak[];
}

const findingOf = (column: string): string => `leak:${column}`;

export function leakStanding(recipe: Recipe, report: LeakReport): LeakStanding {
  const roles = new Map(recipe.source.columns.map((c) => [c.name, c.role]));
  const dropped = new Set(
    recipe.steps.filter((s) => s.enabled && s.step === 'dropColumns').flatMap((s) => s.columns),
  );
  const overridden = new Set((recipe.overrides ?? []).map((o) => o.finding));
  const open: Leak[] = [];
  const out: Leak[] = [];
  const kept: Leak[] = [];
  for (const leak of report.leaks) {
    const role = roles.get(leak.column) ?? 'feature';
    if (role !== 'feature' || dropped.has(leak.column)) out.push(leak);
    else if (overridden.has(findingOf(leak.column))) kept.push(leak);
    else open.push(leak);
  }
  return { open, out, overridden: kept };
}

/** Leaks that no headline may rest on: high risk, a feature, and nobody has said that it is known in time. */
export const blocking = (recipe: Recipe, report: LeakReport | null): readonly Leak[] =>
  report ? leakStanding(recipe, report).open.filter((l) => l.risk === 'high') : [];

/**
 * Takes columns out of the features and of the learned steps that would miss them, as one edit; columns that a cleaning
 * step made are dropped after the last of these steps.
 */
export function quarantineEdit(
  recipe: Recipe,
  leaks: readonly Leak[],
  learned: ReadonlySet<string>,
): Edit {
  const names = new Set(recipe.source.columns.map((c) => c.name));
  const gone = new Set(leaks.map((l) => l.column));
  const made = [...gone].filter((name) => !names.has(name));
  const roles = [...gone]
    .filter((name) => names.has(name))
    .map((column): Edit => ({ kind: 'setRole', column, role: 'ignored' }));
  const drops = made.length > 0 ? [dropMade(recipe, made, learned)] : [];
  const edits = [...roles, ...stepsWithout(recipe, gone, learned), ...drops];
  return edits.length === 1 ? edits[0]! : { kind: 'batch', edits };
}

/** A step that drops columns where those that make them are done. */
function dropMade(
  { steps }: Recipe,
  columns: readonly string[],
  learned: ReadonlySet<string>,
): Edit {
  const index = steps.findLastIndex((s) => !learned.has(s.step)) + 1;
  const last = steps[index - 1];
  if (last?.step === 'dropColumns' && last.enabled)
    return { kind: 'setColumns', key: last.key, columns: [...last.columns, ...columns] };
  const keys = new Set(steps.map((s) => s.key));
  let key = 'leave-out';
  for (let k = 2; keys.has(key); k += 1) key = `leave-out-${k}`;
  const step = { key, step: 'dropColumns', version: 1, columns: [...columns], params: {} };
  return { kind: 'addStep', index, step: { ...step, enabled: true } };
}

/** Uses a column in spite of the warning: it becomes a feature again, and the recipe keeps what was said against it. */
export function overrideEdit(recipe: Recipe, leak: Leak): Edit {
  const role = recipe.source.columns.find((c) => c.name === leak.column)?.role;
  const record: Edit = {
    kind: 'override',
    finding: findingOf(leak.column),
    why: leak.evidence[0]!.words,
  };
  if (role === undefined || role === 'feature') return record;
  return {
    kind: 'batch',
    edits: [record, { kind: 'setRole', column: leak.column, role: 'feature' }],
  };
}

/** Takes the override back: the warning stands again. */
export const heedEdit = (leak: Leak): Edit => ({ kind: 'heed', finding: findingOf(leak.column) });
