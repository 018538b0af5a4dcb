import JSZip from 'jszip';
import * as v from 'valibot';
import { EngineError } from '#lib/recipe/errors.ts';
import { recipeAt, travel, type History, type Timeline } from '#lib/recipe/history.ts';
import { canonical } from '#lib/recipe/hash.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { RegisteredModel } from '#lib/recipe/registry.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { decode, encode } from './codec.ts';
import { registrySchema, runSchema, withRecipeOf } from './runForm.ts';
import { searchInThisFormat, searchSchema } from './searchForm.ts';
import type { StoredRun, StoredSearch } from './schema.ts';
import { unpacking } from './unpack.ts';

/** What a .tabwise file carries. */
export interface Bundle {
  readonly recipe: Recipe;
  readonly history: History;
  readonly rows: number;
  readonly runs: readonly StoredRun[];
  readonly models: readonly { readonly taskId: string; readonly fitted: FittedRun }[];
  /** The source file's bytes, where the user includes it. */
  readonly data: Blob | Uint8Array | null;
  /** Second tables that its steps join, where the user includes the data. */
  readonly seconds?: readonly BundledFile[];
  /** Names that its runs are registered under; absent where there are none. */
  readonly registry?: readonly RegisteredModel[];
  /** Searches with their trials; absent where there are none. */
  readonly searches?: readonly StoredSearch[];
}

/** A file by its content. */
export interface BundledFile {
  readonly sha256: string;
  readonly data: Blob | Uint8Array;
}

const manifestName = 'manifest.json';

/** What the manifest vouches for: the project's own facts, and the SHA-256 of each part by its path. */
const contentSchema = v.object({
  rows: v.pipe(v.number(), v.integer(), v.minValue(0)),
  parts: v.array(v.object({ path: v.string(), sha256: v.string() })),
});
type Content = v.InferOutput<typeof contentSchema>;

const manifestVersion = 1;

/** Writes the zip of formats.md section 6, each part with its checksum. */
export async function writeBundle(bundle: Bundle): Promise<Uint8Array> {
  const zip = new JSZip();
  const parts: Content['parts'] = [];
  const add = async (path: string, content: string | Uint8Array): Promise<void> => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    parts.push({ path, sha256: await digest(bytes) });
    zip.file(path, bytes, { compression: 'DEFLATE', date: sameDate, ...noFolders });
  };
  await add('recipe.json', JSON.stringify(bundle.recipe, null, 2));
  await add('history.json', JSON.stringify(bundle.history));
  for (const run of bundle.runs) await add(`runs/${run.taskId}.json`, encode(run));
  for (const { taskId, fitted } of bundle.models)
    await add(`models/${taskId}.json`, encode(fitted));
  for (const search of bundle.searches ?? [])
    await add(`${searchesPath}${search.id}.json`, encode(search));
  if (bundle.registry?.length) await add(registryPath, JSON.stringify(bundle.registry));
  if (bundle.data) await add(dataPath, await bytesOf(bundle.data));
  for (const { sha256, data } of bundle.seconds ?? [])
    await add(secondsPath + sha256, await bytesOf(data));
  const content = { rows: bundle.rows, parts };
  const manifest = {
    format: 'tabwise-project',
    version: manifestVersion,
    ...content,
    sha256: await digestOf(content),
  };
  zip.file(manifestName, JSON.stringify(manifest, null, 2), { date: sameDate });
  return zip.generateAsync({ type: 'uint8array' });
}

/** Entries for folders would bear the time of writing. */
const noFolders = { createFolders: false };

const registryPath = 'registry.json';
const searchesPath = 'searches/';
const dataPath = 'data/source';
const secondsPath = 'data/second/';

/** The same project gives the same bytes. */
const sameDate = new Date('2000-01-01T00:00:00Z');

/**
 * Reads a .tabwise file whole.
 * @throws EngineError 'file-malformed' when a part is missing or altered, 'recipe-newer' for a later format, 'size-limit'
 *   for one that unpacks without measure
 */
