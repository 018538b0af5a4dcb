import type { Edit } from './edits.ts';
import { isNumeric, type ColumnProfile, type TableProfile } from './profile.ts';
import type { Recipe, Split } from './recipe.ts';

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

/** The same at random. */
export const splitAtRandom = (split: Split): Split => ({
  method: 'random',
  ...sharesOf(split),
  stratify: true,
});

/** What the kinds of split have in common; the usual where one lacks it. */
function sharesOf(split: Split): { validation: number; test: number; seed: number } {
  if (split.method === 'column') return { validation: 0.2, test: 0.2, seed: 42 };
  const { validation, test } = split;
  return { validation, test, seed: 'seed' in split ? split.seed : 42 };
}

/** A split with the roles that go with it: the column of groups or times is no feature, and the one before is one. */
export function splitEdit(recipe: Recipe, split: Split): Edit {
  const chosen = 'column' in split ? split.column : null;
  const role = split.method === 'column' ? 'split' : split.method === 'time' ? 'time' : 'group';
  const edits: Edit[] = [{ kind: 'setSplit', split }];
  for (const { name, role: old } of recipe.source.columns) {
    if (name === chosen && old !== role) edits.push({ kind: 'setRole', column: name, role });
    else if (name !== chosen && (old === 'split' || old === 'group' || old === 'time'))
      edits.push({ kind: 'setRole', column: name, role: 'feature' });
  }
  return edits.length === 1 ? edits[0]! : { kind: 'batch', edits };
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
