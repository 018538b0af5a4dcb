import { describe, expect, it } from 'vitest';
import { heldTo } from '#lib/engine/heldTo.ts';
import { testAnswers } from '#lib/engine/testAnswers.ts';
import type { Answer, Compared } from '#lib/recipe/compared.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { computes, loaded, people, peopleRecipe, train } from './engine.support.ts';

/** What is said of an export that answers otherwise, before the page or the command line says it. */

const table = loaded(people(120));
const recipe = peopleRecipe();
const run = train(table, recipe).fitted;
const answers = testAnswers(table, recipe, run, computes);
const own: readonly Answer[] = Array.from(answers.rid, (_, i) => {
  const probabilities = [...answers.values.subarray(2 * i, 2 * i + 2)];
  return {
    prediction: run.classes![probabilities[1]! > probabilities[0]! ? 1 : 0]!,
    probabilities,
  };
});
const origin = { target: 'model.mjs', runtime: 'here' };
const held = (said: readonly Answer[]): Compared =>
  heldTo({ loaded: table, recipe, run, answers, scoring }, said, origin);
const changed = (at: number, to: Answer): readonly Answer[] =>
  own.map((answer, i) => (i === at ? to : answer));

describe('what an exported model answers beside the engine', () => {
  it('agrees where every number is the same', () => {
    expect(held(own)).toEqual({
      ...origin,
      rows: answers.rid.length,
      largest_difference: 0,
      row: null,
      other_classes: 0,
      metric_difference: 0,
      metric: null,
      ok: true,
    });
  });

  it('names the row whose probability is farthest, and fails above 1e-9 alone', () => {
    const moved = (by: number): Compared => {
      const { probabilities, prediction } = own[5]!;
      const [p, q] = probabilities!;
      return held(changed(5, { prediction: prediction!, probabilities: [p! - by, q! + by] }));
    };
    expect(moved(5e-10)).toMatchObject({ row: answers.rid[5], ok: true });
    expect(moved(3e-9)).toMatchObject({ row: answers.rid[5], other_classes: 0, ok: false });
  });

  it('counts rows of another class, and says by how much a metric moves', () => {
    const turned = own.map(({ prediction, probabilities }) => ({
      prediction: run.classes!.find((label) => label !== prediction)!,
      probabilities: probabilities!.toReversed(),
    }));
    const said = held(turned);
    expect(said).toMatchObject({ other_classes: answers.rid.length, ok: false });
    expect(said.metric_difference).toBeGreaterThan(0.1);
    const label = { ...own[0]!, prediction: 'neither' };
    expect(held(changed(0, label))).toMatchObject({
      largest_difference: 0,
      other_classes: 1,
      ok: false,
    });
  });

  it('says what the model said of a row that it had no answer to, and of rows that are too few', () => {
    expect(held(changed(3, { fault: 'port: is missing' }))).toMatchObject({
      largest_difference: null,
      row: answers.rid[3],
      metric_difference: null,
      fault: 'port: is missing',
      ok: false,
    });
    expect(held(own.slice(1)).ok).toBe(false);
  });
});
