import { apply, invert, type Edit } from './edits.ts';
import type { Recipe } from './recipe.ts';

/** One moment of the history: what was done, how to undo it, when, and the words for both. */
export interface Moment {
  readonly edit: Edit;
  readonly inverse: Edit;
  readonly label: string;
  /** ISO 8601; given by the caller, because nothing here reads a clock. */
  readonly at: string;
}

/** Moments before `cursor` are done, those from it on can be redone. */
export interface History {
  readonly moments: readonly Moment[];
  readonly cursor: number;
}

export interface Timeline {
  readonly recipe: Recipe;
  readonly history: History;
}

export const emptyHistory: History = { moments: [], cursor: 0 };

/** Does `edit`; what could be redone is dropped, as a new edit in the past starts a new future. */
export function commit(
  { recipe, history }: Timeline,
  edit: Edit,
  label: string,
  at: string,
): Timeline {
  const moment = { edit, inverse: invert(recipe, edit), label, at };
  const moments = [...history.moments.slice(0, history.cursor), moment];
  return { recipe: apply(recipe, edit), history: { moments, cursor: moments.length } };
}

export const canUndo = (history: History): boolean => history.cursor > 0;
export const canRedo = (history: History): boolean => history.cursor < history.moments.length;

/** Goes to the moment after `cursor` edits; 0 is the recipe as it was opened. */
export function travel(timeline: Timeline, cursor: number): Timeline {
  let { recipe } = timeline;
  const { moments } = timeline.history;
  let at = timeline.history.cursor;
  const goal = Math.max(0, Math.min(cursor, moments.length));
  for (; at > goal; at -= 1) recipe = apply(recipe, moments[at - 1]!.inverse);
  for (; at < goal; at += 1) recipe = apply(recipe, moments[at]!.edit);
  return { recipe, history: { moments, cursor: goal } };
}

export const undo = (timeline: Timeline): Timeline => travel(timeline, timeline.history.cursor - 1);
export const redo = (timeline: Timeline): Timeline => travel(timeline, timeline.history.cursor + 1);
