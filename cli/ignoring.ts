import { apply } from '#lib/recipe/edits.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { usage, type Option } from './args.ts';

export const ignoreOption: Option = {
  name: 'ignore',
  value: 'COLUMNS',
  help: 'leave these columns out, with commas between; the recipe records it',
};

/** @throws EngineError 'usage' for a column that the file does not have */
export function ignoring(recipe: Recipe, written: string | undefined): Recipe {
  const names = (written ?? '').split(',').filter((name) => name !== '');
  const known = new Set(recipe.source.columns.map((c) => c.name));
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined)
    throw usage(
      `--ignore names “${strange}”, and the file has no such column`,
      `Use ${[...known].slice(0, 12).join(', ')}.`,
    );
  return names.reduce(
    (now, column) => apply(now, { kind: 'setRole', column, role: 'ignored' }),
    recipe,
  );
}
