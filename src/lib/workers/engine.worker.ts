import { expose, transfer } from 'comlink';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import { tensorFiles } from '#lib/engine/backends/files.ts';
import { assess } from '#lib/engine/assess.ts';
import type { Blendable } from '#lib/engine/automl/ensemble.ts';
import { heldTo } from '#lib/engine/heldTo.ts';
import { gainOf } from '#lib/engine/gain.ts';
import { matrixLineage } from '#lib/engine/explain/matrixLineage.ts';
import { findLeaks } from '#lib/engine/leakage/guard.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { modelOf } from '#lib/engine/run.ts';
import { predictSaved } from '#lib/engine/fitted.ts';
import { trainModel } from '#lib/engine/experiment.ts';
import { mapRows } from '#lib/engine/map/mapRows.ts';
import { previewCandidates, type Candidate } from '#lib/engine/suggest.ts';
import { study } from '#lib/engine/study/study.ts';
import { checkStructure } from '#lib/engine/structure.ts';
import type { Table } from '#lib/engine/table.ts';
import { traceRecipe } from '#lib/engine/trace.ts';
import { modelComputes } from '#lib/models/computes.ts';
import type { AutoAsk, AutoProposal, AutoTrial } from '#lib/recipe/automl.ts';
import type { Answer, Compared } from '#lib/recipe/compared.ts';
import type { ExplainAsk } from '#lib/recipe/explanation.ts';
import type { Log, LogEntry } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { MapAsk } from '#lib/recipe/rowsMap.ts';
import type { FittedRun, TestAnswers } from '#lib/recipe/run.ts';
import type { Question } from '#lib/recipe/structure.ts';
import type { StudyAnswer, StudyAsk } from '#lib/recipe/study.ts';
import type { Proposal, Trial } from '#lib/recipe/tuning.ts';
import { baselineId, modelSpecs } from '#lib/models/specs.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { AutoHolder, type AutoTask } from './autoBench.ts';
import { startBeating } from './beat.ts';
import { bytesIn } from './bytes.ts';
import { crewOf, joinCrew, leaveCrew, type Gather } from './crew.ts';
import { ExplainBench, type ExplainTask } from './explainBench.ts';
import { releaserOf } from './held.ts';
import { allAnswers, testAnswers } from '#lib/engine/testAnswers.ts';
import { leavingOf } from './leaving.ts';
import { sealOf } from './seal.ts';
import { scoring } from './scoring.ts';
import { TuneBench, type TuneTask } from './tuneBench.ts';
import { warnOfScale } from './scaleWarning.ts';
import { cancelTask, pauseTask, restedFor, resumeTask, runTask, stamped } from './tasks.ts';
import { keepErrorDetail } from './wire.ts';

// Asked for only when a network is trained on TensorFlow.js, which wants an address for each before it takes one.
tensorFiles.wasm = {
  'tfjs-backend-wasm.wasm': plainWasm,
  'tfjs-backend-wasm-simd.wasm': simdWasm,
  // Its threads are switched off (backends/tfjs.ts).
  'tfjs-backend-wasm-threaded-simd.wasm': simdWasm,
};

const computes = { steps: stepComputes, models: modelComputes };
const tuning = new TuneBench({ computes, scoring });
const searching = new AutoHolder({ computes, scoring });
const explaining = new ExplainBench(computes);
let held: { key: string; loaded: Loaded } | null = null;

/** Milliseconds; what is lost where a page goes away. */
const checkpointEvery = 5000;

/** Larger ones were seen never to be written (182 MB, in Chromium); the last one that fits stays of use. */
const checkpointMost = 100e6;

