import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { checkFitted } from '#lib/engine/fitted.ts';
import { cutVersion, evenCosts } from '#lib/recipe/decision.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { decisionSchema } from '#lib/storage/decisionForm.ts';
import { runSchema } from '#lib/storage/runForm.ts';
import { bundle } from './storage.support.ts';

const ofParts = <T>(value: T) => ({ train: value, validation: value, test: value });
const decision = {
  ...{ version: cutVersion, threshold: 0.3, costs: evenCosts, prevalence: null },
  chosen: { by: 'groups', on: 'folds', rows: 80, how: '5 folds' },
  groups: {
    columns: ['sex', 'age'],
    of: [
      {
        cells: [
          { kind: 'level', level: 'f' },
          { kind: 'range', from: null, to: 30 },
        ],
        threshold: 0.4,
      },
      { cells: [{ kind: 'missing' }, { kind: 'other' }], threshold: 0.5 },
    ],
  },
  scores: { metrics: ofParts([['accuracy', null]]), confusions: ofParts([1, 2, 3, 4]) },
};
const { groups, chosen, scores } = decision;
const group = (of: unknown) => ({ groups: { ...groups, of: [of] } });

const hostile: readonly object[] = [
  ...[{ version: 'x' }, { version: 0 }, { version: 1.5 }, { threshold: 2 }, { chosen: 'hand' }],
  ...[{ by: 'me' }, { on: 'all' }, { rows: '80' }, { rows: -1 }, { how: {} }].map((x) => ({
    chosen: { ...chosen, ...x },
  })),
  ...[null, [], 'sex', { columns: 'sex' }, { of: {} }].map((x) => ({ groups: x })),
  ...[{ columns: 'sex' }, { columns: [] }, { columns: [1, 2] }, { of: {} }, { of: [null] }].map(
    (x) => ({ groups: { ...groups, ...x } }),
  ),
  group({ cells: [], threshold: 0.5 }),
  group({ cells: 'ab', threshold: 0.5 }),
  group({ cells: [{ kind: 'level' }, { kind: 'other' }], threshold: 0.5 }),
  group({ cells: [{ kind: 'new' }, { kind: 'other' }], threshold: 0.5 }),
  group({ ...groups.of[0], threshold: '0.5' }),
  ...[null, {}, { metrics: {} }, { confusions: [] }].map((x) => ({
    scores: x && { ...(Object.keys(x).length > 0 ? scores : {}), ...x },
  })),
  { scores: { ...scores, confusions: ofParts('1234') } },
];

describe('a threshold kept with a run', () => {
  it('is read with all that it has, and with what earlier versions kept', () => {
    expect(v.is(decisionSchema, decision)).toBe(true);
    const { threshold, costs, prevalence } = decision;
    expect(v.is(decisionSchema, { threshold, costs, prevalence })).toBe(true);
    expect(v.is(decisionSchema, { ...decision, chosen: null })).toBe(true);
  });

  it.each(hostile.map((x) => [JSON.stringify(x), x] as const))('is refused with %s', (_, x) => {
    expect(v.is(decisionSchema, { ...decision, ...x })).toBe(false);
  });

  it.each([
    ...[null, 'x', 7, {}, { columns: 'sex', of: [] }, { columns: ['sex'] }],
    ...[{}, 'ab', null, [null], [{}], [{ cells: 'a', threshold: 0.5 }], [{ cells: [null] }]].map(
      (of) => ({ columns: ['sex'], of }),
    ),
  ])('makes a damaged model with groups of %j', (of) => {
    const run = {
      ...{ model: 'm', modelVersion: 1, modelState: {}, task: 'binary', classes: ['a', 'b'] },
      ...{ inputs: ['sex'], features: ['sex'], steps: [] },
      cut: { version: cutVersion, threshold: 0.5, groups: of, chosen: null },
    };
    const check: (run: unknown) => void = (r) => checkFitted(r, {} as never);
    try {
      check(run);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof EngineError ? error.detail : error).toMatchObject({
        code: 'model-damaged',
        what: expect.stringContaining('groups') as string,
      });
    }
  });
});

describe('a run', () => {
  const [run] = bundle().runs;
  const unsupervised = {
    ...{ rid: new Int32Array(1), labels: new Int32Array(1), scores: null, sizes: [] },
    ...{ map: { shares: [], points: [] }, stability: null, newRows: true },
  };
  const counts = { param: 'k', chosen: 3, rows: 9, tried: [{ groups: 2, silhouette: null }] };
  const withCounts = (of: unknown) => ({
    ...run,
    result: { ...run!.result, unsupervised: { ...unsupervised, counts: of } },
  });

  it('is read with the trial that it is of, and with other numbers of groups', () => {
    expect(v.is(runSchema, { ...run, trial: { search: 's', number: 3 } })).toBe(true);
    expect(v.is(runSchema, withCounts(counts))).toBe(true);
  });

  it.each([null, 's', { search: 's' }, { search: 1, number: 3 }, { search: 's', number: '3' }])(
    'is refused with the trial %j',
    (trial) => expect(v.is(runSchema, { ...run, trial })).toBe(false),
  );

  it.each([
    null,
    { rows: '9' },
    { tried: {} },
    { tried: [null] },
    { tried: [{ groups: 2 }] },
    { param: 1 },
  ])('is refused with the numbers of groups %j', (x) =>
    expect(v.is(runSchema, withCounts(x && { ...counts, ...x }))).toBe(false),
  );
});
