import { driveSync } from '#lib/engine/drive.ts';
import { study } from '#lib/engine/study/study.ts';
import { scoresAbove } from '#lib/metrics/cut.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { cutWords } from '#lib/recipe/cutWords.ts';
import {
  bestThreshold,
  cutOf,
  cutVersion,
  evenCosts,
  resultAt,
  type Decision,
} from '#lib/recipe/decision.ts';
import { thresholdSteps } from '#lib/recipe/diagnosis.ts';
import { cellsText } from '#lib/recipe/fairnessWords.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import {
  mitigationAims,
  type MitigateStudy,
  type OutOfFold,
  type StudyAnswer,
  type StudyAsk,
} from '#lib/recipe/study.ts';
import { checkGroups, keptGroups } from '#lib/recipe/groupCuts.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { numberOption, parseArgs, required, requiredOption, usage, type Parsed } from '../args.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { readRun, writeDecision, type RunFile } from '../runFile.ts';
import { offerSecond, withOption } from '../second.ts';
import { costsOf } from '../studies.ts';
import { oneOf } from './train.ts';
import { neededBy } from './run.ts';

const computes = { steps: stepComputes, models: modelComputes };

export const command: Command = {
  usage:
    'threshold RUN [--at T | --costs A,B --data FILE | --by COLUMN[,COLUMN] --data FILE] [--folds 5] [--aim equalOpportunity|demographicParity] [--out RUN] [--clear]',
  summary:
    'Keeps with a saved run of two classes where a probability becomes the second label: predict, fairness and export then go by it, probabilities stay as they are. Prints how it was chosen and what the run scores with it; without an option, what is kept.',
  options: [
    { name: 'at', value: 'T', help: 'this threshold, in thousandths' },
    {
      name: 'costs',
      value: 'A,B',
      help: 'the threshold of least expected cost, with what a false alarm and a missed row cost; on folds of the training rows',
    },
    {
      name: 'by',
      value: 'COLUMNS',
      help: 'a threshold for each group by one or two columns that the model gets, so that groups are treated more alike; on folds of the training rows. Not lawful everywhere',
    },
    {
      name: 'aim',
      value: 'AIM',
      help: `with --by: what becomes equal, ${mitigationAims.join(' (default) or ')}`,
    },
    { name: 'data', value: 'FILE', help: 'the table that the run was trained on' },
    withOption,
    { name: 'folds', value: 'K', help: 'folds of the training rows, default 5' },
    { name: 'out', value: 'RUN', help: 'the run to write; left out: the same file' },
    { name: 'clear', help: 'forget the threshold: labels are at 0.5 again' },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const path = required(parsed, 0, 'RUN');
    const run = await readRun(path);
    refuse(run, parsed);
    const decision = await decided(parsed, run);
    const kept = decision === undefined ? (run.decision ?? null) : decision;
    const out = parsed.options.get('out') ?? path;
    if (decision !== undefined) await writeDecision(out, run, decision);
    printJson({ ...(decision !== undefined && { out }), ...told(run, kept) });
  },
};

/** What was asked for; undefined where nothing is to change, null to forget. */
async function decided(parsed: Parsed, run: RunFile): Promise<Decision | null | undefined> {
  const { options } = parsed;
  if (options.has('clear')) return null;
  if (options.has('at')) return withScores(run, byHand(parsed));
  if (options.has('costs')) return withScores(run, await byCosts(parsed, run));
  return options.has('by') ? byGroups(parsed, run) : undefined;
}

function refuse({ fitted, result }: RunFile, { options }: Parsed): void {
  const ways = ['at', 'costs', 'by', 'clear'].filter((name) => options.has(name));
  if (ways.length > 1)
    throw usage(`--${ways[0]} and --${ways[1]} are given together`, 'Give one of them.');
  if (options.has('aim') && !options.has('by'))
    throw usage('--aim is given without --by', 'Give both.');
  if (fitted.classes?.length !== 2)
    throw usage('A threshold is for targets of two classes', 'Give a run of two classes.');
  if (result.decisions)
    throw usage(
      'This model gives decision values and no probabilities to set a threshold on',
      'Give a run of a model with probabilities, such as logistic regression.',
    );
}

