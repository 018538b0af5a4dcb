import type { Guess } from '#lib/recipe/reading.ts';
import type { Format } from '#lib/recipe/source.ts';
import type { Choice } from '#lib/ui/types.ts';
import { comments, delimiters, encodings, escapes, quotes, withOwn } from './marks.ts';

/** One thing that can be said of a format, and how. */
export interface FormatField {
  readonly name: string;
  readonly label: string;
  readonly now: string;
  /** A number from 0; else a choice among `options`. */
  readonly count?: boolean;
  readonly options?: readonly Choice[];
  /** The value that a chosen text stands for. */
  readonly parsed?: (text: string) => unknown;
}

/** What can be said of this format. */
export function fieldsOf(format: Format, guesses: readonly Guess[]): readonly FormatField[] {
  switch (format.kind) {
    case 'delimited':
      return delimitedFields(format, guesses);
    case 'sheet':
      return sheetFields(format, guesses);
    case 'json':
      return jsonFields(format, guesses);
    default:
      return [];
  }
}

const rowFields = (format: { skip: number; header: number; footer: number }): FormatField[] => [
  { name: 'skip', label: 'Lines above the header', now: String(format.skip), count: true },
  { name: 'header', label: 'Rows of the header', now: String(format.header), count: true },
  { name: 'footer', label: 'Rows below the table', now: String(format.footer), count: true },
];

function delimitedFields(
  format: Extract<Format, { kind: 'delimited' }>,
  guesses: readonly Guess[],
): readonly FormatField[] {
  const choice = (
    name: 'delimiter' | 'quote' | 'escape' | 'comment',
    label: string,
    options: readonly Choice[],
  ): FormatField => ({ name, label, now: format[name], options: withOwn(options, format[name]) });
  return [
    {
      name: 'encoding',
      label: 'Encoding',
      now: format.encoding,
      options: likelyFirst(withOwn(encodings, format.encoding), othersOf(guesses, 'encoding')),
    },
    {
      name: 'undecodable',
      label: 'Bytes that do not decode',
      now: format.undecodable,
      options: [
        { value: 'refuse', label: 'Refuse the file' },
        { value: 'replace', label: 'Show as �, list the rows' },
      ],
    },
    choice('delimiter', 'Delimiter', delimiters),
    choice('quote', 'Quotes', quotes),
    choice('escape', 'A quote inside quotes is', escapes),
    choice('comment', 'Comments', comments),
    ...rowFields(format),
  ];
}

function sheetFields(
  format: Extract<Format, { kind: 'sheet' }>,
  guesses: readonly Guess[],
): readonly FormatField[] {
  const sheets = [...new Set([format.sheet, ...othersOf(guesses, 'sheet')])];
  return [
    {
      name: 'sheet',
      label: 'Sheet',
      now: format.sheet,
      options: sheets.map((value) => ({ value, label: value })),
    },
    ...rowFields(format),
    {
      name: 'merged',
      label: 'Merged cells',
      now: format.merged,
      options: [
        { value: 'fill', label: 'Each holds the value' },
        { value: 'first', label: 'Only the first holds it' },
      ],
    },
  ];
}

function jsonFields(
  format: Extract<Format, { kind: 'json' }>,
  guesses: readonly Guess[],
): readonly FormatField[] {
  const paths = [...new Set([pathText(format.path), ...othersOf(guesses, 'path')])];
  return [
    {
      name: 'path',
      label: 'Where the records are',
      now: pathText(format.path),
      options: paths.map((value) => ({
        value,
        label: value === '[]' ? 'The whole document' : partsOf(value).join(' › '),
      })),
      parsed: partsOf,
    },
    {
      name: 'lines',
      label: 'Layout',
      now: String(format.lines),
      options: [
        { value: 'true', label: 'One record a line' },
        { value: 'false', label: 'One document' },
      ],
      parsed: (text) => text === 'true',
    },
    {
      name: 'depth',
      label: 'Nested objects to columns, levels',
      now: String(format.depth),
      count: true,
    },
  ];
}

/** Field names may hold dots, so a path is written as a JSON list. */
const pathText = (path: readonly string[]): string => JSON.stringify(path);

function partsOf(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

const othersOf = (guesses: readonly Guess[], what: string): readonly string[] =>
  guesses.find((g) => g.what === what)?.others ?? [];

function likelyFirst(options: readonly Choice[], likely: readonly string[]): readonly Choice[] {
  const first = likely.flatMap((value) => options.find((o) => o.value === value) ?? []);
  return [...new Set([...first, ...options])];
}
