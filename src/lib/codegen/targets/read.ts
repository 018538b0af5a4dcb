import { isNumeric } from '#lib/recipe/profile.ts';
import { looksLikeNumber, toNumber } from '../python/helpers.ts';
import { printLiteral } from '../python/print.ts';
import type { Dialect } from '#lib/recipe/recipe.ts';
import type { Plan } from '../pipeline.ts';
import { lines, type Fragment } from './fragment.ts';

/**
 * Reading the file exactly as the app read it. A tidy file is one call of pandas, whose 3.1 keeps every digit of a
 * number by itself. What pandas reads otherwise goes another way: cells that are no numbers are read as text and
 * converted by the app's rule; a file with rows that pandas would place differently is read record by record.
 */
const text = printLiteral;

/** True where columns are named by position: a header was repaired, or there is none, or rows are read one by one. */
export const namedByPosition = (plan: Plan): boolean =>
  !plan.source.dialect.header ||
  byRecord(plan) ||
  plan.source.columns.some((c) => c.name !== c.header);

/** True where some rows were left out, or cannot be told apart by pandas as the app does. */
export const byRecord = ({ source }: Plan): boolean =>
  leavesRowsOut(source) || source.irregular === true;

const leavesRowsOut = ({ rejectedRows }: Plan['source']): boolean => rejectedRows.length > 0;

/** True where a marker of missing is a number in some spelling, and only that spelling means missing. */
const comparesMarkers = (plan: Plan): boolean =>
  byRecord(plan) || plan.source.missing.some(looksLikeNumber);

/** Whether numbers are read as text first: all of them, those that have misfits, or none. */
export function textFirst(plan: Plan): 'all' | 'some' | 'none' {
  if (!plan.source.columns.some((c) => isNumeric(c.type))) return 'none';
  if (comparesMarkers(plan) || plan.misfits === null) return 'all';
  return plan.misfits.length > 0 ? 'some' : 'none';
}

/** `to_number`, where reading needs it. */
export const numberReading = (plan: Plan): readonly Fragment[] =>
  textFirst(plan) === 'none' ? [] : [toNumber];

/**
 * `load(path)`. `predicting` adds a flag, where rows were left out of the file, that reads another file whole or
 * not at all.
 */
export function load(plan: Plan, predicting = false): readonly Fragment[] {
  const flag = predicting && byRecord(plan);
  const parameters = [
    'path: str',
    ...(namedByPosition(plan) ? ['columns: list[str] = COLUMNS'] : []),
    ...(flag ? ['training: bool = True'] : []),
  ];
  const reading: Fragment = {
    imports: [
      ['pandas', 'pd'],
      ...(plan.source.dialect.quote === '' && !byRecord(plan) ? [['csv', ''] as const] : []),
    ],
    code: lines(
      `def load(${parameters.join(', ')}) -> pd.DataFrame:`,
      '    """Read the file; numbers keep every digit and all other cells stay text."""',
      byRecord(plan) ? frameOfRecords(plan, flag) : frameByPandas(plan),
      comparesMarkers(plan) && '    df = df.mask(df.isin(MISSING))',
      conversion(plan),
      '    return df',
    ).replace(/ {4}df = (pd\.read_csv\(.*\))\n {4}return df$/u, '    return $1'),
  };
  return byRecord(plan) ? [...records(plan), reading] : [reading];
}

function frameByPandas(plan: Plan): string {
  const { dialect } = plan.source;
  const types = {
    all: 'dtype="str"',
    some: 'dtype={c: "str" if c in NUMBERS_AMONG_TEXT else t for c, t in DTYPES.items()}',
    none: 'dtype=DTYPES',
  };
  const options = [
    'path',
    ...dialectOptions(plan),
    ...(namedByPosition(plan) ? ['names=columns', `header=${dialect.header ? '0' : 'None'}`] : []),
    types[textFirst(plan)],
    comparesMarkers(plan) ? 'na_filter=False' : 'na_values=MISSING',
    ...(comparesMarkers(plan) ? [] : ['keep_default_na=False']),
  ];
  return `    df = pd.read_csv(${options.join(', ')})`;
}

const dialectOptions = ({ source: { dialect } }: Plan): readonly string[] => [
  `sep=${text(dialect.delimiter)}`,
  `encoding=${text(dialect.encoding)}`,
  dialect.quote === '' ? 'quoting=csv.QUOTE_NONE' : `quotechar=${text(dialect.quote)}`,
];

function conversion(plan: Plan): readonly string[] {
  const which = textFirst(plan);
  if (which === 'none') return [];
  const columns =
    which === 'some'
      ? 'df.columns.intersection(NUMBERS_AMONG_TEXT)'
      : '[c for c in df.columns if DTYPES.get(c) == "float64"]';
  return [
    `    for name in ${columns}:`,
    '        df[name] = df[name].map(to_number, na_action="ignore").astype("float64")',
  ];
}

function frameOfRecords({ source }: Plan, flag: boolean): readonly string[] {
  const from = source.dialect.header ? '[1:]' : '';
  return [
    `    records = read_records(path, len(columns))${from}`,
    ...(flag
      ? [
          '    if not training and None in records:',
          '        raise ValueError("a row has too many cells, or a quote that never closes")',
        ]
      : []),
    '    rows = [cells for cells in records if cells is not None]',
    '    df = pd.DataFrame(rows, columns=columns, dtype="str")',
  ];
}

