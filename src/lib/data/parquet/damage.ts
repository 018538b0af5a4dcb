import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';

/** Bytes that say something impossible; becomes 'file-malformed' with the file's name at the reader's edge. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** A size that is possible but beyond what is read here; becomes 'size-limit'. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** Whatever was thrown while reading `file`, as an EngineError; `format` is "Parquet" or "Arrow". */
export function asEngineError(error: unknown, file: string, format: string): EngineError {
  if (error instanceof EngineError) return error;
  if (error instanceof TooLarge) {
    return new EngineError({
      code: 'size-limit',
      what: error.message,
      where: { file },
      remedy: 'Write the file anew in smaller parts, or with the columns you need.',
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError({
    code: 'file-malformed',
    what: `The ${format} file is damaged: ${message.replace(/\.$/, '')}`,
    where: { file },
    remedy: 'Check that the download or the export finished, or write the file anew.',
  });
}

/** @throws EngineError 'file-empty' */
export function refuseEmpty({ size, name }: FileSource): void {
  if (size > 0) return;
  throw new EngineError({
    code: 'file-empty',
    what: 'The file has 0 bytes',
    where: { file: name },
    remedy: 'Check that the export or the download finished.',
  });
}

/** A file that may be sound but holds what is not read here. */
export const unsupported = (what: string, file: string, remedy: string): EngineError =>
  new EngineError({ code: 'file-kind', what, where: { file }, remedy });

export const wordsOf = (n: number): string => n.toLocaleString('en-US');
