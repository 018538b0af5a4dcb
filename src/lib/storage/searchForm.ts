import * as v from 'valibot';
import { readRecipe } from '#lib/recipe/migrate.ts';
import type { StoredSearch } from './schema.ts';

const text = v.string();
const number = v.number();
const origin = v.picklist(['default', 'current', 'search']);

/** All that pages draw of a search, and what it goes on from. */
export const searchSchema = v.looseObject({
  ...{ projectId: text, id: text, job: text, modelKey: text, startedAt: text },
  recipe: v.looseObject({}),
  ask: v.looseObject({
    method: text,
    budget: v.union([v.looseObject({ trials: number }), v.looseObject({ seconds: number })]),
    seed: number,
    nSplits: number,
    space: v.array(v.looseObject({ name: text })),
    start: v.array(v.looseObject({ origin, params: v.looseObject({}) })),
    fixed: v.looseObject({}),
  }),
  judged: v.nullable(
    v.looseObject({ metric: text, better: v.picklist(['higher', 'lower']), how: text }),
  ),
  trials: v.array(
    v.looseObject({
      ...{ number, origin, params: v.looseObject({}), share: number, seconds: number },
      ...{ score: v.nullable(number), values: v.array(number), failed: v.optional(text) },
    }),
  ),
  endedAt: v.nullable(text),
  stopped: v.boolean(),
  worked: number,
});

/** With its recipe in today's format. @throws EngineError 'recipe-invalid' or 'recipe-newer' */
export const searchInThisFormat = (search: StoredSearch): StoredSearch => ({
  ...search,
  recipe: readRecipe(search.recipe),
});
