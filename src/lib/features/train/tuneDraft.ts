import { checkRange, searchableOf, spansDecades, type Searchable } from '#lib/recipe/tuneSpace.ts';
import { askFor } from '#lib/recipe/tuneStart.ts';
import { ofStep, searchableSteps, useOfStep } from '#lib/recipe/tuneSteps.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { detailOf } from '#lib/recipe/errors.ts';
import type { AnyModelSpec } from '#lib/recipe/model.ts';
import type { Recipe, RecipeModel, RecipeStep } from '#lib/recipe/recipe.ts';
import {
  titleOf,
  type ChoiceRange,
  type NumberRange,
  type SearchRange,
  type Trial,
  type TuneAsk,
  type TuneMethod,
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
export function firstDraft(parts: readonly SearchPart[], last: TuneAsk | null): TuneDraft {
  const asked = new Map(last?.space.map((range) => [range.name, range]));
  return {
    method: last?.method ?? 'tpe',
    by: last && 'seconds' in last.budget ? 'seconds' : 'trials',
    trials: last && 'trials' in last.budget ? last.budget.trials : 30,
    seconds: last && 'seconds' in last.budget ? last.budget.seconds : 60,
    ranges: new Map(
      parts
        .flatMap((part) => part.searchable)
        .map(({ range, proposed }) => [
          range.name,
          {
            on: last ? asked.has(range.name) : proposed,
            range: asked.get(range.name) ?? range,
          },
        ]),
    ),
  };
}

/** Parameters of the model, or of one step, that can be searched. */
export interface SearchPart {
  /** null for the model itself. */
  readonly step: RecipeStep | null;
  readonly spec: Searched;
  readonly searchable: readonly Searchable[];
}

/** Whose parameters they are. */
export type Searched = Pick<AnyModelSpec, 'params' | 'title'>;

/** What can be searched of a model for this target, and of the recipe's steps before it. */
export const searchableFor = (spec: AnyModelSpec, recipe: Recipe): readonly SearchPart[] => {
  const { task } = recipe;
  if (task === null) return [];
  const model = { step: null, spec, searchable: searchableOf(spec.params, task) };
  return [model, ...searchableSteps(recipe, stepSpecs, task)];
};

export const withRange = (
  draft: TuneDraft,
  range: SearchRange,
  to: Partial<DraftRange>,
): TuneDraft => ({
  ...draft,
  ranges: new Map(draft.ranges).set(range.name, {
    ...(draft.ranges.get(range.name) ?? { on: false, range }),
    ...to,
  }),
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
export function whyNotRange(spec: Searched, range: SearchRange): string | null {
  const name = ofStep(range.name)?.param ?? range.name;
  const isUse = name === useOfStep && ofStep(range.name) !== null;
  try {
    if (!isUse || range.kind !== 'choice' || range.values.length === 0)
      checkRange(spec.params, { ...range, name }, spec.title);
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
  // A step may have gone since the form was opened.
  const parts = searchableFor(spec, recipe);
  const space: SearchRange[] = [];
  for (const part of parts)
    for (const { range: whole } of part.searchable) {
      const { on, range } = draft.ranges.get(whole.name) ?? { on: false, range: whole };
      if (!on) continue;
      const why = whyNotRange(part.spec, range);
      if (why !== null) return { why };
      space.push(range);
    }
  if (space.length === 0) return { why: 'Choose at least one parameter to search.' };
  const { method, by, trials, seconds } = draft;
  const budget = by === 'trials' ? { trials } : { seconds };
  const rest = { method, budget, seed: recipe.seed, space, nSplits: 5 };
  return { ask: askFor(spec, recipe, entry.params, rest) };
}

/** "C 0.09, weights distance": the searched parameters of a trial. */
export const triedWords = (
  ask: Pick<TuneAsk, 'space'>,
  { params }: Pick<Trial, 'params'>,
): string =>
  ask.space.map((range) => `${titleOf(range)} ${valueWords(params[range.name])}`).join(', ');

const valueWords = (value: unknown): string => {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value as string);
};

export const originWords = { default: 'the defaults', current: 'as in the recipe' } as const;
