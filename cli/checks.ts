import { driveSync } from '#lib/engine/drive.ts';
import { assess } from '#lib/engine/assess.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { checkStructure } from '#lib/engine/structure.ts';
import { apply } from '#lib/recipe/edits.ts';
import type { CrossValidated, FoldsAsked } from '#lib/recipe/folds.ts';
import type { Log } from '#lib/recipe/log.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { beforeDrops } from '#lib/recipe/splitting.ts';
import { openFindings, type Assessment, type Question } from '#lib/recipe/structure.ts';
import type { Sql } from '#lib/data/sql.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { numberOption, usage, type Option, type Parsed } from './args.ts';
import { loadCleaned } from './open.ts';

/** Further looks at a score, each on demand: they fit the model many times. */
export const checkOptions: readonly Option[] = [
  {
    name: 'folds',
    value: 'K',
    help: 'also cross-validate on the rows that are not for test, in K folds that follow the split',
  },
  { name: 'repeats', value: 'N', help: 'with --folds, of a random split: N times, default 1' },
  {
    name: 'seeds',
    value: 'N',
    help: 'also split with N other seeds: how much of the score is luck',
  },
  {
    name: 'shuffled',
    value: 'N',
    help: 'also train N times on a shuffled target: what is found where there is nothing',
  },
  {
    name: 'honest',
    help: 'also cross-validate with each thing put right that ties the parts together, beside the score as it is',
  },
];

export interface AskedChecks {
  readonly questions: readonly (readonly [string, Question])[];
  readonly honest: boolean;
}

/** Read before the file is. @throws EngineError 'usage' */
export function checksOf(parsed: Parsed): AskedChecks {
  const folds = foldsAsked(parsed);
  const times = (name: string, min: number): number =>
    numberOption(parsed, name, { fallback: 0, min, max: 1000, whole: true });
  const [seeds, shuffled] = [times('seeds', 2), times('shuffled', 1)];
  return {
    honest: parsed.options.has('honest'),
    questions: [
      ...(folds ? [['folds', { ask: 'folds', ...folds }] as const] : []),
      ...(seeds > 0 ? [['seeds', { ask: 'seeds', times: seeds }] as const] : []),
      ...(shuffled > 0 ? [['shuffled', { ask: 'shuffled', times: shuffled }] as const] : []),
    ],
  };
}

/** What --folds and --repeats say; null without them. @throws EngineError 'usage' */
export function foldsAsked(parsed: Parsed): FoldsAsked | null {
  const times = (name: string, min: number): number =>
    numberOption(parsed, name, { fallback: 0, min, max: 1000, whole: true });
  const nSplits = times('folds', 2);
  if (parsed.options.has('repeats') && nSplits === 0)
    throw usage(
      '--repeats is given without --folds',
      'Say with --folds how many folds are repeated.',
    );
  return nSplits === 0 ? null : { nSplits, nRepeats: Math.max(1, times('repeats', 1)) };
}

/** The scores over folds among the answers to what was asked; null where they were not. */
export function foldedIn(
  { questions }: AskedChecks,
  answers: Readonly<Record<string, unknown>>,
): CrossValidated | null {
  const asked = questions.find(([name]) => name === 'folds')?.[1];
  const answer = answers['folds'] as Assessment | undefined;
  if (asked?.ask !== 'folds' || answer === undefined) return null;
  return { nSplits: asked.nSplits, nRepeats: asked.nRepeats, answer };
}

/** Cross-validates one model of a recipe. */
export const crossValidated = (
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  asked: FoldsAsked,
): CrossValidated => ({
  ...asked,
  answer: answered(loaded, recipe, modelKey, { ask: 'folds', ...asked }),
});

const answered = (
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  question: Question,
): Assessment =>
  driveSync(
    assess(loaded, recipe, modelKey, {
      question,
      computes: { steps: stepComputes, models: modelComputes },
      scoring,
    }),
  );
/** Only what ties the parts together. */
export const noQuestions: AskedChecks = { honest: false, questions: [] };

/** One part by itself may be lucky either way: both sides of a comparison are judged on five. */
const inFolds = { ask: 'folds', nSplits: 5, nRepeats: 1 } as const;

interface Checked {
  readonly sql: Sql;
  readonly recipe: Recipe;
  readonly loaded: Loaded;
  readonly modelKey: string;
  readonly log: Log;
}

/** What ties the parts together, and the looks that were asked for; empty without a target. */
export async function checked(
  { sql, recipe, loaded, modelKey, log }: Checked,
  { questions, honest }: AskedChecks,
): Promise<Record<string, unknown>> {
  if (recipe.task === null || !isSupervised(recipe.task)) return {};
  const look = (of: Recipe, on: Loaded, question: Question): Assessment =>
    answered(on, of, modelKey, question);
  const whole = beforeDrops(recipe);
  const seen = whole === recipe ? loaded : await loadCleaned(sql, whole, () => undefined);
  const report = driveSync(checkStructure(seen, whole, stepComputes));
  const { held } = report;
  // What the recipe keeps in spite of a warning was answered for.
  const findings = openFindings(whole, report);
  const told: Record<string, unknown>[] = [];
  for (const { fix, ...finding } of findings) {
    log({
      level: 'WARNING',
      source: `guard.${finding.kind}`,
      message: `${finding.title}: ${finding.words}`,
      meta: { columns: finding.columns, share: finding.share },
    });
    const mended = apply(recipe, fix.edit);
    const score = honest
      ? look(mended, await loadCleaned(sql, mended, () => undefined), inFolds)
      : null;
    told.push({ ...finding, fix: fix.label, ...(score && { honest: score }) });
  }
  const naive = honest && findings.length > 0 ? look(recipe, loaded, inFolds) : null;
  const answers = questions.map(([name, question]) => [name, look(recipe, loaded, question)]);
  return {
    structure: { held, findings: told, ...(naive && { naive }) },
    ...(Object.fromEntries(answers) as Record<string, unknown>),
  };
}
