import { isSupervised } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, TestAnswers } from '#lib/recipe/run.ts';
import { predictTable, type Computes } from './predictor.ts';
import { splitData, type Loaded } from './prepare.ts';

/** Rows that leave with an export at most: enough to compare with. */
const most = 2000;

/** What a run that was just fitted on this table says of its test rows, the first `most` of them. */
export function testAnswers(
  loaded: Loaded,
  recipe: Recipe,
  run: FittedRun,
  computes: Computes,
): TestAnswers {
  const { test } = splitData(loaded, recipe);
  const { rid } = test;
  const values = predictTable(run, test.table, computes);
  const width = rid.length > 0 ? values.length / rid.length : 1;
  return { rid: rid.slice(0, most), values: values.slice(0, most * width) };
}

/** The same of every test row; null where there is no target. */
export function allAnswers(
  loaded: Loaded,
  recipe: Recipe,
  run: FittedRun,
  computes: Computes,
): TestAnswers | null {
  if (!isSupervised(run.task)) return null;
  const { test } = splitData(loaded, recipe);
  return { rid: test.rid, values: predictTable(run, test.table, computes) };
}
