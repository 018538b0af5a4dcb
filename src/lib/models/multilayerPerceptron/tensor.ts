import type { Opened, TensorLesson } from '#lib/engine/backends/tfjs.ts';
import type { Batch, Layers } from '#lib/engine/kernels/net.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { Lesson } from './exact.ts';
import type { Trainer, Turn } from './trainer.ts';

/**
 * Batches asked of a graphics processor before it is waited for, so that it is kept busy and a cancel is heard soon;
 * the others have done a batch when they return.
 */
const ahead = 8;

/**
 * Loads TensorFlow.js and chooses its backend.
 * @param batch what the backends are measured on
 * @throws EngineError 'unexpected' where no backend works
 */
export function* openTensor(lesson: Lesson, batch: Batch): Generator<Progress, Trainer> {
  const { shape, start, samples, alpha, solver } = lesson;
  const momentum = solver.kind === 'sgd' ? solver.momentum : null;
  const asked: TensorLesson = { shape, start, samples, alpha, momentum };
  const opening = import('#lib/engine/backends/tfjs.ts').then(({ openTensorFlow }) =>
    openTensorFlow(asked, batch),
  );
  let opened: Opened | null = null;
  const wait = opening.then((one) => (opened = one));
  let taken = false;
  try {
    yield { share: 0, note: 'TensorFlow.js: measuring its backends', wait };
    const trainer = new TensorTrainer(opened!);
    yield { share: 0, note: `${trainer.where}; a batch takes ${timesOf(opened!)}` };
    taken = true;
    return trainer;
  } finally {
    // Stopped while it opened: its memory is given back once it is open.
    if (!taken) opening.then(({ net }) => net.close()).catch(() => undefined);
  }
}

const timesOf = ({ probes }: Opened): string =>
  probes
    .map(({ backend, milliseconds, why }) =>
      milliseconds === null ? `${backend} no (${why})` : `${backend} ${milliseconds.toFixed(1)} ms`,
    )
    .join(', ');

class TensorTrainer implements Trainer {
  readonly where: string;
  readonly #net: Opened['net'];
  readonly #ahead: number;
  #asked = 0;

  constructor({ net, backend }: Opened) {
    this.#net = net;
    this.#ahead = backend.startsWith('webg') ? ahead : 1;
    this.where = `TensorFlow.js on ${backend}`;
  }

  *step(batch: Batch, rate: number): Generator<Turn, void> {
    this.#net.step(batch, rate);
    yield batch.rows.length * this.#net.work;
    this.#asked += 1;
    if (this.#asked % this.#ahead === 0) yield this.#net.settle();
  }

  loss(): Generator<Turn, number> {
    return awaited(this.#net.loss());
  }

  answers(rows: Int32Array): Generator<Turn, Float64Array> {
    return awaited(this.#net.answers(rows));
  }

  layers(): Generator<Turn, Layers> {
    return awaited(this.#net.layers());
  }

  close(): void {
    this.#net.close();
  }
}

/** What a promise gives, once whoever drives has waited for it. */
function* awaited<T>(promise: Promise<T>): Generator<Turn, T> {
  let given: { readonly value: T } | null = null;
  yield promise.then((value) => (given = { value }));
  return (given as { readonly value: T } | null)!.value;
}
