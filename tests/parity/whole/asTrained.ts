import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from '@playwright/test';
import { rawRows, type RawRow } from '#lib/data/rawRows.ts';
import { heldTo } from '#lib/engine/heldTo.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import type { Answer } from '#lib/recipe/compared.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { filesLacking, projectBinaries, projectFiles } from '#lib/workers/projectZip.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { same } from '../differ.ts';
import type { Experiment } from '../experiments.ts';
import type { Ours } from '../ours.ts';
import type { Lines, Theirs } from '../theirs.ts';
import type { Verdict } from '../verdict.ts';
import { pageAnswers } from './page.ts';

/** Files of a project that answer rows with the browser's own parameters, and how far each may be from it. */
export const tolerances = {
  'restore.py': 1e-9,
  'app.py': 1e-9,
  'model.onnx': 1e-6,
  'model.mjs': 1e-9,
  'predictor.html': 1e-9,
} as const;
export type AsTrained = keyof typeof tolerances;

interface Job {
  readonly id: string;
  readonly dir: string;
  readonly data: string;
  readonly rid: readonly number[];
  readonly rows: readonly RawRow[];
  readonly ask: readonly string[];
}
type ByClass = Readonly<Record<string, number>>;
interface Told {
  readonly prediction: string | number;
  readonly probabilities: ByClass | null;
}
interface Why {
  readonly why: string;
}
/** What answers.py says of each file. */
export type Asking = Lines<Job, Readonly<Record<string, readonly Told[] | Theirs | Why>>>;

/** One model of an experiment, trained here. */
export interface Trained {
  readonly name: string;
  readonly experiment: Experiment;
  /** With this model alone. */
  readonly recipe: Recipe;
  readonly modelKey: string;
  readonly loaded: Loaded;
  readonly ours: Ours;
}

export interface Means {
  readonly dir: string;
  readonly python: Asking;
  /** null: predictor.html is not opened. */
  readonly browser: Browser | null;
}

/** What one model's project answered. */
export interface Found {
  readonly verdicts: readonly Verdict[];
  /** Files that it has not, each with why. */
  readonly lacks: readonly (readonly [target: string, why: string])[];
  readonly reasons: readonly string[];
  /** What the notebook found, where it was asked. */
  readonly notebook: Theirs | Why | null;
}

/** Exports a trained model, and asks all that its project has for the test rows. */
export async function askAll(trained: Trained, means: Means, notebook: boolean): Promise<Found> {
  const { recipe, modelKey, ours, experiment } = trained;
  const facts = {
    profile: experiment.profile,
    scores: ours.metrics,
    fitted: ours.fitted,
    rows: true,
  };
  const folder = join(means.dir, `p${means.python.jobs()}`);
  const has = await written(folder, experiment, [
    ...projectFiles(recipe, modelKey, facts),
    ...projectBinaries(recipe, modelKey, facts),
  ]);
  const targets = (Object.keys(tolerances) as AsTrained[]).filter(
    (t) =>
      has.has(t) &&
      (t !== 'app.py' || has.has('restore.py')) &&
      (t !== 'predictor.html' || means.browser !== null),
  );
  const rows = await rawRows(experiment.sql, recipe.source, ours.rows.test);
  const there = means.python.run({
    id: String(means.python.jobs()),
    dir: folder,
    data: experiment.data,
    rid: [...ours.rows.test],
    rows,
    ask: [...targets.filter((t) => !t.match(/mjs|html/)), ...(notebook ? ['notebook.ipynb'] : [])],
  });
  const here = await answersHere(targets, folder, rows, means.browser);
  const said = await there;
  const judged = targets.map((target) => judge(trained, target, here.get(target) ?? said[target]!));
  return {
    verdicts: judged.map((j) => j.verdict),
    reasons: judged.flatMap((j) => (j.verdict.ok ? [] : [j.reason])),
    lacks: [...filesLacking(recipe, modelKey, facts)].filter(([file]) => file in tolerances),
    notebook: (said['notebook.ipynb'] as Theirs | Why | undefined) ?? null,
  };
}

