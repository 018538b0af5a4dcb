import type {
  CodeAsk,
  CodegenApi,
  CodeLanguage,
  Project,
  ProjectFacts,
  ScriptAnswer,
  Target,
  TargetAsk,
} from '#lib/workers/codegen.worker.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { Watched } from './alive.ts';

export type { CodeLanguage, ProjectFacts, ScriptAnswer, Target };

/** Code from recipes; a worker, so that the page never loads the generators. */
export class Code {
  readonly #worker = new Watched<CodegenApi>(
    'code',
    () =>
      new Worker(new URL('../workers/codegen.worker.ts', import.meta.url), {
        type: 'module',
        name: 'codegen',
      }),
    () => undefined,
  );

  /** The recipe as it stands in a language of the code panel, with the lines of each step. */
  script(language: CodeLanguage, ask: CodeAsk): Promise<ScriptAnswer> {
    return this.#worker.call((api) => api.script(language, ask));
  }

  /** The files of the project zip, and which it has not. */
  project(recipe: Recipe, modelKey: string, facts: ProjectFacts): Promise<Project> {
    return this.#worker.call((api) => api.project(recipe, modelKey, facts));
  }

  /** The project zip of formats.md section 5. */
  zip(recipe: Recipe, modelKey: string, facts: ProjectFacts): Promise<Uint8Array> {
    return this.#worker.call((api) => api.zip(recipe, modelKey, facts));
  }

  /** The zip of a target beside the project, and the name of its file. */
  target(
    target: Target,
    ask: TargetAsk,
  ): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    return this.#worker.call((api) => api.target(target, ask));
  }

  stop(): void {
    this.#worker.stop();
  }
}
