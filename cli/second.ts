import { nodeFile, nodeHasher } from '#lib/data/nodeFile.ts';
import { offerTable } from '#lib/data/second.ts';
import type { Sql } from '#lib/data/sql.ts';
import { activeSteps, type Recipe } from '#lib/recipe/recipe.ts';
import { secondTables } from '#lib/recipe/secondTable.ts';
import { usage, type Option, type Parsed } from './args.ts';

export const withOption: Option = {
  name: 'with',
  value: 'NAME=FILE',
  help: 'a second table that the recipe joins, by the name of its file in the recipe; may be given several times',
};

/**
 * Says where the recipe's second tables are: what a step asks for is read then, and must have the very content.
 * @throws EngineError 'usage' for a name that the recipe does not have
 */
export function offerSecond(sql: Sql, recipe: Recipe, { repeated }: Parsed): void {
  const sources = secondTables(activeSteps(recipe));
  const names = sources.map((s) => s.file.name);
  for (const given of repeated.get('with') ?? []) {
    const at = cutAt(given, names);
    const [name, path] = [given.slice(0, at), given.slice(at + 1)];
    const asked = sources.filter((s) => s.file.name === name);
    if (at < 1 || path === '' || asked.length === 0)
      throw usage(
        `--with is ${given}`,
        names.length === 0
          ? 'The recipe joins no second table; leave it out.'
          : `Write NAME=FILE, with one of these names: ${names.join(', ')}.`,
      );
    for (const source of asked)
      offerTable(sql, source, () => nodeFile(path), { hasher: nodeHasher });
  }
}

/** A name may hold an equals sign itself. */
const cutAt = (given: string, names: readonly string[]): number =>
  names.find((name) => given.startsWith(`${name}=`))?.length ?? given.indexOf('=');
