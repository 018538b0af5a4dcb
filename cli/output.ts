import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { detailOf, EngineError } from '#lib/recipe/errors.ts';
import { logText, type Log, type LogEntry } from '#lib/recipe/log.ts';

/** Log lines on standard error, in the log's text form. */
export const toStderr =
  (task: string): Log =>
  (event) => {
    const entry: LogEntry = { task_id: task, timestamp: new Date().toISOString(), ...event };
    process.stderr.write(`${logText(entry)}\n`);
  };

/** JSON has no NaN or infinity: they are written as null. */
export function printJson(value: unknown): void {
  process.stdout.write(
    `${JSON.stringify(value, (_key, v: unknown) => (typeof v === 'number' && !Number.isFinite(v) ? null : v), 2)}\n`,
  );
}

/** Writes a file, making its folder. @throws EngineError 'file-missing' where nothing can be written */
export async function writeOut(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Faults of the disk as ours; other errors as they are. */
export function cannotWrite(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof EngineError || code === undefined) return error;
  return new EngineError(
    {
      code: 'file-missing',
      what: `The file cannot be written (${code})`,
      where: { file: path },
      remedy:
        'Give a path where you may write, and that is no folder or file already of another kind.',
    },
    { cause: error },
  );
}

/** The error in words on standard error. @returns the exit code: 2 for a wrong call, 3 for a file, 4 for data that does not fit, 1 else */
export function reportError(error: unknown): number {
  const detail = detailOf(error);
  const shown = error instanceof EngineError ? error.message : `${detail.what}. ${detail.remedy}`;
  process.stderr.write(`ERROR ${detail.code}: ${shown}\n`);
  if (!(error instanceof EngineError) && process.env['TABWISE_DEBUG'])
    process.stderr.write(`${(error as Error).stack}\n`);
  return exitCodes.get(detail.code) ?? (error instanceof EngineError ? 4 : 1);
}

const exitCodes: ReadonlyMap<string, number> = new Map([
  ['usage', 2],
  ['params-invalid', 2],
  ['model-unknown', 2],
  ['model-damaged', 3],
  ['model-older', 3],
  ['file-missing', 3],
  ['file-empty', 3],
  ['file-kind', 3],
  ['file-malformed', 3],
  ['encoding-invalid', 3],
  ['columns-limit', 3],
  ['size-limit', 3],
  ['recipe-invalid', 3],
  ['recipe-newer', 3],
]);
