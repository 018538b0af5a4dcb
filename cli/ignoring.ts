import { apply } from '#lib/recipe/edits.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import { usage, type Option } from './args.ts';

export const ignoreOption: Option = {
  name: 'ignore',
  value: 'COLUMNS',
  help: 'leave these columns out, with commas between; the recipe records it',
};

/** @throws EngineError 'usage' for a column that the file does not have, or that is to be predicted */
export function ignoring(recipe: Recipe, written: string | undefined): Recipe {
  const names = (written ?? '').split(',').filter((name) => name !== '');
  const known = new Set(recipe.source.columns.map((c) => c.name));
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined)
    throw usage(
      `--ignore names “${strange}”, and the file has no such column`,
      `Use ${[...known].slice(0, 12).join(', ')}.`,
    );
  const target = names.find((name) => name === targetOf(recipe));
  if (target !== undefined)
    throw usage(
      `--ignore names “${target}”, which is to be predicted`,
      'Leave it away, or choose another --target.',
    );
  return names.reduce(
    (now, column) => apply(now, { kind: 'setRole', column, role: 'ignored' }),
    recipe,
  );
}
