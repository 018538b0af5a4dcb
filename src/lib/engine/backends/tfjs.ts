import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { detailOf, EngineError } from '#lib/recipe/errors.ts';
import type { Batch, Layers, Samples, Shape } from '../kernels/net.ts';
import { tensorFiles } from './files.ts';
import { TensorNet } from './tensorNet.ts';

export interface TensorLesson {
  readonly shape: Shape;
  readonly start: Layers;
  readonly samples: Samples;
  readonly alpha: number;
  /** Adam where null, else the momentum of plain descent. */
  readonly momentum: number | null;
}

export interface Probe {
  readonly backend: string;
  /** Milliseconds of a batch after the first; null where it was not taken. */
  readonly milliseconds: number | null;
  /** Why it was not taken. */
  readonly why: string | null;
}

export interface Opened {
  readonly net: TensorNet;
  readonly backend: string;
  readonly probes: readonly Probe[];
}

/** Largest difference of a weight after one step, against the CPU's: half-precision textures are 10 times off it. */
const parity = 1e-4;
// Without it, its CPU backend advertises a native one on the command line.
tf.enableProdMode();

const timedSteps = 4;
/** Milliseconds after which a slow backend's batches are counted no further: a cancel waits for it. */
const enough = 60;
/** A backend whose first batch takes longer than this is not worth its start. */
const patience = 4000;

/**
 * The lesson on the fastest of TensorFlow.js's backends, by the time of a few of its own batches. Each must first do a
 * step as the CPU does it; a WebGPU adapter made of software is not asked.
 * @param only a backend to take without a choice, for tests
 * @throws EngineError 'unexpected' where none works
 */
export async function openTensorFlow(
  lesson: TensorLesson,
  batch: Batch,
  only: string | null = null,
): Promise<Opened> {
  const names = only === null ? await candidates() : [only];
  const plain = await afterOneStep('cpu', lesson, batch);
  const probes: Probe[] = [];
  for (const name of names) probes.push(await probe(name, lesson, batch, plain));
  const usable = probes.filter((one) => one.milliseconds !== null);
  usable.sort((a, b) => a.milliseconds! - b.milliseconds!);
  const best = usable[0];
  if (!best || !(await tf.setBackend(best.backend))) throw noneWorks(probes);
  return { net: new TensorNet(lesson), backend: best.backend, probes };
}

async function probe(
  backend: string,
  lesson: TensorLesson,
  batch: Batch,
  plain: Float64Array,
): Promise<Probe> {
  const refused = (why: string): Probe => ({ backend, milliseconds: null, why });
  try {
    await load(backend);
    const began = tf.util.now();
    const ours = await afterOneStep(backend, lesson, batch);
    if (tf.util.now() - began > patience) return refused('its first batch took too long');
    const off = ours.reduce((most, w, i) => Math.max(most, Math.abs(w - plain[i]!)), 0);
    if (!(off <= parity)) return refused(`its first step is ${off.toExponential(1)} off the CPU’s`);
    return { backend, milliseconds: await pace(lesson, batch), why: null };
  } catch (error) {
    return refused(detailOf(error).what);
  }
}

/** Milliseconds of a batch on the backend that is set. */
async function pace(lesson: TensorLesson, batch: Batch): Promise<number> {
  const net = new TensorNet(lesson);
  try {
    net.step(batch, 1e-3);
    await net.loss();
    const began = tf.util.now();
    let steps = 0;
    while (steps < timedSteps && tf.util.now() - began < enough) {
      net.step(batch, 1e-3);
      steps += 1;
    }
    await net.loss();
    return (tf.util.now() - began) / steps;
  } finally {
    net.close();
  }
}

/** All weights after a step of plain descent, which shows the slopes as they are. */
async function afterOneStep(
  backend: string,
  lesson: TensorLesson,
  batch: Batch,
): Promise<Float64Array> {
  if (!(await tf.setBackend(backend))) throw doesNotStart(backend);
  const net = new TensorNet({ ...lesson, momentum: 0 });
  try {
    net.step(batch, 0.1);
    const { weights, biases } = await net.layers();
    return Float64Array.from([...weights, ...biases].flatMap((values) => [...values]));
  } finally {
    net.close();
  }
}

interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: Readonly<Record<string, unknown>>;
}
interface Surroundings {
  readonly navigator?: {
    readonly gpu?: { requestAdapter: () => Promise<Adapter | null> };
  };
  readonly OffscreenCanvas?: unknown;
}

/** Backends that may work here. */
async function candidates(): Promise<string[]> {
  const here = globalThis as Surroundings;
  return [
    'cpu',
    'wasm',
    ...(here.OffscreenCanvas === undefined ? [] : ['webgl']),
    ...((await hasGraphics(here)) ? ['webgpu'] : []),
  ];
}

/** The backend's code; each is a chunk of its own. */
async function load(backend: string): Promise<void> {
  if (backend === 'webgl') await import('@tensorflow/tfjs-backend-webgl');
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  if (backend !== 'wasm') return;
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // Its threads need an isolated page, and hang in a minified one.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (tensorFiles.wasm) setWasmPaths({ ...tensorFiles.wasm });
}

/** Whether there is a WebGPU adapter that is a graphics processor. */
export async function hasGraphics(here: Surroundings): Promise<boolean> {
  try {
    const adapter = await here.navigator?.gpu?.requestAdapter();
    if (!adapter) return false;
    const { info = {} } = adapter;
    const words = ['vendor', 'architecture', 'device', 'description'].map((k) => String(info[k]));
    const soft = /swiftshader|llvmpipe|lavapipe|software|basic render/iu.test(words.join(' '));
    return !soft && adapter.isFallbackAdapter !== true && info['isFallbackAdapter'] !== true;
  } catch {
    return false;
  }
}

const doesNotStart = (backend: string): EngineError =>
  new EngineError({
    code: 'unexpected',
    what: `TensorFlow.js’s backend “${backend}” does not start here`,
    where: { model: 'multilayerPerceptron' },
    remedy: 'Choose the exact arithmetic in the model’s settings.',
  });

const noneWorks = (probes: readonly Probe[]): EngineError =>
  new EngineError({
    code: 'unexpected',
    what: `TensorFlow.js works on no backend here: ${probes.map((one) => `${one.backend}, ${one.why}`).join('; ')}`,
    where: { model: 'multilayerPerceptron' },
    remedy: 'Choose the exact arithmetic in the model’s settings.',
  });
