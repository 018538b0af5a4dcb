import { checkRange, searchableOf, spansDecades, type Searchable } from '#lib/recipe/tuneSpace.ts';
import { startsOf } from '#lib/recipe/tuneStart.ts';
import { detailOf } from '#lib/recipe/errors.ts';
import type { AnyModelSpec } from '#lib/recipe/model.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import type {
  ChoiceRange,
  NumberRange,
  SearchRange,
  Trial,
  TuneAsk,
  TuneMethod,
} from '#lib/recipe/tuning.ts';

export const methodChoices: readonly { value: TuneMethod; label: string; note: string }[] = [
  { value: 'tpe', label: 'Bayesian', note: 'Each try learns from the ones before (TPE).' },
  {
    value: 'gp',
    label: 'Gaussian process',
    note: 'Each try learns from the ones before, by a smooth surface through them: for few tries that take long.',
  },
  { value: 'random', label: 'Random', note: 'Draws evenly from the ranges.' },
  { value: 'grid', label: 'Grid', note: 'Every combination of evenly spaced values.' },
  {
    value: 'halving',
    label: 'Halving',
    note: 'Many tries on few rows; the better third goes on with three times the rows.',
  },
  {
    value: 'hyperband',
    label: 'Hyperband',
    note: 'Halving several times, from many tries on few rows to few on all: where good settings need many rows to show.',
  },
];

/** One parameter as the form has it. */
export interface DraftRange {
  readonly on: boolean;
  readonly range: SearchRange;
}

export interface TuneDraft {
  readonly method: TuneMethod;
  readonly by: 'trials' | 'seconds';
  readonly trials: number;
  readonly seconds: number;
  readonly ranges: ReadonlyMap<string, DraftRange>;
}

/** As the last search was asked for; before there is one, what is worth searching. */
export function firstDraft(searchable: readonly Searchable[], last: TuneAsk | null): TuneDraft {
  const asked = new Map(last?.space.map((range) => [range.name, range]));
  return {
    method: last?.method ?? 'tpe',
    by: last && 'seconds' in last.budget ? 'seconds' : 'trials',
    trials: last && 'trials' in last.budget ? last.budget.trials : 30,
    seconds: last && 'seconds' in last.budget ? last.budget.seconds : 60,
    ranges: new Map(
      searchable.map(({ field: { name }, range, proposed }) => [
        name,
        { on: last ? asked.has(name) : proposed, range: asked.get(name) ?? range },
      ]),
    ),
  };
}

/** What can be searched of a model for this target. */
export const searchableFor = (spec: AnyModelSpec, task: Task | null): readonly Searchable[] =>
  task === null ? [] : searchableOf(spec.params, task);

export const withRange = (draft: TuneDraft, name: string, to: Partial<DraftRange>): TuneDraft => ({
  ...draft,
  ranges: new Map(draft.ranges).set(name, { ...draft.ranges.get(name)!, ...to }),
});

/** Another end; steps are factors where the range spans powers of ten. */
export function withEnd(range: NumberRange, end: 'min' | 'max', value: number): NumberRange {
  const next = { ...range, [end]: value };
  return { ...next, log: spansDecades(next.min, next.max) };
}

/** One more value to choose from, or one less, in the order of the schema. */
export const withValue = (
  range: ChoiceRange,
  all: ChoiceRange['values'],
  value: string | boolean,
): ChoiceRange => ({
  ...range,
  values: all.filter((v) => (v === value ? !range.values.includes(v) : range.values.includes(v))),
});

/** Why a range cannot be searched; null where it can. */
export function whyNotRange(spec: AnyModelSpec, range: SearchRange): string | null {
  try {
    checkRange(spec.params, range, spec.title);
    return null;
  } catch (error) {
    const { what, remedy } = detailOf(error);
    return `${what}. ${remedy}`;
  }
}

/** The search that the form asks for, or why it cannot begin. */
export function askOf(
  draft: TuneDraft,
  spec: AnyModelSpec,
  { recipe, entry }: { readonly recipe: Recipe; readonly entry: RecipeModel },
): { readonly ask: TuneAsk } | { readonly why: string } {
  const space = [...draft.ranges.values()].filter((r) => r.on).map((r) => r.range);
  if (space.length === 0) return { why: 'Choose at least one parameter to search.' };
  for (const range of space) {
    const why = whyNotRange(spec, range);
    if (why !== null) return { why };
  }
  const { method, by, trials, seconds } = draft;
  return {
    ask: {
      method,
      budget: by === 'trials' ? { trials } : { seconds },
      seed: recipe.seed,
      space,
      nSplits: 5,
      start: startsOf(spec, entry.params),
      fixed: entry.params,
    },
  };
}

/** "C 0.09, weights distance": the searched parameters of a trial. */
export const triedWords = (ask: TuneAsk, { params }: Pick<Trial, 'params'>): string =>
  ask.space.map(({ name }) => `${name} ${valueWords(params[name])}`).join(', ');

const valueWords = (value: unknown): string => {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value as string);
};

export const originWords = { default: 'the defaults', current: 'as in the recipe' } as const;
