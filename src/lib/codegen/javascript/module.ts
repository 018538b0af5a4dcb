import { textSpace } from '#lib/recipe/expression/space.ts';
import { isNumeric, type ColumnProfile, type TableProfile } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { isPlainNumber } from '../targets/facts.ts';
import { requiredColumns } from '../targets/inference.ts';
import type { Plan } from '../pipeline.ts';
import { tooLarge } from '../size.ts';
import { dateForms, dateReading } from './dates.ts';
import { packed } from './pack.ts';
import { predicting, reading, unpack } from './runtime.ts';
import {
  nameOf,
  type CleaningSpeakings,
  type Speaking,
  type Speakings,
  type Spoken,
} from './speaking.ts';

/** How steps and models are said in JavaScript. */
export interface Speech {
  readonly cleaning: CleaningSpeakings;
  readonly steps: Speakings;
  readonly models: Speakings;
}

export interface Told {
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly run: FittedRun;
  readonly speech: Speech;
  readonly profile: TableProfile | undefined;
}

/** Why the model cannot leave as JavaScript, as a sentence; or null. */
export function unspeakable(asked: Told): string | null {
  const { plan, run, speech } = asked;
  for (const { step } of cleaningOf(asked))
    if (!Object.hasOwn(speech.cleaning, step))
      return rowsOfOthers(plan)
        ? `The cleaning step ${step} makes rows of others, or reads a second table, and JavaScript answers one row by itself.`
        : `The cleaning step ${step} has no JavaScript in this version of Tabwise.`;
  for (const { step, params } of run.steps) {
    const why = refusal(speech.steps[step], params);
    if (why !== null) return `The step ${step} has no JavaScript: ${why}.`;
  }
  const why = refusal(speech.models[run.model], plan.model!.choice.params);
  if (why !== null) return `The model ${run.model} has no JavaScript: ${why}.`;
  const large = tooLarge(run.modelState);
  if (large !== null) return large;
  const odd = columnsOf(plan, run).find((c) => !isPlain(c));
  return odd
    ? `The column “${odd.name}” is written in a way of its own (days or seconds counted, durations, or numbers with other marks), which the JavaScript does not read.`
    : null;
}

const rowsOfOthers = ({ cleaning }: Plan): boolean =>
  cleaning.some((s) => s.makesRows || s.ofNewRows !== null);

function refusal(
  speaking: Speaking | undefined,
  params: Readonly<Record<string, unknown>>,
): string | null {
  if (speaking === undefined) return 'this version of Tabwise has no way to say it';
  return typeof speaking === 'string' ? speaking : (speaking.refuses?.(params) ?? null);
}

const isPlain = (c: SourceColumn): boolean =>
  isNumeric(c.type) ? isPlainNumber(c) : c.parse.as === 'text' || dateForms(c) !== null;

/** model.mjs: one module without dependencies, from a raw row to its prediction. Only where `unspeakable` says null. */
export function javascriptModule(asked: Told): string {
  const { run, speech } = asked;
  const model = speech.models[run.model] as Spoken;
  const cleaning = cleanings(asked);
  const learned = run.steps.map(({ step, columns, params, state }) => {
    const spoken = speech.steps[step] as Spoken;
    return [spoken, { columns, params, state: stateOf(spoken, state) }] as const;
  });
  const all = [...cleaning, ...learned];
  const spokens = [...all.map(([spoken]) => spoken), model];
  const columns = columnsOf(asked.plan, run);
  const functions = new Set(spokens.flatMap(({ uses = [], code }) => [...uses, code]));
  return `${[
    head,
    unpack,
    `const run = revived(JSON.parse(${textOf(
      about(
        asked,
        model,
        all.map(([, own]) => own),
      ),
    )}));`,
    ...(columns.some((c) => dateForms(c) !== null) ? [dateReading] : []),
    ...functions,
    `const steps = [${all.map(([{ code }]) => nameOf(code)).join(', ')}].map((step, i) => [step, run.steps[i]]);`,
    `const model = ${nameOf(model.code)};`,
    reading,
    predicting,
  ].join('\n\n')}\n`;
}

