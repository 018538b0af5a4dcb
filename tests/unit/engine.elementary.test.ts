import { expect, it } from 'vitest';
import { exp, log } from '#lib/engine/elementary.ts';

const places = Array.from({ length: 4001 }, (_, i) => (i - 2000) * 0.3541 + 1e-3 * ((i * i) % 7));

it('gives e^x to 2 units in the last place, from the smallest number to the largest', () => {
  for (const x of places.filter((p) => p > -708 && p < 709))
    expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(5e-16);
  expect([0, -746, 710, NaN, -Infinity, Infinity].map(exp)).toEqual([
    1,
    0,
    Infinity,
    NaN,
    0,
    Infinity,
  ]);
  expect(exp(-740)).toBeCloseTo(Math.exp(-740), 320);
  expect(exp(-740)).toBeGreaterThan(0);
});

it('gives the logarithm to 2 units in the last place, near 1 and of tiny numbers too', () => {
  const near = places.map((p) => 1 + p * 1e-6);
  const tiny = [5e-324, 1e-310, 2.3e-308, 1.7e308];
  for (const x of [...places.map((p) => Math.exp(p / 2)), ...near, ...tiny])
    expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(5e-16 * Math.abs(Math.log(x)));
  expect([1, 0, -1, NaN, Infinity].map(log)).toEqual([0, -Infinity, NaN, NaN, Infinity]);
});
