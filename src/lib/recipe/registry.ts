import { EngineError } from './errors.ts';

export const modelStages = ['none', 'staging', 'production', 'archived'] as const;
export type ModelStage = (typeof modelStages)[number];

export interface StageChange {
  readonly stage: ModelStage;
  /** ISO 8601. */
  readonly at: string;
  readonly note: string;
}

/** A run under a registered name. */
export interface RegisteredVersion {
  /** From 1; never given twice under a name, whatever is deleted. */
  readonly version: number;
  readonly taskId: string;
  readonly stage: ModelStage;
  /** The oldest first; the last one is the stage it has. */
  readonly changes: readonly StageChange[];
}

/** A name that runs are registered under, and which of them is used where. */
export interface RegisteredModel {
  readonly name: string;
  /** The newest version that was given. */
  readonly last: number;
  readonly versions: readonly RegisteredVersion[];
}

interface Said {
  /** ISO 8601, as nothing here reads a clock. */
  readonly at: string;
  readonly note: string;
}

/**
 * Registers a run under a name, as its next version.
 * @throws EngineError 'params-invalid' for an empty name, or a run that has a version of it already
 */
export function register(
  model: RegisteredModel | undefined,
  name: string,
  taskId: string,
  said: Said,
): RegisteredModel {
  const known = model ?? { name: name.trim(), last: 0, versions: [] };
  if (known.name === '')
    throw refused('A registered model needs a name', 'Write one, such as churn-model.');
  const old = known.versions.find((v) => v.taskId === taskId);
  if (old)
    throw refused(
      `This run is version ${old.version} of “${known.name}” already`,
      'Choose another name, or change the stage of that version.',
    );
  const version: RegisteredVersion = {
    version: known.last + 1,
    taskId,
    stage: 'none',
    changes: [{ stage: 'none', ...said }],
  };
  return { ...known, last: version.version, versions: [...known.versions, version] };
}

/** Moves a version to a stage. Only one is in production under a name: the one that was is archived, and says why. */
export function moveTo(
  model: RegisteredModel,
  version: number,
  stage: ModelStage,
  said: Said,
): RegisteredModel {
  const moved = (v: RegisteredVersion, to: ModelStage, note: string): RegisteredVersion => ({
    ...v,
    stage: to,
    changes: [...v.changes, { stage: to, at: said.at, note }],
  });
  return {
    ...model,
    versions: model.versions.map((v) => {
      if (v.version === version) return moved(v, stage, said.note);
      return stage === 'production' && v.stage === 'production'
        ? moved(v, 'archived', `Version ${version} took its place`)
        : v;
    }),
  };
}

/** Without a version; its number is not given again. */
export const unregister = (model: RegisteredModel, version: number): RegisteredModel => ({
  ...model,
  versions: model.versions.filter((v) => v.version !== version),
});

/** Where a run stands under registered names. */
export const registeredAs = (
  models: readonly RegisteredModel[],
  taskId: string,
): readonly { readonly model: RegisteredModel; readonly version: RegisteredVersion }[] =>
  models.flatMap((model) =>
    model.versions.filter((v) => v.taskId === taskId).map((version) => ({ model, version })),
  );

const refused = (what: string, remedy: string): EngineError =>
  new EngineError({ code: 'params-invalid', what, where: {}, remedy });