function byHand(parsed: Parsed): Decision {
  const threshold = numberOption(parsed, 'at', { fallback: 0.5, min: 0, max: 1 });
  if (Math.abs(threshold * thresholdSteps - Math.round(threshold * thresholdSteps)) > 1e-9)
    throw usage(
      `--at is ${threshold}, and outcomes are counted at each thousandth`,
      `Use ${Math.round(threshold * thresholdSteps) / thresholdSteps}.`,
    );
  return { version: cutVersion, threshold, costs: evenCosts, prevalence: null };
}

async function byCosts(parsed: Parsed, run: RunFile): Promise<Decision> {
  const [falseAlarm, missed] = costsOf(parsed.options.get('costs')!);
  const costs = { ...evenCosts, falseAlarm, missed };
  const nSplits = foldsIn(parsed);
  const found = (await asked(parsed, run, { kind: 'outOfFold', nSplits })) as OutOfFold;
  const threshold = bestThreshold(found.thresholds, costs, null);
  if (threshold === null)
    throw usage('The training rows are of one class', 'Nothing can be chosen by costs; use --at.');
  const chosen = { by: 'costs', on: 'folds', rows: found.rows, how: found.how } as const;
  return { version: cutVersion, threshold, costs, prevalence: null, chosen };
}

async function byGroups(parsed: Parsed, run: RunFile): Promise<Decision> {
  const columns = requiredOption(parsed, 'by').split(',');
  checkGroups(run.fitted.inputs, columns);
  const aim = oneOf(parsed, 'aim', mitigationAims) ?? mitigationAims[0];
  const nSplits = foldsIn(parsed);
  const found = await asked(parsed, run, { kind: 'mitigate', nSplits, columns, bins: 4, aim });
  return keptGroups(found as MitigateStudy);
}

const foldsIn = (parsed: Parsed): number =>
  numberOption(parsed, 'folds', { fallback: 5, min: 2, max: 1000, whole: true });

async function asked(parsed: Parsed, run: RunFile, ask: StudyAsk): Promise<StudyAnswer> {
  const file = requiredOption(parsed, 'data');
  const log = toStderr('threshold');
  const { sql, source } = await openForRecipe(file, run.recipe, log, neededBy(run.recipe));
  try {
    offerSecond(sql, run.recipe, parsed);
    const recipe = { ...run.recipe, source };
    const { modelKey, key } = run.result;
    if (key !== runKey(recipe, modelKey))
      throw new EngineError({
        code: 'usage',
        what: 'The run was trained on another table',
        where: { file },
        remedy: 'Give the file that it was trained on.',
      });
    const loaded = await loadCleaned(sql, recipe, () => undefined);
    return driveSync(study(loaded, recipe, modelKey, { ask, computes, scoring }));
  } finally {
    await sql.close();
  }
}

function withScores({ result }: RunFile, decision: Decision): Decision {
  const scores = scoresAbove(result, decision.threshold);
  return scores ? { ...decision, scores } : decision;
}

function told(run: RunFile, decision: Decision | null): Record<string, unknown> {
  const { result } = run;
  if (!decision) return { threshold: null, label: 'At 0.5: no threshold is kept.' };
  const { groups, threshold } = decision;
  return {
    threshold,
    ...(groups && {
      groups: groups.of.map((g) => ({ group: cellsText(g.cells), threshold: g.threshold })),
    }),
    label: cutWords(cutOf(decision), result.classes![1]!),
    metrics: Object.fromEntries(
      Object.entries(resultAt({ result, decision }).metrics).map(([part, scores]) => [
        part,
        Object.fromEntries(scores),
      ]),
    ),
  };
}