/** The app's own reader in Python: the csv module, and what to do where a quote opens and never closes. */
function records({ source: { dialect } }: Plan): readonly Fragment[] {
  const reading: Fragment = {
    code: lines(
      'def read_records(path: str, width: int) -> list[list[str] | None]:',
      '    """Return the cells of each row, and None for a row that does not fit."""',
      `    with open(path, encoding=${text(dialect.encoding)}, newline="") as file:`,
      '        lines = list(file)',
      '    if lines and lines[-1].endswith("\\x1a"):  # CP/M and DOS end a text so.',
      '        lines[-1] = lines[-1][:-1]',
      '    records: list[list[str] | None] = []',
      '    at = 0',
      '    while at < len(lines):',
      '        cells, used, fits = next_record(lines, at, width)',
      '        if len(cells) > 1 or lines[at].strip(" \\t\\r\\n"):',
      '            padding = [""] * (width - len(cells))',
      '            records.append([*cells, *padding] if fits else None)',
      '        at += used',
      '    return records',
    ),
  };
  return dialect.quote === ''
    ? [unquotedRecord(dialect), reading]
    : [lineCells(dialect), wellFormed(dialect), quotedRecord(dialect), reading];
}

const head = [
  'def next_record(lines: list[str], at: int, width: int) -> tuple[list[str], int, bool]:',
  '    """Return the cells from this line on, the lines they take, and whether they fit."""',
];

const unquotedRecord = ({ delimiter }: Dialect): Fragment => ({
  code: lines(
    head,
    `    cells = lines[at].rstrip("\\r\\n").split(${text(delimiter)})`,
    '    return cells, 1, len(cells) <= width',
  ),
});

const quotedRecord = (dialect: Dialect): Fragment => ({
  imports: [
    ['csv', ''],
    ['itertools', ''],
  ],
  code: lines(
    head,
    '    csv.field_size_limit(1 << 30)',
    '    # One more quote after the last line closes what is still open.',
    `    rest = itertools.chain((lines[i] for i in range(at, len(lines))), [${text(dialect.quote)}])`,
    `    reader = csv.reader(rest, ${marksOf(dialect)})`,
    '    cells = next(reader)',
    '    used = reader.line_num',
    '    torn = at + used > len(lines)',
    '    stray = not torn and used > 1 and not well_formed(lines[at : at + used])',
    '    if used == 1 or (len(cells) == width and not torn and not stray):',
    '        return cells, used, len(cells) <= width',
    '    line = cells_of(lines[at])',
    '    if len(line) == width or torn or (stray and len(cells) != width):',
    '        return line, 1, len(line) == width',
    '    return cells, used, len(cells) <= width',
  ),
});

const wellFormed = (dialect: Dialect): Fragment => ({
  imports: [['csv', '']],
  code: lines(
    'def well_formed(lines: list[str]) -> bool:',
    '    """Say whether no text follows a closing quote."""',
    '    try:',
    `        list(csv.reader(lines, ${marksOf(dialect)}, strict=True))`,
    '    except csv.Error:',
    '        return False',
    '    return True',
  ),
});

function lineCells({ delimiter, quote }: Dialect): Fragment {
  const [d, q] = [delimiter, quote].map(inPattern) as [string, string];
  const pattern = `${d}(?:${q}((?:[^${q}]|${q}${q})*)${q}(?=${d}|$)|([^${d}]*))`;
  return {
    imports: [['re', '']],
    code: lines(
      'def cells_of(line: str) -> list[str]:',
      '    """Return the cells of one line, where a quote that does not close is text."""',
      `    pattern = ${text(pattern)}`,
      `    cells = re.findall(pattern, ${text(delimiter)} + line.rstrip("\\r\\n"))`,
      `    return [quoted.replace(${text(quote + quote)}, ${text(quote)}) or plain for quoted, plain in cells]`,
    ),
  };
}

const marksOf = ({ delimiter, quote }: Dialect): string =>
  `delimiter=${text(delimiter)}, quotechar=${text(quote)}`;

/** The character inside a regular expression, also within brackets. */
const inPattern = (mark: string): string => (/[A-Za-z0-9 \t,;"']/.test(mark) ? mark : `\\${mark}`);

/** `first_rows(path)`: the header and a row after it, by which columns named by position are found. */
export function firstRows(plan: Plan): Fragment | null {
  if (!namedByPosition(plan)) return null;
  const { dialect } = plan.source;
  const marks =
    dialect.quote === ''
      ? `delimiter=${text(dialect.delimiter)}, quoting=csv.QUOTE_NONE`
      : marksOf(dialect);
  return {
    imports: [
      ['csv', ''],
      ['itertools', ''],
    ],
    code: lines(
      'def first_rows(path: str) -> list[list[str]]:',
      '    """Return the cells of the first two rows that are not blank."""',
      `    with open(path, encoding=${text(dialect.encoding)}, newline="") as file:`,
      `        rows = csv.reader(file, ${marks})`,
      '        filled = (row for row in rows if len(row) > 1 or "".join(row).strip())',
      '        return list(itertools.islice(filled, 2))',
    ),
  };
}
