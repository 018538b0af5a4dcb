import { EngineError } from '#lib/recipe/errors.ts';

/** Nothing is kept of what is not there any more. */
export const deletedError = (what: string): EngineError =>
  new EngineError({
    code: 'storage',
    what: `${what} was deleted in another tab`,
    where: {},
    remedy: 'Download it as a .tabwise file to keep what is open here; it opens as a new project.',
  });

/** The browser's fault as ours, with a remedy; an EngineError passes as it is. */
export function storageError(what: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const name = error instanceof Error ? error.name : 'Error';
  const full = name === 'QuotaExceededError';
  return new EngineError(
    {
      code: 'storage',
      what: `The browser could not ${what}: ${full ? 'its storage is full' : `${name}, ${error instanceof Error ? error.message : String(error)}`}`,
      where: {},
      remedy: full
        ? 'Delete a project you no longer need, or download this one as a .tabwise file; your work is still open here.'
        : 'Download the project as a .tabwise file; your work is still open here.',
    },
    { cause: error },
  );
}
