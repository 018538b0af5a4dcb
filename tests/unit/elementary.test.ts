import { expect, it } from 'vitest';
import { erf, exp, log, log1p, tanh } from '#lib/engine/elementary.ts';

/** Math's own are within 1 unit in the last place of the truth here: 4e-16 is two of them more. */
const off = (ours: number, theirs: number): number =>
  ours === theirs ? 0 : Math.abs(ours / theirs - 1);
const range = (from: number, to: number, n = 20001): number[] =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
const worst = (xs: readonly number[], one: (x: number) => number): number =>
  xs.reduce((most, x) => Math.max(most, one(x)), 0);

it('is Math’s exp to the last place or two', () => {
  const xs = [...range(-708, 709.7), ...range(-1, 1)];
  expect(worst(xs, (x) => off(exp(x), Math.exp(x)))).toBeLessThan(6e-16);
  expect([exp(0), exp(-1e9), exp(710), exp(-Infinity)]).toEqual([1, 0, Infinity, 0]);
  expect(exp(NaN)).toBeNaN();
});

it('is Math’s log and log1p to the last place or two', () => {
  const xs = [...range(1e-3, 3), ...range(0.999, 1.001), ...range(-300, 300).map((e) => 10 ** e)];
  expect(worst(xs, (x) => off(log(x), Math.log(x)))).toBeLessThan(6e-16);
  expect([log(1), log(0), log(Infinity)]).toEqual([0, -Infinity, Infinity]);
  expect(log(-1)).toBeNaN();
  expect(off(log(5e-324), Math.log(5e-324))).toBeLessThan(6e-16);
  const near = [...range(-0.9, 3), ...range(-300, 0, 601).map((e) => 10 ** e)];
  expect(worst(near, (x) => off(log1p(x), Math.log1p(x)))).toBeLessThan(1e-15);
});

it('is tanh to 1e-15, and odd', () => {
  expect(worst(range(-30, 30), (x) => Math.abs(tanh(x) - Math.tanh(x)))).toBeLessThan(1e-15);
  expect([tanh(1e300), tanh(-1e300), tanh(-0.3)]).toEqual([1, -1, -tanh(0.3)]);
});

it('is the error function of tables (Abramowitz & Stegun 7.1; NIST DLMF 7.23)', () => {
  const table = [
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [4.5, 0.9999999998033839],
    [6, 1],
  ] as const;
  for (const [x, value] of table) {
    expect(Math.abs(erf(x) - value)).toBeLessThan(2e-15);
    expect(erf(-x)).toBe(-erf(x));
  }
});
