import { toNumber } from '../python/helpers.ts';
import type { Plan } from '../pipeline.ts';
import { conversions, converted, converters } from './converters.ts';
import {
  byRecord,
  comparesMarkers,
  namedByPosition,
  renamed,
  sparesFileRows,
  textFirst,
} from './facts.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { frameOfRecords, records } from './records.ts';
import { frameByPandas, pandasImports } from './readCsv.ts';
import { jsonDefinitions } from './readJson.ts';
import { frameOfSheet, sheetDefinitions } from './readSheet.ts';
import { typedDefinitions } from './readTyped.ts';
import { rowsAbove } from '#lib/recipe/source.ts';

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
  readonly imports: Fragment['imports'];
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
  const repaired = plan.source.repairedRows.length > 0;
  const rest = [...repairedFrame(plan), ...sampledFrame(plan, flag)];
  const imports: Fragment['imports'] = repaired ? [['hashlib', '']] : [];
  if (format.kind === 'sheet')
    return {
      definitions: sheetDefinitions(plan, format),
      body: [...frameOfSheet(plan), ...rest],
      imports,
    };
  const definitions =
    format.kind === 'json' ? jsonDefinitions(plan, format) : typedDefinitions(plan);
  const made =
    format.kind === 'json'
      ? ['df = pd.DataFrame(read_records(path), dtype="str")']
      : [
          'table = read_table(path)',
          'columns = {name: texts_of(table[name]) for name in table.column_names}',
          'df = pd.DataFrame(columns, dtype="str")',
        ];
  return { definitions, body: [...made, ...known(plan), ...rest], imports };
}

/** Columns of the recipe by its names for them, in its order; others are not read. */
const known = (plan: Plan): readonly string[] => [
  ...(renamed(plan) ? ['df = df.rename(columns=RENAMED)'] : []),
  'df = df[[name for name in DTYPES if name in df.columns]]',
];

/** The rows that a person wrote anew, where it is the very file they were written for. */
function repairedFrame(plan: Plan): readonly string[] {
  if (plan.source.repairedRows.length === 0) return [];
  return [
    'if sha256_of(path) == SHA256:',
    '    for row, cells in REPAIRED.items():',
    `        df.loc[row - ${1 + rowsAbove(plan.source.format)}] = cells`,
  ];
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