export async function readBundle(file: Blob | Uint8Array): Promise<Bundle> {
  const packed = await bytesOf(file);
  const zip = await JSZip.loadAsync(packed).catch(() => {
    throw damaged('it is not a zip file, or it is cut short');
  });
  const unpack = unpacking(packed.length);
  const manifest = await readManifest(zip, unpack);
  const bytes = new Map<string, Uint8Array>();
  for (const { path, sha256 } of manifest.parts) {
    const entry = zip.file(path);
    if (!entry) throw damaged(`${path} is missing`);
    const content = await unpack(entry).catch((error: unknown) => {
      throw error instanceof EngineError ? error : damaged(`${path} cannot be unpacked`);
    });
    if ((await digest(content)) !== sha256) throw damaged(`${path} was altered`);
    bytes.set(path, content);
  }
  const read = <T>(path: string, parse: (text: string) => T): T => {
    const content = bytes.get(path);
    if (!content) throw damaged(`${path} is missing`);
    return parsed(path, () => parse(new TextDecoder().decode(content)));
  };
  const named = (folder: string): string[] => [...bytes.keys()].filter((p) => p.startsWith(folder));
  const recipe = readRecipe(read('recipe.json', JSON.parse));
  const seconds = named(secondsPath).map((p) => ({
    sha256: p.slice(secondsPath.length),
    data: bytes.get(p)!,
  }));
  return {
    recipe,
    history: read('history.json', (text) => historyOf(recipe, JSON.parse(text))),
    rows: manifest.rows,
    runs: named('runs/').map((p) =>
      read(p, (t) => withRecipeOf(valid<StoredRun>(runSchema, decode(t)))),
    ),
    models: named('models/').map((p) => ({
      taskId: p.slice('models/'.length, -'.json'.length),
      fitted: read(p, (t) => valid<FittedRun>(fittedSchema, decode(t))),
    })),
    data: bytes.get(dataPath) ?? null,
    ...(named(searchesPath).length > 0 && {
      searches: named(searchesPath).map((p) =>
        read(p, (t) => searchInThisFormat(valid<StoredSearch>(searchSchema, decode(t)))),
      ),
    }),
    ...(seconds.length > 0 && { seconds }),
    ...(bytes.has(registryPath) && {
      registry: read(registryPath, (t) =>
        valid<readonly RegisteredModel[]>(registrySchema, JSON.parse(t)),
      ),
    }),
  };
}

const fittedSchema = v.looseObject({
  model: v.string(),
  inputs: v.array(v.string()),
  steps: v.array(
    v.looseObject({ key: v.string(), step: v.string(), columns: v.array(v.string()) }),
  ),
});
const momentsSchema = v.array(
  v.looseObject({
    label: v.string(),
    at: v.string(),
    edit: v.looseObject({ kind: v.string() }),
    inverse: v.looseObject({ kind: v.string() }),
  }),
);
const historySchema = v.object({
  cursor: v.pipe(v.number(), v.integer(), v.minValue(0)),
  moments: momentsSchema,
  lines: v.optional(
    v.array(
      v.looseObject({
        id: v.pipe(v.string(), v.regex(/^line-\d{1,9}$/)),
        name: v.string(),
        named: v.boolean(),
        at: v.string(),
        moments: momentsSchema,
      }),
    ),
  ),
});

/** The very value, once it has the schema's shape. */
function valid<T>(schema: v.GenericSchema, value: unknown): T {
  v.assert(schema, value);
  return value as T;
}

/** The history of this recipe: it can be undone to its start and redone to where the recipe stands, but for its name. */
function historyOf(recipe: Recipe, value: unknown): History {
  const history = valid<History>(historySchema, value);
  if (history.cursor > history.moments.length) throw new RangeError('its cursor is past its end');
  const there: Timeline = travel({ recipe, history }, 0);
  const back = travel(there, history.cursor);
  const { name } = recipe;
  if (canonical({ ...back.recipe, name }) !== canonical(recipe))
    throw new RangeError('it leads elsewhere');
  readRecipe(there.recipe);
  readRecipe(travel(back, history.moments.length).recipe);
  for (const line of history.lines ?? []) readRecipe(recipeAt(there, line, line.moments.length));
  return history;
}

function parsed<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw damaged(`${path} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}

async function readManifest(zip: JSZip, unpack: ReturnType<typeof unpacking>): Promise<Content> {
  const entry = zip.file(manifestName);
  const bytes = await (entry && unpack(entry))?.catch((error: unknown) => {
    if (error instanceof EngineError) throw error;
  });
  if (!bytes) throw damaged('it has no manifest.json');
  const manifest = parsed(
    manifestName,
    () => JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown> | null,
  );
  if (manifest?.['format'] !== 'tabwise-project')
    throw damaged('its manifest is not a Tabwise project');
  if (manifest['version'] !== manifestVersion) throw newer(manifest['version']);
  const content = parsed(manifestName, () => v.parse(contentSchema, manifest));
  if ((await digestOf(content)) !== manifest['sha256']) throw damaged('its manifest was altered');
  return content;
}

const newer = (version: unknown): EngineError =>
  new EngineError({
    code: 'recipe-newer',
    what: `The project file has version ${String(version)}, and this Tabwise reads version ${manifestVersion}`,
    where: {},
    remedy: 'Update Tabwise, then open it again; the file was not changed.',
  });

const damaged = (why: string): EngineError =>
  new EngineError({
    code: 'file-malformed',
    what: `This .tabwise file cannot be trusted: ${why}`,
    where: {},
    remedy: 'Ask for the file again or use a backup; nothing here was changed.',
  });

async function bytesOf(data: Blob | Uint8Array): Promise<Uint8Array> {
  return data instanceof Uint8Array ? data : new Uint8Array(await data.arrayBuffer());
}

const digestOf = (content: Content): Promise<string> =>
  digest(new TextEncoder().encode(canonical(content)));

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, '0')).join('');
}