const api = {
  holds: (key: string) => held?.key === key,
  hold(key: string, loaded: Loaded) {
    held = { key, loaded };
    tuning.drop();
    searching.drop();
  },
  cancel: cancelTask,
  pause: pauseTask,
  resume: resumeTask,
  trace: (id: string, key: string, recipe: Recipe) =>
    runTask(id, traceRecipe(loadedAs(key), recipe, stepComputes, modelSpecs)),
  lineage: (id: string, key: string, recipe: Recipe) =>
    runTask(id, matrixLineage(loadedAs(key), recipe, { steps: stepComputes, specs: stepSpecs })),
  suggest: (id: string, key: string, recipe: Recipe, candidates: readonly Candidate[]) =>
    runTask(id, previewCandidates(loadedAs(key), recipe, candidates, stepComputes)),
  leaks: (id: string, key: string, recipe: Recipe, onProgress: (share: number) => void) =>
    runTask(id, findLeaks(loadedAs(key), recipe), ({ share }) => onProgress(share)),
  structure: (id: string, key: string, recipe: Recipe) =>
    runTask(id, checkStructure(loadedAs(key), recipe, stepComputes)),
  assess: (
    task: { id: string; key: string; recipe: Recipe; modelKey: string; question: Question },
    onProgress: (share: number, note: string | undefined) => void,
  ) =>
    runTask(
      task.id,
      assess(loadedAs(task.key), task.recipe, task.modelKey, {
        question: task.question,
        computes,
        scoring,
      }),
      ({ share, note }) => onProgress(share, note),
    ),
  study: (
    task: { id: string; key: string; recipe: Recipe; modelKey: string; ask: StudyAsk },
    onProgress: (share: number, note: string | undefined) => void,
  ): Promise<StudyAnswer> =>
    runTask(
      task.id,
      study(loadedAs(task.key), task.recipe, task.modelKey, { ask: task.ask, computes, scoring }),
      ({ share, note }) => onProgress(share, note),
    ),
  explainHolds: (runId: string) => explaining.holds(runId),
  explainHold: (runId: string, fitted: FittedRun) => explaining.hold(runId, fitted),
  explain: (task: ExplainTask, ask: ExplainAsk, onProgress?: (share: number) => void) =>
    runTask(task.id, explaining.answer(loadedAs(task.key), task, ask), ({ share }) =>
      onProgress?.(share),
    ),
  gain: gainOf,
  tuneNext: (task: TuneTask, done: readonly Trial[]) => tuning.next(loadedAs(task.key), task, done),
  async tuneTry(task: TuneTask, proposal: Proposal): Promise<Trial> {
    const started = performance.now();
    const tried = await runTask(task.id, tuning.try(loadedAs(task.key), task, proposal));
    return { ...tried, seconds: (performance.now() - started) / 1000 };
  },
  autoStart: (task: AutoTask) => runTask(task.id, searching.start(loadedAs(task.key), task)),
  autoNext: (task: AutoTask, ask: AutoAsk, done: readonly AutoTrial[]) =>
    searching.next(loadedAs(task.key), task, ask, done),
  async autoTry(task: AutoTask, proposal: AutoProposal): Promise<Blendable> {
    const started = performance.now();
    const { trial, answers } = await runTask(
      task.id,
      searching.try(loadedAs(task.key), task, proposal),
    );
    const seconds = (performance.now() - started) / 1000;
    return transfer(
      { trial: { ...trial, seconds }, answers },
      answers.map((a) => a.buffer),
    );
  },
  autoEnsemble: (task: AutoTask, found: readonly Blendable[]) =>
    runTask(task.id, searching.ensemble(loadedAs(task.key), task, found)),
  // Comlink carries a function only as an argument of its own.
  // eslint-disable-next-line max-params
  async train(
    task: { id: string; key: string; recipe: Recipe; modelKey: string; from?: unknown },
    onProgress: (share: number, note: string | undefined) => void,
    onLog: (entry: LogEntry) => void,
    onCheckpoint: (share: number, state: unknown) => void,
    gather: Gather,
  ) {
    const started = performance.now();
    const loaded = loadedAs(task.key);
    const log: Log = (event) => onLog(stamped(task.id, event));
    tuning.drop();
    searching.drop();
    const work = trainModel(loaded, task.recipe, task.modelKey, {
      computes,
      scoring,
      baseline: baselineId,
      log,
      beforeFit: warnOfScale(log),
      seconds: () => (performance.now() - started - restedFor(task.id)) / 1000,
      from: task.from,
      release: releaserOf(loaded, () => (held = null)),
      crew: crewOf(modelOf(task.recipe, task.modelKey).model, gather),
    });
    let kept = started;
    const outcome = await runTask(task.id, work, ({ share, note, checkpoint }) => {
      onProgress(share, note);
      if (!checkpoint || performance.now() - kept < checkpointEvery) return;
      const state = checkpoint();
      kept = bytesIn(state) > checkpointMost ? Infinity : performance.now();
      if (kept < Infinity) onCheckpoint(share, state);
    });
    const { result, fitted, answers } = outcome;
    return { result, fitted, seal: await sealOf(fitted, answers) };
  },
  /** Of a run that was kept without one, by what its fitted model answers now. */
  seal: (key: string, recipe: Recipe, run: FittedRun) =>
    sealOf(run, allAnswers(loadedAs(key), recipe, run, computes)),
  join: (id: string, port: MessagePort) => joinCrew(id, port, modelComputes),
  leave: leaveCrew,
  async map(
    task: { id: string; key: string; recipe: Recipe; ask: MapAsk },
    onProgress: (share: number) => void,
  ) {
    const work = mapRows(loadedAs(task.key), task.recipe, task.ask, stepComputes);
    const found = await runTask(task.id, work, ({ share }) => onProgress(share));
    return transfer(found, [found.rid.buffer, found.x.buffer, found.y.buffer]);
  },
  testAnswers: (key: string, recipe: Recipe, run: FittedRun) =>
    testAnswers(loadedAs(key), recipe, run, computes),
  leaving: (key: string, recipe: Recipe, run: FittedRun) =>
    leavingOf(loadedAs(key), recipe, run, computes),
  heldTo: (
    task: { key: string; recipe: Recipe; run: FittedRun; answers: TestAnswers },
    said: readonly Answer[],
    origin: Pick<Compared, 'target' | 'runtime'>,
  ): Compared => heldTo({ ...task, loaded: loadedAs(task.key), scoring }, said, origin),
  predict(run: FittedRun, table: Table) {
    const predicted = predictSaved(run, table, computes);
    return transfer(predicted, [predicted.buffer]);
  },
};
export type EngineApi = typeof api;

function loadedAs(key: string): Loaded {
  if (held?.key === key) return held.loaded;
  throw new EngineError({
    code: 'unexpected',
    what: 'The worker does not hold this table',
    where: {},
    remedy: 'Try again; the table is sent anew.',
  });
}

keepErrorDetail();
expose(api);
startBeating((message) => postMessage(message));
