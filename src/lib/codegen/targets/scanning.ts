import type { Delimited } from '#lib/recipe/source.ts';
import { printLiteral } from '../python/print.ts';
import { lines, type Fragment } from './fragment.ts';

const text = printLiteral;

/** True of dialects that no library cuts as the app does: with an escape, or with runs of blanks between cells. */
export const isScanned = ({ delimiter, escape }: Delimited): boolean =>
  isRuns(delimiter) || escape !== '';

/** Runs of spaces and tabs between cells, as pandas has it. */
const isRuns = (delimiter: string): boolean => delimiter === '\\s+';

/** `next_record(text, at, width)`: the app's own scanner, as regular expressions. */
export const scanning = (dialect: Delimited): readonly Fragment[] => [
  patterns(dialect),
  ...(dialect.escape === '' ? [] : [bare(dialect)]),
  cellsAt(dialect),
  dialect.quote === '' ? plainRecord : quotedRecord,
];

/** The character inside a regular expression, also within brackets. */
export const inPattern = (mark: string): string =>
  mark === '' || /[A-Za-z0-9 ,;"']/.test(mark) ? mark : mark === '\t' ? '\\t' : `\\${mark}`;

/** A pattern in Python, raw where that can be. */
export function patternOf(pattern: string): string {
  const quote = pattern.includes('"') ? "'" : '"';
  return /^[ -~]*$/.test(pattern) && !pattern.includes(quote)
    ? `r${quote}${pattern}${quote}`
    : text(pattern);
}

const [escaped, lineEnd] = ['(.)', '(\\r\\n?|\\n|\\Z)'];

/** One cell with what ends it: the inside of its quotes, what is not inside, and the end of the line or nothing. */
function patterns({ delimiter, quote, escape }: Delimited): Fragment {
  const [q, e] = [inPattern(quote), inPattern(escape)];
  const runs = isRuns(delimiter);
  const d = runs ? ' \\t' : inPattern(delimiter);
  const [any, lone] = escape === '' ? ['', ''] : [`|${e}.`, `|${e}.?`];
  const plain = `((?:[^${d}${e}\\r\\n]${lone})*+)`;
  const ends = runs ? `(?:[ \\t]*${lineEnd}|[ \\t]+)` : `(?:${lineEnd}|${d})`;
  const blanks = runs ? '[ \\t]*' : '';
  const quoted = (not: string): string => `${q}((?:[^${q}${e}${not}]|${q}${q}${any})*+)${q}`;
  const compiled = (...parts: readonly string[]): string =>
    `re.compile("".join([${parts
      .filter((p) => p !== '')
      .map(patternOf)
      .join(', ')}]), re.DOTALL)`;
  return {
    imports: [['re', '']],
    code: lines(
      quote === '' && `CELL = ${compiled(blanks, plain, ends)}`,
      quote !== '' && [
        `CELL = ${compiled(blanks, `(?:${quoted('')})?+`, plain, ends)}`,
        `LINE_CELL = ${compiled(blanks, `(?:${quoted('\\r\\n')}(?=[${d}\\r\\n]|\\Z))?+`, plain, ends)}`,
      ],
    ),
  };
}

const bare = ({ escape }: Delimited): Fragment => ({
  imports: [['re', '']],
  code: lines(
    'def bare(cell: str) -> str:',
    '    """Return the text without its escapes."""',
    `    return re.sub(${patternOf(inPattern(escape) + escaped)}, r"\\1", cell, flags=re.DOTALL)`,
  ),
});

function cellsAt({ quote, escape }: Delimited): Fragment {
  const bared = (of: string): string => (escape === '' ? of : `bare(${of})`);
  if (quote === '')
    return {
      code: lines(
        'def cells_at(text: str, at: int) -> tuple[list[str], int]:',
        '    """Return the cells of the record here, and where it ends."""',
        '    cells: list[str] = []',
        '    for found in CELL.finditer(text, at):',
        '        cell, end = found.groups()',
        `        cells.append(${bared('cell')})`,
        '        if end is not None:',
        '            return cells, found.end()',
        '    return cells, len(text)',
      ),
    };
  const [q, e] = [inPattern(quote), inPattern(escape)];
  const both = patternOf(`(${q})${q}|${e}${escaped}`);
  return {
    code: lines(
      'def cells_at(text: str, at: int, one_line: bool) -> tuple[list[str], int, bool, bool]:',
      '    """Return the cells of the record here, where it ends, and two doubts.',
      '',
      '    It is torn where a cell holds a line break, and stray where text follows a quote.',
      '    """',
      '    cells: list[str] = []',
      '    torn = stray = False',
      '    for found in (LINE_CELL if one_line else CELL).finditer(text, at):',
      '        inside, rest, end = found.groups()',
      '        if inside is None:',
      `            if rest.startswith(${text(quote)}) and not one_line:`,
      '                return [], -1, True, True  # The quote never closes.',
      `            cells.append(${bared('rest')})`,
      escape !== '' && '            torn = torn or "\\n" in rest or "\\r" in rest',
      '        else:',
      '            stray = stray or rest != ""',
      escape === ''
        ? `            inner = inside.replace(${text(quote + quote)}, ${text(quote)})`
        : `            inner = re.sub(${both}, r"\\1\\2", inside, flags=re.DOTALL)`,
      `            cells.append(inner + ${bared('rest')})`,
      escape === ''
        ? '            torn = torn or "\\n" in inside or "\\r" in inside'
        : [
            `            broken = re.sub(${patternOf(`${e}.`)}, "", inside, flags=re.DOTALL) + rest`,
            '            torn = torn or "\\n" in broken or "\\r" in broken',
          ],
      '        if end is not None:',
      '            return cells, found.end(), torn, stray',
      '    return cells, len(text), torn, stray',
    ),
  };
}

const head = [
  'def next_record(text: str, at: int, width: int) -> tuple[list[str] | None, int]:',
  '    """Return the cells of the record here, None if they do not fit, and its end."""',
];

const plainRecord: Fragment = {
  code: lines(
    head,
    '    cells, end = cells_at(text, at)',
    '    return cells if len(cells) <= width else None, end',
  ),
};

const quotedRecord: Fragment = {
  code: lines(
    head,
    '    cells, end, torn, stray = cells_at(text, at, one_line=False)',
    '    if torn and (stray or len(cells) != width):',
    '        line, line_end, _, _ = cells_at(text, at, one_line=True)',
    '        if len(line) == width:',
    '            return line, line_end',
    '        if end < 0 or (stray and len(cells) != width):',
    '            return None, line_end',
    '    return cells if len(cells) <= width else None, end',
  ),
};

/** What the csv module is told of the text. */
export const marksOf = ({ delimiter, quote, escape }: Delimited): string =>
  [
    `delimiter=${text(delimiter)}`,
    `quotechar=${text(quote)}`,
    ...(escape === '' ? [] : [`escapechar=${text(escape)}`]),
  ].join(', ');
