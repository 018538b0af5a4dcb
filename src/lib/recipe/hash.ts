import { activeSteps, type Recipe, type RecipeStep, type Source } from './recipe.ts';
import type { SourceColumn } from './source.ts';

/**
 * A stable text of any plain value: keys sorted, so that two equal documents give equal text.
 * Used for hashes and for "is this run stale".
 */
export function canonical(value: unknown): string {
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** The text of a value that is written already. */
class Written {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Writes a part of a recipe once: it never changes in place, and thousands of columns are long to write after each
 * edit of one.
 */
function once<T extends object>(part: (value: T) => unknown): (value: T) => Written {
  const known = new WeakMap<T, Written>();
  return (value) => {
    const found = known.get(value) ?? new Written(canonical(part(value)));
    known.set(value, found);
    return found;
  };
}

/** 64 bits of a text as 16 hex digits (two FNV-1a lanes): a cache key, not a signature. */
export function shortHash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0xcbf29ce4;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + i), 0x01000193);
  }
  return [a, b].map((x) => (x >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Names the table after the cleaning steps: what the matrix and every run start from. */
export const cleanedKey = (recipe: Recipe, cleaning: ReadonlySet<string>): string =>
  shortHash(
    canonical([
      reading(recipe.source).text,
      activeSteps(recipe)
        .filter((s) => cleaning.has(s.step))
        .map(work),
    ]),
  );

/** Names everything a run of `modelKey` depends on; a run with another key is stale. */
export function runKey(recipe: Recipe, modelKey: string): string {
  const known = runKeys.get(recipe) ?? new Map<string, string>();
  runKeys.set(recipe, known);
  const key = known.get(modelKey) ?? keyOfRun(recipe, modelKey);
  known.set(modelKey, key);
  return key;
}
const runKeys = new WeakMap<Recipe, Map<string, string>>();

function keyOfRun(recipe: Recipe, modelKey: string): string {
  const model = recipe.models.find((m) => m.key === modelKey);
  const { source, task, split, seed, reweigh } = recipe;
  return shortHash(
    canonical([
      reading(source).text,
      uses(source),
      task,
      split,
      seed,
      activeSteps(recipe).map(work),
      model ? { model: model.model, version: model.version, params: model.params } : null,
      // Runs of before, which knew none, keep their names.
      ...(reweigh ? [{ reweigh }] : []),
    ]),
  );
}

/** Names the raw texts of a source: two readings of a file with the same key have the same cells. */
export const cellsKey = ({ file, packing, format, repairedRows, sample }: Source): string =>
  shortHash(canonical([file.sha256, packing, format, repairedRows, sample]));

/** Names the typed table of a source: two sources with the same key have the same profile, but for roles. */
export const tableKey = (source: Source): string => shortHash(reading(source).text);

/** Tells whether columns are read as before: types, parsing, order and what stands for missing. */
export const columnsKey = ({ columns, missing }: Source): string =>
  canonical([columns.map(asRead), missing]);

/** Tells whether a recipe still does the same to its table, whichever models are to learn from it. */
export const workKey = ({ source, steps, split, task }: Recipe): string =>
  canonical([
    { ...source, columns: source.columns.map(wholeColumn) },
    steps.map(whole),
    split,
    task,
  ]);

const whole = once((step: RecipeStep) => step);
const wholeColumn = once((column: SourceColumn) => column);
const asRead = once(({ name, type, parse, order }: SourceColumn) => [
  name,
  type,
  parse,
  order ?? null,
]);
const learnedFrom: ReadonlySet<string> = new Set(['feature', 'target', 'weight']);
const uses = once(({ columns }: Source) =>
  columns.map(({ role }) => (learnedFrom.has(role) ? role : 'out')),
);

/** What of a source decides its cells: neither the file's name nor the columns' roles. */
const reading = once(({ file, missing, columns, ...source }: Source) => ({
  sha256: file.sha256,
  packing: source.packing,
  format: source.format,
  missing: missing.toSorted(),
  columns: columns.map(asRead),
  rejectedRows: source.rejectedRows,
  repairedRows: source.repairedRows,
  sample: source.sample,
}));

/** What of a step decides what it does: not its key. */
const work = once(({ step, version, columns, params }: RecipeStep) => ({
  step,
  version,
  columns,
  params,
}));
