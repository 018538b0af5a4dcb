import { EngineError } from '#lib/recipe/errors.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Target } from './target.ts';
import { column, type Column, type Table } from './table.ts';

/** Groups of fewer rows than this would hardly have rows of each class. */
const groupsAtMost = 50;

/**
 * How much each training row counts in the model's fit, so that groups and classes are independent: Kamiran and Calders 2012,
 * sect. 4.1: n(group) · n(class) ÷ (n · n(group and class)), counts being sums of the rows' own weights, by which it is multiplied.
 * Groups are the values of the recipe's columns as the cleaning steps leave them; missing is one.
 * @param rows places of the training rows; @param y their classes
 * @returns null where the recipe does not reweigh
 * @throws EngineError 'recipe-invalid' for a target without classes, 'column-missing', 'params-invalid' for too many groups
 */
export function reweighing(
  table: Table,
  { reweigh }: Pick<Recipe, 'reweigh'>,
  target: Pick<Target, 'name' | 'task'>,
  { rows, y, weight }: { rows: Int32Array; y: Float64Array; weight: Float64Array | null },
): Float64Array | null {
  if (!reweigh) return null;
  if (!isClassification(target.task) || reweigh.includes(target.name)) throw needsClasses();
  const groups = groupsOf(
    reweigh.map((name) => column(table, name)),
    rows,
  );
  if (groups.count > groupsAtMost) throw tooMany(reweigh, groups.count);
  const own = (i: number): number => (weight ? weight[i]! : 1);
  const classes = y.reduce((most, code) => Math.max(most, code + 1), 0);
  const byGroup = new Float64Array(groups.count);
  const byClass = new Float64Array(classes);
  const byBoth = new Float64Array(groups.count * classes);
  let all = 0;
  for (let i = 0; i < y.length; i += 1) {
    const [g, c] = [groups.of[i]!, y[i]!];
    all += own(i);
    byGroup[g]! += own(i);
    byClass[c]! += own(i);
    byBoth[g * classes + c]! += own(i);
  }
  return Float64Array.from(y, (c, i) => {
    const g = groups.of[i]!;
    const both = byBoth[g * classes + c]!;
    return both > 0 ? (own(i) * byGroup[g]! * byClass[c]!) / (all * both) : 0;
  });
}

/** Rows by their values in one or two columns, numbered as they come. */
function groupsOf(
  columns: readonly Column[],
  rows: Int32Array,
): { readonly of: Int32Array; readonly count: number } {
  const known = new Map<string, number>();
  const of = rows.map((i) => {
    const key = columns
      .map((c) => (c.kind === 'number' ? String(c.values[i]!) : String(c.codes[i]!)))
      .join(',');
    if (!known.has(key)) known.set(key, known.size);
    return known.get(key)!;
  });
  return { of, count: known.size };
}

const needsClasses = (): EngineError =>
  new EngineError({
    code: 'recipe-invalid',
    what: 'Reweighing makes groups and classes independent, and here no classes are predicted from groups',
    where: {},
    remedy:
      'Turn reweighing off, or choose a target of classes that is not the column of the groups.',
  });

const tooMany = (columns: readonly string[], count: number): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `Reweighing by ${columns.map((c) => `“${c}”`).join(' and ')} makes ${count} groups, and ${groupsAtMost} are the most`,
    where: { column: columns[0]! },
    remedy: 'Choose a column of few values, or make one of bins first.',
  });
