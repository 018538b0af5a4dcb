import JSZip from 'jszip';
import type { CardFacts } from '#lib/codegen/card/card.ts';
import type { Plan } from '#lib/codegen/pipeline.ts';
import {
  binaries,
  lacking,
  planOf,
  project,
  type ProjectOptions,
} from '#lib/codegen/targets/project.ts';
import type { Explaining } from '#lib/recipe/explaining.ts';
import type { Single } from '#lib/recipe/leaving.ts';
import type { Compared } from '#lib/recipe/compared.ts';
import { describeStep } from '#lib/recipe/describe.ts';
import type { CrossValidated } from '#lib/recipe/folds.ts';
import { findings } from '#lib/recipe/findings.ts';
import type { ModelSpecs } from '#lib/recipe/model.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, PartScores, TestAnswers } from '#lib/recipe/run.ts';
import { metricSpecs } from '#lib/metrics/specs.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { modelSpeakings } from '#lib/models/javascript.ts';
import { modelDrawings } from '#lib/models/onnx.ts';
import { modelRestorings } from '#lib/models/restoring.ts';
import { rowKeepingModels } from '#lib/models/rowKeeping.ts';
import { stepSpeakings } from '#lib/steps/javascript.ts';
import { cleaningSpeakings } from '#lib/steps/javascriptCleaning.ts';
import { cleaningDrawings } from '#lib/steps/onnxCleaning.ts';
import { stepDrawings } from '#lib/steps/onnx.ts';
import { besideRestorings, stepRestorings } from '#lib/steps/restoring.ts';
import { rowKeepingSteps } from '#lib/steps/rowKeeping.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { registry } from './registry.ts';

/** What the export tells beside the recipe: the profile for the schema, the browser's scores for the README. */
export interface ProjectFacts {
  readonly profile: TableProfile | null;
  readonly scores: PartScores | null;
  /** The run of this recipe and model as fitted; left out where there is none: the project then trains anew only. */
  readonly fitted?: FittedRun | null;
  /** The run's answers to test rows; left out: the certificate has none. */
  readonly answers?: TestAnswers | null;
  /** What explains its answers exactly, or null where nothing does; left out: the service explains nothing. */
  readonly explaining?: Explaining | null;
  /** What single precision does to its answers, where that was worked out. */
  readonly single?: Single | null;
  /** What was compared with them already. */
  readonly compared?: readonly Compared[];
  /** Whether the model may leave where its state holds training rows; left out: no. */
  readonly rows?: boolean;
  /** Its scores over folds, which the code then makes too; left out: the run was not cross-validated. */
  readonly folded?: CrossValidated | null;
  /** What was recorded of the run beside its scores, for the model card; left out: the project has no card. */
  readonly card?: RecordedFacts | null;
}

export type RecordedFacts = Pick<CardFacts, 'result' | 'leaks' | 'fairness' | 'decision'>;

/** The files of the exported project: path → text. */
export const projectFiles = (
  recipe: Recipe,
  modelKey: string,
  facts: ProjectFacts,
): Map<string, string> => project(recipe, registry, optionsOf(recipe, modelKey, facts));

/** Those that are no text: path → bytes. */
export const projectBinaries = (
  recipe: Recipe,
  modelKey: string,
  facts: ProjectFacts,
): Map<string, Uint8Array<ArrayBuffer>> =>
  binaries(recipe, registry, optionsOf(recipe, modelKey, facts));

/** What they are made of. */
export const projectPlan = (recipe: Recipe, modelKey: string, facts: ProjectFacts): Plan =>
  planOf(recipe, registry, optionsOf(recipe, modelKey, facts));

/** Files that it has not, each with why. */
export const filesLacking = (
  recipe: Recipe,
  modelKey: string,
  facts: ProjectFacts,
): ReadonlyMap<string, string> => lacking(recipe, registry, optionsOf(recipe, modelKey, facts));

const optionsOf = (
  recipe: Recipe,
  modelKey: string,
  {
    profile,
    scores,
    fitted,
    answers,
    explaining,
    single,
    compared,
    rows = false,
    card,
    folded,
  }: ProjectFacts,
): ProjectOptions => ({
  modelKey,
  ...(folded ? { folded, folds: folded } : {}),
  ...(card ? { card: recorded(recipe, profile, card) } : {}),
  ...(profile ? { profile } : {}),
  ...(scores ? { scores } : {}),
  ...(answers ? { answers } : {}),
  ...(compared ? { compared } : {}),
  ...(single ? { single } : {}),
  ...(explaining === undefined ? {} : { explaining }),
  ...(fitted
    ? {
        trained: {
          run: fitted,
          steps: stepRestorings,
          beside: besideRestorings,
          models: modelRestorings,
          speech: { cleaning: cleaningSpeakings, steps: stepSpeakings, models: modelSpeakings },
          sketches: {
            cleaning: cleaningDrawings,
            specs: stepSpecs,
            steps: stepDrawings,
            models: modelDrawings,
          },
          rowKeepers: new Set([...rowKeepingModels, ...rowKeepingSteps]),
          rows,
        },
      }
    : {}),
  describe: (step) => describeStep(step, stepSpecs),
});

/** The same with what the registries and the profile know. */
function recorded(
  recipe: Recipe,
  profile: TableProfile | null,
  card: RecordedFacts,
): NonNullable<ProjectOptions['card']> {
  const { result } = card;
  const spec = (modelSpecs as ModelSpecs)[result.model];
  return {
    ...card,
    profile,
    findings: profile ? findings(profile, targetOf(recipe), recipe.task) : [],
    model: { title: spec?.title ?? result.model, version: spec?.version ?? 1 },
    metricTitle: (id) => metricSpecs.find((m) => m.id === id)?.title ?? id,
    describe: (step) => describeStep(step, stepSpecs),
  };
}

/** Every file has the same old date, so that the same recipe gives the same bytes. */
export async function projectZip(
  recipe: Recipe,
  modelKey: string,
  facts: ProjectFacts,
): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  const date = new Date('2000-01-01T00:00:00Z');
  for (const [path, text] of projectFiles(recipe, modelKey, facts))
    zip.file(path, text, { date, createFolders: false });
  for (const [path, bytes] of projectBinaries(recipe, modelKey, facts))
    zip.file(path, bytes, { date, createFolders: false });
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' }) as Promise<
    Uint8Array<ArrayBuffer>
  >;
}
