import { EngineError } from '#lib/recipe/errors.ts';

/** The file is broken at `what`; `row` is the sheet's row. */
export const malformed = (file: string, what: string, row?: number): EngineError =>
  new EngineError({
    code: 'file-malformed',
    what,
    where: row === undefined ? { file } : { file, row },
    remedy: 'Open it in a spreadsheet, save it anew, or fetch the file again.',
  });

export const tooLarge = (file: string, what: string): EngineError =>
  new EngineError({
    code: 'size-limit',
    what,
    where: { file },
    remedy: 'Save the sheet as CSV and drop that, or split the workbook.',
  });

export const otherKind = (file: string, what: string, remedy: string): EngineError =>
  new EngineError({ code: 'file-kind', what, where: { file }, remedy });

export const withPassword = (file: string): EngineError =>
  otherKind(
    file,
    'This workbook is encrypted with a password',
    'Open it in a spreadsheet, save it without a password, and drop that copy.',
  );

export const count = (n: number): string => n.toLocaleString('en-US');

export const mebibytes = (bytes: number): string => `${count(Math.ceil(bytes / (1 << 20)))} MiB`;
