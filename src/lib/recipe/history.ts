import { apply, invert, type Edit } from './edits.ts';
import { canonical } from './hash.ts';
import type { Recipe } from './recipe.ts';

/** One moment of the history: what was done, how to undo it, when, and the words for both. */
export interface Moment {
  readonly edit: Edit;
  readonly inverse: Edit;
  readonly label: string;
  /** ISO 8601; given by the caller, because nothing here reads a clock. */
  readonly at: string;
}

/** A way from the recipe as it was opened to another moment: one that was named, or the end of what was gone on without. */
export interface Line {
  readonly id: string;
  readonly name: string;
  readonly named: boolean;
  /** All from the opening on, so that a line stands by itself. */
  readonly moments: readonly Moment[];
  /** ISO 8601; when it was named or left. */
  readonly at: string;
}

/** Moments before `cursor` are done, those from it on can be redone. */
export interface History {
  readonly moments: readonly Moment[];
  readonly cursor: number;
  /** Named moments and lines that were left, the newest last; absent where there are none. */
  readonly lines?: readonly Line[];
}

export interface Timeline {
  readonly recipe: Recipe;
  readonly history: History;
}

export const emptyHistory: History = { moments: [], cursor: 0 };

/** Lines that were left are kept up to here, the newest; named ones always. */
export const mostLeft = 20;

/** Does `edit`; a new edit in the past starts a new future, and the one that could be redone is kept as a line. */
export function commit(
  { recipe, history }: Timeline,
  edit: Edit,
  label: string,
  at: string,
): Timeline {
  const moment = { edit, inverse: invert(recipe, edit), label, at };
  const moments = [...history.moments.slice(0, history.cursor), moment];
  const cursor = moments.length;
  return { recipe: apply(recipe, edit), history: leaving(history, moments, cursor, at) };
}

/** The history with other moments; its own are kept as a line unless the new ones, or a line, go through all of them. */
function leaving(
  history: History,
  moments: readonly Moment[],
  cursor: number,
  at: string,
): History {
  const { moments: left, lines = [] } = history;
  const known = [{ moments }, ...lines].some((l) => shared(left, l.moments) === left.length);
  if (known) return { ...history, moments, cursor };
  const name = left.at(-1)!.label;
  const line = { id: freeId(lines), name, named: false, moments: left, at };
  return { ...history, moments, cursor, lines: newest([...lines, line]) };
}

function newest(lines: readonly Line[]): readonly Line[] {
  const left = lines.filter((l) => !l.named);
  const gone = new Set(left.slice(0, Math.max(0, left.length - mostLeft)));
  return lines.filter((l) => !gone.has(l));
}

const freeId = (lines: readonly Line[]): string =>
  `line-${1 + Math.max(0, ...lines.map((l) => Number(l.id.slice('line-'.length))))}`;

/** Moments that two lines share from the opening on. */
function shared(a: readonly Moment[], b: readonly Moment[]): number {
  let k = 0;
  while (k < a.length && k < b.length && same(a[k]!, b[k]!)) k += 1;
  return k;
}

const same = (a: Moment, b: Moment): boolean =>
  a === b || (a.at === b.at && a.label === b.label && canonical(a.edit) === canonical(b.edit));

/** Gives the present moment a name, under which it is found again whatever is done later. */
export function nameMoment({ recipe, history }: Timeline, name: string, at: string): Timeline {
  const { moments, cursor, lines = [] } = history;
  const line = { id: freeId(lines), name, named: true, moments: moments.slice(0, cursor), at };
  return { recipe, history: { ...history, lines: [...lines, line] } };
}

export const forgetLine = ({ recipe, history }: Timeline, id: string): Timeline => ({
  recipe,
  history: { ...history, lines: (history.lines ?? []).filter((l) => l.id !== id) },
});

/** Goes to the end of a line; the present one is kept as a line of its own where it is no part of that. */
export function followLine(timeline: Timeline, id: string, at: string): Timeline {
  const line = timeline.history.lines?.find((l) => l.id === id);
  if (!line) return timeline;
  const fork = shared(timeline.history.moments, line.moments);
  const { recipe, history } = travel(timeline, Math.min(fork, timeline.history.cursor));
  const onward = shared(line.moments, history.moments) === line.moments.length;
  const moments = onward ? history.moments : line.moments;
  const left = leaving(history, moments, history.cursor, at);
  const lines = (left.lines ?? []).filter((l) => l.named || l.id !== id);
  return travel({ recipe, history: { ...left, lines } }, line.moments.length);
}

/** The recipe after `cursor` moments of a line, or of the present one; nothing is changed. */
export function recipeAt(timeline: Timeline, line: Line | null, cursor: number): Recipe {
  const opened = travel(timeline, 0);
  const moments = line?.moments ?? timeline.history.moments;
  return travel({ recipe: opened.recipe, history: { moments, cursor: 0 } }, cursor).recipe;
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
  return { recipe, history: { ...timeline.history, cursor: goal } };
}

export const undo = (timeline: Timeline): Timeline => travel(timeline, timeline.history.cursor - 1);
export const redo = (timeline: Timeline): Timeline => travel(timeline, timeline.history.cursor + 1);
