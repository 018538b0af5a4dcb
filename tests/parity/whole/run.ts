import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from '#lib/data/sql.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import { loadCleaned } from '../../../cli/open.ts';
import type { Case } from '../cases.ts';
import { entryOf, pairs, type Experiment } from '../experiments.ts';
import { train, type Ours } from '../ours.ts';
import type { Runner } from '../theirs.ts';
import { judge, type Verdict } from '../verdict.ts';
import { askAll, type Means } from './asTrained.ts';

/** A case with what of its project is asked besides the code that trains. */
export interface WholeCase extends Case {
  readonly asTrained: boolean;
  /** Of the first model: a kernel takes seconds to start. */
  readonly notebook: boolean;
}

export interface WholeMeans extends Means {
  readonly sql: Sql;
  readonly runner: Runner;
}

/** All that was found. */
export interface Whole {
  readonly verdicts: Verdict[];
  /** What is not ok, in words. */
  readonly reasons: string[];
  readonly lacks: { recipe: string; model: string; target: string; why: string }[];
}

const log = (): undefined => undefined;

/** Every case through every target that its recipe has; `told` hears of each when it is done. */
export async function wholeRun(
  cases: readonly WholeCase[],
  means: WholeMeans,
  told: (c: WholeCase, whole: Whole) => void,
): Promise<Whole> {
  const whole: Whole = { verdicts: [], reasons: [], lacks: [] };
  for (const c of cases) {
    try {
      const experiment = await c.open(means.sql, means.dir);
      const trained = await retrained(c, experiment, means, whole);
      if (c.asTrained) await exported({ ...c, trained }, experiment, means, whole);
    } catch (error) {
      whole.reasons.push(`${c.name}: ${String(error).slice(0, 1500)}`);
      whole.verdicts.push(failed(c));
    }
    told(c, whole);
  }
  return whole;
}

/** 1 where a verdict is not ok, or there is none. */
export const exitCodeOf = ({ verdicts }: Whole): number =>
  verdicts.length > 0 && verdicts.every((v) => v.ok) ? 0 : 1;

const failed = ({ name }: Case): Verdict => ({
  recipe: name,
  model: 'baseline',
  target: 'script',
  maxPredictionDifference: Infinity,
  maxMetricDifference: Infinity,
  tolerance: 0,
  ok: false,
});

async function retrained(
  c: WholeCase,
  experiment: Experiment,
  means: WholeMeans,
  whole: Whole,
): Promise<ReadonlyMap<string, Ours>> {
  const trained = new Map<string, Ours>();
  const folder = join(means.dir, `s${means.runner.jobs()}`);
  await mkdir(folder, { recursive: true });
  for (const pair of await pairs(experiment, c.targets, folder, means.runner)) {
    const { verdict, reasons } = await judge(c.name, pair);
    whole.verdicts.push(verdict);
    trained.set(pair.key, pair.ours);
    if (!verdict.ok)
      whole.reasons.push(`${c.name}, ${pair.model}, ${pair.target}: ${reasons.join('; ')}`);
  }
  return trained;
}

async function exported(
  c: WholeCase & { readonly trained: ReadonlyMap<string, Ours> },
  experiment: Experiment,
  means: WholeMeans,
  whole: Whole,
): Promise<void> {
  const loaded = await loadCleaned(experiment.sql, experiment.recipe, log);
  for (const [k, entry] of experiment.models.map(entryOf).entries()) {
    const recipe = { ...experiment.recipe, models: [entry] };
    const ours = c.trained.get(entry.key) ?? (await train(loaded, recipe, entry.key, log));
    const about = { name: c.name, experiment, recipe, modelKey: entry.key, loaded, ours };
    const notebook = c.notebook && k === 0 && isSupervised(recipe.task!);
    const found = await askAll(about, means, notebook);
    whole.verdicts.push(...found.verdicts);
    whole.reasons.push(...found.reasons);
    for (const [target, why] of found.lacks)
      whole.lacks.push({ recipe: c.name, model: entry.model, target, why });
    if (found.notebook === null) continue;
    if ('why' in found.notebook) throw new Error(found.notebook.why);
    const theirs = Promise.resolve(found.notebook);
    const model = entry.model as Verdict['model'];
    const { verdict, reasons } = await judge(c.name, { model, target: 'notebook', ours, theirs });
    whole.verdicts.push(verdict);
    if (!verdict.ok)
      whole.reasons.push(`${c.name}, ${entry.model}, notebook: ${reasons.join('; ')}`);
  }
}
