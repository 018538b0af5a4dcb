import { describeSplit, describeStep, type Specs } from './describe.ts';
import { canonical } from './hash.ts';
import { paramText } from './secondTable.ts';
import { targetOf, type Recipe, type RecipeStep } from './recipe.ts';

/** One thing in which two recipes differ. */
export interface Difference {
  readonly part: 'data' | 'columns' | 'target' | 'steps' | 'split' | 'models' | 'other';
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  readonly what: string;
  /** In words; empty where there is nothing to set against. */
  readonly from: string;
  readonly to: string;
}

/** In what `after` differs from `before`, in the order of the work: data, columns, target, steps, split, models. */
export function differencesOf(before: Recipe, after: Recipe, specs: Specs): Difference[] {
  return [
    ...dataIn(before, after),
    ...columnsIn(before, after),
    ...valueIn('target', 'Target', targetWords(before), targetWords(after)),
    ...stepsIn(before, after, specs),
    ...valueIn('split', 'Split', describeSplit(before.split), describeSplit(after.split)),
    ...modelsIn(before, after, specs),
    ...valueIn('other', 'Seed', String(before.seed), String(after.seed)),
    ...valueIn('other', 'Warnings answered', overrides(before), overrides(after)),
  ];
}

function valueIn(part: Difference['part'], what: string, from: string, to: string): Difference[] {
  return from === to ? [] : [{ part, change: 'changed', what, from, to }];
}

const targetWords = (recipe: Recipe): string =>
  [targetOf(recipe) ?? 'none', ...(recipe.task ? [recipe.task] : [])].join(', ');

const overrides = ({ overrides: all = [] }: Recipe): string =>
  all.map((o) => o.finding).join(', ') || 'none';

/** How the file is read; its rows are told by their hash. */
function dataIn(before: Recipe, after: Recipe): Difference[] {
  const of = ({ source: { columns: _, ...rest } }: Recipe): string => canonical(rest);
  if (of(before) === of(after)) return [];
  const [a, b] = [before.source.file, after.source.file];
  const to = a.name === b.name ? 'read in another way' : b.name;
  return [{ part: 'data', change: 'changed', what: 'File', from: a.name, to }];
}

function columnsIn(before: Recipe, after: Recipe): Difference[] {
  const was = new Map(before.source.columns.map((c) => [c.name, c]));
  const words = ({ role, type }: Recipe['source']['columns'][number]): string => `${type}, ${role}`;
  return after.source.columns.flatMap((c) => {
    const old = was.get(c.name);
    return old ? valueIn('columns', c.name, words(old), words(c)) : [];
  });
}

interface Keyed {
  readonly key: string;
}

/** What is gone, new or changed by key, and what stands in another order among those that both have. */
function keyedIn<T extends Keyed>(
  part: Difference['part'],
  [before, after]: readonly [readonly T[], readonly T[]],
  words: (entry: T) => readonly [title: string, detail: string],
): Difference[] {
  const [was, is] = [before, after].map((list) => new Map(list.map((e) => [e.key, e]))) as [
    Map<string, T>,
    Map<string, T>,
  ];
  const gone = before.filter((e) => !is.has(e.key)).map((e) => told(part, 'removed', words(e)));
  const rest = after.flatMap((e): Difference[] => {
    const old = was.get(e.key);
    if (!old) return [told(part, 'added', words(e))];
    const [[, from], [what, to]] = [words(old), words(e)];
    return canonical(old) === canonical(e) ? [] : [{ part, change: 'changed', what, from, to }];
  });
  const [a, b] = [before.filter((e) => is.has(e.key)), after.filter((e) => was.has(e.key))];
  const moved = b.flatMap((e, k): Difference[] =>
    a[k]!.key === e.key
      ? []
      : [
          {
            part,
            change: 'moved',
            what: words(e)[0],
            from: `place ${1 + before.findIndex((x) => x.key === e.key)}`,
            to: `place ${1 + after.findIndex((x) => x.key === e.key)}`,
          },
        ],
  );
  return [...gone, ...rest, ...moved];
}

const told = (
  part: Difference['part'],
  change: 'added' | 'removed',
  [what, detail]: readonly [string, string],
): Difference => ({
  part,
  change,
  what,
  from: change === 'removed' ? detail : '',
  to: change === 'added' ? detail : '',
});

const paramWords = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${paramText(value)}`)
    .join(', ');

function stepsIn(before: Recipe, after: Recipe, specs: Specs): Difference[] {
  const words = (step: RecipeStep): readonly [string, string] => {
    const columns = step.columns.length > 0 ? [step.columns.join(', ')] : [];
    const params = paramWords(step.params);
    return [
      describeStep(step, specs.steps).title,
      [...columns, ...(params ? [params] : []), ...(step.enabled ? [] : ['off'])].join('; '),
    ];
  };
  return keyedIn('steps', [before.steps, after.steps], words);
}

function modelsIn(before: Recipe, after: Recipe, specs: Specs): Difference[] {
  return keyedIn('models', [before.models, after.models], ({ model, params }) => [
    specs.models[model]?.title ?? model,
    paramWords(params),
  ]);
}
