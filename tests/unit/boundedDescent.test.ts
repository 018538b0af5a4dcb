import { expect, it } from 'vitest';
import { minimise } from '#lib/engine/boundedDescent.ts';
import { driveSync } from '#lib/engine/drive.ts';

type Slopes = (at: Float64Array) => {
  readonly value: number;
  readonly gradient: readonly number[];
};

const from = (
  slopes: Slopes,
  start: readonly number[],
  low = -1e3,
  high = 1e3,
  counted?: () => void,
) =>
  driveSync(
    minimise(
      function* (at) {
        counted?.();
        const { value, gradient } = slopes(at);
        return { value, gradient: Float64Array.from(gradient) };
      },
      Float64Array.from(start),
      {
        box: {
          low: new Float64Array(start.length).fill(low),
          high: new Float64Array(start.length).fill(high),
        },
        tolerance: 1e-9,
        leastGain: 0,
        maxIterations: 200,
      },
    ),
  );

const rosenbrock: Slopes = ([x, y]: Iterable<number> & { readonly [i: number]: number }) => ({
  value: (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2,
  gradient: [-2 * (1 - x!) - 400 * x! * (y! - x! * x!), 200 * (y! - x! * x!)],
});

it('goes through Rosenbrock’s valley, in few looks', () => {
  let looks = 0;
  const { at, converged } = from(rosenbrock, [-1.2, 1], -1e3, 1e3, () => (looks += 1));
  expect(converged).toBe(true);
  expect(Math.abs(at[0]! - 1) + Math.abs(at[1]! - 1)).toBeLessThan(1e-8);
  expect(looks).toBeLessThan(70);
});

it('ends at a bound where the slope leads out of the box, and slides along it', () => {
  // Within x, y ≤ 0.5 the lowest point of the valley is (0.5, 0.25).
  const { at } = from(rosenbrock, [-0.7, 0.4], -0.9, 0.5);
  expect(Math.abs(at[0]! - 0.5) + Math.abs(at[1]! - 0.25)).toBeLessThan(1e-8);
  const corner = from((x) => ({ value: x[0]! + 2 * x[1]!, gradient: [1, 2] }), [0.3, 0.2], 0, 1);
  expect([...corner.at]).toEqual([0, 0]);
});

it('turns back from where nothing can be computed', () => {
  const { at } = from(
    ([x]) =>
      x! > 0
        ? { value: x! - Math.log(x!), gradient: [1 - 1 / x!] }
        : { value: Infinity, gradient: [0] },
    [30],
  );
  expect(Math.abs(at[0]! - 1)).toBeLessThan(1e-8);
});

it('stays where it is at a minimum, and says when its turns are used up', () => {
  expect(from((x) => ({ value: x[0]! ** 2, gradient: [2 * x[0]!] }), [0]).iterations).toBe(0);
  const short = driveSync(
    minimise(
      function* (at) {
        const { value, gradient } = rosenbrock(at);
        return { value, gradient: Float64Array.from(gradient) };
      },
      Float64Array.of(-1.2, 1),
      {
        box: { low: Float64Array.of(-9, -9), high: Float64Array.of(9, 9) },
        tolerance: 1e-9,
        leastGain: 0,
        maxIterations: 3,
      },
    ),
  );
  expect([short.iterations, short.converged]).toEqual([3, false]);
});
