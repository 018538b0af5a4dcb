// Our side of the benchmark: the product's own engine in a worker, driven as the product drives it.
import { RandomForestClassifier } from 'ml-random-forest';
import { openFile, type OpenHooks } from '#lib/data/formats/open.ts';
import { openDuckDbBrowser } from '#lib/data/duckdbBrowser.ts';
import { blobFile } from '#lib/data/files.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation, dropSource } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { Progress } from '#lib/engine/model.ts';
import { score } from '#lib/metrics/scores.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { TableProfile, Task } from '#lib/recipe/profile.ts';
import { crewOf, joinCrew } from '#lib/workers/crew.ts';
import { workerHasher } from '#lib/workers/hasher.ts';
import { runTask } from '#lib/workers/tasks.ts';

interface Case {
  readonly kind: 'model' | 'step';
  readonly step?: 'pca';
  readonly model: ModelId;
  readonly params: Readonly<Record<string, unknown>>;
  readonly task: Task;
  readonly rows: number;
  readonly testRows: number;
  readonly columns: number;
  /** Another one each turn: single forests differ by 0.001 of AUC. */
  readonly seed: number;
  /** The peer where it is JavaScript, in this worker. */
  readonly peerInBrowser?: 'ml-random-forest' | 'ml-svm';
  /** Of the target; 2 where left out. */
  readonly classes?: number;
}

/** Seconds of the work alone, and the score on rows that the fit did not see. */
interface Answer {
  readonly seconds: number;
  readonly score: number | null;
  /** Seconds that the fitted model took to answer for the test rows. */
  readonly predicting?: number;
}

interface Part {
  readonly X: Matrix;
  readonly y: Float64Array;
}

let train: Part;
let test: Part;
let fitted: unknown = null;
/** Ports to the helpers of the next fit. */
let ports: readonly MessagePort[] = [];
let csv: Blob;
let opened: Promise<Sql> | null = null;

/** DuckDB, started once. */
const engine = (): Promise<Sql> => (opened ??= openDuckDbBrowser());

const acts = {
  async load(url: string, { rows, testRows, columns }: Case): Promise<void> {
    const all = new Float64Array(await (await fetch(url)).arrayBuffer());
    const n = rows + testRows;
    const names = Array.from({ length: columns }, (_, j) => `x${j}`);
    const part = (from: number, to: number): Part => ({
      X: {
        rows: to - from,
        names,
        columns: names.map((_, j) => all.slice(j * n + from, j * n + to)),
      },
      y: all.slice(columns * n + from, columns * n + to),
    });
    fitted = null;
    train = part(0, rows);
    test = part(rows, n);
  },

  /** No answer: the page goes on at once. */
  crew: (given: readonly MessagePort[]) => void (ports = given),
  join: (port: MessagePort) => void joinCrew('helped', port, modelComputes),

  async fit(one: Case): Promise<Answer> {
    if (one.kind === 'step') return fitStep(one);
    const began = performance.now();
    const state = await runTask<unknown>('bench', fitting(one));
    const seconds = (performance.now() - began) / 1000;
    const asked = performance.now();
    const answers = modelComputes[one.model].predict(state as never, test.X);
    const predicting = (performance.now() - asked) / 1000;
    if (one.task === 'clustering') return { seconds, score: between(answers) };
    return { seconds, score: judged(one, answers), predicting };
  },

  /** The model is fitted before the clock starts, once. */
  async predict(one: Case): Promise<Answer> {
    const state = (fitted ??= await runTask<unknown>('bench', fitting(one)));
    const began = performance.now();
    const answers = modelComputes[one.model].predict(state as never, test.X);
    const seconds = (performance.now() - began) / 1000;
    return { seconds, score: judged(one, answers) };
  },

  fitPeer: (one: Case): Answer | Promise<Answer> => peers[one.peerInBrowser!](one),

  async loadCsv(url: string): Promise<void> {
    csv = await (await fetch(url)).blob();
    await engine();
  },

  /** From the file's bytes to the first rows on their way to the page; the rest is read, and not timed. */
  async firstRows(): Promise<Answer> {
    const sql = await engine();
    const began = performance.now();
    let seconds = NaN;
    const { source } = await openFile(
      sql,
      blobFile(csv, 'bench.csv'),
      {},
      { hasher: workerHasher, onFirstRows: () => (seconds = (performance.now() - began) / 1000) },
    );
    const { columns } = await profileTable(sql, baseRelation(source), source);
    await dropSource(sql, source);
    return { seconds, score: columns[0]!.number!.mean };
  },

  /** From the file's bytes to the types and the profile of every column. */
  async readCsv(): Promise<Answer> {
    const sql = await engine();
    const began = performance.now();
    let described: Promise<TableProfile> | null = null;
    const onTyped: OpenHooks['onTyped'] = (source, held) =>
      (described = profileTable(sql, baseRelation(source), source, { held }));
    const { source } = await openFile(
      sql,
      blobFile(csv, 'bench.csv'),
      {},
      {
        onTyped,
        hasher: workerHasher,
      },
    );
    const profile = await described!;
    const seconds = (performance.now() - began) / 1000;
    await dropSource(sql, source);
    return { seconds, score: profile.columns[0]!.number!.mean };
  },
};