/** Writes a project. @returns the names of its files, without the folder that they are in */
async function written(
  folder: string,
  { broken = (_, text) => text }: Experiment,
  files: readonly (readonly [path: string, content: string | Uint8Array])[],
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const [path, content] of files) {
    const name = path.slice(path.indexOf('/') + 1);
    names.add(name);
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(
      join(folder, name),
      typeof content === 'string' ? broken(name, content) : content,
    );
  }
  return names;
}

type SaidBy = readonly (Told | Answer)[] | Theirs | Why;

async function answersHere(
  targets: readonly AsTrained[],
  folder: string,
  rows: readonly RawRow[],
  browser: Browser | null,
): Promise<Map<string, SaidBy>> {
  const ways: Partial<Record<AsTrained, () => Promise<readonly Answer[]>>> = {
    async 'model.mjs'() {
      const file = (await import(pathToFileURL(join(folder, 'model.mjs')).href)) as {
        predict: (row: object) => Answer;
      };
      return rows.map((row) => file.predict(row));
    },
    'predictor.html': () => pageAnswers(browser!, folder, rows),
  };
  const found = new Map<string, SaidBy>();
  for (const target of targets) {
    const way = ways[target];
    if (way) found.set(target, await way().catch((error: unknown) => ({ why: String(error) })));
  }
  return found;
}

function judge(
  { name, recipe, loaded, ours }: Trained,
  target: AsTrained,
  said: SaidBy,
): { verdict: Verdict; reason: string } {
  const tolerance = tolerances[target];
  const answers = Array.isArray(said) ? (said as readonly (Told | Answer)[]) : [];
  const found = answers.map((a) => inOrder(a, ours.classes));
  const about = { loaded, recipe, run: ours.fitted, scoring };
  const values = { rid: ours.rows.test, values: ours.predicted };
  const from = { target, runtime: 'here' };
  const held = heldTo({ ...about, answers: values }, found, from);
  const metrics =
    heldTo(
      { ...about, answers: { ...values, values: ours.predicted.map(shortened) } },
      found.map(short),
      from,
    ).metric_difference ?? Infinity;
  const predictions = held.largest_difference ?? Infinity;
  const close = predictions <= tolerance && metrics <= tolerance && held.other_classes === 0;
  const why = 'why' in said ? String(said.why) : JSON.stringify(held);
  return {
    verdict: {
      recipe: name,
      model: recipe.models[0]!.model as Verdict['model'],
      target,
      maxPredictionDifference: predictions,
      maxMetricDifference: metrics,
      tolerance,
      ok: close && answers.length === ours.rows.test.length,
    },
    reason: `${name}, ${recipe.models[0]!.model}, ${target}: ${why}`,
  };
}

/**
 * Metrics are those of 12 digits on both sides: BLAS gives rows that are the same answers an ulp apart by where they
 * stand, and the area under a curve takes that for an order.
 */
const shortened = (x: number): number => Number(x.toPrecision(12));

const short = ({ prediction, probabilities }: Answer): Answer => ({
  ...(prediction === undefined
    ? {}
    : { prediction: typeof prediction === 'number' ? shortened(prediction) : prediction }),
  probabilities: probabilities?.map(shortened) ?? null,
});

/** Probabilities in the order of the classes, by the names that ours have; a class that is not named has none. */
function inOrder(
  { prediction, probabilities }: Told | Answer,
  classes: readonly string[] | null,
): Answer {
  if (classes === null) return { prediction: prediction!, probabilities: null };
  const named = classes.find((c) => same(c, String(prediction))) ?? String(prediction);
  if (Array.isArray(probabilities)) return { prediction: named, probabilities };
  const by = Object.entries((probabilities ?? {}) as ByClass);
  const shareOf = (c: string): number => by.find(([name]) => same(c, name))?.[1] ?? NaN;
  return { prediction: named, probabilities: classes.map(shareOf) };
}
