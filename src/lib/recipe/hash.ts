import type { Recipe } from './recipe.ts';

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
  return JSON.stringify(value);
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
      recipe.source,
      recipe.steps
        .filter((s) => s.enabled && cleaning.has(s.step))
        .map(({ step, version, columns, params }) => ({ step, version, columns, params })),
    ]),
  );

/** Names everything a run of `modelKey` depends on; a run with another key is stale. */
export function runKey(recipe: Recipe, modelKey: string): string {
  const model = recipe.models.find((m) => m.key === modelKey);
  const steps = recipe.steps
    .filter((s) => s.enabled)
    .map(({ step, version, columns, params }) => ({ step, version, columns, params }));
  const { source, task, split, seed } = recipe;
  return shortHash(
    canonical([
      source,
      task,
      split,
      seed,
      steps,
      model && { model: model.model, version: model.version, params: model.params },
    ]),
  );
}
