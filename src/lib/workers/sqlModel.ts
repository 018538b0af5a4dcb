import type { Plan } from '#lib/codegen/pipeline.ts';
import { reasonIn } from '#lib/codegen/targets/project.ts';
import { predictSql, unqueryable } from '#lib/codegen/sql/model.ts';
import { sqlNames } from '#lib/codegen/sql/names.ts';
import { sqlModels } from '#lib/models/sql.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { sqlFitted } from '#lib/steps/sqlFitted.ts';
import { sqlQuery, stepWords } from './sqlCode.ts';

const speech = { steps: sqlFitted, models: sqlModels };

export interface SqlModelOf {
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly run: FittedRun | null;
  /** Files that the Python project has not: name → why. */
  readonly lacks: ReadonlyMap<string, string>;
}

/** Why predict.sql cannot be written, and what to do, as a sentence; null where it can. */
export function sqlModelRefusal({ recipe, plan, run, lacks }: SqlModelOf): string | null {
  if (!run) return 'Train the recipe as it stands first: the query holds what was learned.';
  if (!isSupervised(run.task))
    return 'A model without a target has no SQL here: take the Python project.';
  const many = lacks.get('app.py');
  if (many !== undefined) return `${reasonIn(many)}: take the Python project.`;
  const cleaning = new Set(plan.cleaning.map((s) => s.key));
  const { unsaid } = sqlQuery(forNewRows(recipe, plan));
  const odd = unsaid.find(({ key }) => cleaning.has(key));
  if (odd)
    return `A cleaning step cannot be said in SQL: take the Python project. (${odd.words[0]!})`;
  return unqueryable({ run, params: plan.model!.choice.params, speech });
}

/** predict.sql; only where `sqlModelRefusal` says null. */
export function sqlModel({ recipe, plan, run }: SqlModelOf): string {
  const name = sqlNames();
  const query = sqlQuery(forNewRows(recipe, plan), name);
  return predictSql({
    ...{ query, speech, name },
    run: run!,
    params: plan.model!.choice.params,
    words: (place) => {
      const step = recipe.steps.find((s) => s.key === run!.steps[place]!.key);
      return step ? stepWords(recipe, step) : run!.steps[place]!.step;
    },
  });
}

/** Rows that are to be predicted all stay, every one of them. */
function forNewRows(recipe: Recipe, plan: Plan): Recipe {
  const removing = new Set(plan.cleaning.filter((s) => s.removesRows).map((s) => s.key));
  return {
    ...recipe,
    source: { ...recipe.source, sample: null },
    steps: recipe.steps.map((s) => (removing.has(s.key) ? { ...s, enabled: false } : s)),
  };
}
