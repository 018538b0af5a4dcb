import { expose, transfer } from 'comlink';
import {
  filesLacking,
  projectBinaries,
  projectFiles,
  projectZip,
  type ProjectFacts,
} from './projectZip.ts';
import type { LineRange } from '#lib/codegen/python/layout.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { targetFolder, targetRefusals, targetZip, type Target, type TargetAsk } from './targets.ts';
import { startBeating } from './beat.ts';
import { shownCode, type CodeAsk } from './shownCode.ts';
import { keepErrorDetail } from './wire.ts';

export type { CodeAsk, ProjectFacts, Target, TargetAsk };

/** The languages of the code panel. */
export type CodeLanguage = 'python' | 'sql' | 'javascript';

export interface ScriptAnswer {
  readonly language: CodeLanguage;
  readonly code: string;
  /** Step key → the lines that it stands on, 1-based and inclusive. */
  readonly lines: ReadonlyMap<string, readonly LineRange[]>;
}

/** What an export is made of: paths → texts and bytes, and names of files that it has not → why. */
export interface Project {
  readonly files: ReadonlyMap<string, string>;
  readonly binaries: ReadonlyMap<string, Uint8Array>;
  readonly lacks: ReadonlyMap<string, string>;
  /** Targets beside it that cannot be written → why. */
  readonly refusals: ReadonlyMap<string, string>;
}

const api = {
  script: shownCode,
  /** All at once, as the model travels with each call. */
  project: (recipe: Recipe, modelKey: string, facts: ProjectFacts): Project => ({
    files: projectFiles(recipe, modelKey, facts),
    binaries: projectBinaries(recipe, modelKey, facts),
    lacks: filesLacking(recipe, modelKey, facts),
    refusals: targetRefusals({ recipe, modelKey, facts }),
  }),
  async zip(recipe: Recipe, modelKey: string, facts: ProjectFacts): Promise<Uint8Array> {
    const bytes = await projectZip(recipe, modelKey, facts);
    return transfer(bytes, [bytes.buffer]);
  },
  /** The zip of a target beside the project, and the name of its file. */
  async target(
    target: Target,
    ask: TargetAsk,
  ): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const bytes = await targetZip(target, ask);
    return transfer({ name: `${targetFolder(target, ask.recipe)}.zip`, bytes }, [bytes.buffer]);
  },
};
export type CodegenApi = typeof api;

keepErrorDetail();
expose(api);
startBeating((message) => postMessage(message));
