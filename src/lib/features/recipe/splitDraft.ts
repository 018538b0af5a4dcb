import type { Edit } from '#lib/recipe/edits.ts';
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

/** A split while it is being edited: both ways are kept, so that switching loses nothing. */
export interface SplitDraft {
  readonly method: Split['method'];
  /** Whole or broken percentages; training gets the rest of 100. */
  readonly validation: number;
  readonly test: number;
  readonly stratify: boolean;
  readonly seed: number;
  readonly column: string | null;
}

export function draftOf(split: Split): SplitDraft {
  if (split.method === 'column')
    return {
      method: 'column',
      validation: 20,
      test: 20,
      stratify: true,
      seed: 42,
      column: split.column,
    };
  const { validation, test, stratify, seed } = split;
  return {
    method: 'random',
    validation: inPercent(validation),
    test: inPercent(test),
    stratify,
    seed,
    column: null,
  };
}

const inPercent = (share: number): number => Math.round(share * 1e4) / 100;

export const trainPercent = ({ validation, test }: SplitDraft): number =>
  Math.round((100 - validation - test) * 100) / 100;

/** What is wrong with the draft, or null when it can be applied. */
/** `task` null: as with a target. */
export function troubleOf(draft: SplitDraft, task: Task | null = null): Trouble | null {
  if (draft.method === 'column')
    return draft.column === null
      ? {
          what: 'No column is chosen',
          remedy: 'Choose the column that holds train, validation and test.',
        }
      : null;
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
  if (draft.method === 'column') return { method: 'column', column: draft.column ?? '' };
  return {
    method: 'random',
    validation: draft.validation / 100,
    test: draft.test / 100,
    stratify: draft.stratify && (task === null || isClassification(task)),
    seed: draft.seed,
  };
}

/** The split with the roles it needs: its column is no feature, and the one before is one again. */
export function splitEdit(recipe: Recipe, split: Split): Edit {
  const edits: Edit[] = [{ kind: 'setSplit', split }];
  const chosen = split.method === 'column' ? split.column : null;
  for (const { name, role } of recipe.source.columns) {
    if (role === 'split' && name !== chosen)
      edits.push({ kind: 'setRole', column: name, role: 'feature' });
    if (name === chosen && role !== 'split')
      edits.push({ kind: 'setRole', column: name, role: 'split' });
  }
  return edits.length === 1 ? edits[0]! : { kind: 'batch', edits };
}

/** Text and category columns that could hold a split, the likely ones first; the others say why not. */
export function splitColumns(profile: TableProfile | null, target: string | null): Choice[] {
  const columns = (profile?.columns ?? []).filter(
    (c) => isCategorical(c.type) || c.type === 'text',
  );
  return columns
    .map((c) => ({ value: c.name, label: c.name, ...objection(c, target) }))
    .sort((a, b) => Number(a.disabled) - Number(b.disabled));
}

/** Words that the engine reads as validation or test (engine/split.ts). */
const heldOut: ReadonlySet<string> = new Set(['validation', 'val', 'valid', 'dev', 'test']);

function objection(
  c: ColumnProfile,
  target: string | null,
): { disabled: boolean; reason?: string } {
  if (c.name === target) return { disabled: true, reason: 'It is the target.' };
  const held = c.top.map((t) => t.value.trim().toLowerCase());
  return held.includes('train') && held.some((word) => heldOut.has(word))
    ? { disabled: false }
    : { disabled: true, reason: 'It does not hold train, and validation or test.' };
}
