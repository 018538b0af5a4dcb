import { expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { matrixLineage } from '#lib/engine/explain/matrixLineage.ts';
import { originsOf } from '#lib/recipe/origins.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { cleaningUp, loaded, people, peopleRecipe, trace } from './engine.support.ts';
import { step } from './recipe.support.ts';

const specs = { steps: stepComputes, specs: stepSpecs };

it('names the columns of the file that each column of the matrix is made of', () => {
  const table = loaded(people(200));
  const recipe = peopleRecipe('survived', {
    steps: [...cleaningUp(), step('pca', ['age', 'fare'], { nComponents: 2 }, 'pca')],
  });
  const found = new Map(driveSync(matrixLineage(table, recipe, specs)));
  const { matrix, problems } = trace(table, recipe);
  expect(problems).toEqual([]);
  expect([...found.keys()]).toEqual(matrix.map((c) => c.name));
  const of = (start: string): (readonly string[])[] =>
    [...found].filter(([name]) => name.startsWith(start)).map(([, from]) => from);
  expect(of('sex_')).toEqual([['sex'], ['sex']]);
  expect(of('port_').every((from) => from.join() === 'port')).toBe(true);
  expect(of('age_').every((from) => from.join() === 'age')).toBe(true);
  expect(of('pca')).toEqual([
    ['age', 'fare'],
    ['age', 'fare'],
  ]);
  expect(found.get('noise')).toEqual(['noise']);
});

it('names of a renamed column the one of the file', () => {
  const cells = people(60);
  // The table as the cleaning step leaves it.
  const renamed = loaded(new Map([...cells].map(([k, v]) => [k === 'fare' ? 'paid' : k, v])));
  const recipe = peopleRecipe('survived', {
    steps: [
      step('renameColumns', ['fare'], { mapping: [['fare', 'paid']] }, 'rename'),
      ...cleaningUp().filter((s) => s.key !== 'scale'),
    ],
  });
  const found = new Map(driveSync(matrixLineage(renamed, recipe, specs)));
  expect(found.get('paid')).toEqual(['fare']);
});

it('goes through cleaning steps: by place, by name, or to all that a formula reads', () => {
  const renaming = {
    mapping: [
      ['noise', 'hum'],
      ['port', 'harbour'],
    ],
  };
  const steps = [
    step('renameColumns', ['noise', 'port'], renaming, 'rename'),
    step('calculate', [], { name: 'worth', expression: 'hum * fare + 1' }, 'worth'),
    step('combineNumbers', ['age', 'worth'], { operation: 'ratio' }, 'ratio'),
    step('mathTransform', ['fare'], { function: 'log1p', keep: false }, 'log'),
    step('dropColumns', ['age'], {}, 'drop'),
  ];
  const origins = originsOf(peopleRecipe('survived', { steps }), stepSpecs);
  expect(origins.get('hum')).toEqual(['noise']);
  expect(origins.get('harbour')).toEqual(['port']);
  expect([...origins.get('worth')!].sort()).toEqual(['fare', 'noise']);
  expect([...origins.get('age_per_worth')!].sort()).toEqual(['age', 'fare', 'noise']);
  expect([...origins].filter(([, from]) => from.join() === 'fare').length).toBe(1);
  expect(origins.has('age')).toBe(false);
});
