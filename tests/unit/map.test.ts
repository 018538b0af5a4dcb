import { describe, expect, it } from 'vitest';
import { paintBy, paintByGroup, cellAt } from '#lib/features/data/map/paint.ts';
import { nearestTo, nextTowards, placesIn } from '#lib/features/data/map/places.ts';
import { usedWords } from '#lib/features/data/map/words.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { mapRows } from '#lib/engine/map/mapRows.ts';
import type { RecipeStep } from '#lib/recipe/recipe.ts';
import type { MapAsk, MapResult } from '#lib/recipe/rowsMap.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { cleaningUp, loaded, people, peopleRecipe, type Cells } from './engine.support.ts';

const flat: MapAsk = { method: 'pca', neighbours: 0, standardise: true };

const mapOf = (
  cells: ReadonlyMap<string, Cells>,
  ask: MapAsk = flat,
  steps: RecipeStep[] = cleaningUp(),
): MapResult =>
  driveSync(mapRows(loaded(cells), peopleRecipe('survived', { steps }), ask, stepComputes));

describe('a map of rows', () => {
  const cells = people(120);

  it('has a place for each row, by what the steps made of the features, without the target', () => {
    const map = mapOf(cells);
    expect([...map.rid]).toEqual(Array.from({ length: 120 }, (_, i) => i));
    expect(map.used).toContain('sex_female');
    expect(map.used).not.toContain('survived');
    expect([map.leftOut, map.unprepared, map.rowsOfAll]).toEqual([[], null, 120]);
    const column = map.columns.find((c) => c.name === 'survived')!;
    expect(cellAt(column, 7)).toBe(String(cells.get('survived')![7]));
  });

  it('depends on features only', () => {
    const others = new Map(cells).set('survived', cells.get('survived')!.toReversed());
    const [one, two] = [mapOf(cells), mapOf(others)];
    // The split is stratified by the target, so the steps may learn from other rows; the axes turn by that alone.
    expect(two.used).toEqual(one.used);
    const split = peopleRecipe('survived', {
      steps: [],
      split: { method: 'random', validation: 0.2, test: 0.2, stratify: false, seed: 1 },
    });
    const [a, b] = [cells, others].map((c) =>
      driveSync(mapRows(loaded(c), split, flat, stepComputes)),
    );
    expect(b!.x).toEqual(a!.x);
  });

  it('says which columns could not decide, and why', () => {
    const gone = cells.get('noise')!.map((x, i) => (i % 3 === 0 ? x : null));
    const map = mapOf(new Map(cells).set('noise', gone), flat, []);
    const gaps = cells.get('age')!.filter((x) => x === null).length;
    expect(map.used).toEqual(['age', 'fare']);
    expect(map.filled).toEqual([{ name: 'age', cells: gaps }]);
    expect(map.leftOut).toEqual([
      { name: 'sex', why: 'it holds text' },
      { name: 'port', why: 'it holds text' },
      { name: 'noise', why: 'it is mostly missing' },
    ]);
    expect(usedWords(map)).toBe(
      `Placed by 2 columns, as the recipe’s steps leave them, brought to one scale: age, fare. Missing cells stand at the mean, on this map alone: age (${gaps}). Left out: sex (it holds text), port (it holds text), noise (it is mostly missing).`,
    );
  });

  it('says where steps do not fit, and maps without them', () => {
    const broken = { ...cleaningUp()[0]!, columns: ['gone'] };
    const map = mapOf(cells, flat, [broken]);
    expect(map.unprepared).toContain('“gone”');
    expect(map.used).toContain('fare');
  });

  it('draws a sample of many rows, the same for a seed', () => {
    const ask = { ...flat, method: 'pca' as const };
    const many = people(10_050);
    const [one, two] = [mapOf(many, ask), mapOf(many, ask)];
    expect([one.rid.length, one.rowsOfAll]).toEqual([10_000, 10_050]);
    expect(two.rid).toEqual(one.rid);
    expect(two.y).toEqual(one.y);
    expect([...one.rid]).toEqual([...one.rid].sort((a, b) => a - b));
  });

  it('gives up at its next breath', () => {
    const work = mapRows(
      loaded(cells),
      peopleRecipe(),
      { method: 'tsne', neighbours: 30, standardise: true },
      stepComputes,
    );
    let last = 0;
    for (let turn = 0; turn < 60; turn += 1) {
      const { value, done } = work.next();
      expect(done).toBe(false);
      const { share } = value as { share: number };
      expect(share).toBeGreaterThanOrEqual(last);
      last = share;
    }
    expect(work.return(undefined as never).done).toBe(true);
  });

  it('refuses what has no numbers, with a remedy', () => {
    const texts = new Map([...cells].map(([name, c]) => [name, c.map(() => 'x') as Cells]));
    expect(() => mapOf(texts, flat, [])).toThrow(
      /No column can decide the places.*Impute or encode/,
    );
  });
});

