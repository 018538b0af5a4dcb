import { EngineError } from '#lib/recipe/errors.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import { isClassification, isSupervised, type Task } from '#lib/recipe/profile.ts';
import { compareTexts } from './stats.ts';
import { column, type Column, type Table } from './table.ts';

export interface Target {
  /** Empty for a task without a target. */
  readonly name: string;
  readonly task: Task;
  /** Sorted as numpy sorts them; null for regression. */
  readonly classes: readonly string[] | null;
  /** Class code or value for each kept row; empty without a target. */
  readonly y: Float64Array;
  /** Rows of the loaded table that have a target, ascending. */
  readonly kept: Int32Array;
}

/**
 * The target's values with the rows that have one. Throws when there is none, or nothing to learn.
 * @param learns false where rows are only judged: then all may have the same answer
 */
export function readTarget(table: Table, recipe: Recipe, learns = true): Target {
  if (recipe.task !== null && !isSupervised(recipe.task)) return withoutTarget(table, recipe.task);
  const name = targetOf(recipe);
  if (name === null || recipe.task === null)
    throw new EngineError({
      code: 'target-missing',
      what: 'No column is chosen as the target',
      where: {},
      remedy: 'Choose what to predict on the data page.',
    });
  const found = column(table, name);
  const kept = presentRows(found);
  if (kept.length === 0) throw nothingKept(table, name);
  if (recipe.task === 'regression') {
    const y = targetValues(found, kept, name);
    if (learns) checkSpread(y, name);
    return { name, task: recipe.task, classes: null, kept, y };
  }
  const { classes, y } = targetClasses(found, kept);
  if (learns) checkClasses(classes, recipe.task, name);
  return { name, task: recipe.task, classes, kept, y };
}

const nothingKept = ({ rows }: Table, name: string): EngineError =>
  new EngineError({
    code: rows === 0 ? 'no-rows' : 'target-missing',
    what: rows === 0 ? 'The table has no rows' : `All ${rows} values of the target are missing`,
    where: { column: name },
    remedy:
      rows === 0
        ? 'Open a file with rows, or undo the step that removed them.'
        : 'Choose another target.',
  });

/** Every row is kept: there is nothing that it could lack. */
function withoutTarget(table: Table, task: Task): Target {
  if (table.rows === 0)
    throw new EngineError({
      code: 'no-rows',
      what: 'The table has no rows',
      where: {},
      remedy: 'Open a file with rows, or undo the step that removed them.',
    });
  const kept = Int32Array.from({ length: table.rows }, (_, i) => i);
  return { name: '', task, classes: null, y: new Float64Array(0), kept };
}

function presentRows(c: Column): Int32Array {
  const rows: number[] = [];
  if (c.kind === 'number') c.values.forEach((x, i) => Number.isNaN(x) || rows.push(i));
  else c.codes.forEach((code, i) => code < 0 || rows.push(i));
  return Int32Array.from(rows);
}

function targetValues(c: Column, kept: Int32Array, name: string): Float64Array {
  if (c.kind === 'number') return Float64Array.from(kept, (i) => c.values[i]!);
  throw new EngineError({
    code: 'column-kind',
    what: `The target holds text such as “${c.levels[0] ?? ''}”, and regression predicts numbers`,
    where: { column: name },
    remedy: 'Set the task to classification, or cast the target to a number.',
  });
}

function targetClasses(c: Column, kept: Int32Array): { classes: string[]; y: Float64Array } {
  if (c.kind === 'number') {
    const values = [...new Set(Array.from(kept, (i) => c.values[i]!))].sort((a, b) => a - b);
    const code = new Map(values.map((x, k) => [x, k]));
    return {
      classes: values.map(String),
      y: Float64Array.from(kept, (i) => code.get(c.values[i]!)!),
    };
  }
  const present = [...new Set(Array.from(kept, (i) => c.codes[i]!))]
    .map((k) => [c.levels[k]!, k] as const)
    .sort(([a], [b]) => compareTexts(a, b));
  const code = new Map(present.map(([, k], rank) => [k, rank]));
  return {
    classes: present.map(([text]) => text),
    y: Float64Array.from(kept, (i) => code.get(c.codes[i]!)!),
  };
}

function checkSpread(y: Float64Array, name: string): void {
  if (y.length === 1 || y.some((v) => v !== y[0])) return;
  throw new EngineError({
    code: 'one-class',
    what: `All ${y.length} values of the target are ${y[0]}, so there is nothing to predict`,
    where: { column: name },
    remedy: 'Choose another target, or bring rows with other values.',
  });
}

const maxClasses = 200;

function checkClasses(classes: readonly string[], task: Task, name: string): void {
  if (!isClassification(task)) return;
  const fail = (what: string, remedy: string): never => {
    throw new EngineError({
      code: classes.length < 2 ? 'one-class' : 'params-invalid',
      what,
      where: { column: name },
      remedy,
    });
  };
  if (classes.length < 2)
    fail(
      `The target has one class, “${classes[0] ?? ''}”, so there is nothing to tell apart`,
      'Choose another target, or bring rows of another class.',
    );
  if (task === 'binary' && classes.length > 2)
    fail(
      `The target has ${classes.length} classes, and a binary task has 2`,
      'Set the task to multiclass.',
    );
  if (classes.length > maxClasses)
    fail(
      `The target has ${classes.length} classes, more than ${maxClasses}`,
      'Set the task to regression, or choose another target.',
    );
}
