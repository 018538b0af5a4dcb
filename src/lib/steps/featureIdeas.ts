import { columnText } from '#lib/recipe/expression/tokens.ts';
import { placeFor } from '#lib/recipe/placing.ts';
import { isCategorical, isNumeric, type ColumnProfile } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { SuggestionDraft } from '#lib/recipe/suggestion.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import { draftToStep } from './fromAction.ts';
import { stepSpecs } from './specs.ts';
import { slug } from './suggesting.ts';
import { short } from './words.ts';

/** A column that could be made; whether it helps is measured, never assumed. */
export interface FeatureIdea {
  readonly draft: SuggestionDraft;
  /** What makes it, and what makes it readable for a model. */
  readonly steps: readonly RecipeStep[];
}

/** Numbers that are combined, those that come first; and ideas of each kind at most. */
const combined = 5;
const most = 8;

/** Before it is measured, an idea is as likely noise as not. */
const unmeasured = 0.5;

interface About {
  readonly numbers: readonly ColumnProfile[];
  readonly texts: readonly ColumnProfile[];
  readonly gappy: readonly ColumnProfile[];
  readonly rows: number;
}

/**
 * Columns worth trying for this table, from its profile alone: logarithms of long tails, bends, ratios, products and
 * sums of numbers, what is missing, and parts of texts that are left out as they are. In order of the columns.
 */
export function featureIdeas(recipe: Recipe, profile: TableProfile): FeatureIdea[] {
  const about = columnsFor(recipe, profile);
  const drafts = [
    ...logs(about),
    ...squares(about),
    ...pairs(about),
    ...gaps(about),
    ...textParts(about),
  ];
  const made = new Set(recipe.steps.map((s) => s.key));
  const gappy = new Set(about.gappy.map((c) => c.name));
  return drafts
    .filter(({ draft }) => !made.has(draft.id))
    .map((draft) => toIdea(draft, recipe, gappy));
}

function columnsFor(recipe: Recipe, profile: TableProfile): About {
  const roles = new Map(recipe.source.columns.map((c) => [c.name, c.role]));
  const features = profile.columns.filter(
    (c) => c.name !== targetOf(recipe) && roles.get(c.name) === 'feature',
  );
  return {
    numbers: features.filter((c) => isNumeric(c.type) && c.distinct > 2 && c.number),
    texts: features.filter(
      (c) => (isCategorical(c.type) || c.type === 'text') && c.distinct > 30 && c.numberShare < 0.9,
    ),
    gappy: features.filter((c) => {
      const share = (c.missing + c.misfits) / profile.rows;
      return share > 0 && share < 1;
    }),
    rows: profile.rows,
  };
}

/** A draft whose column, if it is text, is to be encoded. */
interface Draft {
  readonly draft: SuggestionDraft;
  readonly makesText?: string;
}

const draftOf = (
  id: string,
  columns: readonly string[],
  params: SuggestionDraft['params'],
  rationale: string,
): SuggestionDraft => ({
  id,
  type: 'feature_engineer',
  target_columns: columns,
  params,
  confidence: unmeasured,
  rationale,
});

const logs = ({ numbers }: About): Draft[] =>
  numbers
    .filter(({ number }) => number!.min >= 0 && number!.skew > 1)
    .slice(0, most)
    .map((c) => ({
      draft: draftOf(
        `feature-log-${slug(c.name)}`,
        [c.name],
        { op: 'log', function: 'log1p', keep: true },
        `${c.name} has a long tail (skew ${short(c.number!.skew)}): its logarithm makes equal shares equal steps.`,
      ),
    }));

const squares = ({ numbers }: About): Draft[] =>
  numbers
    .filter((c) => c.distinct > 10)
    .slice(0, most)
    .map((c) => ({
      draft: draftOf(
        `feature-square-${slug(c.name)}`,
        [c.name],
        { op: 'log', function: 'square', keep: true },
        `The square of ${c.name} (${c.distinct} distinct) lets a linear model bend.`,
      ),
    }));

const pairWords = {
  ratio: (a: string, b: string) => `${a} for each ${b}`,
  product: (a: string, b: string) => `${a} and ${b} may matter together`,
  sum: (a: string, b: string) => `${a} and ${b} may be parts of a whole`,
} as const;

function pairs({ numbers }: About): Draft[] {
  const first = numbers.slice(0, combined);
  return first.flatMap((a, i) =>
    first.slice(i + 1).flatMap((b) => operations(a, b).map((operation) => pair(a, b, operation))),
  );
}

/** Small counts are added; a ratio needs a divisor that is no 0. */
function operations(a: ColumnProfile, b: ColumnProfile): (keyof typeof pairWords)[] {
  const counts = [a, b].every(
    (c) => c.type === 'integer' && c.number!.min === 0 && c.number!.max <= 30,
  );
  return [
    ...(counts ? (['sum'] as const) : []),
    ...(b.number!.min > 0 && b.distinct > 10 ? (['ratio'] as const) : []),
    'product',
  ];
}

