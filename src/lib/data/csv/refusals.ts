import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';

export const count = (n: number): string => n.toLocaleString('en-US');

export const emptyFile = (file: FileSource): EngineError =>
  new EngineError({
    code: 'file-empty',
    what:
      file.size === 0
        ? 'The file has 0 bytes'
        : `The file has ${count(file.size)} bytes and no row of text in them`,
    where: { file: file.name },
    remedy: 'Check that the export or the download finished.',
  });

export const tooManyColumns = (width: number, limit: number, file: string): EngineError =>
  new EngineError({
    code: 'columns-limit',
    what: `The file has ${count(width)} columns; the limit is ${count(limit)}`,
    where: { file },
    remedy: 'Leave columns out, or turn the table so that they become rows.',
  });

export const wrongMark = (what: string, value: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `The ${what} “${value}” is not one ASCII character of its own`,
    where: {},
    remedy: 'Give one character, such as a comma, a semicolon or a tab.',
  });

export const wrongComment = (value: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `“${value}” cannot mark a comment: it holds a line break or is longer than 8 characters`,
    where: {},
    remedy: 'Give what comment lines begin with, such as #.',
  });

export const wrongCount = (field: string, n: number): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `The ${field} “${n}” is not a number of rows`,
    where: {},
    remedy: 'Give 0 or a whole number.',
  });

export const unknownEncoding = (encoding: string, file: string): EngineError =>
  new EngineError({
    code: 'encoding-invalid',
    what: `There is no encoding “${encoding}”`,
    where: { file },
    remedy: 'Name another, such as utf-8, cp1252, utf-16, cp932 or gb18030.',
  });

export const rowTooLong = (limit: number, file: string, row: number): EngineError =>
  new EngineError({
    code: 'file-malformed',
    what: `A row is longer than ${limit >> 20} MiB, the limit`,
    where: { file, row },
    remedy: 'Check its line breaks and quotes, or leave the row out.',
  });

export const footerTooLong = (footer: number, room: number, file: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `A footer of ${count(footer)} rows does not fit in the last ${room >> 20} MiB of the file, where footers are looked for`,
    where: { file },
    remedy: 'Give a smaller footer, and leave the other rows out with a step.',
  });

interface Wrong {
  readonly cells: number;
  readonly columns: number;
  readonly file: string;
  readonly row: number;
}

export const tooManyCells = ({ cells, columns, file, row }: Wrong): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `The row written anew has ${count(cells)} cells, and the table has ${count(columns)} columns`,
    where: { file, row },
    remedy: 'Write one cell for each column.',
  });
