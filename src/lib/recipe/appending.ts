import { sameName } from './joining.ts';

/**
 * The columns of a second table that are called as a column here but for case, blanks and marks, each with that column:
 * only where neither side has two such, and none of the very name.
 */
export function proposedMapping(
  here: readonly { readonly name: string }[],
  there: readonly { readonly name: string }[],
): [string, string][] {
  const named = (of: readonly { readonly name: string }[], name: string): boolean =>
    of.some((c) => c.name === name);
  const loose = here.filter((c) => !named(there, c.name));
  const free = there.filter((c) => !named(here, c.name));
  return free.flatMap(({ name }): [string, string][] => {
    const alike = loose.filter((c) => sameName({ left: c.name, right: name }));
    const rivals = free.filter((c) => sameName({ left: c.name, right: name }));
    return alike.length === 1 && rivals.length === 1 ? [[name, alike[0]!.name]] : [];
  });
}
