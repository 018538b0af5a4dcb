import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Plan } from '../pipeline.ts';
import { yamlScalar } from '../text.ts';

/** config.yaml: every parameter, seed and role, for people and other programs to read. */
export function configYaml(recipe: Recipe, plan: Plan): string {
  const { source, split, task, seed } = recipe;
  return `${yaml({
    name: recipe.name,
    source: {
      file: source.file,
      packing: source.packing,
      format: source.format,
      missing: source.missing,
      rejected_rows: source.rejectedRows,
      repaired_rows: source.repairedRows,
      sample: source.sample,
    },
    columns: source.columns,
    task,
    target: plan.target?.name ?? null,
    features: plan.features.map((c) => c.name),
    steps: recipe.steps,
    split,
    ...(plan.folds && { folds: { n_splits: plan.folds.nSplits, n_repeats: plan.folds.nRepeats } }),
    model: plan.model?.choice ?? null,
    seed,
    ...(recipe.reweigh && { reweigh: recipe.reweigh }),
    ...(recipe.overrides && { overrides: recipe.overrides }),
  })}\n`;
}

type Value =
  null | string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Block style; keys are quoted like any text, because a parameter's map may have the user's words for keys. */
export function yaml(value: unknown, depth = 0): string {
  const pad = '  '.repeat(depth);
  const known = value as Value;
  if (isList(known)) {
    if (known.length === 0) return '[]';
    return known.map((item) => `${pad}- ${nested(item, depth, true)}`).join('\n');
  }
  if (known !== null && typeof known === 'object') {
    const entries = Object.entries(known);
    if (entries.length === 0) return '{}';
    return entries
      .map(([key, item]) => `${pad}${keyText(key)}:${nested(item, depth, false)}`)
      .join('\n');
  }
  return yamlScalar(known ?? null);
}

function nested(item: Value, depth: number, inList: boolean): string {
  const text = yaml(item, depth + 1);
  const block = item !== null && typeof item === 'object' && Object.keys(item).length > 0;
  if (inList) return block ? text.trimStart() : text;
  return block ? `\n${text}` : ` ${text}`;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

const keyText = (key: string): string =>
  /^[A-Za-z_]\w*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key)
    ? key
    : yamlScalar(key);
