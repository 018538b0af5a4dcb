import { EngineError } from '#lib/recipe/errors.ts';
import { unpackProject } from '#lib/state/bundles.ts';
import { device } from '#lib/state/device.svelte.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Origin } from '#lib/storage/schema.ts';

/**
 * Takes in what was dropped on the first page: a table begins a project, a .tabwise file becomes one.
 * @param like read the table with this recipe's decisions about its own file
 * @returns the project's id
 * @throws EngineError when a .tabwise file cannot be trusted, or a file is one that is no table
 */
export async function takeIn(file: File, origin: Origin, like?: Recipe): Promise<string> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const zipped = head[0] === 0x50 && head[1] === 0x4b;
  if (file.name.toLowerCase().endsWith('.tabwise')) return unpackProject(device, file);
  if (zipped && (await holdsManifest(file))) return unpackProject(device, file);
  if (await isRecipe(file)) throw recipeAlone(file.name);
  return device.arrive(file, origin, like);
}

/** A pasted table, as spreadsheets and web pages give it, as a file. */
export function pastedFile(text: string): File {
  const tabbed = text.split('\n', 1)[0]!.includes('\t');
  return new File([text], tabbed ? 'pasted.tsv' : 'pasted.csv', { type: 'text/csv' });
}

/** Reads one of the app's own sample tables. */
export async function sampleFile(address: string, name: string): Promise<File> {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok)
    throw new EngineError({
      code: 'file-missing',
      what: `The sample “${name}” is not on this device and could not be fetched`,
      where: { file: name },
      remedy: 'Go online once, or drop a table of your own.',
    });
  return new File([await answer.blob()], name, { type: 'text/csv' });
}

/** A zip's directory stands at its end; a .tabwise file that lost its name still lists its manifest and recipe. */
async function holdsManifest(file: File): Promise<boolean> {
  const end = await file.slice(Math.max(0, file.size - 65_536)).text();
  return end.includes('manifest.json') && end.includes('recipe.json');
}

async function isRecipe(file: File): Promise<boolean> {
  if (!file.name.toLowerCase().endsWith('.json')) return false;
  return (await file.slice(0, 400).text()).includes('"tabwise-recipe"');
}

const recipeAlone = (file: string): EngineError =>
  new EngineError({
    code: 'file-kind',
    what: 'This is a recipe without its table',
    where: { file },
    remedy: 'Open the .tabwise file, which carries both, or run the recipe with `tabwise run`.',
  });
