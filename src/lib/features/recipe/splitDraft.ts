import { objection, placeOf } from '#lib/recipe/splitting.ts';
import {
  isCategorical,
  isClassification,
  isSupervised,
  type ColumnProfile,
  type TableProfile,
  type Task,
} from '#lib/recipe/profile.ts';
import type { Recipe, Split } from '#lib/recipe/recipe.ts';
import type { Choice, Trouble } from '#lib/ui/types.ts';

export { splitEdit } from '#lib/recipe/splitting.ts';

/** A split while it is being edited: what each way needs is kept, so that switching loses nothing. */
export interface SplitDraft {
  readonly method: Split['method'];
  /** Whole or broken percentages; training gets the rest of 100. */
  readonly validation: number;
  readonly test: number;
  readonly stratify: boolean;
  readonly seed: number;
  /** Of each way that has one. */
  readonly columns: Readonly<Partial<Record<Split['method'], string>>>;
  /** Rows left out before each part, in order of time. */
  readonly gap: number;
  /** Two columns of places, and the side of a square. */
  readonly places: readonly [string, string] | null;
  readonly size: number;
}

const usual: SplitDraft = {
  method: 'random',
  validation: 20,
  test: 20,
  stratify: true,
  seed: 42,
  columns: {},
  gap: 0,
  places: null,
  size: 1,
};

export function draftOf(split: Split, places: readonly [string, string] | null = null): SplitDraft {
  const own = { ...usual, places, method: split.method };
  if (split.method === 'column') return { ...own, columns: { column: split.column } };
  return {
    ...own,
    validation: inPercent(split.validation),
    test: inPercent(split.test),
    ...('seed' in split && { seed: split.seed }),
    ...(split.method === 'random' && { stratify: split.stratify }),
    ...('column' in split && { columns: { [split.method]: split.column } }),
    ...(split.method === 'time' && { gap: split.gap }),
    ...(split.method === 'block' && { places: split.columns, size: split.size }),
  };
}

const inPercent = (share: number): number => Math.round(share * 1e4) / 100;

export const trainPercent = ({ validation, test }: SplitDraft): number =>
  Math.round((100 - validation - test) * 100) / 100;

const asks: Readonly<Partial<Record<Split['method'], string>>> = {
  column: 'Choose the column that holds train, validation and test.',
  group: 'Choose the column that says which rows belong together.',
  time: 'Choose the column that says when.',
};

/** What is wrong with the draft, or null when it can be applied; `task` null: as with a target. */
export function troubleOf(draft: SplitDraft, task: Task | null = null): Trouble | null {
  const remedy = asks[draft.method];
  if (remedy !== undefined && draft.columns[draft.method] === undefined)
    return { what: 'No column is chosen', remedy };
  if (draft.method === 'column') return null;
  if (draft.method === 'block' && !(draft.places && draft.size > 0))
    return {
      what: draft.places ? 'A square has no side' : 'The table has no latitude and longitude',
      remedy: draft.places
        ? 'Give a side above 0.'
        : 'Say on the data page which columns they are.',
    };
  return sharesTrouble(draft, task);
}

function sharesTrouble(draft: SplitDraft, task: Task | null): Trouble | null {
  if (trainPercent(draft) <= 0)
    return {
      what: `${draft.validation} % and ${draft.test} % leave nothing to train on`,
      remedy: 'Keep validation and test under 100 % together.',
    };
  if (draft.validation + draft.test <= 0 && (task === null || isSupervised(task)))
    return {
      what: 'No rows are held out, so no score would be honest',
      remedy: 'Give validation or test at least 5 %.',
    };
  return null;
}

export function splitOf(draft: SplitDraft, task: Task | null): Split {
  const { method, seed, gap, size } = draft;
  const shares = { validation: draft.validation / 100, test: draft.test / 100 };
  const column = draft.columns[method] ?? '';
  switch (method) {
    case 'column':
      return { method, column };
    case 'group':
      return { method, column, ...shares, seed };
    case 'time':
      return { method, column, ...shares, gap };
    case 'block': {
      const [a, b] = draft.places ?? ['', ''];
      return { method, columns: [a, b], size, ...shares, seed };
    }
    case 'random':
      return {
        method,
        ...shares,
        stratify: draft.stratify && (task === null || isClassification(task)),
        seed,
      };
  }
}

/** Why the rows are parted so, in a sentence. */
export function splitReason(split: Split): string {
  switch (split.method) {
    case 'column':
      return `${split.column} says which part a row is in.`;
    case 'group':
      return `Rows of one ${split.column} belong together, as its role says.`;
    case 'time':
      return `${split.column} says when, so the latest rows judge.`;
    case 'block':
      return 'Neighbours on the map stay in one part.';
    case 'random':
      return 'Each row is drawn by itself.';
  }
}

/** The ways to split; those that the table has no column for are greyed with the reason. */
export function splitWays(
  recipe: Recipe,
  profile: TableProfile | null,
): readonly (Choice & { readonly value: Split['method'] })[] {
  const target = recipe.source.columns.find((c) => c.role === 'target')?.name ?? null;
  const unless = (possible: boolean, reason: string) =>
    possible ? {} : { disabled: true, reason };
  const any = (by: 'column' | 'group' | 'time') =>
    splitColumns(profile, target, by).some((c) => !c.disabled);
  return [
    { value: 'random', label: 'At random', note: 'each row by itself' },
    {
      value: 'group',
      label: 'Whole groups',
      note: 'a customer, a patient, a place stays in one part',
      ...unless(any('group'), 'No column has a value in several rows.'),
    },
    {
      value: 'time',
      label: 'In order of time',
      note: 'learn from the past, judge on what came later',
      ...unless(any('time'), 'There is no column of dates or numbers.'),
    },
    {
      value: 'block',
      label: 'By squares of a map',
      note: 'neighbours stay in one part',
      ...unless(
        profile !== null && placeOf(recipe, profile) !== null,
        'There are no columns of latitude and longitude.',
      ),
    },
    {
      value: 'column',
      label: 'By a column that says it',
      ...unless(any('column'), 'No column holds train, and validation or test.'),
    },
  ];
}

/** Columns that could split this way, the likely ones first; the others say why not. */
export function splitColumns(
  profile: TableProfile | null,
  target: string | null,
  by: 'column' | 'group' | 'time' = 'column',
): Choice[] {
  const columns = (profile?.columns ?? []).filter(
    (c) => by !== 'column' || isCategorical(c.type) || c.type === 'text',
  );
  const why = (c: ColumnProfile): string | null => {
    if (c.name === target) return 'It is the target.';
    return by === 'column' ? wordless(c) : objection(c, by, profile!.rows);
  };
  return columns
    .map((c) => {
      const reason = why(c);
      return { value: c.name, label: c.name, disabled: reason !== null, ...(reason && { reason }) };
    })
    .sort((a, b) => Number(a.disabled) - Number(b.disabled));
}

/** Words that the engine reads as validation or test (engine/split.ts). */
const heldOut: ReadonlySet<string> = new Set(['validation', 'val', 'valid', 'dev', 'test']);

function wordless(c: ColumnProfile): string | null {
  const held = c.top.map((t) => t.value.trim().toLowerCase());
  return held.includes('train') && held.some((word) => heldOut.has(word))
    ? null
    : 'It does not hold train, and validation or test.';
}