const pair = (a: ColumnProfile, b: ColumnProfile, operation: keyof typeof pairWords): Draft => ({
  draft: draftOf(
    `feature-${operation}-${slug(a.name)}-${slug(b.name)}`,
    [a.name, b.name],
    { op: 'ratio', operation },
    `${pairWords[operation](a.name, b.name)} (${a.distinct} and ${b.distinct} distinct values).`,
  ),
});

const gaps = ({ gappy, rows }: About): Draft[] =>
  gappy
    .filter((c) => c.missing + c.misfits > Math.max(10, 0.01 * rows))
    .slice(0, most)
    .map((c) => ({
      draft: draftOf(
        `feature-missing-${slug(c.name)}`,
        [],
        {
          op: 'formula',
          name: `${c.name}_missing`,
          expression: `if(missing(${columnText(c.name)}), 1, 0)`,
        },
        `That ${c.name} is missing (${c.missing + c.misfits} cells) may tell something by itself.`,
      ),
    }));

/** Parts of long texts that few rows share as a whole: a title before a full stop, a first letter, a first word. */
const parts = [
  { id: 'title', words: 'the word before the first full stop', pattern: String.raw`([A-Za-z]+)\.` },
  { id: 'initial', words: 'the first character', pattern: String.raw`^(.)` },
  { id: 'first-word', words: 'what stands before the first space', pattern: String.raw`^([^ ]+) ` },
] as const;

/** Of the texts that the profile lists, so many must have the part, and so few may have one of their own. */
const partShare = 0.6;

function textParts({ texts }: About): Draft[] {
  return texts.slice(0, most).flatMap((c) =>
    parts.flatMap(({ id, words, pattern }) => {
      const found = c.top.flatMap(({ value }) => new RegExp(pattern, 'u').exec(value)?.[1] ?? []);
      const levels = new Set(found).size;
      const shared = levels >= 2 && levels <= found.length / 2;
      if (found.length < partShare * c.top.length || !shared) return [];
      const name = `${c.name}_${id.replace('-', '_')}`;
      const expression = `extract(${columnText(c.name)}, "${pattern}")`;
      return [
        {
          makesText: name,
          draft: draftOf(
            `feature-${id}-${slug(c.name)}`,
            [],
            { op: 'formula', name, expression },
            `${c.name} has ${c.distinct} distinct texts, too many to learn from; ${words} is shared (${[...new Set(found)].slice(0, 3).join(', ')}).`,
          ),
        },
      ];
    }),
  );
}

/** A category is encoded; a number that has gaps because its columns do, or by dividing, is filled. */
function toIdea(
  { draft, makesText }: Draft,
  recipe: Recipe,
  gappy: ReadonlySet<string>,
): FeatureIdea {
  const step = stepOf(draft);
  const follows = (id: string, action: Parameters<typeof draftToStep>[0]): RecipeStep =>
    stepOf({ ...action, id: `${draft.id}-${id}` });
  if (makesText !== undefined) {
    const params = { method: 'onehot', minFrequency: 10 };
    const encode = follows('encode', { type: 'encode', target_columns: [makesText], params });
    return { draft, steps: [step, encode] };
  }
  if (!draft.target_columns.some((name) => gappy.has(name))) return { draft, steps: [step] };
  const names = new Set(recipe.source.columns.map((c) => c.name));
  const after = (stepSpecs as StepSpecs)[step.step]!.columnsAfter!;
  const made = after(recipe.source.columns, step.columns, step.params)
    .map((c) => c.name)
    .filter((name) => !names.has(name));
  const params = { strategy: 'median' };
  return {
    draft,
    steps: [step, follows('impute', { type: 'impute', target_columns: made, params })],
  };
}

const stepOf = (draft: Pick<SuggestionDraft, 'id' | 'type' | 'target_columns' | 'params'>) => ({
  key: draft.id,
  enabled: true,
  ...draftToStep(draft, stepSpecs),
});

/** The recipe with the idea's steps, each at its place, but before a step that takes away what it reads. */
export function withIdea(recipe: Recipe, { steps }: FeatureIdea): Recipe {
  return steps.reduce((now, step) => {
    const removal = now.steps.findIndex((s) => s.step === 'dropColumns');
    const place = placeFor(now, step, stepSpecs);
    const isMade = stepSpecs[step.step as keyof typeof stepSpecs].kind === 'cleaning';
    const index = isMade && removal >= 0 ? Math.min(removal, place) : place;
    return { ...now, steps: now.steps.toSpliced(index, 0, step) };
  }, recipe);
}