describe('on the screen', () => {
  const map = {
    x: Float64Array.of(0, 1, 2, 1),
    y: Float64Array.of(0, 0, 0, 1),
  };
  const places = placesIn(map, 228, 128);

  it('keeps one scale either way, high values above', () => {
    expect([...places.x]).toEqual([14, 114, 214, 114]);
    expect([...places.y]).toEqual([114, 114, 114, 14]);
  });

  it('finds rows by pointer and by arrow', () => {
    expect(nearestTo(places, [110, 110], 14)).toBe(1);
    expect(nearestTo(places, [60, 60], 14)).toBe(-1);
    expect(nextTowards(places, 0, [1, 0])).toBe(1);
    expect(nextTowards(places, 1, [0, -1])).toBe(3);
    expect(nextTowards(places, 2, [1, 0])).toBe(2);
  });
});

describe('colours', () => {
  it('give each of a few values its own, and the rest one', () => {
    const codes = Int32Array.from({ length: 40 }, (_, i) => (i < 36 ? i % 9 : -1));
    const levels = Array.from({ length: 9 }, (_, k) => `level ${k}`);
    const { tints, of } = paintBy({ name: 'c', kind: 'category', codes, levels }, 40);
    expect(tints.map((t) => t.words)).toEqual([...levels.slice(0, 7), 'Other', 'Missing']);
    expect(tints.map((t) => t.rows)).toEqual([4, 4, 4, 4, 4, 4, 4, 8, 4]);
    expect([of[0], of[8], of[39]]).toEqual([0, 7, 8]);
    const truth = paintBy({ name: 'y', kind: 'number', values: Float64Array.of(1, 0, NaN, 1) }, 4);
    expect(truth.tints.map((t) => t.words)).toEqual(['0', '1', 'Missing']);
    expect([...truth.of]).toEqual([1, 0, 2, 1]);
  });

  it('show the size of numbers in steps of about as many rows', () => {
    const values = Float64Array.from({ length: 601 }, (_, i) => (i < 600 ? i / 10 : NaN));
    const { tints, of } = paintBy({ name: 'n', kind: 'number', values }, 601);
    expect(tints.map((t) => t.rows)).toEqual([100, 100, 100, 100, 100, 100, 1]);
    expect([tints[0]!.token, tints[6]!.words]).toEqual(['--seq-2', 'Missing']);
    expect([of[0], of[599], of[600]]).toEqual([0, 5, 6]);
  });

  it('show the groups of a run, and rows that are in none', () => {
    const rid = Int32Array.of(3, 5, 9);
    const groups = {
      name: 'k-means',
      labels: new Map([
        [3, 1],
        [5, 0],
      ]),
    };
    const { tints, of } = paintByGroup({ rid } as MapResult, groups);
    expect(tints.map((t) => t.words)).toEqual(['Group 1', 'Group 2', 'In no group']);
    expect([...of]).toEqual([1, 0, 2]);
  });
});
