import { describe, expect, it } from 'vitest';
import { commit, emptyHistory, nameMoment, travel } from '#lib/recipe/history.ts';
import { runKey } from '#lib/recipe/hash.ts';
import { recoveredRecipes } from '#lib/recipe/recovered.ts';
import { compareAgain, againWords, type Comparable } from '#lib/recipe/runAgain.ts';
import { runtimeOf, versionsOf } from '#lib/recipe/runRecord.ts';
import { tabwiseVersion } from '#lib/recipe/version.ts';
import { allAnswers } from '#lib/engine/testAnswers.ts';
import { decode, encode } from '#lib/storage/codec.ts';
import { checksum, sealOf } from '#lib/workers/seal.ts';
import { readFileSync } from 'node:fs';
import { computes, loaded, people, peopleRecipe, train } from './engine.support.ts';
import { model } from './recipe.support.ts';

const recipe = peopleRecipe('survived', {
  models: [model('randomForest', { nEstimators: 5 }), model('logisticRegression')],
});
const table = loaded(people(90));
const key = recipe.models[0]!.key;

async function run(of = recipe): Promise<Comparable> {
  const { result, fitted, answers } = train(table, of);
  return {
    result,
    seal: await sealOf(fitted, answers),
    versions: versionsOf(of, key, fitted, 'Node 24'),
  };
}

describe('a run done once more', () => {
  it('is the same to the last bit, whatever the clock says', async () => {
    const first = await run();
    const second = await run();
    const slower = { ...second, result: { ...second.result, seconds: 99 } };
    const again = compareAgain(first, slower, 'now');
    expect(again).toMatchObject({
      same: true,
      differing: 0,
      unrecorded: [],
      versions: [],
      fitted: true,
      answers: true,
    });
    expect(again.compared).toBeGreaterThan(500);
    expect(againWords(again)).toMatch(/^The same to the last bit: [\d,]+ values compared\.$/);
  });

  it('is red for one bit of one metric, one answer, one number of the model', async () => {
    const first = await run();
    const up = (x: number): number => x + Number.EPSILON * x;
    const [[id, value], ...rest] = first.result.metrics.test as [[string, number]];
    const metrics = { ...first.result.metrics, test: [[id, up(value)] as const, ...rest] };
    const bit = compareAgain(first, { ...first, result: { ...first.result, metrics } }, 'now');
    expect(bit).toMatchObject({ same: false, differing: 1 });
    expect(bit.differences[0]).toEqual({
      what: `metrics test ${id}`,
      from: String(value),
      to: String(up(value)),
    });
    const { fitted, answers } = train(table, recipe);
    const values = answers!.values.slice();
    values[0] = up(values[0]!);
    const sealed = await sealOf(fitted, { ...answers!, values });
    const answered = compareAgain(first, { ...first, seal: sealed }, 'now');
    expect(answered).toMatchObject({ same: false, differing: 1, fitted: true, answers: false });
    const other = { ...fitted, features: [...fitted.features].reverse() };
    const moved = compareAgain(first, { ...first, seal: await sealOf(other, answers) }, 'now');
    expect(moved).toMatchObject({ same: false, fitted: false, answers: true });
  });

  it('says what another seed changed, and which versions are others', async () => {
    const first = await run();
    const second = await run({ ...recipe, seed: recipe.seed + 1 });
    const parts = [['randomForest', '1.99'] as const, ...second.versions!.parts.slice(1)];
    const versions = { ...second.versions!, tabwise: '9.9.9', parts };
    const again = compareAgain(first, { ...second, versions }, 'now');
    expect(again.same).toBe(false);
    expect(again.differing).toBeGreaterThan(again.differences.length);
    expect(againWords(again)).toMatch(/values differ, first \w.+\.$/);
    expect(again.versions.map(([what]) => what)).toEqual(['Tabwise', 'randomForest']);
  });

  it('compares what a run of before recorded, and names the rest', async () => {
    const { result } = await run();
    const { notDefined: _, conformal: __, ...old } = result;
    const again = compareAgain({ result: old, seal: null, versions: null }, await run(), 'now');
    expect(again).toMatchObject({ same: true, fitted: null, answers: null });
    expect(again.unrecorded).toEqual([
      'notDefined',
      'conformal',
      'fitted state',
      'answers of test rows',
    ]);
  });
});

describe('a seal', () => {
  it('is that of the kept model, also after a file, and of all its answers', async () => {
    const { fitted, answers } = train(table, recipe);
    const seal = await sealOf(fitted, answers);
    const kept = decode(encode(fitted)) as typeof fitted;
    expect(await sealOf(kept, allAnswers(table, recipe, kept, computes))).toEqual(seal);
  });

  it('tells apart what looks alike', async () => {
    const values = [0, -0, NaN, null, '0', [0], [[0]], { a: 0 }, { b: 0 }, Float64Array.of(0)];
    const more = [Float32Array.of(0, 0), { a: 1, b: [2] }, { a: [1], b: 2 }, ['a', 'b'], ['ab']];
    const sums = await Promise.all([...values, ...more].map(checksum));
    expect(new Set(sums).size).toBe(values.length + more.length);
    expect(await checksum({ b: 1, a: undefined })).toBe(await checksum({ b: 1 }));
    expect(await checksum({ b: 1, a: 2 })).toBe(await checksum({ a: 2, b: 1 }));
    expect(await checksum(Float64Array.of(1, 2, 3).subarray(1))).toBe(
      await checksum(Float64Array.of(2, 3)),
    );
  });
});

describe('the recipe of a run of before', () => {
  it('is found in the history by its key: in the past, in what can be redone, on a line that was left', () => {
    const start = { recipe, history: emptyHistory };
    const one = commit(start, { kind: 'setSeed', seed: 7 }, 'seed 7', 't1');
    const two = commit(one, { kind: 'setSeed', seed: 8 }, 'seed 8', 't2');
    const back = nameMoment(travel(two, 1), 'here', 't3');
    const other = commit(back, { kind: 'setSeed', seed: 9 }, 'seed 9', 't4');
    const asked = [recipe, one.recipe, two.recipe, other.recipe].map((r) => ({
      key: runKey(r, key),
      modelKey: key,
    }));
    const found = recoveredRecipes(other, [...asked, { key: 'gone', modelKey: key }]);
    expect(asked.map((a) => found.get(a.key)?.seed)).toEqual([recipe.seed, 7, 8, 9]);
    expect(found.has('gone')).toBe(false);
  });
});

it('knows its version and the browsers by name', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(tabwiseVersion).toBe(version);
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';
  expect(runtimeOf(chrome)).toBe('Chrome 131');
  expect(runtimeOf(`${chrome} Edg/131.0`)).toBe('Edge 131');
  expect(runtimeOf('Mozilla/5.0 Gecko/20100101 Firefox/133.0')).toBe('Firefox 133');
  expect(runtimeOf('Mozilla/5.0 AppleWebKit/605 Version/18.1 Safari/605')).toBe('Safari 18.1');
  expect(runtimeOf('Node 24')).toBe('Node 24');
});
