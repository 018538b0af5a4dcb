import { EngineError } from '#lib/recipe/errors.ts';

type Mapping = readonly (readonly [string, string])[];

/** Each name after the renaming, in order. @throws EngineError where a name is not there, or two become one */
export function renamed(names: readonly string[], mapping: Mapping): readonly string[] {
  const pairs = new Map(mapping);
  const gone = [...pairs.keys()].find((name) => !names.includes(name));
  if (gone !== undefined)
    throw new EngineError({
      code: 'column-missing',
      what: `There is no column “${gone}”`,
      where: { step: 'renameColumns', column: gone },
      remedy: 'Write the name as the table has it here.',
    });
  const after = names.map((name) => pairs.get(name) ?? name);
  const twice = after.find((name, k) => after.indexOf(name) !== k);
  if (twice === undefined) return after;
  throw new EngineError({
    code: 'params-invalid',
    what: `Two columns would be called “${twice}”`,
    where: { step: 'renameColumns', column: twice },
    remedy: 'Give one of them another name.',
  });
}
