import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** What the evaluation page draws, against scikit-learn and scipy (generate.py). */

interface Answers {
  readonly agreement: readonly { a: number[]; b: number[]; rand: number; information: number }[];
  readonly calibration: readonly {
    readonly y: number[];
    readonly p: number[];
    readonly observed: number[];
    readonly predicted: number[];
    readonly brier: number;
    readonly ece: number;
    readonly asked: number[];
    readonly platt: number[];
    readonly isotonic: number[];
    readonly cuts: number[];
    readonly confusion: number[][];
  }[];
  readonly normal: readonly { x: number[]; expected: number[] }[];
  readonly slices: {
    readonly city: number[];
    readonly size: (number | null)[];
    readonly loss: number[];
    readonly overall: number;
    readonly edges: number[];
    readonly segments: Record<string, { rows: number; error: number; high: number; p: number }>;
  };
  readonly paired: readonly {
    readonly differences: number[];
    readonly ratio: number;
    readonly t: number;
    readonly p: number;
    readonly low: number;
    readonly high: number;
    readonly below: number;
    readonly above: number;
  }[];
  readonly curves: {
    readonly X: number[][];
    readonly y: number[];
    readonly sizes: number[];
    readonly train: number[][];
    readonly held: number[][];
    readonly alphas: number[];
    readonly values_train: number[][];
    readonly values_held: number[][];
  };
}
export const told = JSON.parse(
  readFileSync(new URL('./answers.json', import.meta.url), 'utf8'),
) as Answers;

export const close = (
  ours: readonly (number | null)[],
  theirs: readonly number[],
  within = 1e-12,
) => {
  expect(ours.length).toBe(theirs.length);
  ours.forEach((x, i) => expect(Math.abs(x! - theirs[i]!), `number ${i}`).toBeLessThan(within));
};
