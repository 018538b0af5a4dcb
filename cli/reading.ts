import type { OpenChoices } from '#lib/data/formats/open.ts';
import type { FormatChoices } from '#lib/data/formats/reader.ts';
import type { Packing } from '#lib/recipe/source.ts';
import { numberOption, usage, type Option, type Parsed } from './args.ts';

/** How to read a file; what is not said is guessed, and the guesses are on standard error. */
export const readingOptions: readonly Option[] = [
  { name: 'encoding', value: 'NAME', help: 'text: utf-8, cp1252, utf-16, shift_jis, …' },
  { name: 'delimiter', value: 'CHAR', help: 'text: what parts the cells; \\t is a tab' },
  { name: 'quote', value: 'CHAR', help: 'text: the quote, or none' },
  { name: 'skip', value: 'N', help: 'text and sheets: lines before the header' },
  { name: 'header', value: 'N', help: 'text and sheets: rows of the header, 0 for none' },
  { name: 'footer', value: 'N', help: 'text and sheets: rows at the end that are no data' },
  { name: 'sheet', value: 'NAME', help: 'workbooks: the sheet' },
  { name: 'records', value: 'PATH', help: 'JSON: fields to the records, parted by dots' },
  { name: 'member', value: 'NAME', help: 'zip archives: the file inside' },
  { name: 'sample-every', value: 'N', help: 'take one row in N' },
];

/**
 * What the options say of the file at `path`.
 * @throws EngineError 'usage' where options of different kinds of file are mixed
 */
export function readingChoices(parsed: Parsed, path: string): OpenChoices {
  const format = formatOf(parsed, path);
  const packing = packingOf(parsed);
  const every = numberOption(parsed, 'sample-every', {
    fallback: 1,
    min: 1,
    max: 1e6,
    whole: true,
  });
  return {
    ...(format && { format }),
    ...(packing && { packing }),
    ...(every > 1 && { sample: { every } }),
  };
}

function packingOf({ options }: Parsed): Packing | null {
  const member = options.get('member');
  return member === undefined ? null : { kind: 'zip', member };
}

function formatOf(parsed: Parsed, path: string): FormatChoices | null {
  const { options } = parsed;
  const sheet = options.get('sheet');
  const records = options.get('records');
  const text = ['encoding', 'delimiter', 'quote'].filter((name) => options.has(name));
  const rows = rowsOf(parsed);
  if ([sheet !== undefined, records !== undefined, text.length > 0].filter(Boolean).length > 1)
    throw usage(
      'Options for different kinds of file are mixed',
      'See --help for what goes together.',
    );
  if (records !== undefined)
    return { kind: 'json', path: records === '' ? [] : records.split('.') };
  if (sheet !== undefined) return { kind: 'sheet', sheet, ...rows };
  if (text.length === 0 && Object.keys(rows).length === 0) return null;
  if (text.length === 0 && /\.(xlsx|xlsm|xls|ods)$/i.test(path)) return { kind: 'sheet', ...rows };
  return { kind: 'delimited', ...marksOf(parsed), ...rows };
}

function marksOf({ options }: Parsed): { encoding?: string; delimiter?: string; quote?: string } {
  const encoding = options.get('encoding');
  const delimiter = options.get('delimiter');
  const quote = options.get('quote');
  return {
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
    ...(quote !== undefined && { quote: quote === 'none' ? '' : quote }),
  };
}

function rowsOf(parsed: Parsed): { skip?: number; header?: number; footer?: number } {
  const count = (name: string): Record<string, number> =>
    parsed.options.has(name)
      ? { [name]: numberOption(parsed, name, { fallback: 0, min: 0, max: 1e6, whole: true }) }
      : {};
  return { ...count('skip'), ...count('header'), ...count('footer') };
}
