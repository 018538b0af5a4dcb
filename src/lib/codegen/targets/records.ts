import type { Delimited } from '#lib/recipe/source.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import { headerRows, namedByPosition } from './facts.ts';
import { lines, indented, type Fragment } from './fragment.ts';
import { openingImports, withText } from './opened.ts';
import { delimited } from './readCsv.ts';

const text = printLiteral;

interface Body {
  readonly body: readonly string[];
  readonly imports: readonly Import[];
}

/** The frame from records: which of them are the table, and what a person wrote in place of some. */
export function frameOfRecords(plan: Plan, flag: boolean): Body {
  const { sample, repairedRows } = plan.source;
  const { footer } = delimited(plan);
  const header = headerRows(plan);
  const table = `${header || ''}:${footer > 0 ? -footer : ''}`;
  const every = sample?.every ?? 1;
  const step = every === 1 ? '' : flag ? '[:: EVERY if training else 1]' : '[::EVERY]';
  return {
    imports: [],
    body: [
      ...(repairedRows.length === 0
        ? [`records = read_records(path, len(columns))${table === ':' ? '' : `[${table}]`}`]
        : [
            'records = read_records(path, len(columns))',
            ...repairing(plan),
            ...(table === ':' ? [] : [`records = records[${table}]`]),
          ]),
      ...(flag
        ? [
            'if not training and None in records:',
            '    raise ValueError("a row has too many cells, or a quote that never closes")',
          ]
        : []),
      `rows = [cells for cells in records if cells is not None]${step}`,
      'df = pd.DataFrame(rows, columns=columns, dtype="str")',
    ],
  };
}

/** The rows that a person wrote anew, where it is the very file they were written for. */
const repairing = (plan: Plan): readonly string[] => [
  'if sha256_of(path) == SHA256:',
  '    for row, cells in REPAIRED.items():',
  `        records[row - ${1 + delimited(plan).skip}] = cells`,
];

/** The app's own reader in Python: the csv module, and what to do where a quote opens and never closes. */
export function records(plan: Plan): readonly Fragment[] {
  const dialect = delimited(plan);
  const { comment, skip, quote } = dialect;
  const reading: Fragment = {
    imports: openingImports(plan, true),
    code: lines(
      'def read_records(path: str, width: int) -> list[list[str] | None]:',
      '    """Return the cells of each row, and None for a row that does not fit."""',
      withText(plan, [`lines = list(file)${skip > 0 ? `[${skip}:]` : ''}`]).map(indented),
      '    if lines and lines[-1].endswith("\\x1a"):  # CP/M and DOS end a text so.',
      '        lines[-1] = lines[-1][:-1]',
      '    records: list[list[str] | None] = []',
      '    at = 0',
      '    while at < len(lines):',
      comment !== '' && [
        `        if lines[at].startswith(${text(comment)}):`,
        '            at += 1',
        '            continue',
      ],
      '        cells, used, fits = next_record(lines, at, width)',
      '        if len(cells) > 1 or lines[at].strip(" \\t\\r\\n"):',
      '            padding = [""] * (width - len(cells))',
      '            records.append([*cells, *padding] if fits else None)',
      '        at += used',
      '    return records',
    ),
  };
  if (isLoose(dialect)) return [lineCells(dialect), lineRecord(dialect), reading];
  return quote === ''
    ? [lineRecord(dialect), reading]
    : [lineCells(dialect), wellFormed(dialect), quotedRecord(dialect), reading];
}

const head = [
  'def next_record(lines: list[str], at: int, width: int) -> tuple[list[str], int, bool]:',
  '    """Return the cells from this line on, the lines they take, and whether they fit."""',
];

/** Lines without quotes, or parted by runs of blanks, in which no quoted cell goes on in the next line. */
const lineRecord = (dialect: Delimited): Fragment => ({
  code: lines(
    head,
    isLoose(dialect)
      ? '    cells = cells_of(lines[at])'
      : `    cells = lines[at].rstrip("\\r\\n").split(${text(dialect.delimiter)})`,
    '    return cells, 1, len(cells) <= width',
  ),
});

/** Where the csv module cannot cut the lines. */
const isLoose = ({ delimiter, quote, escape }: Delimited): boolean =>
  isRuns(delimiter) || (quote === '' && escape !== '');

