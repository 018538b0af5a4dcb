import { driveSync } from '#lib/engine/drive.ts';
import { benchOf, tryOut } from '#lib/engine/tune/bench.ts';
import { propose } from '#lib/engine/tune/propose.ts';
import { tune } from '#lib/engine/tune/tune.ts';
import { tableOf } from '#lib/engine/table.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { searchableOf } from '#lib/recipe/tuneSpace.ts';
import { askFor as askStart, startsOf } from '#lib/recipe/tuneStart.ts';
import { searchableSteps } from '#lib/recipe/tuneSteps.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import type { Trial, TuneAsk, TuneMethod } from '#lib/recipe/tuning.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { computes, loadedOf, people, peopleRecipe } from '../unit/engine.support.ts';
import { model, step } from '../unit/recipe.support.ts';

export const cells = people(240);
export const deps = { computes, scoring };

export const recipeFor = (id: ModelId, rest: Partial<Recipe> = {}): Recipe =>
  peopleRecipe('survived', {
    models: [model(id)],
    split: { method: 'column', column: 'part' },
    ...rest,
  });

export const stepsSearched = [
  step('impute', ['age'], { strategy: 'median' }),
  step('impute', ['port'], { strategy: 'mostFrequent' }, 'ports'),
  step('oneHot', ['sex', 'port']),
  step('standardScale', ['age', 'fare', 'noise']),
];

export function askFor(id: ModelId, method: TuneMethod, trials = 14): TuneAsk {
  const { params } = modelSpecs[id];
  return {
    method,
    budget: { trials },
    seed: 42,
    nSplits: 3,
    space: searchableOf(params, 'binary')
      .filter((s) => s.proposed)
      .map((s) => s.range),
    start: startsOf(modelSpecs[id], model(id).params),
    fixed: model(id).params,
  };
}

export const searched = (
  recipe: Recipe,
  ask: TuneAsk,
  from: typeof cells = cells,
): readonly Trial[] => {
  const bench = benchOf(loadedOf(tableOf([...from])), recipe, recipe.models[0]!.key, {
    ...deps,
    nSplits: 3,
  });
  return driveSync(tune(bench, ask, { seconds: () => 0, onTrial: () => undefined })).trials;
};

/** As page and workers do it: each trial on one of `workers` benches, the last of a batch first. */
export function shared(recipe: Recipe, ask: TuneAsk, workers: number): Trial[] {
  const benches = Array.from({ length: workers }, () =>
    benchOf(loadedOf(tableOf([...cells])), recipe, recipe.models[0]!.key, { ...deps, nSplits: 3 }),
  );
  const done: Trial[] = [];
  for (;;) {
    const next = propose(ask, benches[0]!.facts, done);
    if (next.length === 0) return done.toSorted((a, b) => a.number - b.number);
    for (const [i, p] of next.toReversed().entries())
      done.push({ ...driveSync(tryOut(benches[i % workers]!, p)), seconds: 0 });
  }
}

/** With parameters of two steps, one of which may be left out. */
export const withSteps = (recipe: Recipe, method: TuneMethod, trials: number): TuneAsk => {
  const model_ = askFor('logisticRegression', method, trials);
  const known = searchableSteps(recipe, stepSpecs, 'binary').flatMap((s) => s.searchable);
  const own = known.filter(({ range }) => /impute-age.*strategy|Scale.*enabled/.test(range.name));
  if (own.length !== 2) throw new Error('the recipe has other steps');
  const space = [...model_.space, ...own.map((s) => s.range)];
  const { params } = model('logisticRegression');
  const rest = { method, budget: { trials }, seed: 42, nSplits: 3, space };
  return askStart(modelSpecs.logisticRegression, recipe, params, rest);
};
