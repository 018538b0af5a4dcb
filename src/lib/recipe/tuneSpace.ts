import { EngineError } from './errors.ts';
import { allowed, fieldsOf, parseParams, type Field } from './params.ts';
import { isClassification, type Task } from './profile.ts';
import type { ParamsSchema } from './step.ts';
import type { NumberRange, SearchRange } from './tuning.ts';

/** A parameter that can be searched. */
export interface Searchable {
  readonly field: Field;
  readonly range: SearchRange;
  /** Whether a search takes it unasked. */
  readonly proposed: boolean;
}

/** They say how long and how exactly is learnt, what is asked for, or what probabilities mean: searched only when asked. */
const unasked: ReadonlySet<string> = new Set([
  'arithmetic',
  'average',
  'binarize',
  'classWeight',
  'criterion',
  'cv',
  'earlyStopping',
  'fitIntercept',
  'fitPrior',
  'loss',
  'maxBins',
  'maxIter',
  'maxIterPredict',
  'minCategories',
  'nEstimators',
  'nIterNoChange',
  'normalizeY',
  'optimizer',
  'positive',
  'quantile',
  'solver',
  'tol',
  'validationFraction',
]);

const forClasses: ReadonlySet<string> = new Set(['classWeight', 'cv']);
const forNumbers: ReadonlySet<string> = new Set(['epsilon']);
/** Criteria and losses, which stand in one list for both kinds of target. */
const wordsForClasses: ReadonlySet<string> = new Set(['gini', 'entropy', 'log_loss']);
const wordsForNumbers: ReadonlySet<string> = new Set([
  'squared_error',
  'absolute_error',
  'quantile',
  'poisson',
  'gamma',
]);
/** How many trees of boosting are enough depends on its learning rate, so they are searched with it. */
const boosted: ReadonlySet<string> = new Set(['maxIter', 'nEstimators']);

/**
 * What can be searched of a model, from its schema: choices as they are, numbers within their bounds. Bounds say what is
 * allowed at all (1e-8 to 1e8); where they are that wide, the range is narrowed about the default.
 */
export function searchableOf(schema: ParamsSchema, task: Task): Searchable[] {
  const classes = isClassification(task);
  const idle = classes ? forNumbers : forClasses;
  const fields = fieldsOf(schema);
  const boosts = fields.some((f) => f.name === 'learningRate' && f.kind === 'number');
  return fields.flatMap((field) => {
    const range = idle.has(field.name) ? null : rangeOf(field, classes);
    const proposed = !unasked.has(field.name) || (boosts && boosted.has(field.name));
    return range ? [{ field, range, proposed }] : [];
  });
}

function rangeOf(field: Field, classes: boolean): SearchRange | null {
  const { name, kind } = field;
  if (kind === 'boolean') return { name, kind: 'choice', values: [false, true] };
  const ends = kind === 'number' || kind === 'integer' ? endsOf(field) : null;
  if (ends) return numberRange(name, ends, kind === 'integer');
  const unfit = classes ? wordsForNumbers : wordsForClasses;
  const values = (field.options ?? []).filter((word) => !unfit.has(word));
  return values.length > 1 && kind !== 'list' && kind !== 'values'
    ? { name, kind: 'choice', values }
    : null;
}

type Ends = readonly [number, number];

const numberRange = (name: string, [min, max]: Ends, whole: boolean): NumberRange => ({
  name,
  kind: 'number',
  min,
  max,
  whole,
  log: spansDecades(min, max),
});

/** More than one power of ten, above 0. */
export const spansDecades = (min: number, max: number): boolean => min > 0 && max / min > 10;

function endsOf(field: Field): Ends | null {
  const { kind, nullable } = field;
  const max = field.max ?? Infinity;
  const min = field.min ?? (max <= 1 ? max / 10 : -Infinity);
  const centre = typeof field.default === 'number' ? field.default : null;
  if (isShare(max, centre) || (min > 0 && max / min <= 100)) return [min, max];
  if (kind === 'integer') return wholeEnds(min, max, centre, nullable);
  return centre === null ? null : endsAbout(centre, min, max);
}

