import type { Recipe } from './recipe.ts';
import type { FittedRun } from './run.ts';
import { tabwiseVersion } from './version.ts';

/** With what a run was made, as far as it can decide its numbers. */
export interface RunVersions {
  readonly tabwise: string;
  /** The engine of the program: a browser, or Node. */
  readonly runtime: string;
  /** Of the recipe's format. */
  readonly recipe: number;
  /** [model or step, version of its settings and its fitted form], the model first. */
  readonly parts: readonly (readonly [string, string])[];
}

/** SHA-256, as hex, of what a repeat must give to the last bit. */
export interface RunSeal {
  /** Everything that the fitted steps and the model hold. */
  readonly fitted: string;
  /** Numbers and answers of all test rows; null where there is none, or no target. */
  readonly answers: string | null;
}

/** What is kept of a run beside its result, so that it can be done once more. */
export interface RunRecord {
  /** As it was when the run began. */
  readonly recipe: Recipe;
  readonly versions: RunVersions;
  readonly seal: RunSeal;
}

/** What a person says of a run. */
export interface RunNotes {
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
  readonly star?: boolean;
}

/** @param runtime see {@link runtimeOf} */
export function versionsOf(
  recipe: Recipe,
  modelKey: string,
  fitted: FittedRun,
  runtime: string,
): RunVersions {
  const spec = recipe.models.find((m) => m.key === modelKey)?.version ?? 0;
  const settings = new Map(recipe.steps.map((s) => [s.key, s.version]));
  return {
    tabwise: tabwiseVersion,
    runtime,
    recipe: recipe.version,
    parts: [
      [fitted.model, `${spec}.${fitted.modelVersion}`],
      ...fitted.steps.map(
        ({ key, step, version }) => [step, `${settings.get(key) ?? 0}.${version}`] as const,
      ),
    ],
  };
}

/** `Chrome 131`, `Firefox 133`, `Safari 18.1` of a browser's user agent; the whole of it where it is another. */
export function runtimeOf(userAgent: string): string {
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return userAgent;
}

/** The others say that they are Chrome, or Safari, too. */
const browsers: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg\/(\d+)/],
  ['Firefox', /Firefox\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)/],
  ['Safari', /Version\/([\d.]+) .*Safari/],
];
