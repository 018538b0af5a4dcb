import { appendFileSync, readFileSync } from 'node:fs';
import { EngineError } from '#lib/recipe/errors.ts';
import { canonical, shortHash } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Trial, TuneAsk } from '#lib/recipe/tuning.ts';

/** Trials of a search as they are kept while it works, and those that an interrupted call left. */
export interface TrialsFile {
  readonly known: ReadonlyMap<number, Trial>;
  readonly add: (trial: Trial) => void;
}

const none: TrialsFile = { known: new Map(), add: () => undefined };

/**
 * A line of JSON each, with what the search is: steps, model, table, ranges, seed. A last line that was cut short is passed over.
 * @throws EngineError 'usage' where the file is of another search
 */
export function trialsFile(
  path: string | undefined,
  { recipe, ask }: { readonly recipe: Recipe; readonly ask: TuneAsk },
): TrialsFile {
  if (path === undefined) return none;
  const { file } = recipe.source;
  const source = { ...recipe.source, file: file.sha256 };
  const search = shortHash(canonical([{ ...recipe, source }, ask]));
  const known = new Map<number, Trial>();
  const lines = linesOf(path);
  for (const line of lines) {
    const found = parsed(line);
    if (!found) continue;
    if (found.search !== search)
      throw new EngineError({
        code: 'usage',
        what: 'The file has trials of another search: other rows, steps, ranges, budget or seed',
        where: { file: path },
        remedy: 'Give the very call that was interrupted, or another file.',
      });
    known.set(found.trial.number, found.trial);
  }
  // A line that was cut short must not swallow the next one.
  let before = (lines.at(-1) ?? '') === '' ? '' : '\n';
  const add = (trial: Trial): void => {
    appendFileSync(path, `${before}${JSON.stringify({ search, trial })}\n`);
    before = '';
  };
  return { known, add };
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function parsed(line: string): { readonly search: string; readonly trial: Trial } | null {
  try {
    const found = JSON.parse(line) as { search: string; trial?: Trial } | null;
    return found?.trial ? { search: found.search, trial: found.trial } : null;
  } catch {
    return null;
  }
}
