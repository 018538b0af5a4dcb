import { cutVersion, type Cut } from '#lib/recipe/decision.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { tasks, isClassification } from '#lib/recipe/profile.ts';
import type { FittedRun, FittedStep } from '#lib/recipe/run.ts';
import type { Progress } from './model.ts';
import { matrixFor, modelCompute, type Computes } from './predictor.ts';
import {
  list,
  names,
  oneOf,
  orNull,
  record,
  text,
  unless,
  whole,
  fitting,
  type Form,
  type StateFacts,
  type StateOf,
} from './state.ts';
import type { Table } from './table.ts';

/** A fitted pipeline as storage or a file gave it, once it is what this version of Tabwise would have made. */
export function checkFitted(run: unknown, computes: Computes): asserts run is FittedRun {
  const model = nameIn(run);
  const damaged = (fault: string): EngineError => damagedModel(model, fault);
  checkNumbered(run, model);
  const { cut, ...trained } = run as FittedRun;
  const fault = runForm(trained, noFacts) ?? cutFault(cut, trained);
  if (fault) throw damaged(fault);
  const fitted = run as FittedRun;
  for (const [i, step] of fitted.steps.entries()) {
    const compute = Object.hasOwn(computes.steps, step.step)
      ? computes.steps[step.step]
      : undefined;
    if (compute?.kind !== 'learned') throw damaged(`.steps[${i}].step is not a step that learns`);
    const facts = { features: step.columns.length, classes: 1, classified: false };
    checkState(compute.state, step, facts, { model, at: `.steps[${i}]` });
  }
  const facts = factsOf(fitted);
  const { state } = modelCompute(computes.models, fitted.model);
  checkState(state, { version: fitted.modelVersion, state: fitted.modelState }, facts, {
    model,
    at: '.modelState',
  });
}

/**
 * What a saved run predicts for raw feature rows: see `predictTable`.
 * @throws EngineError 'model-damaged', 'model-older', 'recipe-newer', 'column-missing'; 'not-finite' where a row has no
 * answer
 */
export function predictSaved(run: FittedRun, table: Table, computes: Computes): Float64Array {
  checkFitted(run, computes);
  const X = matrixFor(run, table, computes);
  const [got, wanted] = [X.names, run.features].map((list) => JSON.stringify(list));
  if (got !== wanted)
    throw damagedModel(run.model, 'its steps do not lead to the columns that its model takes');
  const answers = modelCompute(computes.models, run.model).predict(run.modelState, X);
  const at = answers.findIndex((x) => !Number.isFinite(x));
  if (at < 0) return answers;
  const row = Math.floor((at * X.rows) / answers.length) + 1;
  throw new EngineError({
    code: 'not-finite',
    what: `The model's answer to row ${row} is not a finite number`,
    where: { model: run.model },
    remedy:
      'Look for values far outside those of training in that row; else train the model again.',
  });
}

/** What a checkpoint says of itself beside the model's own state, so that another version does not go on from it. */
interface Checkpoint {
  readonly model: string;
  readonly version: number;
  readonly state: unknown;
}

/**
 * A fit that goes on from a checkpoint of the same model in the same form of its state, and anew from any other; its own
 * checkpoints say what they are of.
 */
export function* goingOn<T>(
  from: unknown,
  of: Omit<Checkpoint, 'state'>,
  fit: (state: unknown) => Generator<Progress, T>,
): Generator<Progress, T> {
  const { model, version, state } = (from ?? {}) as Partial<Checkpoint>;
  const work = fit(model === of.model && version === of.version ? state : undefined);
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    const { checkpoint } = turn.value;
    if (!checkpoint) yield turn.value;
    else yield { ...turn.value, checkpoint: (): Checkpoint => ({ ...of, state: checkpoint() }) };
  }
}

const factsOf = ({ classes, features, task }: FittedRun): StateFacts => ({
  features: features.length,
  classes: classes?.length ?? 1,
  classified: isClassification(task),
});

const noFacts: StateFacts = { features: 0, classes: 1, classified: false };

const anything: Form<unknown> = () => null;

const groupsForm: Form<unknown> = (value, facts) => {
  if (typeof value !== 'object' || value === null) return ' is not a list of thresholds';
  const { columns, of } = value as { readonly columns?: unknown; readonly of?: unknown };
  const one: Form<unknown> = (group) => {
    const cells = (group as { readonly cells?: unknown } | null)?.cells;
    return Array.isArray(cells) && cells.every((c) => typeof c === 'object' && c !== null)
      ? null
      : ' is no group of rows';
  };
  return names(columns, facts) ?? list(one)(of, facts);
};

