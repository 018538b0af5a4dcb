import { isClassification, isNumeric } from '#lib/recipe/profile.ts';
import { marked } from '../python/layout.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { indented, lines, type Fragment } from './fragment.ts';

const text = printLiteral;
export const textList = (texts: readonly string[]): string => `[${texts.map(text).join(', ')}]`;

/** True where columns are named by position: a header was repaired, or the file has none. */
export const namedByPosition = ({ source }: Plan): boolean =>
  !source.dialect.header || source.columns.some((c) => c.name !== c.header);

/** The column lists and the reading constants at the top of a script. */
export function constants(plan: Plan): Fragment {
  const { source, target, split, preparation, features } = plan;
  const lanes = preparation.kind === 'lanes' ? preparation.lanes.filter((l) => !l.side) : [];
  const featureList =
    lanes.length > 0
      ? lanes.map((l) => constantOf(l.name)).join(' + ')
      : textList(features.map((c) => c.name));
  const dtypes = source.columns.map(
    (c) => `${text(c.name)}: ${text(isNumeric(c.type) ? 'float64' : 'str')}`,
  );
  return {
    imports: [['pandas', 'pd']],
    code: lines(
      `DATA = ${text(source.file.name)}`,
      target !== null && `TARGET = ${text(target.name)}`,
      split.method === 'column' && `SPLIT = ${text(split.column)}`,
      lanes.map((l) => `${constantOf(l.name)} = ${textList(l.columns)}`),
      `FEATURES = ${featureList}`,
      namedByPosition(plan) && `COLUMNS = ${textList(source.columns.map((c) => c.name))}`,
      `DTYPES = {${dtypes.join(', ')}}`,
      plan.misfits.length > 0 && `NUMBERS_AMONG_TEXT = ${textList(plan.misfits)}`,
      `MISSING = ${textList(source.missing)}`,
    ),
  };
}

/** `NUMERIC` for the lane `numeric`. */
export const constantOf = (lane: string): string => lane.toUpperCase();

/**
 * `load(path)`: the file exactly as the app read it; pandas 3.1 keeps every digit of a number by itself.
 * `predicting` adds a flag, where rows were left out of the file, that reads another file whole or not at all.
 */
export function load(plan: Plan, predicting = false): Fragment {
  const { dialect } = plan.source;
  const positional = namedByPosition(plan);
  const flag = predicting && leavesRowsOut(plan);
  const parameters = [
    'path: str',
    ...(positional ? ['columns: list[str] = COLUMNS'] : []),
    ...(flag ? ['training: bool = True'] : []),
  ];
  return {
    imports: [['pandas', 'pd'], ...(dialect.quote === '' ? [['csv', ''] as const] : [])],
    code: lines(
      `def load(${parameters.join(', ')}) -> pd.DataFrame:`,
      '    """Read the file; numbers keep every digit and all other cells stay text."""',
      leavesRowsOut(plan) &&
        '    # Rows with more cells than the header has names cannot be placed.',
      `    return pd.read_csv(${[...readOptions(plan), ...rejectOptions(plan, flag)].join(', ')})`,
    ),
  };
}

/** True where rows of the file were rejected, so that reading must leave them out too. */
export const leavesRowsOut = ({ source }: Plan): boolean => source.rejectedRows.length > 0;

function readOptions(plan: Plan): readonly string[] {
  const { dialect } = plan.source;
  const lenient = plan.misfits.length > 0;
  return [
    'path',
    ...dialectOptions(plan),
    ...(namedByPosition(plan) ? ['names=columns', `header=${dialect.header ? '0' : 'None'}`] : []),
    lenient
      ? 'dtype={c: t for c, t in DTYPES.items() if c not in NUMBERS_AMONG_TEXT}'
      : 'dtype=DTYPES',
    ...(lenient ? ['converters={c: number_or_missing for c in NUMBERS_AMONG_TEXT}'] : []),
    'na_values=MISSING',
    'keep_default_na=False',
  ];
}

const dialectOptions = ({ source: { dialect } }: Plan): readonly string[] => [
  `sep=${text(dialect.delimiter)}`,
  `encoding=${text(dialect.encoding)}`,
  dialect.quote === '' ? 'quoting=csv.QUOTE_NONE' : `quotechar=${text(dialect.quote)}`,
];

/** pandas takes a first row with too many cells for one with row names, so rejected rows at the top go by number. */
function rejectOptions(plan: Plan, flag: boolean): readonly string[] {
  if (!leavesRowsOut(plan)) return [];
  const first = plan.source.dialect.header ? 2 : 1;
  const top = plan.source.rejectedRows.filter((row, i) => row === first + i).map((row) => row - 1);
  const skipped = `[${top.join(', ')}]`;
  return [
    flag ? 'on_bad_lines="skip" if training else "error"' : 'on_bad_lines="skip"',
    ...(top.length > 0
      ? [flag ? `skiprows=${skipped} if training else None` : `skiprows=${skipped}`]
      : []),
  ];
}