/** A share of something, not a tolerance or a rate, which are small. */
const isShare = (max: number, centre: number | null): boolean =>
  max <= 1 && (centre === null || centre === 0 || centre >= 0.01);

/** Two powers of ten to either side; what starts below 1 stays there. */
function endsAbout(centre: number, min: number, max: number): Ends {
  if (centre > 0) return trimmed([centre / 100, centre * 100], min, centre < 1 ? 1 : max);
  return trimmed(min < 0 ? [-1, 1] : [1e-4, 10], min, max);
}

function wholeEnds(
  min: number,
  max: number,
  centre: number | null,
  nullable: boolean,
): Ends | null {
  if (centre === null) return nullable ? trimmed([2, 32], min, max) : null;
  return trimmed([Math.ceil(centre / 5), Math.max(20, centre * 5)], min, max);
}

const trimmed = ([from, to]: Ends, min: number, max: number): Ends => [
  Math.max(min, Number(from.toPrecision(6))),
  Math.min(max, Number(to.toPrecision(6))),
];

/**
 * A space as someone wrote it: `{ "C": [0.1, 10], "weights": ["uniform", "distance"] }`; two numbers are the ends of a
 * range, texts and truth values are choices. Only these are searched.
 * @throws EngineError 'params-invalid' for a parameter that is unknown, cannot be searched, or leaves its bounds
 */
export function writtenSpace(
  schema: ParamsSchema,
  written: Readonly<Record<string, unknown>>,
  { task, what }: { readonly task: Task; readonly what: string },
): SearchRange[] {
  const known = searchableOf(schema, task);
  return Object.entries(written).map(([name, value]) => {
    const { field } = searchedAs(known, name, what);
    const range = readRange(field, value);
    checkRange(schema, range, what);
    return range;
  });
}

/** One of what can be searched, by its own name. @throws EngineError 'params-invalid' */
export function searchedAs(known: readonly Searchable[], name: string, what: string): Searchable {
  const found = known.find((s) => s.field.name === name);
  if (found) return found;
  throw wrong(
    `${what} has no parameter “${name}” that can be searched`,
    known.length > 0 ? `Use ${known.map((s) => s.field.name).join(', ')}.` : 'Train it as it is.',
  );
}

/** @throws EngineError 'params-invalid' for what is no range */
export function readRange(field: Field, value: unknown): SearchRange {
  const { name } = field;
  if (Array.isArray(value) && value.length > 0) {
    const [min, max] = value as unknown[];
    if (value.length === 2 && typeof min === 'number' && typeof max === 'number')
      return numberRange(name, [min, max], field.kind === 'integer');
    if (value.every((one) => typeof one === 'string' || typeof one === 'boolean'))
      return { name, kind: 'choice', values: value };
  }
  throw wrong(
    `The range of “${name}” is ${JSON.stringify(value)}`,
    `Write two numbers, [from, to], or the words to choose from; allowed is ${allowed(field)}.`,
  );
}

/**
 * Holds one range against the bounds of its parameter.
 * @throws EngineError 'params-invalid'
 */
export function checkRange(schema: ParamsSchema, range: SearchRange, what: string): void {
  if (range.kind === 'choice' && range.values.length === 0)
    throw wrong(`“${range.name}” has no value to try`, 'Choose one or more, or leave it out.');
  if (range.kind === 'number' && !(range.min < range.max))
    throw wrong(
      `The range of “${range.name}” goes from ${range.min} to ${range.max}`,
      'Let the first number be below the second.',
    );
  const ends = range.kind === 'number' ? [range.min, range.max] : range.values;
  for (const end of ends) parseParams(schema, { [range.name]: end }, what);
}

const wrong = (what: string, remedy: string): EngineError =>
  new EngineError({ code: 'params-invalid', what, where: {}, remedy });
