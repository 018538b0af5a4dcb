import { EngineError } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { FitInput, Mood } from '#lib/engine/step.ts';
import { takeRows, type Column, type Table, type TrainTarget } from '#lib/engine/table.ts';
import { effect, verb } from '../report.ts';
import { targetOf } from '../target.ts';
import { counted, percent } from '../words.ts';

/** What balancing steps share: the rows of each class, how many are wanted, and what came of it. */

export interface Balanced {
  readonly classes: readonly string[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** A class that training rows hold. */
export interface Member {
  /** Its place among the target's classes. */
  readonly code: number;
  /** Ascending. */
  readonly rows: Int32Array;
}

/** @throws EngineError 'target-missing' for a task without classes */
export function classesOf(input: FitInput<unknown>, step: string): TrainTarget {
  const target = targetOf(input, step);
  if (target.classes !== null) return target;
  throw new EngineError({
    code: 'target-missing',
    what: 'Rows are balanced by class, and the target of a regression has none',
    where: { step },
    remedy: 'Turn the step off.',
  });
}

/** The classes that occur, in their order. */
export function membersOf({ y }: TrainTarget): Member[] {
  const rows = Map.groupBy(y.keys(), (i) => y[i]!);
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([code, list]) => ({ code, rows: Int32Array.from(list) }));
}

const sizes = (members: readonly Member[]): number[] => members.map((m) => m.rows.length);

/** How many rows each class lacks to be `ratio` of the largest; 0 for the first of the largest. */
export function lacking(members: readonly Member[], ratio: number): number[] {
  const most = Math.max(...sizes(members));
  const largest = sizes(members).indexOf(most);
  return sizes(members).map((n, k) =>
    k === largest ? 0 : Math.max(0, Math.floor(most * ratio - n)),
  );
}

/** How many rows each class keeps so that the rarest is `ratio` of it; null for the first of the rarest, which is not drawn. */
export function kept(members: readonly Member[], ratio: number): (number | null)[] {
  const least = Math.min(...sizes(members));
  const rarest = sizes(members).indexOf(least);
  return sizes(members).map((n, k) =>
    k === rarest ? null : Math.min(n, Math.floor(least / ratio)),
  );
}

/** Those rows, with their targets. */
export function taken(table: Table, target: TrainTarget, rows: Int32Array) {
  const y = Float64Array.from(rows, (i) => target.y[i]!);
  return { table: takeRows(table, rows), y, state: balance(target, y) };
}

/** All rows, and made ones after them. */
export function extended(
  table: Table,
  target: TrainTarget,
  made: { readonly columns: readonly (readonly number[])[]; readonly codes: readonly number[] },
) {
  const y = Float64Array.from([...target.y, ...made.codes]);
  const columns = [...table.columns].map(([name, c], j): [string, Column] => {
    const old = c.kind === 'number' ? c.values : new Float64Array(table.rows);
    const values = new Float64Array(y.length);
    values.set(old);
    values.set(made.columns[j]!, old.length);
    return [name, { kind: 'number', values }];
  });
  return {
    table: { rows: y.length, columns: new Map(columns) },
    y,
    state: balance(target, y),
  };
}

function balance({ classes, y }: TrainTarget, after: Float64Array): Balanced {
  const count = (codes: Float64Array): number[] => {
    const counts = (classes ?? []).map(() => 0);
    if (classes === null) return counts;
    for (const code of codes) counts[code]! += 1;
    return counts;
  };
  return { classes: classes ?? [], before: count(y), after: count(after) };
}

/** Rows by class, and what it does to probabilities: a model expects the shares that it was fitted on. */
export function balanceReport(state: Balanced, mood: Mood): LogEvent[] {
  const { classes, before, after } = state;
  const total = (counts: readonly number[]): number => counts.reduce((n, x) => n + x, 0);
  const grown = total(after) - total(before);
  const word = grown >= 0 ? 'added' : 'removed';
  const list = classes.map((c, k) => `'${c}' ${before[k]!} → ${after[k]!}`).join(', ');
  const message = `${verb(mood, word)} ${counted(Math.abs(grown), 'training row')}: ${list}`;
  const done = effect('balance', message, { rows_affected: Math.abs(grown) });
  const rare = before.indexOf(Math.min(...before));
  const [was, is] = [before[rare]! / total(before), after[rare]! / total(after)];
  if (was === is) return [done];
  const warning = `A model fitted on these rows expects '${classes[rare]!}' in ${percent(is)} of rows where it is ${percent(was)}; its probabilities are too high by that, its order of rows is not`;
  return [done, effect('balance', warning, { rows_affected: 0, was, is }, 'WARNING')];
}
