import { catalogue } from '#lib/recipe/findings/catalogue.ts';

const titles: ReadonlyMap<string, string> = new Map(catalogue.map((r) => [r.id, r.title]));

/** What a rule is called. */
export const titleOf = (rule: string): string => titles.get(rule) ?? rule;