const quotedRecord = (dialect: Delimited): Fragment => ({
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

const wellFormed = (dialect: Delimited): Fragment => ({
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

/** The pattern of one cell: of a quoted one its inside, of another the whole. */
function cellPattern({ delimiter, quote, escape }: Delimited): string {
  const [q, e] = [quote, escape].map(inPattern) as [string, string];
  const d = isRuns(delimiter) ? ' \\t' : inPattern(delimiter);
  const any = escape === '' ? '' : `${e}.|`;
  const one = escape === '' ? `[^${d}]` : `(?:${any}[^${d}${e}])`;
  if (isRuns(delimiter)) {
    const run = `(${one}+)`;
    return quote === '' ? run : `(?:${q}((?:${any}[^${q}${e}]|${q}${q})*)${q}(?=[ \\t]|$)|${run})`;
  }
  const plain = `(${one}*)`;
  const quoted = `${q}((?:${any}[^${q}${e}]|${q}${q})*)${q}(?=${d}|$)`;
  return d + (quote === '' ? plain : `(?:${quoted}|${plain})`);
}

/** Runs of spaces and tabs between cells, as pandas has it. */
const isRuns = (delimiter: string): boolean => delimiter === '\\s+';

/** The cells of one line by a pattern, where a quote that does not close is text. */
function lineCells(dialect: Delimited): Fragment {
  const { delimiter, quote, escape } = dialect;
  const line = 'line.rstrip("\\r\\n")';
  const found = `re.findall(pattern, ${isRuns(delimiter) ? line : `${text(delimiter)} + ${line}`})`;
  const halved = `quoted.replace(${text(quote + quote)}, ${text(quote)}) or plain`;
  const unescaped = `    return [re.sub(${text(`${inPattern(escape)}(.)`)}, r"\\1", cell) for cell in cells]`;
  return {
    imports: [['re', '']],
    code: lines(
      'def cells_of(line: str) -> list[str]:',
      '    """Return the cells of one line, where a quote that does not close is text."""',
      `    pattern = ${text(cellPattern(dialect))}`,
      quote === '' && `    cells = ${found}`,
      quote !== '' && [
        `    found = ${found}`,
        `    cells = [${halved} for quoted, plain in found]`,
      ],
      escape === '' ? '    return cells' : unescaped,
    ),
  };
}

const marksOf = ({ delimiter, quote, escape }: Delimited): string =>
  [
    `delimiter=${text(delimiter)}`,
    `quotechar=${text(quote)}`,
    ...(escape === '' ? [] : [`escapechar=${text(escape)}`]),
  ].join(', ');

/** The character inside a regular expression, also within brackets. */
const inPattern = (mark: string): string =>
  mark === '' || /[A-Za-z0-9 \t,;"']/.test(mark) ? mark : `\\${mark}`;

/**
 * `first_rows(path)`: the header and a row after it, by which columns named by position are found; where there is
 * no header of one row, the first row after it.
 */
export function firstRows(plan: Plan): Fragment | null {
  if (!namedByPosition(plan)) return null;
  if (plan.source.format.kind === 'sheet') return firstOfSheet(plan);
  const { delimiter, quote, skip, comment } = delimited(plan);
  const header = headerRows(plan);
  const marks =
    quote === ''
      ? `delimiter=${text(delimiter)}, quoting=csv.QUOTE_NONE`
      : marksOf(delimited(plan));
  const runs = isRuns(delimiter);
  const from = comment === '' ? 'file' : 'table';
  return {
    imports: [
      ...(runs ? [] : [['csv', ''] as const]),
      ['itertools', ''],
      ...openingImports(plan, true),
    ],
    code: lines(
      'def first_rows(path: str) -> list[list[str]]:',
      '    """Return the cells of the first rows that are not blank."""',
      withText(plan, [
        ...(skip > 0 ? [`for _ in range(${skip}):`, '    file.readline()'] : []),
        ...(comment === ''
          ? []
          : [`table = (line for line in file if not line.startswith(${text(comment)}))`]),
        runs ? `rows = (line.split() for line in ${from})` : `rows = csv.reader(${from}, ${marks})`,
        'filled = (row for row in rows if len(row) > 1 or "".join(row).strip())',
        `return list(itertools.islice(filled, ${header > 1 ? `${header}, ${header + 1}` : 2}))`,
      ]).map(indented),
    ),
  };
}

const firstOfSheet = (plan: Plan): Fragment => ({
  code: lines(
    'def first_rows(path: str) -> list[list[str]]:',
    '    """Return the cells of the first rows."""',
    '    header, rows = read_sheet(path)',
    `    return [${headerRows(plan) === 1 ? 'header, ' : ''}*([cell or "" for cell in row] for row in rows[:1])]`,
  ),
});
