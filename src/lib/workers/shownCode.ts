import { javascriptSketch } from '#lib/codegen/javascript/sketch.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { modelSpeakings } from '#lib/models/javascript.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import type { FoldsAsked } from '#lib/recipe/folds.ts';
import type { ModelSpecs } from '#lib/recipe/model.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { stepSpeakings } from '#lib/steps/javascript.ts';
import { cleaningSpeakings } from '#lib/steps/javascriptCleaning.ts';
import { registry } from './registry.ts';
import { sqlCode, stepWords } from './sqlCode.ts';
import type { CodeLanguage, ScriptAnswer } from './codegen.worker.ts';

const speech = { cleaning: cleaningSpeakings, steps: stepSpeakings, models: modelSpeakings };

/** What the code panel is about. */
export interface CodeAsk {
  readonly recipe: Recipe;
  /** The recipe's first model where null. */
  readonly modelKey: string | null;
  readonly profile: TableProfile | null;
  /** Those that the model's run was cross-validated on. */
  readonly folds?: FoldsAsked | null;
}

/** The recipe in one of the languages of the code panel, with the lines of each step. */
export function shownCode(
  language: CodeLanguage,
  { recipe, modelKey, profile, folds }: CodeAsk,
): ScriptAnswer {
  if (language === 'sql') return { language, ...sqlCode(recipe) };
  if (language === 'javascript')
    return { language, ...javascriptSketch(recipe, speech, modelKey, words(recipe)) };
  const own = {
    ...(modelKey === null ? {} : { modelKey }),
    ...(profile ? { profile } : {}),
    ...(folds ? { folds } : {}),
  };
  return { language, ...script(recipe, registry, own) };
}

const words = (recipe: Recipe) => ({
  step: (step: Recipe['steps'][number]): string => stepWords(recipe, step),
  model: (id: string): string => `The model: ${(modelSpecs as ModelSpecs)[id]?.title ?? id}`,
});
