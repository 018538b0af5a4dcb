import type { Delimited } from '#lib/recipe/source.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { headerRows, namedByPosition } from './facts.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { openingImports, withText } from './opened.ts';
import { delimited } from './readCsv.ts';
import { marksOf } from './scanning.ts';

const text = printLiteral;

/**
 * `first_rows(path)`: the header and a row after it, by which columns named by position are found; of sheets without
 * a header of one row, and of texts without any, the first row after it.
 */
export function firstRows(plan: Plan): Fragment | null {
  if (!namedByPosition(plan)) return null;
  if (plan.source.format.kind === 'sheet') return firstOfSheet(plan);
  const dialect = delimited(plan);
  const rows = headerRows(plan);
  return {
    imports: [
      ...(isRuns(dialect) ? [] : [['csv', ''] as const]),
      ['itertools', ''],
      ...openingImports(plan, true),
    ],
    code: rows > 1 ? ofSeveral(plan, rows) : ofOne(plan),
  };
}

const isRuns = ({ delimiter }: Delimited): boolean => delimiter === '\\s+';

const head = 'def first_rows(path: str) -> list[list[str]]:';

const ofOne = (plan: Plan): string =>
  lines(
    head,
    '    """Return the cells of the first rows that are not blank."""',
    withText(plan, [...filled(plan), 'return list(itertools.islice(filled, 2))']).map(indented),
  );

const ofSeveral = (plan: Plan, rows: number): string =>
  lines(
    joined,
    head,
    '    """Return the names of the columns, and the cells of the row after them."""',
    withText(plan, [...filled(plan), `first = list(itertools.islice(filled, ${rows + 1}))`]).map(
      indented,
    ),
    `    return [joined(first[:${rows}]), *first[${rows}:]]`,
  );

/** `filled`: the rows that are not blank. */
function filled(plan: Plan): readonly string[] {
  const dialect = delimited(plan);
  const { delimiter, quote, skip, comment } = dialect;
  const marks =
    quote === '' ? `delimiter=${text(delimiter)}, quoting=csv.QUOTE_NONE` : marksOf(dialect);
  const from = comment === '' ? 'file' : 'table';
  return [
    ...(skip > 0 ? [`for _ in range(${skip}):`, '    file.readline()'] : []),
    ...(comment === ''
      ? []
      : [`table = (line for line in file if not line.startswith(${text(comment)}))`]),
    isRuns(dialect)
      ? `rows = (line.split() for line in ${from})`
      : `rows = csv.reader(${from}, ${marks})`,
    'filled = (row for row in rows if len(row) > 1 or "".join(row).strip())',
  ];
}

/** As the app makes one header of several rows: a blank title is that to its left, where a name stands below. */
const joined = [
  'def joined(rows: list[list[str]]) -> list[str]:',
  '    """Return the names that several rows make, each row below the titles of groups."""',
  '    width = max(map(len, rows), default=0)',
  '    cells = [row + [""] * (width - len(row)) for row in rows]',
  '    for k, row in enumerate(cells[:-1]):',
  '        title = ""',
  '        for column, text in enumerate(row):',
  '            title = text if text.strip() else title',
  '            if any(below[column].strip() for below in cells[k + 1 :]):',
  '                row[column] = title or text',
  '    names = []',
  '    for column in zip(*cells, strict=True):',
  '        texts = [text.strip() for text in column]',
  '        pairs = zip(texts, ["", *texts], strict=False)',
  '        names.append(" ".join(text for text, above in pairs if text and text != above))',
  '    return names',
  '',
  '',
];

const firstOfSheet = (plan: Plan): Fragment => ({
  code: lines(
    'def first_rows(path: str) -> list[list[str]]:',
    '    """Return the cells of the first rows."""',
    '    header, rows = read_sheet(path)',
    `    return [${headerRows(plan) === 1 ? 'header, ' : ''}*([cell or "" for cell in row] for row in rows[:1])]`,
  ),
});