/** `first_row(path)`: the header or the first cells, by which columns named by position are found. */
export function firstRow(plan: Plan): Fragment | null {
  if (!namedByPosition(plan)) return null;
  return {
    code: lines(
      'def first_row(path: str) -> list[str]:',
      '    """Return the cells of the first row as text."""',
      `    row = pd.read_csv(path, ${dialectOptions(plan).join(', ')}, header=None, nrows=1, dtype="str", keep_default_na=False)`,
      '    return row.iloc[0].tolist()',
    ),
  };
}

/** Reads a cell that may hold no number; what does not fit counts as missing, as in the app. */
export const numberOrMissing = (plan: Plan): Fragment | null =>
  plan.misfits.length === 0
    ? null
    : {
        imports: [
          ['math', ''],
          ['re', ''],
        ],
        code: lines(
          'def number_or_missing(cell: str) -> float:',
          '    """Return the cell as a number; what is none counts as missing."""',
          '    pattern = r"[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"',
          '    fits = cell not in MISSING and re.fullmatch(pattern, cell.strip(" \\t\\n\\r\\f"))',
          '    number = float(cell) if fits else math.nan',
          '    return number if math.isfinite(number) else math.nan',
        ),
      };

/** The functions that cleaning statements call, each once. */
export const cleaningHelpers = (plan: Plan): readonly Fragment[] =>
  [...new Set(plan.cleaning.flatMap((s) => s.statements.flatMap((t) => t.helpers ?? [])))].map(
    (code) => ({ code }),
  );

/** True where some cleaning step removes rows, which it must not do to rows that are to be predicted. */
export const sparesRows = (plan: Plan): boolean => plan.cleaning.some((s) => s.removesRows);

/** `clean(df)`, or null without cleaning steps. `predicting` adds a flag that spares rows to be predicted. */
export function clean(plan: Plan, predicting: boolean): Fragment | null {
  if (plan.cleaning.length === 0) return null;
  const flag = predicting && sparesRows(plan);
  const body = plan.cleaning.map((step) => {
    const code = marked(plan.keys.indexOf(step.key), statementsOf(step.statements));
    return flag && step.removesRows ? `if training:\n${indented(code)}` : code;
  });
  return {
    imports: plan.cleaning.flatMap((s) => s.statements.flatMap((t) => t.imports ?? [])),
    code: lines(
      `def clean(df: pd.DataFrame${flag ? ', training: bool = True' : ''}) -> pd.DataFrame:`,
      flag
        ? '    """Apply the cleaning steps; rows are removed only for training."""'
        : '    """Apply the cleaning steps, which learn nothing from the rows."""',
      indented(body.join('\n')),
      '    return df',
    ),
  };
}

const statementsOf = (statements: Plan['cleaning'][number]['statements']): string =>
  statements
    .flatMap((s) => [...(s.comment === undefined ? [] : [`# ${s.comment}`]), s.code])
    .join('\n');

/** `labelled(df)`: the rows that have a target, typed so that labels sort as in the app. */
export const labelled = (plan: Plan): Fragment | null =>
  plan.target === null
    ? null
    : {
        code: lines(
          'def labelled(df: pd.DataFrame) -> pd.DataFrame:',
          '    """Keep the rows that have a target; there is nothing to learn from the others."""',
          `    return df.dropna(subset=[TARGET]).astype({TARGET: ${text(plan.target.dtype)}})`,
        ),
      };

/** `split(df)`: train, validation and test, as the recipe divides them; empty parts are left out. */
export function split(plan: Plan): Fragment | null {
  if (plan.target === null) return null;
  return plan.split.method === 'column' ? splitByColumn : splitAtRandom(plan);
}

const head = 'def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:';

const splitByColumn: Fragment = {
  code: lines(
    head,
    '    """Return the parts that the split column names."""',
    '    part = df[SPLIT].astype("str").str.strip().str.lower()',
    '    part = part.replace(["val", "valid", "dev"], "validation")',
    '    parts = {name: df[part == name] for name in ("train", "validation", "test")}',
    '    return {name: rows for name, rows in parts.items() if len(rows) > 0}',
  ),
};

/** The share of validation among the rows left by test: the very double that the app's own split uses. */
const validationShare = (split: { readonly validation: number; readonly test: number }): number =>
  split.validation / (1 - split.test);

function splitAtRandom({ split, task }: Plan): Fragment {
  if (split.method !== 'random') return splitByColumn;
  const stratified = split.stratify && task !== null && isClassification(task);
  const call = (rows: string, share: number): string =>
    `train_test_split(${rows}, test_size=${text(share)}, random_state=${split.seed}${stratified ? `, stratify=${rows}[TARGET]` : ''})`;
  const parts = [
    'train',
    ...(split.validation > 0 ? ['validation'] : []),
    ...(split.test > 0 ? ['test'] : []),
  ];
  const divided = parts.length > 1;
  return {
    imports: divided ? [['sklearn.model_selection', 'train_test_split']] : [],
    code: lines(
      head,
      '    """Return the parts of the experiment by name."""',
      !divided && '    return {"train": df}',
      split.test > 0 && `    train, test = ${call('df', split.test)}`,
      split.validation > 0 &&
        `    train, validation = ${call(split.test > 0 ? 'train' : 'df', validationShare(split))}`,
      divided && `    return {${parts.map((p) => `"${p}": ${p}`).join(', ')}}`,
    ),
  };
}
