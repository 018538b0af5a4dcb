import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';

/** A table has at most this many columns. */
export const columnsLimit = 20_000;

export const outOfMemory = (error: unknown): boolean =>
  error instanceof Error && /out of memory|could not allocate/i.test(error.message);

export const noRoom = (file: FileSource, rows: number): EngineError =>
  new EngineError({
    code: 'size-limit',
    what: `The memory of a tab was full after ${rows.toLocaleString('en-US')} rows`,
    where: { file: file.name },
    remedy: 'Open every n-th row only, or leave columns out of the file.',
  });

export const emptyFile = (file: FileSource): EngineError =>
  new EngineError({
    code: 'file-empty',
    what: 'The file has 0 bytes',
    where: { file: file.name },
    remedy: 'Check that the export or the download finished.',
  });

export const tooManyColumns = (width: number, file: FileSource): EngineError =>
  new EngineError({
    code: 'columns-limit',
    what: `The file has ${width.toLocaleString('en-US')} columns; the limit is ${columnsLimit.toLocaleString('en-US')}`,
    where: { file: file.name },
    remedy: 'Leave columns out, or turn the table so that they become rows.',
  });
