import type { Delimited } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import type { Guess } from '../formats/reader.ts';
import { sampleRecords, type Cut, type Head } from './sample.ts';
import { lineAfter, Scanner } from './scanner.ts';
import { settle, type DelimitedChoices } from './settle.ts';

/** What a line or record at the beginning of the file is taken for. */
export type PreviewPart = 'skipped' | 'header' | 'row';

export interface CsvPreview {
  /** What was said, and the guesses for the rest. */
  readonly format: Delimited;
  readonly guesses: readonly Guess[];
  /** The first records as they stand, skipped lines among them, blank and comment lines not. */
  readonly rows: readonly (readonly string[])[];
  /** Of each of `rows`. */
  readonly parts: readonly PreviewPart[];
  /** The last records; `format.footer` of them are no part of the table. */
  readonly last: readonly (readonly string[])[];
  /** Texts of the columns, '' where there is none. */
  readonly headers: readonly string[];
}

const shownRows = 60;
const shownLast = 12;

/**
 * What a text file looks like under some choices, from its first MiB and its last 64 KiB: quick enough to be called
 * again at each change. The encoding is weighed by the whole file where its beginning is not UTF-8.
 * @throws EngineError as the reader does
 */
export async function previewOfCsv(
  file: FileSource,
  choices: DelimitedChoices,
  checkCancel: () => void = () => undefined,
): Promise<CsvPreview> {
  const { format, guesses, headers, head, tail } = await settle(file, choices, checkCancel);
  const skipped = skippedLines(head, format);
  const records = sampleRecords(head, format, shownRows);
  const cells = records.map((r) => r.cells);
  const rows = [...skipped, ...cells].slice(0, shownRows);
  return {
    format,
    guesses,
    headers,
    rows,
    parts: rows.map((_, i) => partOf(i, skipped.length, format.header)),
    last: lastRecords(head, tail, format),
  };
}

function partOf(i: number, skipped: number, header: number): PreviewPart {
  if (i < skipped) return 'skipped';
  return i < skipped + header ? 'header' : 'row';
}

/** The lines before the header, cut into cells line by line. */
function skippedLines({ text, whole }: Head, format: Cut): string[][] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const bytes = text.slice();
  const scanner = new Scanner(format);
  const lines: string[][] = [];
  let at = 0;
  while (lines.length < Math.min(format.skip, shownRows) && at < bytes.length) {
    const next = lineAfter(bytes, at, whole);
    if (next < 0) break;
    scanner.scanLine(bytes, at, next, true);
    for (const k of scanner.escaped) scanner.unescape(bytes, k);
    lines.push(
      Array.from({ length: scanner.cells }, (_, k) =>
        decoder.decode(bytes.subarray(scanner.bounds[2 * k]!, scanner.bounds[2 * k + 1]!)),
      ),
    );
    at = next;
  }
  return lines;
}

function lastRecords(head: Head, tail: Head | null, format: Cut): string[][] {
  const records = tail
    ? sampleRecords(tail, { ...format, skip: 0 }, Infinity)
    : sampleRecords(head, format, Infinity);
  return records.slice(-shownLast).map((r) => [...r.cells]);
}
