import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { hasGraphics, openTensorFlow } from '#lib/engine/backends/tfjs.ts';
import { drive, driveSync } from '#lib/engine/drive.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import { multilayerPerceptronCompute as compute } from '#lib/models/multilayerPerceptron/compute.ts';
import type { NetworkFitted } from '#lib/models/multilayerPerceptron/compute.ts';
import { firstLayers, problemOf } from '#lib/models/multilayerPerceptron/problem.ts';
import type { Params } from '#lib/models/multilayerPerceptron/problem.ts';
import { multilayerPerceptron as spec } from '#lib/models/multilayerPerceptron/spec.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { Task } from '#lib/recipe/profile.ts';
import { wave } from './fixtures.ts';
import { classesOf, gap, matrixOf } from './answers.ts';

const cases: readonly (readonly [Task, Readonly<Record<string, unknown>>])[] = [
  ['regression', { hiddenLayerSizes: [20] }],
  ['binary', { hiddenLayerSizes: [9, 5], activation: 'tanh', earlyStopping: true, batchSize: 32 }],
  ['multiclass', { activation: 'logistic', dropout: 0.3, classWeight: 'balanced' }],
  ['multiclass', { activation: 'identity', solver: 'sgd', learningRate: 'cosine', alpha: 0.1 }],
];

describe('TensorFlow.js learns what the exact arithmetic learns, to its seven digits', () => {
  it.each(cases)('%s with %o', async (task, params) => {
    const input = inputOf(task, { ...params, maxIter: 12 });
    const exact = driveSync(compute.fit(input));
    const { fitted, notes } = await waited({ ...input.params, arithmetic: 'tensorflow' }, input);
    expect(fitted.where).toMatch(/^TensorFlow\.js on (cpu|wasm)$/);
    expect(notes.join('\n')).toMatch(/a batch takes cpu [\d.]+ ms, wasm [\d.]+ ms/);
    expect(notes.at(-1)).toContain(fitted.where);
    expect(gap(fitted.losses, exact.losses)).toBeLessThan(1e-4);
    expect(gap(fitted.scores, exact.scores)).toBeLessThan(1e-4);
    expect(gap(compute.predict(fitted, input.X), compute.predict(exact, input.X))).toBeLessThan(
      1e-3,
    );
    expect(compute.explain(fitted, input.X.names).learning!.reproducible).toBe(false);
  });

  it.each(['cpu', 'wasm'])('on %s', async (backend) => {
    const input = inputOf('multiclass', {});
    const { shape, samples } = problemOf(input);
    const lesson = { shape, samples, start: firstLayers(shape, new RandomState(1)) };
    const rows = Int32Array.from({ length: 50 }, (_, i) => i);
    const asked = { ...lesson, alpha: 1e-4, momentum: null };
    const opened = await openTensorFlow(asked, { rows, masks: null }, backend);
    expect(opened.backend).toBe(backend);
    opened.net.close();
  });
});

it('is stopped between batches, and gives its tensors back', async () => {
  const input = inputOf('binary', { arithmetic: 'tensorflow', maxIter: 50 });
  const tf = await import('@tensorflow/tfjs-core');
  await waited({ ...input.params, maxIter: 1 }, input);
  const before = tf.memory().numTensors;
  let turns = 0;
  const stopped = drive(compute.fit(input), {
    onProgress: () => (turns += 1),
    cancelled: () => turns > 8,
    breathe: () => Promise.resolve(),
    sinceBreath: () => 0,
  });
  await expect(stopped).rejects.toMatchObject({ detail: { code: 'cancelled' } });
  expect(tf.memory().numTensors).toBe(before);
});

it('refuses to run where nobody can wait', () => {
  const input = inputOf('binary', { arithmetic: 'tensorflow' });
  expect(() => driveSync(compute.fit(input))).toThrow('Choose the exact arithmetic');
});

it.each([
  ['a graphics processor', { info: { vendor: 'nvidia', architecture: 'hopper' } }, true],
  ['SwiftShader', { info: { vendor: 'google', architecture: 'swiftshader' } }, false],
  ['a fallback', { info: { vendor: 'x', isFallbackAdapter: true } }, false],
  ['an old fallback', { isFallbackAdapter: true }, false],
  ['none', null, false],
])('asks WebGPU of %s or not', async (_, adapter, asked) => {
  const gpu = { requestAdapter: () => Promise.resolve(adapter) };
  expect(await hasGraphics({ navigator: { gpu } })).toBe(asked);
});

async function waited(
  params: Params,
  input: FitInput<Params>,
): Promise<{ readonly fitted: NetworkFitted; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const say = ({ note }: Progress): void => void (note && notes.push(note));
  const fitted = await drive(compute.fit({ ...input, params }), {
    onProgress: say,
    cancelled: () => false,
    breathe: () => Promise.resolve(),
    sinceBreath: () => 0,
  });
  return { fitted, notes };
}

function inputOf(task: Task, given: Readonly<Record<string, unknown>>): FitInput<Params> {
  const columns = Array.from({ length: 4 }, (_, j) =>
    Array.from({ length: 120 }, (_, i) => wave(i, j)),
  );
  const value = columns[0]!.map((x, i) => x - columns[1]![i]! * columns[2]![i]!);
  const cuts = task === 'binary' ? [0] : [-0.3, 0.3];
  const y = task === 'regression' ? value : value.map((z) => cuts.filter((cut) => z > cut).length);
  return {
    X: matrixOf(columns),
    y: Float64Array.from(y),
    task,
    nClasses: classesOf(task),
    params: v.parse(spec.params, given),
    seed: 3,
  };
}
