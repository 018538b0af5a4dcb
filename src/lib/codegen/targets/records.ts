import type { Delimited } from '#lib/recipe/source.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import { headerRows } from './facts.ts';
import { lines, indented, type Fragment } from './fragment.ts';
import { openingImports, withText } from './opened.ts';
import { delimited } from './readCsv.ts';
import { inPattern, isScanned, marksOf, patternOf, scanning } from './scanning.ts';

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
  if (isScanned(dialect)) return [...scanning(dialect), scannedRecords(plan)];
  return dialect.quote === ''
    ? [lineRecord(dialect), lineRecords(plan)]
    : [lineCells(dialect), wellFormed(dialect), quotedRecord(dialect), lineRecords(plan)];
}

/** `lines`, without those above the table. */
function openedLines(plan: Plan): readonly string[] {
  const { skip } = delimited(plan);
  return [
    ...withText(plan, [`lines = list(file)${skip > 0 ? `[${skip}:]` : ''}`]).map(indented),
    '    if lines and lines[-1].endswith("\\x1a"):  # CP/M and DOS end a text so.',
    '        lines[-1] = lines[-1][:-1]',
  ];
}

const recordsHead = [
  'def read_records(path: str, width: int) -> list[list[str] | None]:',
  '    """Return the cells of each row, and None for a row that does not fit."""',
];

function lineRecords(plan: Plan): Fragment {
  const { comment } = delimited(plan);
  return {
    imports: openingImports(plan, true),
    code: lines(
      recordsHead,
      openedLines(plan),
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
}

function scannedRecords(plan: Plan): Fragment {
  const { comment, delimiter } = delimited(plan);
  const end = '(?:\\r\\n?|\\n|\\Z)';
  const blank = `[ ${delimiter === '\t' ? '' : '\\t'}]*${end}`;
  const remark = comment === '' ? '' : `|${inPattern(comment)}[^\\r\\n]*${end}`;
  return {
    imports: [['re', ''], ...openingImports(plan, true)],
    code: lines(
      recordsHead,
      openedLines(plan),
      '    text = "".join(lines)',
      `    left_out = re.compile(${patternOf(blank + remark)})`,
      '    records: list[list[str] | None] = []',
      '    at = 0',
      '    while at < len(text):',
      '        gap = left_out.match(text, at)',
      '        if gap is not None:',
      '            at = gap.end()',
      '            continue',
      '        cells, at = next_record(text, at, width)',
      '        padding = [""] * (width - len(cells or []))',
      '        records.append([*cells, *padding] if cells is not None else None)',
      '    return records',
    ),
  };
}

const head = [
  'def next_record(lines: list[str], at: int, width: int) -> tuple[list[str], int, bool]:',
  '    """Return the cells from this line on, the lines they take, and whether they fit."""',
];

/** Lines without quotes. */
const lineRecord = (dialect: Delimited): Fragment => ({
  code: lines(
    head,
    `    cells = lines[at].rstrip("\\r\\n").split(${text(dialect.delimiter)})`,
    '    return cells, 1, len(cells) <= width',
  ),
});

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

/** The cells of one line by a pattern, where a quote that does not close is text. */
function lineCells({ delimiter, quote }: Delimited): Fragment {
  const [q, d] = [inPattern(quote), inPattern(delimiter)];
  const pattern = `${d}(?:${q}((?:[^${q}]|${q}${q})*)${q}(?=${d}|$)|([^${d}]*))`;
  return {
    imports: [['re', '']],
    code: lines(
      'def cells_of(line: str) -> list[str]:',
      '    """Return the cells of one line, where a quote that does not close is text."""',
      `    pattern = ${patternOf(pattern)}`,
      `    found = re.findall(pattern, ${text(delimiter)} + line.rstrip("\\r\\n"))`,
      `    return [inside.replace(${text(quote + quote)}, ${text(quote)}) or plain for inside, plain in found]`,
    ),
  };
}
