import { EngineError } from '#lib/recipe/errors.ts';
import { printLiteral } from '../python/print.ts';
import type { Import } from '../python/imports.ts';
import type { Delimited } from '#lib/recipe/source.ts';
import type { Plan } from '../pipeline.ts';
import { converted } from './converters.ts';
import { comparesMarkers, commaColumns, headerRows, namedByPosition, textFirst } from './facts.ts';
import { openingImports, withBytes, withText } from './opened.ts';

const text = printLiteral;

/** A text file as pandas reads it by itself. */
export function frameByPandas(plan: Plan, flag: boolean): readonly string[] {
  const { packing, sample } = plan.source;
  const { skip } = delimited(plan);
  const every = sample?.every ?? 1;
  if (skip > 0) {
    const above = [`for _ in range(${skip}):`, '    file.readline()'];
    return withText(plan, [...above, ...sampled(optionsOf(plan, 'file', []), every, flag)]);
  }
  const how = encodingOptions(plan);
  if (packing?.kind === 'zip') {
    return withBytes(plan, [...sampled(optionsOf(plan, 'file', how), every, flag)]);
  }
  const packed = packing === null ? [] : ['compression="gzip"'];
  return sampled(optionsOf(plan, 'path', [...packed, ...how]), every, flag);
}

/** Every n-th row only, without ever holding the others. */
function sampled(options: readonly string[], every: number, flag: boolean): readonly string[] {
  if (every === 1) return [`df = pd.read_csv(${options.join(', ')})`];
  return [
    ...(flag ? [`every = ${every} if training else 1`] : []),
    `chunks = pd.read_csv(${[...options, 'chunksize=100_000'].join(', ')})`,
    `rows = [chunk[chunk.index % ${flag ? 'every' : every} == 0] for chunk in chunks]`,
    'df = pd.concat(rows, ignore_index=True)',
  ];
}

function optionsOf(plan: Plan, from: string, how: readonly string[]): readonly string[] {
  const rows = headerRows(plan);
  const comma = commaColumns(plan).length > 0;
  const compares = comparesMarkers(plan);
  return [
    from,
    `sep=${text(delimited(plan).delimiter)}`,
    ...how,
    ...quoting(delimited(plan)),
    ...(comma ? ['decimal=","'] : []),
    ...(namedByPosition(plan) ? ['names=columns', `header=${rows === 0 ? 'None' : rows - 1}`] : []),
    `dtype=${dtypes(plan)}`,
    ...(compares ? ['na_filter=False'] : ['na_values=MISSING', 'keep_default_na=False']),
  ];
}

const quoting = ({ quote }: Delimited): readonly string[] => [
  quote === '' ? 'quoting=csv.QUOTE_NONE' : `quotechar=${text(quote)}`,
];

function encodingOptions(plan: Plan): readonly string[] {
  const { encoding, undecodable } = delimited(plan);
  return [
    `encoding=${text(encoding)}`,
    ...(undecodable === 'replace' ? ['encoding_errors="replace"'] : []),
  ];
}

function dtypes(plan: Plan): string {
  const which = textFirst(plan);
  if (which === 'all') return '"str"';
  const asText = [
    ...(which === 'some' ? ['c in NUMBERS_AMONG_TEXT'] : []),
    ...(converted(plan).length > 0 ? ['c in CONVERTERS'] : []),
  ];
  if (asText.length === 0) return 'DTYPES';
  return `{c: "str" if ${asText.join(' or ')} else t for c, t in DTYPES.items()}`;
}

/** What `frameByPandas` imports. */
export function pandasImports(plan: Plan): readonly Import[] {
  const { quote, skip } = delimited(plan);
  const opens = skip > 0 || plan.source.packing?.kind === 'zip';
  return [
    ...(quote === '' ? [['csv', ''] as const] : []),
    ...(opens ? openingImports(plan, skip > 0) : []),
  ];
}

export function delimited({ source: { file, format } }: Plan): Delimited {
  if (format.kind === 'delimited') return format;
  throw new EngineError({
    code: 'file-kind',
    what: `The file is read as ${format.kind}, and a text file was expected`,
    where: { file: file.name },
    remedy: 'Open the file again, and export then.',
  });
}
