import type { Edit } from './edits.ts';
import type { Recipe } from './recipe.ts';

/** Takes columns that are features no more from the learned steps, which would miss them; a step left with none is turned off. */
export const stepsWithout = (
  { steps }: Recipe,
  gone: ReadonlySet<string>,
  learned: ReadonlySet<string>,
): Edit[] =>
  steps
    .filter((s) => s.enabled && learned.has(s.step) && s.columns.some((name) => gone.has(name)))
    .map(({ key, columns }): Edit => {
      const left = columns.filter((name) => !gone.has(name));
      return left.length > 0
        ? { kind: 'setColumns', key, columns: left }
        : { kind: 'toggleStep', key, enabled: false };
    });
