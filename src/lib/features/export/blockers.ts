import type { ErrorDetail } from '#lib/recipe/errors.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { Trace } from '#lib/recipe/run.ts';

/** Why the project cannot be exported yet, and where to mend it. */
export interface Blocker {
  readonly detail: ErrorDetail;
  readonly href: string;
  readonly link: string;
}

/** What stands in the way, most basic first; empty when nothing does. */
export function blockers(recipe: Recipe, trace: Trace | null): readonly Blocker[] {
  if (recipe.task === null || (targetOf(recipe) === null && isSupervised(recipe.task)))
    return [
      blocker('target-missing', 'No column is chosen as the target', {
        remedy: 'Choose what to predict; the script is then written for it.',
        href: 'data',
        link: 'Choose a target',
      }),
    ];
  if (recipe.models.length === 0)
    return [
      blocker('model-unknown', 'No model is chosen', {
        remedy: 'Choose at least one model; the script trains it.',
        href: 'train',
        link: 'Choose a model',
      }),
    ];
  return (trace?.problems ?? []).map(({ at, detail }) => {
    const inModel = 'part' in at && at.part !== 'features';
    return {
      detail,
      href: inModel ? 'train' : 'prepare',
      link: inModel ? 'Mend it on Train' : 'Mend it on Prepare',
    };
  });
}

const blocker = (
  code: ErrorDetail['code'],
  what: string,
  { remedy, href, link }: { remedy: string; href: string; link: string },
): Blocker => ({ detail: { code, what, where: {}, remedy }, href, link });
