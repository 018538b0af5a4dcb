import type { Specs } from './describe.ts';
import { EngineError } from './errors.ts';
import { parseParams } from './params.ts';
import type { Recipe } from './recipe.ts';

interface Entry {
  readonly key: string;
  readonly version: number;
  readonly params: Record<string, unknown>;
}

/**
 * A recipe from outside, its parameters checked against the specs of this version. Steps and models that are not
 * known here stay as they are: running them says so.
 * @throws EngineError 'params-invalid' naming the step or model, 'recipe-newer' for a spec of a later version
 */
export function checkRecipe(recipe: Recipe, specs: Specs): Recipe {
  const checked = <E extends Entry>(
    entry: E,
    id: string,
    known: Specs['steps'] | Specs['models'],
  ): E => {
    const spec = Object.hasOwn(known, id) ? known[id] : undefined;
    if (!spec) return entry;
    if (entry.version > spec.version) throw newer(id, entry, spec.version);
    try {
      const params = parseParams(spec.params, entry.params, spec.id) as Record<string, unknown>;
      return { ...entry, params };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      throw new EngineError({ ...error.detail, where: { step: entry.key } }, { cause: error });
    }
  };
  return {
    ...recipe,
    steps: recipe.steps.map((s) => checked(s, s.step, specs.steps)),
    models: recipe.models.map((m) => checked(m, m.model, specs.models)),
  };
}

const newer = (id: string, { key, version }: Entry, known: number): EngineError =>
  new EngineError({
    code: 'recipe-newer',
    what: `“${id}” has version ${version}, and this version of Tabwise knows up to ${known}`,
    where: { step: key },
    remedy: 'Update Tabwise, then open it again; the file was not changed.',
  });
