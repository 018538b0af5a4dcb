import * as v from 'valibot';
import { EngineError } from './errors.ts';
import { recipeSchema, type Recipe } from './recipe.ts';
import { recipeVersion } from './version.ts';
import { plainNumber } from './source.ts';

/** `migrations[k]` takes a document of format version k to k + 1. Consecutive; tests exercise each. */
const migrations: ReadonlyMap<number, (document: Document) => Document> = new Map([
  [1, toVersion2],
  [2, toVersion3],
]);

type Document = Record<string, unknown>;

/** Format 2 says of any kind of file how it was read; format 1 knew plain CSV and plain numbers. */
function toVersion2(document: Document): Document {
  const { dialect, columns, ...source } = partOf(document, 'source');
  const { header, ...marks } = isObject(dialect) ? dialect : {};
  const format = {
    kind: 'delimited',
    undecodable: 'refuse',
    escape: '',
    comment: '',
    skip: 0,
    footer: 0,
    ...marks,
    header: header === true ? 1 : 0,
  };
  const typed = (Array.isArray(columns) ? columns : []).map((column: unknown) => {
    const known = isObject(column) ? column : {};
    const number = known['type'] === 'integer' || known['type'] === 'number';
    return { ...known, meaning: 'none', parse: number ? plainNumber : { as: 'text' } };
  });
  const rest = { packing: null, format, columns: typed, repairedRows: [], sample: null };
  return { ...document, version: 2, source: { ...source, ...rest } };
}

/** Models whose numbers changed, parameters and seed the same: with another version their earlier runs are stale. */
const changedAfter2 = ['sgdClassifier', 'sgdRegressor', 'histGradientBoosting'];

/** Format 3 has descent that visits rows in scikit-learn's order, and boosting that keeps still about rare classes. */
function toVersion3(document: Document): Document {
  const { models } = document;
  if (!Array.isArray(models)) throw invalid('“models” is not a list');
  const raised = models.map((model: unknown) =>
    isObject(model) && changedAfter2.includes(String(model['model'])) && model['version'] === 1
      ? { ...model, version: 2 }
      : model,
  );
  return { ...document, version: 3, models: raised };
}

function partOf(document: Document, name: string): Document {
  const part = document[name];
  if (isObject(part)) return part;
  throw invalid(`“${name}” is not an object`);
}

const isObject = (value: unknown): value is Document =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * Reads a recipe of this or an older format. The value is never changed.
 * @throws EngineError 'recipe-newer' for a format this version does not know, 'recipe-invalid' otherwise
 */
export function readRecipe(value: unknown): Recipe {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid('it is not an object');
  let document = structuredCopy(value as Record<string, unknown>);
  if (document['format'] !== 'tabwise-recipe') throw invalid('“format” is not "tabwise-recipe"');
  const version = document['version'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw invalid(`“version” is ${JSON.stringify(version)}`);
  if (version > recipeVersion) throw newer(version);
  for (let at = version; at < recipeVersion; at += 1) document = migrations.get(at)!(document);
  const parsed = v.safeParse(recipeSchema, document);
  if (parsed.success) return withoutTwins(parsed.output);
  const issue = parsed.issues[0];
  throw invalid(`${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`);
}

/** A fresh object graph. valibot overlooks fields named as Object.prototype's own, so they are refused here. */
function structuredCopy(value: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(jsonOf(value), (key, part: unknown) => {
    if (key !== '' && key in Object.prototype) throw invalid(`it has a field “${key}”`);
    return part;
  }) as Record<string, unknown>;
}

function jsonOf(value: Record<string, unknown>): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw invalid(`it cannot be written as JSON (${error instanceof Error ? error.message : ''})`);
  }
}

/** Columns, steps and models are found by name and key, so each is there once. */
function withoutTwins(recipe: Recipe): Recipe {
  const lists = [
    ['columns', recipe.source.columns.map((c) => c.name)],
    ['steps', recipe.steps.map((s) => s.key)],
    ['models', recipe.models.map((m) => m.key)],
  ] as const;
  for (const [list, names] of lists) {
    const twin = names.find((name, i) => names.indexOf(name) < i);
    if (twin !== undefined) throw invalid(`${list} holds “${twin}” twice`);
  }
  if (recipe.source.columns.filter((c) => c.role === 'weight').length > 1)
    throw invalid('two columns have the role “weight”');
  return recipe;
}

const invalid = (why: string): EngineError =>
  new EngineError({
    code: 'recipe-invalid',
    what: `This is not a Tabwise recipe: ${why}`,
    where: {},
    remedy: 'Open a recipe.json or .tabwise file that Tabwise wrote; the file was not changed.',
  });

const newer = (version: number): EngineError =>
  new EngineError({
    code: 'recipe-newer',
    what: `The recipe has format ${version}, and this version of Tabwise reads up to ${recipeVersion}`,
    where: {},
    remedy: 'Update Tabwise, then open it again; the file was not changed.',
  });
