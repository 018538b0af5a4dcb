import type { Edit } from './edits.ts';
import { isNumeric, type ColumnProfile, type Role, type TableProfile } from './profile.ts';
import type { Recipe, RecipeStep, Split } from './recipe.ts';
import { stepsWithout } from './withdrawn.ts';

/** The same shares and seed, but by whole groups of a column, or in its order of time. */
export function splitBy(split: Split, column: string, by: 'group' | 'time'): Split {
  const { validation, test, seed } = sharesOf(split);
  return by === 'group'
    ? { method: 'group', column, validation, test, seed }
    : { method: 'time', column, validation, test, gap: 0 };
}

/** The same by squares of a map, `size` on a side. */
export function splitByPlace(split: Split, columns: [string, string], size: number): Split {
  const { validation, test, seed } = sharesOf(split);
  return { method: 'block', columns, size, validation, test, seed };
}

/** What the kinds of split have in common; the usual where one lacks it. */
function sharesOf(split: Split): { validation: number; test: number; seed: number } {
  if (split.method === 'column') return { validation: 0.2, test: 0.2, seed: 42 };
  const { validation, test } = split;
  return { validation, test, seed: 'seed' in split ? split.seed : 42 };
}

/** What the column of a split is for; a random split and squares of a map have none. */
const roleBy = {
  column: 'split',
  group: 'group',
  time: 'time',
  block: 'feature',
  random: 'feature',
} as const satisfies Record<Split['method'], Role>;

const splitting: ReadonlySet<Role> = new Set(['split', 'group', 'time']);

/**
 * A split with what goes with it: the column of groups or times is no feature, no step drops it, and the one before is
 * a feature.
 * @param learned ids of the steps that see features only
 */
export function splitEdit(
  recipe: Recipe,
  split: Split,
  learned: ReadonlySet<string> = new Set(),
): Edit {
  const chosen = 'column' in split ? split.column : null;
  const role = roleBy[split.method];
  const edits: Edit[] = [{ kind: 'setSplit', split }];
  for (const { name, role: old } of recipe.source.columns) {
    if (name === chosen && old !== role) edits.push({ kind: 'setRole', column: name, role });
    else if (name !== chosen && splitting.has(old))
      edits.push({ kind: 'setRole', column: name, role: 'feature' });
  }
  if (chosen !== null)
    edits.push(...undropped(recipe, chosen), ...stepsWithout(recipe, new Set([chosen]), learned));
  return edits.length === 1 ? edits[0]! : { kind: 'batch', edits };
}

/** A step that puts its columns in place of those it reads says so by `keep`. */
const replaces = ({ params }: RecipeStep): boolean => params['keep'] === false;
const drops = (step: RecipeStep): boolean => step.step === 'dropColumns' || replaces(step);

function undropped({ steps }: Recipe, column: string): Edit[] {
  return steps
    .filter((s) => drops(s) && s.columns.includes(column))
    .map(({ key, columns, ...step }): Edit => {
      if (step.params['keep'] === false)
        return { kind: 'setParams', key, params: { ...step.params, keep: true } };
      const left = columns.filter((name) => name !== column);
      return left.length > 0
        ? { kind: 'setColumns', key, columns: left }
        : { kind: 'removeStep', key };
    });
}

/**
 * The recipe with the columns that its steps drop, or put others in place of, ignored instead: they are no features,
 * and still say which rows belong together.
 */
export function beforeDrops(recipe: Recipe): Recipe {
  const dropping = recipe.steps.filter((s) => s.enabled && drops(s));
  if (dropping.length === 0) return recipe;
  const gone = new Set(dropping.flatMap((s) => s.columns));
  const known = new Set(recipe.source.columns.map((c) => c.name));
  const columns = recipe.source.columns.map((c) =>
    gone.has(c.name) && c.role === 'feature' ? { ...c, role: 'ignored' as const } : c,
  );
  const steps = recipe.steps.map((s) => {
    if (!dropping.includes(s)) return s;
    if (replaces(s)) return { ...s, params: { ...s.params, keep: true } };
    // What a step made and another drops again says nothing of which rows belong together.
    const made = s.columns.filter((name) => !known.has(name));
    return made.length > 0 ? { ...s, columns: made } : { ...s, enabled: false };
  });
  return { ...recipe, steps, source: { ...recipe.source, columns } };
}

/** Why a column could not hold groups or times; null where it could. */
export function objection(c: ColumnProfile, by: 'group' | 'time', rows: number): string | null {
  if (c.role === 'target') return 'It is the target.';
  if (c.distinct < 2) return 'It has one value.';
  if (by === 'group')
    return c.distinct >= rows - c.missing ? 'Each row has a value of its own.' : null;
  const timed = c.type === 'date' || c.type === 'datetime' || isNumeric(c.type);
  return timed ? null : 'It holds neither dates nor numbers.';
}

/** Latitude and longitude where the table has both, by their meaning. */
export function placeOf(recipe: Recipe, profile: TableProfile): [string, string] | null {
  const numeric = new Set(
    profile.columns.filter((c) => isNumeric(c.type) && c.distinct > 10).map((c) => c.name),
  );
  const find = (meaning: string): string | undefined =>
    recipe.source.columns.find((c) => c.meaning === meaning && numeric.has(c.name))?.name;
  const [latitude, longitude] = [find('latitude'), find('longitude')];
  return latitude !== undefined && longitude !== undefined ? [latitude, longitude] : null;
}
