import JSZip from 'jszip';
import { EngineError } from '#lib/recipe/errors.ts';
import type { History } from '#lib/recipe/history.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { decode, encode } from './codec.ts';
import type { StoredRun } from './schema.ts';

/** What a .tabwise file carries. */
export interface Bundle {
  readonly recipe: Recipe;
  readonly history: History;
  readonly rows: number;
  readonly runs: readonly StoredRun[];
  readonly models: readonly { readonly taskId: string; readonly fitted: FittedRun }[];
  /** The source file's bytes, where the user includes it. */
  readonly data: Blob | Uint8Array | null;
}

const manifestName = 'manifest.json';

interface Manifest {
  readonly format: 'tabwise-project';
  readonly version: number;
  readonly rows: number;
  /** SHA-256 of each part, by its path. */
  readonly parts: readonly { readonly path: string; readonly sha256: string }[];
}

/** Writes the zip of formats.md section 6, each part with its checksum. */
export async function writeBundle(bundle: Bundle): Promise<Uint8Array> {
  const zip = new JSZip();
  const parts: { path: string; sha256: string }[] = [];
  const add = async (path: string, content: string | Uint8Array): Promise<void> => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    parts.push({ path, sha256: await digest(bytes) });
    zip.file(path, bytes, { compression: 'DEFLATE' });
  };
  await add('recipe.json', JSON.stringify(bundle.recipe, null, 2));
  await add('history.json', JSON.stringify(bundle.history));
  for (const run of bundle.runs) await add(`runs/${run.taskId}.json`, encode(run));
  for (const { taskId, fitted } of bundle.models)
    await add(`models/${taskId}.json`, encode(fitted));
  if (bundle.data) await add(dataPath, await bytesOf(bundle.data));
  const manifest: Manifest = { format: 'tabwise-project', version: 1, rows: bundle.rows, parts };
  zip.file(manifestName, JSON.stringify(manifest, null, 2));
  return zip.generateAsync({ type: 'uint8array' });
}

const dataPath = 'data/source';

/**
 * Reads a .tabwise file whole.
 * @throws EngineError 'file-malformed' when a part is missing or altered, 'recipe-newer' for a later format
 */
export async function readBundle(file: Blob | Uint8Array): Promise<Bundle> {
  const zip = await JSZip.loadAsync(await bytesOf(file)).catch(() => {
    throw damaged('it is not a zip file, or it is cut short');
  });
  const manifest = await readManifest(zip);
  const bytes = new Map<string, Uint8Array>();
  for (const { path, sha256 } of manifest.parts) {
    const entry = zip.file(path);
    if (!entry) throw damaged(`${path} is missing`);
    const content = await entry.async('uint8array').catch(() => {
      throw damaged(`${path} cannot be unpacked`);
    });
    if ((await digest(content)) !== sha256) throw damaged(`${path} was altered`);
    bytes.set(path, content);
  }
  const text = (path: string): string => new TextDecoder().decode(bytes.get(path) ?? fail(path));
  const named = (folder: string): string[] => [...bytes.keys()].filter((p) => p.startsWith(folder));
  return {
    recipe: readRecipe(JSON.parse(text('recipe.json'))),
    history: JSON.parse(text('history.json')) as History,
    rows: manifest.rows,
    runs: named('runs/').map((p) => decode(text(p)) as StoredRun),
    models: named('models/').map((p) => ({
      taskId: p.slice('models/'.length, -'.json'.length),
      fitted: decode(text(p)) as FittedRun,
    })),
    data: bytes.get(dataPath) ?? null,
  };
}

async function readManifest(zip: JSZip): Promise<Manifest> {
  const text = await zip
    .file(manifestName)
    ?.async('string')
    .catch(() => undefined);
  if (text === undefined) throw damaged('it has no manifest.json');
  const manifest = parseJson(text) as Partial<Manifest> | null;
  if (manifest?.format !== 'tabwise-project' || !Array.isArray(manifest.parts))
    throw damaged('its manifest is not a Tabwise project');
  if (manifest.version !== 1)
    throw new EngineError({
      code: 'recipe-newer',
      what: `The project file has version ${String(manifest.version)}, and this Tabwise reads version 1`,
      where: {},
      remedy: 'Update Tabwise, then open it again; the file was not changed.',
    });
  return manifest as Manifest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged('its manifest cannot be read');
  }
}

const fail = (path: string): never => {
  throw damaged(`${path} is missing`);
};

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

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, '0')).join('');
}
