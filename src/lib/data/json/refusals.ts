import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';
import type { Malformed } from './scan.ts';

/** A record may be this long. */
export const recordLimit = 1 << 26;

const counted = (n: number): string => n.toLocaleString('en-US');

/** The refusal of a text that is no JSON, with the line and the byte. @param text the file as UTF-8 */
export async function refused(bad: Malformed, text: FileSource): Promise<EngineError> {
  const { line, column } = await placeOf(bad.at, text);
  const encoding = bad.code === 'encoding-invalid';
  return new EngineError({
    code: bad.code,
    what: `${encoding ? 'The file is not UTF-8, as JSON must be' : 'The file is not well-formed JSON'}: in line ${counted(line)}, at byte ${counted(column)} of it (byte ${counted(bad.at + 1)} of the file), ${bad.reason}`,
    where: { file: text.name },
    remedy: encoding
      ? 'Save the file as UTF-8.'
      : 'Correct it there, or export it again; nothing was loaded.',
  });
}

/** Line and byte within it, both 1-based; lines end as Python's do: \n, \r\n or \r. */
async function placeOf(at: number, text: FileSource): Promise<{ line: number; column: number }> {
  const block = 1 << 22;
  let line = 1;
  let begins = 0;
  let last = 0;
  for (let from = 0; from < at; from += block) {
    const bytes = await text.slice(from, Math.min(at, from + block));
    for (let i = 0; i < bytes.length; i += 1) {
      const b = bytes[i]!;
      if (b === 13 || (b === 10 && last !== 13)) line += 1;
      if (b === 13 || b === 10) begins = from + i + 1;
      last = b;
    }
  }
  return { line, column: at - begins + 1 };
}

export const tooLong = (file: string, record: number): EngineError =>
  new EngineError({
    code: 'file-malformed',
    what: `Record ${counted(record)} is longer than ${recordLimit >> 20} MiB, the limit`,
    where: { file },
    remedy: 'Choose a path that leads to smaller records, or leave the record out.',
  });

export const tooManyColumns = (limit: number, file: string): EngineError =>
  new EngineError({
    code: 'columns-limit',
    what: `The records have more than ${counted(limit)} different keys, the limit of columns`,
    where: { file },
    remedy: 'Flatten less deep, or choose another path: keys that are values belong into rows.',
  });

/** The first line is no record: the others are none either, as far as anybody can tell. */
export const notLines = (reason: string, file: string): EngineError =>
  new EngineError({
    code: 'file-malformed',
    what: `The file is not NDJSON, one record a line: ${reason}`,
    where: { file },
    remedy: 'Read it as one document, choose another path, or correct the line.',
  });

export const noTable = (what: string, file: string): EngineError =>
  new EngineError({
    code: 'file-empty',
    what: `The file is valid JSON but holds no table: ${what}`,
    where: { file },
    remedy: 'Check that the export finished, or choose another path.',
  });

export const blankFile = (file: string): EngineError =>
  new EngineError({
    code: 'file-empty',
    what: 'The file holds nothing but white space',
    where: { file },
    remedy: 'Check that the export or the download finished.',
  });

export const noSuchPath = (path: readonly string[], file: string): EngineError =>
  new EngineError({
    code: 'file-malformed',
    what: `The document has nothing at ${pathText(path)}`,
    where: { file },
    remedy: 'Choose another path.',
  });

export const changed = (file: string): EngineError =>
  new EngineError({
    code: 'file-malformed',
    what: 'The file changed while it was read',
    where: { file },
    remedy: 'Open it again when nothing writes to it.',
  });

/** A path for people: “data” → “rows”. */
export const pathText = (path: readonly string[]): string =>
  path.length === 0 ? 'the whole document' : path.map((key) => `“${key}”`).join(' → ');
