import { expect } from 'vitest';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { isClassification, type Task } from '#lib/recipe/profile.ts';
import type { ModelId } from '#lib/models/specs.ts';
import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import { modelLowerings } from '#lib/models/lowerings.ts';
import { computeOf, specOf } from '../oracle/models/answers.ts';

export function reversed(X: Matrix): Matrix {
  return { rows: X.rows, names: [...X.names].reverse(), columns: [...X.columns].reverse() };
}

export function checkAnswers(
  answers: Float64Array,
  { X, task, nClasses }: FitInput<unknown>,
  decides = false,
): void {
  const width = task === 'regression' ? 1 : nClasses;
  expect(answers.length).toBe(X.rows * width);
  expect(answers.every(Number.isFinite)).toBe(true);
  if (task === 'regression') return;
  if (decides) return checkDecisions(answers, width);
  for (let i = 0; i < X.rows; i += 1) {
    const row = [...answers.slice(i * width, i * width + width)];
    expect(sum(row)).toBeCloseTo(1, 12);
    expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
  }
}

/** Spec and lowering say of these parameters what compute says of the fitted model. */
export function checkSays(id: ModelId, params: unknown, decides: boolean): void {
  const { probabilities } = specOf(id).capabilities;
  expect(typeof probabilities === 'function' ? probabilities(params) : probabilities).toBe(
    !decides,
  );
  const lowering: AnyModelLowering = modelLowerings[id];
  expect(lowering.decides?.(params) ?? false).toBe(decides);
}

/** Of two classes what speaks for the one speaks as much against the other. */
function checkDecisions(answers: Float64Array, width: number): void {
  if (width !== 2) return;
  for (let i = 0; i < answers.length; i += 2) expect(answers[i]! + answers[i + 1]!).toBe(0);
}

/** What is wrong with a fitted state by the form that its model gives; null where it has it. */
export const stateFault = (
  id: ModelId,
  fitted: unknown,
  { X, nClasses, task }: FitInput<unknown>,
): string | null =>
  computeOf(id).state.form(fitted, {
    features: X.columns.length,
    classes: nClasses,
    classified: isClassification(task),
  });

export const flat = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Float64Array || inner instanceof Int32Array ? [...inner] : inner,
  );

export function errorOf(work: () => unknown): EngineError {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

export const sum = (x: readonly number[]): number => x.reduce((total, value) => total + value, 0);

/** Values, or the classes that they are cut into. */
export function codesOf(y: readonly number[], task: Task): Float64Array {
  const cuts = task === 'regression' ? null : task === 'binary' ? [0] : [-1, 1];
  return Float64Array.from(y, (value) => cuts?.filter((cut) => value > cut).length ?? value);
}
