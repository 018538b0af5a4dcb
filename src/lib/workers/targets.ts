import JSZip from 'jszip';
import { bundle, places, slugOf, type Place } from '#lib/codegen/deploy/bundle.ts';
import { activeSteps, type Recipe } from '#lib/recipe/recipe.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { sparkModels } from '#lib/models/spark.ts';
import { cleaningComputes } from '#lib/steps/cleaningComputes.ts';
import type { StepId } from '#lib/steps/specs.ts';
import { sparkCleaning, sparkLearned } from '#lib/steps/spark.ts';
import { sparkFitted } from '#lib/steps/sparkFitted.ts';
import { daskProject, daskRefusal, type DaskAsk } from '#lib/codegen/dask/project.ts';
import { dbtProject } from '#lib/codegen/dbt/project.ts';
import type { SparkAsk } from '#lib/codegen/spark/plan.ts';
import { sparkProject, sparkRefusal } from '#lib/codegen/spark/project.ts';
import { filesLacking, projectFiles, projectPlan, type ProjectFacts } from './projectZip.ts';
import { registry } from './registry.ts';
import { sqlCode, sqlQuery, stepWords } from './sqlCode.ts';
import { sqlModel, sqlModelRefusal, type SqlModelOf } from './sqlModel.ts';

/** What the same recipe leaves as beside the Python project: the service for a place, and code for other engines. */
export const targets = [...places, 'sql', 'sql-model', 'dbt', 'pyspark', 'dask'] as const;
export type Target = (typeof targets)[number];

const isPlace = (target: Target): target is Place => (places as readonly string[]).includes(target);

export interface TargetAsk {
  readonly recipe: Recipe;
  readonly modelKey: string;
  readonly facts: ProjectFacts;
}

/**
 * The files of a target: name inside its folder → text.
 * @throws EngineError 'params-invalid' where `targetRefusals` says why it cannot be written
 */
export function targetFiles(target: Target, ask: TargetAsk): Map<string, string> {
  const why = targetRefusals(ask).get(target);
  if (why !== undefined)
    throw new EngineError({
      code: 'params-invalid',
      what: `This recipe cannot leave as ${target}`,
      where: {},
      remedy: why,
    });
  if (isPlace(target)) return serviceAt(target, ask);
  if (target === 'dbt')
    return dbtProject({
      query: sqlQuery(ask.recipe),
      name: ask.recipe.name,
      slug: slugOf(ask.recipe.name).replaceAll('-', '_'),
      profile: ask.facts.profile,
    });
  if (target === 'pyspark') return sparkProject(sparkAsk(ask));
  if (target === 'sql-model') return new Map([['predict.sql', sqlModel(sqlModelOf(ask))]]);
  if (target === 'dask') return daskProject(daskAsk(ask));
  return new Map([['clean.sql', sqlCode(ask.recipe).code]]);
}

/** Targets that this recipe cannot leave as, each with why and what to do, as sentences. */
export function targetRefusals({ recipe, modelKey, facts }: TargetAsk): Map<Target, string> {
  const refusals = new Map<Target, string>();
  const lacks = filesLacking(recipe, modelKey, facts);
  const unserved = lacks.get('app.py');
  if (unserved !== undefined) for (const place of places) refusals.set(place, unserved);
  const unsparked = sparkRefusal(sparkAsk({ recipe, modelKey, facts }));
  if (unsparked !== null) refusals.set('pyspark', unsparked);
  const undasked = daskRefusal({ plan: projectPlan(recipe, modelKey, facts), lacks });
  if (undasked !== null) refusals.set('dask', undasked);
  const unasked = sqlModelRefusal(sqlModelOf({ recipe, modelKey, facts }, lacks));
  if (unasked !== null) refusals.set('sql-model', unasked);
  const cut = cutOff(recipe);
  if (cut !== null) refusals.set('dbt', cut);
  return refusals;
}

/** A table of the steps before it would pass for the whole; learned steps are another matter, and the models' own. */
function cutOff(recipe: Recipe): string | null {
  const step = activeSteps(recipe).find(({ step: id }) => {
    const compute = cleaningComputes[id as StepId];
    return compute?.kind === 'cleaning' && (compute.draws ?? compute.second) !== undefined;
  });
  return step
    ? `“${stepWords(recipe, step)}” cannot be said in SQL, so the models would end before it. Take the Python project, or turn the step off.`
    : null;
}

const sparkAsk = ({ recipe, modelKey, facts }: TargetAsk): SparkAsk => ({
  recipe,
  modelKey,
  registry,
  run: facts.fitted ?? null,
  speech: {
    cleaning: sparkCleaning,
    learned: sparkLearned,
    fitted: sparkFitted,
    models: sparkModels,
  },
  words: (step) => stepWords(recipe, step),
});

const sqlModelOf = (
  { recipe, modelKey, facts }: TargetAsk,
  lacks = filesLacking(recipe, modelKey, facts),
): SqlModelOf => ({
  ...{ recipe, lacks },
  plan: projectPlan(recipe, modelKey, facts),
  run: facts.fitted ?? null,
});

function daskAsk({ recipe, modelKey, facts }: TargetAsk): DaskAsk {
  return {
    plan: projectPlan(recipe, modelKey, facts),
    name: recipe.name,
    project: projectByName(recipe, modelKey, facts),
    lacks: filesLacking(recipe, modelKey, facts),
  };
}

/** The folder, or the zip without its ending, that a target is called. */
export const targetFolder = (target: Target, recipe: Recipe): string =>
  `${slugOf(recipe.name)}-${target}`;

/** The Python project's files by their names in its folder. */
const projectByName = (
  recipe: Recipe,
  modelKey: string,
  facts: ProjectFacts,
): Map<string, string> =>
  new Map(
    [...projectFiles(recipe, modelKey, facts)].map(([path, text]) => [
      path.slice(path.indexOf('/') + 1),
      text,
    ]),
  );

function serviceAt(place: Place, { recipe, modelKey, facts }: TargetAsk): Map<string, string> {
  const project = projectByName(recipe, modelKey, facts);
  return bundle(place, project, { name: recipe.name, restores: project.has('restore.py') });
}

/** Every file has the same old date, so that the same recipe gives the same bytes. */
export async function targetZip(target: Target, ask: TargetAsk): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  const date = new Date('2000-01-01T00:00:00Z');
  const folder = targetFolder(target, ask.recipe);
  for (const [path, text] of targetFiles(target, ask))
    zip.file(`${folder}/${path}`, text, { date, createFolders: false });
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' }) as Promise<
    Uint8Array<ArrayBuffer>
  >;
}
