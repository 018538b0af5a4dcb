import { lead } from '#lib/features/evaluate/metric.ts';
import { modelTitle } from '#lib/features/evaluate/runs.ts';
import { describeSplit } from '#lib/recipe/describe.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import {
  registeredAs,
  type ModelStage,
  type RegisteredModel,
  type RegisteredVersion,
} from '#lib/recipe/registry.ts';
import type { StoredRun } from '#lib/storage/schema.ts';

/** A run as the list shows, finds and sorts it. */
export interface RunRow {
  readonly run: StoredRun;
  /** What a person called it, else the model. */
  readonly name: string;
  readonly model: string;
  readonly tags: readonly string[];
  readonly starred: boolean;
  /** null where it is not known any more. */
  readonly recipe: Recipe | null;
  readonly split: string;
  readonly registered: readonly {
    readonly model: RegisteredModel;
    readonly version: RegisteredVersion;
  }[];
  /** All that is searched, in lower case. */
  readonly text: string;
}

/** @param recipeOf the recipe that a run was trained by */
export const rowsOf = (
  runs: readonly StoredRun[],
  registered: readonly RegisteredModel[],
  recipeOf: (run: StoredRun) => Recipe | null,
): readonly RunRow[] =>
  runs.map((run) => {
    const { result, said = {} } = run;
    const recipe = recipeOf(run);
    const model = modelTitle(result.model);
    const own = registeredAs(registered, run.taskId);
    const words = [
      ...[said.name, model, result.model, result.modelKey, said.notes, result.target, result.task],
      ...(said.tags ?? []),
      ...result.inputs,
      ...own.flatMap((r) => [r.model.name, r.version.stage]),
      ...(recipe ? [recipe.source.file.name, recipe.source.file.sha256] : []),
      run.taskId,
    ];
    return {
      run,
      name: said.name || model,
      model,
      tags: said.tags ?? [],
      starred: said.star ?? false,
      recipe,
      split: recipe ? describeSplit(recipe.split) : '',
      registered: own,
      text: words.filter(Boolean).join('\n').toLowerCase(),
    };
  });

export const sorts = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  best: 'Best score first',
  name: 'By name',
  model: 'By model',
  fastest: 'Fastest first',
} as const;
export type RunSort = keyof typeof sorts;

export interface RunFilter {
  /** Words that must all be in a run's name, tags, notes, model, columns or file. */
  readonly text: string;
  /** Empty: any. */
  readonly tag: string;
  /** `any` of a registered name, or one stage; empty: registered or not. */
  readonly stage: ModelStage | 'any' | '';
  readonly starred: boolean;
}

export const everyRun: RunFilter = { text: '', tag: '', stage: '', starred: false };

/** The rows that pass, in an order. Scores of unlike metrics are not mixed: those of the newest run's metric go first. */
export function foundRuns(
  rows: readonly RunRow[],
  { text, tag, stage, starred }: RunFilter,
  sort: RunSort,
): readonly RunRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const passing = rows.filter(
    (row) =>
      words.every((w) => row.text.includes(w)) &&
      (tag === '' || row.tags.includes(tag)) &&
      (!starred || row.starred) &&
      (stage === '' ||
        row.registered.some(({ version }) => stage === 'any' || version.stage === stage)),
  );
  return passing.toSorted(orders[sort](rows[0]?.run.result.judged.metric ?? ''));
}

type Order = (a: RunRow, b: RunRow) => number;
const texts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const newest: Order = (a, b) => texts(b.run.finishedAt, a.run.finishedAt);

const orders: Readonly<Record<RunSort, (metric: string) => Order>> = {
  newest: () => newest,
  oldest: () => (a, b) => newest(b, a),
  name: () => (a, b) => texts(a.name.toLowerCase(), b.name.toLowerCase()) || newest(a, b),
  model: () => (a, b) => texts(a.model, b.model) || newest(a, b),
  fastest: () => (a, b) => a.run.result.seconds - b.run.result.seconds || newest(a, b),
  best: (metric) => (a, b) => {
    const [x, y] = [a.run.result.judged, b.run.result.judged];
    const last = (j: typeof x): number => (j.value === null ? 2 : j.metric === metric ? 0 : 1);
    if (last(x) !== last(y)) return last(x) - last(y);
    if (x.metric !== y.metric || x.value === null || y.value === null)
      return texts(x.metric, y.metric) || newest(a, b);
    return -lead(x.metric, x.value, y.value) || newest(a, b);
  },
};

/** Every tag that is used, by name. */
export const tagsIn = (rows: readonly RunRow[]): readonly string[] =>
  [...new Set(rows.flatMap((r) => r.tags))].sort((a, b) => texts(a, b));

/** Tags as a person writes them, with commas between: trimmed, each once. */
export const tagsOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];
