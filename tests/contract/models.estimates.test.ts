import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { FitInput } from '#lib/engine/model.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { isSupervised, type Task } from '#lib/recipe/profile.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { computeOf, specOf } from '../oracle/models/answers.ts';

/** What every model says of its cost before it is trained, and that one which could not end says so at once. */

const classesOf = (task: Task): number => (task === 'multiclass' ? 10 : task === 'binary' ? 2 : 1);
const cases = (Object.keys(modelSpecs) as ModelId[]).flatMap((id) =>
  specOf(id).tasks.flatMap((task) =>
    specOf(id).examples.map(({ params }) => ({
      ...{ id, task, name: `${id}, ${task}, ${JSON.stringify(params)}` },
      params: v.parse(specOf(id).params, params) as unknown,
    })),
  ),
);
const costOf = ({ id, task, params }: (typeof cases)[number], rows: number, features: number) =>
  specOf(id).estimate({ rows, features, classes: classesOf(task) }, params);

it.each(cases)('the cost of $name grows with rows, and does not fall with columns', (c) => {
  const cost = [1e2, 1e4, 1e6].map((rows) => costOf(c, rows, 50));
  for (const { seconds, bytes } of cost)
    expect([seconds, bytes].every((x) => x > 0 && Number.isFinite(x))).toBe(true);
  expect(cost.map((x) => x.seconds)).toEqual(cost.map((x) => x.seconds).toSorted((a, b) => a - b));
  expect(cost[2]!.seconds).toBeGreaterThan(cost[0]!.seconds);
  expect(cost.map((x) => x.bytes)).toEqual(cost.map((x) => x.bytes).toSorted((a, b) => a - b));
  const wider = costOf(c, 1e4, 500);
  expect(wider.seconds).toBeGreaterThanOrEqual(cost[1]!.seconds);
  expect(wider.bytes).toBeGreaterThanOrEqual(cost[1]!.bytes);
});

const day = 86_400;
const endless = cases.filter((c) => {
  const { seconds, bytes } = costOf(c, 1e6, 50);
  return seconds > day || bytes > 1e10;
});

it('the models whose time or memory grows with pairs of rows are among those that cannot end', () => {
  expect([...new Set(endless.map((c) => c.id))]).toEqual(
    expect.arrayContaining([
      'agglomerative',
      'gaussianProcess',
      'spectral',
      'supportVectorMachine',
    ]),
  );
});

const million = 1_000_000;
const made = (value: (i: number) => number): Float64Array => {
  const x = new Float64Array(million);
  for (let i = 0; i < million; i += 1) x[i] = value(i);
  return x;
};
const columns = [17, 40].map((k) => made((i) => (i * k) % 997));
const answers = new Map(
  [1, 2, 10].map((classes) => [classes, made((i) => i % Math.max(2, classes))]),
);
const firstOfEach = endless.filter(
  (c, i) => endless.findIndex((o) => o.id === c.id && o.task === c.task) === i,
);

it.each(firstOfEach)('$name refuses a million rows before it begins, with a remedy', (c) => {
  const input: FitInput<unknown> = {
    X: { rows: million, names: ['a', 'b'], columns },
    y: isSupervised(c.task) ? answers.get(classesOf(c.task))! : new Float64Array(0),
    ...{ task: c.task, nClasses: classesOf(c.task), params: c.params, seed: 0 },
  };
  let said: unknown = null;
  try {
    const work = computeOf(c.id).fit(input);
    for (let turn = work.next(), turns = 0; !turn.done && turns < 50; turns += 1)
      turn = work.next();
  } catch (error) {
    said = error;
  }
  expect(said).toBeInstanceOf(EngineError);
  const { detail } = said as EngineError;
  expect(detail).toMatchObject({ code: 'size-limit', where: { model: c.id } });
  expect(detail.remedy).toMatch(/sample|choose|raise|larger/i);
});
