import type { Recipe, RecipeStep, Source } from './recipe.ts';

/**
 * A stable text of any plain value: keys sorted, so that two equal documents give equal text.
 * Used for hashes and for "is this run stale".
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
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
      reading(recipe.source),
      active(recipe)
        .filter((s) => cleaning.has(s.step))
        .map(work),
    ]),
  );

/** Names everything a run of `modelKey` depends on; a run with another key is stale. */
export function runKey(recipe: Recipe, modelKey: string): string {
  const model = recipe.models.find((m) => m.key === modelKey);
  const { source, task, split, seed } = recipe;
  return shortHash(
    canonical([
      reading(source),
      source.columns.map(({ role }) => (learnedFrom.has(role) ? role : 'out')),
      task,
      split,
      seed,
      active(recipe).map(work),
      model ? { model: model.model, version: model.version, params: model.params } : null,
    ]),
  );
}

const learnedFrom: ReadonlySet<string> = new Set(['feature', 'target', 'weight']);

/** Names the raw texts of a source: two readings of a file with the same key have the same cells. */
export const cellsKey = ({ file, packing, format, repairedRows, sample }: Source): string =>
  shortHash(canonical([file.sha256, packing, format, repairedRows, sample]));

/** Names the typed table of a source: two sources with the same key have the same profile, but for roles. */
export const tableKey = (source: Source): string => shortHash(reading(source));

/** What of a source decides its cells: neither the file's name nor the columns' roles. */
function reading(source: Source): string {
  const known = readings.get(source) ?? canonical(readingOf(source));
  readings.set(source, known);
  return known;
}

/** A source never changes, and thousands of columns are long to write. */
const readings = new WeakMap<Source, string>();

const readingOf = ({ file, missing, columns, ...source }: Source): unknown => ({
  sha256: file.sha256,
  packing: source.packing,
  format: source.format,
  missing: missing.toSorted(),
  columns: columns.map(({ name, type, parse, order }) => [name, type, parse, order ?? null]),
  rejectedRows: source.rejectedRows,
  repairedRows: source.repairedRows,
  sample: source.sample,
});

const active = (recipe: Recipe): RecipeStep[] => recipe.steps.filter((s) => s.enabled);

/** What of a step decides what it does: not its key. */
const work = ({ step, version, columns, params }: RecipeStep): unknown => ({
  step,
  version,
  columns,
  params,
});