/** What is wrong with where its labels are cut; null where nothing is. @throws EngineError 'recipe-newer' */
function cutFault(cut: unknown, { classes, inputs, model }: Trained): string | null {
  if (cut === undefined) return null;
  const { version, threshold, groups } = (cut ?? {}) as Partial<Cut>;
  if (typeof version === 'number' && version > cutVersion)
    throw new EngineError({
      code: 'recipe-newer',
      what: `A newer Tabwise kept the threshold of this run: it has form ${version}, and this one reads form ${cutVersion}`,
      where: { model },
      remedy: 'Update Tabwise, or keep a threshold anew here.',
    });
  const misshapen = groups === undefined ? null : groupsForm(groups, noFacts);
  if (misshapen) return `: what is kept of its groups${misshapen}`;
  const isShare = (x: unknown): boolean => typeof x === 'number' && x >= 0 && x <= 1;
  return unless(
    [classes?.length === 2, 'a threshold is kept with it, and it has not two classes'],
    [isShare(threshold), 'the threshold kept with it is none between 0 and 1'],
    [
      groups?.of.every((g) => isShare(g.threshold) && g.cells.length === groups.columns.length) ??
        true,
      'the thresholds of groups kept with it are none between 0 and 1',
    ],
    [
      groups?.columns.every((name) => inputs.includes(name)) ?? true,
      'the thresholds kept with it are of groups by a column that it does not get',
    ],
  );
}

type Trained = Omit<FittedRun, 'cut'>;

const runForm: Form<Trained> = fitting(
  record<Trained>({
    model: text,
    modelVersion: whole({ least: 1 }),
    modelState: anything,
    task: oneOf(tasks),
    classes: orNull(names),
    inputs: names,
    features: names,
    steps: list(
      record<FittedStep>({
        key: text,
        step: text,
        version: whole({ least: 1 }),
        columns: names,
        params: (value) =>
          typeof value === 'object' && value !== null ? null : ' is not a list of settings',
        state: anything,
      }),
    ),
  }),
  ({ task, classes }) =>
    unless([
      isClassification(task) === (classes !== null && classes.length > 0),
      'its classes do not fit its task',
    ]),
);

/** Files of before had no numbers: what their states mean cannot be known. */
function checkNumbered(run: unknown, model: string): void {
  if (typeof run !== 'object' || run === null) return;
  const { steps } = run as { readonly steps?: unknown };
  const numbered =
    Object.hasOwn(run, 'modelVersion') &&
    (!Array.isArray(steps) ||
      steps.every(
        (s: unknown) => typeof s === 'object' && s !== null && Object.hasOwn(s, 'version'),
      ));
  if (!numbered) throw olderModel(model, 'it does not say which form it has');
}

function checkState(
  wanted: StateOf<unknown>,
  { version, state }: { readonly version: number; readonly state: unknown },
  facts: StateFacts,
  { model, at }: { readonly model: string; readonly at: string },
): void {
  if (version < wanted.version)
    throw olderModel(model, `${at} has form ${version}, and this one reads form ${wanted.version}`);
  if (version > wanted.version)
    throw new EngineError({
      code: 'recipe-newer',
      what: `The model was trained by a newer Tabwise: ${at} has form ${version}, and this one reads form ${wanted.version}`,
      where: { model },
      remedy: 'Update Tabwise, or train the model again here.',
    });
  const fault = wanted.form(state, facts);
  if (fault) throw damagedModel(model, `${at}${fault}`);
}

const damagedModel = (model: string, fault: string): EngineError =>
  new EngineError({
    code: 'model-damaged',
    what: `The saved model cannot be trusted: ${fault.replace(/^[.:]\s*/, '')}`,
    where: { model },
    remedy: 'Train the model again; the recipe and the scores beside it are not touched.',
  });

const olderModel = (model: string, why: string): EngineError =>
  new EngineError({
    code: 'model-older',
    what: `The model was saved by an earlier Tabwise: ${why.replace(/^\./, '')}`,
    where: { model },
    remedy: 'Train the model again; the recipe and the scores beside it are not touched.',
  });

function nameIn(run: unknown): string {
  const model = typeof run === 'object' && run !== null && 'model' in run ? run.model : null;
  return typeof model === 'string' ? model.slice(0, 60) : 'unknown';
}
