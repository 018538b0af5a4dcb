import { sqlNames } from '#lib/codegen/sql/names.ts';
import { sqlScript, type SqlPart, type SqlQuery, type SqlScript } from '#lib/codegen/sql/script.ts';
import { shorter, tidied } from '#lib/codegen/sql/shorter.ts';
import { textOf, tokensOf } from '#lib/codegen/sql/tokens.ts';
import { valueSql } from '#lib/data/values/sql.ts';
import type { AnyStepCompute, CleaningCompute, Relation } from '#lib/engine/step.ts';
import { describeStep } from '#lib/recipe/describe.ts';
import { detailOf } from '#lib/recipe/errors.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import { cleaningComputes } from '#lib/steps/cleaningComputes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

const specs: StepSpecs = stepSpecs;
const computes: Readonly<Record<string, AnyStepCompute | undefined>> = cleaningComputes;

/** The cleaning steps of a recipe as one DuckDB query, with the lines of each step. */
export const sqlCode = (recipe: Recipe): SqlScript => sqlScript(sqlQuery(recipe));

/**
 * A recipe's cleaning steps as parts of a query, by the same SQL that the app runs. A step that does not fit the table
 * is passed over, as in the app; after one that SQL cannot say, no other is said.
 */
export function sqlQuery(recipe: Recipe, name = sqlNames()): SqlQuery {
  const { source } = recipe;
  const cells = source.columns.map((c) => ({ id: name(c.name), name: c.name, type: c.type }));
  const parts: SqlPart[] = [];
  const unsaid: { key: string; words: readonly string[] }[] = [];
  const told = (step: RecipeStep): string => stepWords(recipe, step);
  let now: Relation = { from: 'typed', columns: cells };
  let stopped = false;
  for (const step of activeSteps(recipe)) {
    const compute = computes[step.step];
    if (compute?.kind !== 'cleaning' || stopped || compute.draws || compute.second) {
      unsaid.push({ key: step.key, words: [told(step), whyUnsaid(compute, stopped)] });
      stopped ||= compute?.kind === 'cleaning';
      continue;
    }
    try {
      const next = afterStep(now, step, compute, name);
      parts.push({
        key: step.key,
        name: next.relation.from,
        words: [told(step), summaryOf(step)],
        sql: next.sql,
      });
      now = next.relation;
    } catch (error) {
      unsaid.push({ key: step.key, words: [told(step), `Passed over: ${detailOf(error).what}.`] });
    }
  }
  const typed = source.columns.map((c, j) => ({
    id: cells[j]!.id,
    sql: typedSql(cells[j]!.id, c),
  }));
  return { source, cells, typed, parts, columns: now.columns, unsaid };
}

/** In patterns of numbers and dates, blanks that look like others are written by their numbers. */
function typedSql(id: string, column: SourceColumn): string {
  const sql = textOf(tidied(tokensOf(valueSql(id, column))));
  if (column.type === 'ordinal') return sql;
  return sql.replace(/[\u00a0\u2009\u202f]/g, (c) => `\\x{${c.charCodeAt(0).toString(16)}}`);
}

/** "3. Impute Age: median", counted as in the recipe. */
export function stepWords({ steps }: Recipe, step: RecipeStep): string {
  const { title, effect } = describeStep(step, specs);
  return `${steps.indexOf(step) + 1}. ${title}${effect ? `: ${effect}` : ''}`;
}

const summaryOf = ({ step }: RecipeStep): string => specs[step]?.summary ?? '';

function whyUnsaid(compute: AnyStepCompute | undefined, stopped: boolean): string {
  if (compute?.kind !== 'cleaning')
    return 'Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.';
  if (!stopped && compute.second)
    return 'Not in SQL: it reads a second table, by readings of its own. It is in train.py.';
  return stopped
    ? 'Not in SQL: it comes after a step that is not.'
    : 'Not in SQL: its rows are drawn by NumPy’s random numbers. It is in train.py.';
}

/** The relation after a step, its new columns called by their names, and the step's SELECT. */
function afterStep(
  before: Relation,
  step: RecipeStep,
  compute: CleaningCompute<unknown>,
  name: (text: string) => string,
): { readonly relation: Relation; readonly sql: string } {
  const { from, columns } = compute.relation({
    relation: before,
    columns: step.columns,
    params: step.params,
  });
  const known = new Set(before.columns.map((c) => c.id));
  const called = new Map(columns.filter((c) => !known.has(c.id)).map((c) => [c.id, name(c.name)]));
  const renamed = textOf(tokensOf(from).map((t) => called.get(t) ?? t));
  return {
    sql: shorter(
      renamed,
      before.from,
      before.columns.map((c) => c.id),
    ),
    relation: {
      from: name(step.step),
      columns: columns.map((c) => ({ ...c, id: called.get(c.id) ?? c.id })),
    },
  };
}
