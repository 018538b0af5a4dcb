import type { Specs } from './describe.ts';
import { differencesOf, type Difference } from './difference.ts';
import { canonical } from './hash.ts';
import { targetOf, weightOf, type Recipe } from './recipe.ts';
import type { RunResult } from './run.ts';

/** A run with the recipe that made it. */
export interface MadeRun {
  readonly recipe: Recipe;
  readonly result: RunResult;
}

/** Its recipe with the one model that it trained, called alike in both, so that the same model is compared with itself. */
export function ownRecipe({ recipe, result }: MadeRun): Recipe {
  const model = recipe.models.find((m) => m.key === result.modelKey);
  return { ...recipe, models: model ? [{ ...model, key: model.model }] : [] };
}

/** In what two runs differ: the file by its content, rows of the parts, then recipe and model, in the order of the work. */
export function runDifferences(a: MadeRun, b: MadeRun, specs: Specs): readonly Difference[] {
  const value = (what: string, of: (run: MadeRun) => string): Difference[] => {
    const [from, to] = [of(a), of(b)];
    return from === to ? [] : [{ part: 'data', change: 'changed', what, from, to }];
  };
  const { file } = a.recipe.source;
  const sameFile = file.sha256 === b.recipe.source.file.sha256;
  return [
    ...value('Content of the file (SHA-256)', (run) => run.recipe.source.file.sha256),
    ...value('Rows', ({ result: { rows } }) =>
      [
        `${rows.train} training`,
        ...(rows.validation ? [`${rows.validation} validation`] : []),
        ...(rows.test ? [`${rows.test} test`] : []),
      ].join(', '),
    ),
    ...differencesOf(ownRecipe(a), ownRecipe(b), specs).filter(
      // Another name of the same content is told; another content has its line above.
      (d) => d.part !== 'data' || sameFile,
    ),
  ];
}

/**
 * Why the models of two runs cannot be fitted on the same folds, each with its own steps; null where they can.
 * @param tableKey names the table after the cleaning steps
 */
export function unpaired(a: Recipe, b: Recipe, tableKey: (of: Recipe) => string): string | null {
  if (a.task !== b.task || targetOf(a) !== targetOf(b)) return 'They predict different things';
  if (tableKey(a) !== tableKey(b))
    return 'Their tables differ after the cleaning steps, so they share no folds';
  if (weightOf(a) !== weightOf(b)) return 'They weigh the rows in different ways';
  return canonical(a.split) === canonical(b.split)
    ? null
    : 'They split the rows in different ways, so they share no folds';
}
