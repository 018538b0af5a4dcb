import type { Recipe } from '#lib/recipe/recipe.ts';
import { javascriptModule, unspeakable, type Told } from '../javascript/module.ts';
import { predictorPage } from '../javascript/page.ts';
import { onnxModel, undrawable } from '../onnx/model.ts';
import type { Plan } from '../pipeline.ts';
import type { Registry } from '../registry.ts';
import { modelJson } from './modelJson.ts';
import type { ProjectOptions } from './project.ts';
import { restore, restores, unrestorable, withheld } from './restore.ts';

/** Name inside the folder, and text. */
type File = readonly [string, string];

/** The model as trained: Tabwise JSON, and what it can be said in besides. */
export function asTrained(
  recipe: Recipe,
  plan: Plan,
  registry: Registry,
  options: ProjectOptions,
): readonly File[] {
  const { trained } = options;
  if (!trained || withheld(trained) !== null) return [];
  const restored = restores(plan, trained)
    ? ([['restore.py', restore(recipe, plan, registry, trained)]] as const)
    : [];
  return [
    ['model.json', modelJson(trained.run)],
    ...restored,
    ...inJavaScript({
      recipe,
      plan,
      run: trained.run,
      speech: trained.speech,
      profile: options.profile,
    }),
  ];
}

/** model.mjs, and the page that predicts with it, where all of the model can be said in JavaScript. */
function inJavaScript(told: Told): readonly File[] {
  if (unspeakable(told) !== null) return [];
  const code = javascriptModule(told);
  return [
    ['model.mjs', code],
    ['predictor.html', predictorPage(code)],
  ];
}

/** Which of these files the project has not, each with why, as a sentence. */
export function lackingAsTrained(
  recipe: Recipe,
  plan: Plan,
  { trained, profile }: ProjectOptions,
): ReadonlyMap<string, string> {
  const untrained = 'Train the recipe as it stands first: this file holds the model as trained.';
  const none = trained ? withheld(trained) : untrained;
  if (!trained || none !== null)
    return new Map(
      ['model.json', 'restore.py', 'model.mjs', 'model.onnx'].map((file) => [file, none!]),
    );
  const told = { recipe, plan, run: trained.run, speech: trained.speech, profile };
  const whys = [
    ['restore.py', unrestorable(trained, plan)],
    ['model.mjs', unspeakable(told)],
    ['model.onnx', undrawable({ recipe, plan, run: trained.run, sketches: trained.sketches })],
  ] as const;
  return new Map(whys.flatMap(([file, why]) => (why === null ? [] : [[file, why]])));
}

/** model.onnx, and that of single precision, where all of the model can be drawn; else null. */
export function onnxOf(
  recipe: Recipe,
  plan: Plan,
  { trained }: ProjectOptions,
): { readonly [file: string]: Uint8Array<ArrayBuffer> } | null {
  if (!trained || withheld(trained) !== null) return null;
  const asked = { recipe, plan, run: trained.run, sketches: trained.sketches };
  return undrawable(asked) === null
    ? { 'model.onnx': onnxModel(asked), 'model_float32.onnx': onnxModel(asked, 'float') }
    : null;
}
