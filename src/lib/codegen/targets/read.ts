import { toNumber } from '../python/helpers.ts';
import type { Plan } from '../pipeline.ts';
import { conversions, converted, converters } from './converters.ts';
import { byRecord, comparesMarkers, namedByPosition, sparesFileRows, textFirst } from './facts.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { frameOfRecords, records } from './records.ts';
import { frameByPandas, pandasImports } from './readCsv.ts';
import { frameOfJson, jsonDefinitions } from './readJson.ts';
import { frameOfSheet, sheetDefinitions } from './readSheet.ts';
import { frameOfTyped, typedDefinitions } from './readTyped.ts';
import { cannotExport } from './refusals.ts';

/**
 * Reading the file exactly as the app read it. A tidy text file is one call of pandas, whose 3.1 keeps every digit
 * of a number by itself. What pandas reads otherwise goes another way: cells that are no plain numbers are read as
 * text and converted by the app's rule; a file with rows that pandas would place differently is read record by record.
 */

/** `to_number` and the converters of single columns, where reading needs them. */
export const numberReading = (plan: Plan): readonly Fragment[] => [
  ...(textFirst(plan) === 'none' ? [] : [toNumber]),
  ...converters(plan),
];

const sha256Of: Fragment = {
  imports: [['hashlib', '']],
  code: lines(
    'def sha256_of(path: str) -> str:',
    '    """Return the checksum of the file."""',
    '    with open(path, "rb") as file:',
    '        return hashlib.file_digest(file, "sha256").hexdigest()',
  ),
};

/** How the body of `load` makes `df`. */
export interface Frame {
  readonly definitions: readonly Fragment[];
  readonly body: readonly string[];
  readonly imports?: Fragment['imports'];
}

/**
 * `load(path)`. `predicting` adds a flag, where rows were left out of the file, that reads another file whole or
 * not at all.
 */
export function load(plan: Plan, predicting = false): readonly Fragment[] {
  const flag = predicting && sparesFileRows(plan);
  const parameters = [
    'path: str',
    ...(namedByPosition(plan) ? ['columns: list[str] = COLUMNS'] : []),
    ...(flag ? ['training: bool = True'] : []),
  ];
  const frame = frameOf(plan, flag);
  const reading: Fragment = {
    imports: [['pandas', 'pd'], ...(frame.imports ?? [])],
    code: lines(
      `def load(${parameters.join(', ')}) -> pd.DataFrame:`,
      '    """Read the file; numbers keep every digit and all other cells stay text."""',
      frame.body.map(indented),
      comparesMarkers(plan) && '    df = df.mask(df.isin(MISSING))',
      conversion(plan),
      '    return df',
    ).replace(/ df = (pd\.read_csv\(.*\))\n {4}return df$/u, ' return $1'),
  };
  return [
    ...frame.definitions,
    ...(plan.source.repairedRows.length > 0 ? [sha256Of] : []),
    reading,
  ];
}

function frameOf(plan: Plan, flag: boolean): Frame {
  const { format } = plan.source;
  if (byRecord(plan)) return { definitions: records(plan), ...frameOfRecords(plan, flag) };
  if (format.kind === 'delimited')
    return { definitions: [], body: frameByPandas(plan, flag), imports: pandasImports(plan) };
  if (format.kind === 'json')
    return {
      definitions: jsonDefinitions(plan, format),
      body: [...frameOfJson(plan, flag), ...sampledFrame(plan, flag)],
    };
  if (plan.source.repairedRows.length > 0)
    throw cannotExport(
      plan,
      `Some of its rows were written anew, which it can follow in text files and JSON only`,
      'Take the new rows back, or correct them in the file and open it again.',
    );
  if (format.kind === 'sheet')
    return {
      definitions: sheetDefinitions(plan, format),
      body: [...frameOfSheet(plan), ...sampledFrame(plan, flag)],
    };
  return {
    definitions: typedDefinitions(plan),
    body: [...frameOfTyped(plan), ...sampledFrame(plan, flag)],
  };
}

const sampledFrame = ({ source: { sample } }: Plan, flag: boolean): readonly string[] =>
  sample === null
    ? []
    : [
        ...(flag ? ['if training:'] : []),
        `${flag ? '    ' : ''}df = df[::${sample.every}].reset_index(drop=True)`,
      ];

/** Texts become numbers, plain dates and seconds. */
function conversion(plan: Plan): readonly string[] {
  const which = textFirst(plan);
  const special = converted(plan).length > 0;
  const plain =
    which === 'some'
      ? 'df.columns.intersection(NUMBERS_AMONG_TEXT)'
      : `[c for c in df.columns if DTYPES.get(c) == "float64"${special ? ' and c not in CONVERTERS' : ''}]`;
  return [
    ...(which === 'none'
      ? []
      : [
          `    for name in ${plain}:`,
          '        df[name] = df[name].map(to_number, na_action="ignore").astype("float64")',
        ]),
    ...conversions(plan).map(indented),
  ];
}
