import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical, shortHash } from '#lib/recipe/hash.ts';
import {
  canRedo,
  canUndo,
  commit,
  emptyHistory,
  followLine,
  forgetLine,
  mostLeft,
  nameMoment,
  recipeAt,
  redo,
  travel,
  undo,
  type Timeline,
} from '#lib/recipe/history.ts';
import { editFrom, fullRecipe, type Dice } from './recipe.support.ts';

const dice = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000));
const walk = (length: number) => fc.array(dice, { minLength: length, maxLength: length });
const start = (): Timeline => ({ recipe: fullRecipe(), history: emptyHistory });
const did = (t: Timeline, d: Dice): Timeline => commit(t, editFrom(t.recipe, d), 'did', 'now');
const hash = ({ recipe }: Timeline): string => shortHash(canonical(recipe));

it('undoes 500 edits to the very start and redoes them to the very end', () => {
  fc.assert(
    fc.property(walk(500), (steps: Dice[]) => {
      const end = steps.reduce(did, start());
      let back = end;
      while (canUndo(back.history)) back = undo(back);
      expect(back.recipe).toEqual(fullRecipe());
      expect(hash(back)).toBe(hash(start()));
      let forth = back;
      while (canRedo(forth.history)) forth = redo(forth);
      expect(forth).toEqual(end);
      expect(hash(forth)).toBe(hash(end));
    }),
    { numRuns: 12 },
  );
});

it('travels to any moment as undo and redo would', () => {
  fc.assert(
    fc.property(walk(40), fc.nat(40), (steps: Dice[], goal) => {
      const moments = [start()];
      for (const d of steps) moments.push(did(moments.at(-1)!, d));
      expect(travel(moments.at(-1)!, goal).recipe).toEqual(moments[goal]!.recipe);
    }),
  );
});

it('starts a new future when an edit is made in the past', () => {
  const two = did(did(start(), [4, 1, 2]), [5, 2, 3]);
  const after = commit(undo(two), { kind: 'setName', name: 'new' }, 'Rename', 'now');
  expect(after.history.moments.map((m) => m.label)).toEqual(['did', 'Rename']);
  expect(canRedo(after.history)).toBe(false);
  expect(undo(undo(after)).recipe).toEqual(fullRecipe());
});

it('goes no further than its ends', () => {
  const one = did(start(), [4, 1, 2]);
  expect(undo(undo(one)).recipe).toEqual(fullRecipe());
  expect(redo(redo(one))).toEqual(one);
  expect(travel(one, -5).history.cursor).toBe(0);
  expect(travel(one, 99).history.cursor).toBe(1);
});

it('survives JSON, so that a reload can still undo', () => {
  const end = (
    [
      [3, 1, 2],
      [7, 5, 9],
      [9, 2, 4],
    ] as Dice[]
  ).reduce(did, start());
  const again = JSON.parse(JSON.stringify(end)) as Timeline;
  expect(travel(again, 0).recipe).toEqual(fullRecipe());
});

it('keeps the words and the time of each moment', () => {
  const { history } = commit(start(), { kind: 'setSeed', seed: 1 }, 'Set the seed to 1', 'T0');
  expect(history.moments[0]).toMatchObject({ label: 'Set the seed to 1', at: 'T0' });
});

it('refuses an edit that does not fit, and the timeline is as before', () => {
  const before = start();
  expect(() => commit(before, { kind: 'removeStep', key: 'no' }, '', '')).toThrow('no entry “no”');
  expect(before).toEqual(start());
});

const walked = (t: Timeline, steps: readonly Dice[]): Timeline => steps.reduce(did, t);
const renamed = (t: Timeline, name: string): Timeline =>
  commit(t, { kind: 'setName', name }, name, name);

it('keeps every line that was left and every named moment, and goes to any of them and back', () => {
  fc.assert(
    fc.property(walk(6), fc.nat(5), fc.nat(4), (steps: Dice[], back, next) => {
      const first = walked(start(), steps);
      const marked = nameMoment(travel(first, next), 'mark', 't1');
      const other = renamed(renamed(travel(marked, back), 'a'), 'b');
      const lines = other.history.lines!;
      expect(lines.map((l) => l.named)).toEqual([true, false]);
      for (const line of lines) {
        const there = followLine(other, line.id, 't2');
        const goal = line.named ? travel(first, next) : first;
        expect(there.recipe).toEqual(goal.recipe);
        expect(recipeAt(other, line, line.moments.length)).toEqual(goal.recipe);
        expect(travel(there, 0).recipe).toEqual(fullRecipe());
        const again = there.history.lines!.find((l) => !l.named && l.name === 'b');
        const returned = again
          ? followLine(there, again.id, 't3')
          : travel(there, there.history.moments.length);
        expect(returned.recipe).toEqual(other.recipe);
      }
    }),
  );
});

it('survives JSON, line by line', () => {
  const end = renamed(undo(walked(start(), [[3, 1, 2], [7, 5, 9]])), 'new'); // prettier-ignore
  const again = JSON.parse(JSON.stringify(end)) as Timeline;
  const [line] = again.history.lines!;
  expect(followLine(again, line!.id, 't').recipe).toEqual(followLine(end, line!.id, 't').recipe);
});

it('keeps no line twice, forgets one that is asked to go, and lets the oldest go where they are many', () => {
  let now = walked(start(), [[4, 1, 2]]);
  for (let k = 0; k < mostLeft + 5; k += 1) now = renamed(undo(now), `n${k}`);
  expect(now.history.lines).toHaveLength(mostLeft);
  expect(new Set(now.history.lines!.map((l) => l.id)).size).toBe(mostLeft);
  const named = nameMoment(now, 'x', 't');
  const { id } = named.history.lines!.at(-1)!;
  expect(forgetLine(named, id).history.lines).toHaveLength(mostLeft);
  expect(followLine(now, 'line-999', 't')).toBe(now);
  // A named end of the present line makes keeping it again needless.
  const there = nameMoment(walked(start(), [[4, 1, 2]]), 'end', 't');
  expect(renamed(undo(there), 'other').history.lines).toHaveLength(1);
});
