import { expose, transfer } from 'comlink';
import {
  filesLacking,
  projectBinaries,
  projectFiles,
  projectZip,
  type ProjectFacts,
} from './projectZip.ts';
import { script } from '#lib/codegen/targets/script.ts';
import type { LineRange } from '#lib/codegen/python/layout.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { startBeating } from './beat.ts';
import { registry } from './registry.ts';
import { keepErrorDetail } from './wire.ts';

export type { ProjectFacts };

export interface ScriptAnswer {
  readonly code: string;
  /** Step key → the lines that it stands on, 1-based and inclusive. */
  readonly lines: ReadonlyMap<string, readonly LineRange[]>;
}

const api = {
  script: (recipe: Recipe, modelKey: string | null, profile: TableProfile | null): ScriptAnswer =>
    script(recipe, registry, {
      ...(modelKey === null ? {} : { modelKey }),
      ...(profile ? { profile } : {}),
    }),
  files: (recipe: Recipe, modelKey: string, facts: ProjectFacts): ReadonlyMap<string, string> =>
    projectFiles(recipe, modelKey, facts),
  binaries: (
    recipe: Recipe,
    modelKey: string,
    facts: ProjectFacts,
  ): ReadonlyMap<string, Uint8Array> => projectBinaries(recipe, modelKey, facts),
  lacking: (recipe: Recipe, modelKey: string, facts: ProjectFacts): ReadonlyMap<string, string> =>
    filesLacking(recipe, modelKey, facts),
  async zip(recipe: Recipe, modelKey: string, facts: ProjectFacts): Promise<Uint8Array> {
    const bytes = await projectZip(recipe, modelKey, facts);
    return transfer(bytes, [bytes.buffer]);
  },
};
export type CodegenApi = typeof api;

keepErrorDetail();
expose(api);
startBeating((message) => postMessage(message));
