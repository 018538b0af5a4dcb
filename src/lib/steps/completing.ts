import { apply } from '#lib/recipe/edits.ts';
import type { ModelSpecs } from '#lib/recipe/model.ts';
import { additionsOf } from '#lib/recipe/placing.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import { candidatesFor, takenUnasked } from './candidates.ts';
import { stepSpecs } from './specs.ts';

/** Cleaning may leave gaps to fill, and what is filled is encoded and scaled. */
const rounds = 4;

interface About {
  readonly profile: TableProfile;
  readonly models: ModelSpecs;
  /** The id of a suggestion that is not taken. */
  readonly but?: string;
}

/** The recipe with every likely suggestion taken, as “Add all” would take them, again and again until none is left. */
export function completed(recipe: Recipe, { profile, models, but }: About): Recipe {
  let now = recipe;
  for (let round = 0; round < rounds; round += 1) {
    const likely = candidatesFor(now, profile, models).filter(
      ({ draft }) => draft.confidence >= takenUnasked && draft.id !== but,
    );
    if (likely.length === 0) break;
    now = apply(
      now,
      additionsOf(
        now,
        likely.map((c) => c.step),
        stepSpecs,
      ),
    );
  }
  return now;
}

/** The recipe without a suggested step and with it, both completed, so that a model can be trained on either. */
export function withAndWithout(
  recipe: Recipe,
  { id, step }: { readonly id: string; readonly step: RecipeStep },
  about: Omit<About, 'but'>,
): { readonly before: Recipe; readonly after: Recipe } {
  const added = apply(recipe, additionsOf(recipe, [step], stepSpecs));
  return {
    before: completed(recipe, { ...about, but: id }),
    after: completed(added, { ...about, but: id }),
  };
}