/** Peers in JavaScript. */
const peers = {
  /** Grown to pure leaves as ours; its out-of-bag scoring, which nothing else here does, is off. */
  'ml-random-forest'(one: Case): Answer {
    const { params, columns } = one;
    const forest = new RandomForestClassifier({
      nEstimators: params['nEstimators'] as number,
      maxFeatures: columns,
      replacement: false,
      useSampleBagging: true,
      noOOB: true,
      treeOptions: { minNumSamples: 1, gainThreshold: 0 },
      seed: 1,
    });
    const X = rowsOf(train.X);
    const y = [...train.y];
    const began = performance.now();
    forest.train(X, y);
    const seconds = (performance.now() - began) / 1000;
    const votes = forest.predictionValues(rowsOf(test.X)).to2DArray();
    const ones = votes.map((row) => row.reduce((sum, vote) => sum + vote, 0) / row.length);
    return { seconds, score: judged(one, Float64Array.from(ones.flatMap((p) => [1 - p, p]))) };
  },

  /** The kernel's width is that of gamma = 1 / columns, which ours takes for columns of variance 1. */
  async 'ml-svm'(one: Case): Promise<Answer> {
    // Later than the start: it makes code from text, which only the peers' worker may.
    const { default: SVM } = await import('ml-svm');
    const machine = new SVM({
      C: 1,
      tol: 1e-3,
      maxPasses: 10,
      maxIterations: 10_000,
      kernel: 'rbf',
      kernelOptions: { sigma: Math.sqrt(one.columns / 2) },
    });
    const X = rowsOf(train.X);
    const y = Array.from(train.y, (code) => (code === 1 ? 1 : -1));
    const began = performance.now();
    machine.train(X, y);
    const seconds = (performance.now() - began) / 1000;
    const margins = machine.margin(rowsOf(test.X));
    const ones = margins.map((margin) => 1 / (1 + Math.exp(-margin)));
    return { seconds, score: judged(one, Float64Array.from(ones.flatMap((p) => [1 - p, p]))) };
  },
};

const classesOf = ({ task, classes }: Case): number => (task === 'regression' ? 1 : (classes ?? 2));

function fitting(one: Case): Generator<Progress, unknown> {
  const { model, params, task } = one;
  const nClasses = classesOf(one);
  const parsed = parseParams(modelSpecs[model].params, params, model);
  const crew = ports.length > 0 ? { crew: crewOf(model, () => ports) } : {};
  const input = { ...train, task, nClasses, seed: one.seed, params: parsed, ...crew };
  return modelComputes[model].fit(input as never);
}

/** A fitted step: the share of the training rows' variance that its columns keep. */
function fitStep({ params }: Case): Answer {
  const { names, columns, rows } = train.X;
  const table = {
    rows,
    columns: new Map(names.map((name, j) => [name, { kind: 'number', values: columns[j]! }])),
  };
  const input = {
    table: table as never,
    columns: names,
    params: parseParams(stepSpecs.pca.params, params, 'pca'),
    target: null,
    seed: 42,
  };
  const began = performance.now();
  const { share } = stepComputes.pca.fit(input);
  return { seconds: (performance.now() - began) / 1000, score: share };
}

/** Of the test rows: 1 − squares within the groups over squares about the mean. */
function between(labels: Float64Array): number {
  let [within, all] = [0, 0];
  for (const x of test.X.columns) {
    const sums = new Map<number, [number, number]>();
    x.forEach((value, i) => {
      for (const group of [labels[i]!, -1]) {
        const [sum, n] = sums.get(group) ?? [0, 0];
        sums.set(group, [sum + value, n + 1]);
      }
    });
    const mean = (group: number): number => sums.get(group)![0] / sums.get(group)![1];
    const means = new Map([...sums.keys()].map((group) => [group, mean(group)]));
    x.forEach((value, i) => {
      within += (value - means.get(labels[i]!)!) ** 2;
      all += (value - means.get(-1)!) ** 2;
    });
  }
  return 1 - within / all;
}

const scores = { regression: 'r2', binary: 'roc_auc', multiclass: 'roc_auc_ovr' } as const;

function judged(one: Case, predicted: Float64Array): number | null {
  const { task } = one;
  const nClasses = classesOf(one);
  if (task === 'clustering' || task === 'anomaly') return null;
  return score(scores[task], {
    task,
    nClasses,
    yTrue: test.y,
    predicted,
  });
}

const rowsOf = ({ rows, columns }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => columns.map((x) => x[i]!));

onmessage = async ({ data: [act, ...args] }: MessageEvent<[keyof typeof acts, ...unknown[]]>) => {
  try {
    const answer = await (acts[act] as (...args: unknown[]) => unknown)(...args);
    if (act !== 'crew' && act !== 'join') postMessage({ answer });
  } catch (error) {
    postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