const head = `// The model as it was trained in the browser, without dependencies; made by Tabwise.
//
// import { predict } from "./model.mjs";
// predict({ column: value }).prediction`;

/** Cleaning steps that new rows go through, before the learned ones. */
function cleaningOf({ recipe, plan }: Told): readonly RecipeStep[] {
  const keys = new Set(plan.cleaning.map((s) => s.key));
  return activeSteps(recipe).filter((s) => keys.has(s.key));
}

/** Each with what its function is given, on the columns where it stands. */
function cleanings(asked: Told): readonly (readonly [Spoken, object])[] {
  let facts: readonly ColumnFacts[] = asked.recipe.source.columns;
  return cleaningOf(asked).map(({ step, columns, params }) => {
    const spoken = asked.speech.cleaning[step]!;
    const before = facts;
    facts = spoken.after?.(before, columns, params) ?? before;
    return [spoken, { columns, params: spoken.given?.(before, columns, params) ?? params }];
  });
}

/** Raw columns that a row may have: those that must be there, and those that a step names. */
function columnsOf(plan: Plan, run: FittedRun): readonly SourceColumn[] {
  const named = new Set([...requiredColumns(plan), ...run.inputs]);
  return plan.source.columns.filter((c) => named.has(c.name));
}

function about(
  { plan, run, profile }: Told,
  model: Spoken,
  steps: readonly unknown[],
): Readonly<Record<string, unknown>> {
  const profiles = new Map(profile?.columns.map((c) => [c.name, c]));
  const required = new Set(requiredColumns(plan));
  return {
    target: plan.target?.name ?? null,
    task: run.task,
    missing: plan.source.missing,
    space: textSpace,
    columns: columnsOf(plan, run).map((c) => ({
      name: c.name,
      ...kindOf(c),
      required: required.has(c.name),
      ...(c.header !== c.name && { header: c.header }),
      ...(c.order && { order: c.order }),
      ...seenOf(profiles.get(c.name)),
    })),
    steps,
    features: run.features,
    classes: run.classes,
    decides: plan.model?.decides ?? false,
    gaps: model.gaps ?? false,
    state: stateOf(model, run.modelState),
  };
}

function kindOf(c: SourceColumn): object {
  const dates = dateForms(c);
  if (dates) return { kind: 'date', dates };
  return { kind: isNumeric(c.type) ? 'number' : 'text' };
}

/** The range of a column, or its categories where all are known; and what is usual in it. */
function seenOf(c: ColumnProfile | undefined): Readonly<Record<string, unknown>> {
  if (!c) return {};
  if (c.number) {
    const { min: minimum, max: maximum, quantiles } = c.number;
    const finite = Number.isFinite(minimum) && Number.isFinite(maximum);
    return { ...(finite && { seen: { minimum, maximum } }), usual: quantiles.p50 };
  }
  const whole = c.distinct <= c.top.length;
  return {
    ...(whole && { seen: { categories: c.top.map((t) => t.value) } }),
    usual: c.top[0]?.value ?? null,
  };
}

/** The fields that the code reads, long lists packed. */
function stateOf({ fields }: Spoken, state: unknown): unknown {
  if (!fields) return lists(state);
  const own = state as Readonly<Record<string, unknown>>;
  return lists(Object.fromEntries(fields.map((name) => [name, own[name]])));
}

/** What trees keep for explanations is not said: a walk down does not need it. */
const unsaid = new Set(['samples', 'gains', 'depth']);

function lists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return packed(value as unknown as ArrayLike<number>);
  if (Array.isArray(value))
    return value.length > 0 && value.every((x) => typeof x === 'number')
      ? packed(value as readonly number[])
      : value.map(lists);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, own]) => (unsaid.has(name) ? [] : [[name, lists(own)]])),
  );
}

/** A value as a JavaScript text of its JSON: ASCII, and nothing in it ends a script or begins a comment of HTML. */
const textOf = (value: unknown): string =>
  JSON.stringify(JSON.stringify(value)).replace(
    /[<>\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
