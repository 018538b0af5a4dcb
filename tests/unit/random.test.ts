import { EngineError } from '#lib/recipe/errors.ts';
import { RandomState } from '#lib/engine/random.ts';
import { describe, expect, it } from 'vitest';
import { answers, apart, brief } from '../oracle/numerics/answers.ts';

const times = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

describe.each(answers.random)('RandomState($seed) draws as numpy', (numpy) => {
  const seed = numpy.seed === 'range(700)' ? Array.from({ length: 700 }, (_, i) => i) : numpy.seed;
  const fresh = () => new RandomState(seed);

  it('the same 32-bit words, also after the state is regenerated', () => {
    const rng = fresh();
    const words = times(700, () => rng.uint32());
    expect(words.filter((_, i) => i % 50 === 0)).toEqual(numpy.uint32);
  });

  it('the same 53-bit numbers', () => {
    const rng = fresh();
    expect(times(8, () => rng.randomSample())).toEqual(numpy.random_sample);
  });

  it('the same permutations of 0, 1, 2, 3, 10, 1000 and 70000', () => {
    const sizes = [0, 1, 2, 3, 10, 1000, 70000];
    expect(sizes.map((n) => brief(fresh().permutation(n)))).toEqual(numpy.permutations);
  });

  it('the same integers between two bounds, up to 2³² apart', () => {
    for (const [low, high, drawn] of numpy.randints) {
      const rng = fresh();
      expect(times(12, () => rng.randint(low, high))).toEqual(drawn);
    }
  });

  it('the same choice with and without replacement', () => {
    expect([...fresh().choice(50, 12)]).toEqual(numpy.choice);
    expect([...fresh().choice(50, 12, false)]).toEqual(numpy.choice_without);
  });

  it('the same normal numbers to the last bit but one', () => {
    const rng = fresh();
    const far = numpy.normal.map((x) => apart(rng.normal(10, 3), x));
    expect(Math.max(...far)).toBeLessThan(4e-16);
  });

  it('the same from one state through different kinds of draw', () => {
    const rng = fresh();
    const [first, order, second, one, below, sample] = numpy.mixed;
    expect(apart(rng.normal(), first)).toBeLessThan(4e-16);
    expect([...rng.permutation(6)]).toEqual(order);
    expect(apart(rng.normal(), second)).toBeLessThan(4e-16);
    expect([rng.randint(3, 4), rng.randint(0, 100), rng.randomSample()]).toEqual([
      one,
      below,
      sample,
    ]);
  });
});

it('leaves the array given to permutation as it was', () => {
  const rows = Int32Array.of(5, 6, 7, 8);
  const order = new RandomState(0).permutation(rows);
  expect([...rows]).toEqual([5, 6, 7, 8]);
  expect([...order].sort()).toEqual([5, 6, 7, 8]);
});

it('says which seeds there are when given another', () => {
  for (const seed of [-1, 1.5, NaN, 2 ** 32, []]) {
    expect(() => new RandomState(seed)).toThrow(EngineError);
    expect(() => new RandomState(seed)).toThrow(/0 to 4294967295/);
  }
});

it('refuses to draw from nothing', () => {
  const rng = new RandomState(0);
  expect(() => rng.randint(3, 3)).toThrow(EngineError);
  expect(() => rng.choice(0, 1)).toThrow(EngineError);
  expect(() => rng.choice(3, 4, false)).toThrow(EngineError);
});
