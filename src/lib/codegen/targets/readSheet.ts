import type { Sheet } from '#lib/recipe/source.ts';
import { printLiteral } from '../python/print.ts';
import type { Import } from '../python/imports.ts';
import type { Plan } from '../pipeline.ts';
import { headerRows, namedByPosition } from './facts.ts';
import { lines, type Fragment } from './fragment.ts';
import { numberText } from './cellTexts.ts';
import { openingImports, withBytes } from './opened.ts';

const text = printLiteral;

/** Cells of a sheet by their own types, as the texts that the app has for them. */
export function sheetDefinitions(plan: Plan, format: Sheet): readonly Fragment[] {
  const { footer, merged } = format;
  const header = headerRows(plan);
  const reading: Fragment = {
    code: lines(
      'def read_sheet(path: str) -> tuple[list[str], list[list[str | None]]]:',
      '    """Return the header and the rows that hold something."""',
      '    cells = sheet_cells(path)',
      '    while cells and all(cell in (None, "") for cell in cells[-1]):',
      '        cells.pop()',
      footer > 0 && `    cells = cells[:-${footer}]`,
      header === 0
        ? '    header: list[str] = []'
        : `    header = [cell_text(cell) or "" for cell in cells[${format.skip + header - 1}]]`,
      `    rows = [[cell_text(cell) for cell in row] for row in cells[${format.skip + header}:]]`,
      '    return header, [row for row in rows if any(row)]',
    ),
  };
  return [numberText, cellText, cellsOf(plan, format, merged === 'fill'), reading];
}

const cellText: Fragment = {
  imports: [
    ['datetime', ''],
    ['typing', 'Any'],
  ],
  code: lines(
    'def cell_text(cell: Any) -> str | None:',
    '    """Return a cell as text: dates in ISO 8601, numbers with all digits."""',
    '    if cell is None or isinstance(cell, str):',
    '        return cell',
    '    if isinstance(cell, bool):',
    '        return str(cell).lower()',
    '    if isinstance(cell, datetime.datetime):',
    '        return str(cell).removesuffix(" 00:00:00")',
    '    if isinstance(cell, datetime.timedelta):',
    '        minutes, seconds = divmod(cell.total_seconds(), 60)',
    '        return f"{int(minutes // 60)}:{int(minutes % 60):02}:{int(seconds):02}"',
    '    if isinstance(cell, (datetime.date, datetime.time)):',
    '        return str(cell)',
    '    return number_text(cell)',
  ),
};

function cellsOf(plan: Plan, { workbook, sheet }: Sheet, fill: boolean): Fragment {
  const head = [
    'def sheet_cells(path: str) -> list[list[Any]]:',
    '    """Return the cells of the sheet, row by row."""',
  ];
  if (workbook !== 'xlsx') {
    const engine = workbook === 'ods' ? 'odf' : 'xlrd';
    const how = `sheet_name=${text(sheet)}, header=None, dtype=object, na_filter=False, engine="${engine}"`;
    return {
      imports: openingImports(plan, false),
      code: lines(
        head,
        withBytes(plan, [`df = pd.read_excel(file, ${how})`]).map((l) => l.replace(/^/gm, '    ')),
        '    return [list(row) for row in df.itertuples(index=False)]',
      ),
    };
  }
  return {
    imports: [['openpyxl', ''] satisfies Import, ...openingImports(plan, false)],
    code: lines(
      head,
      withBytes(plan, [`sheet = openpyxl.load_workbook(file, data_only=True)[${text(sheet)}]`]).map(
        (l) => l.replace(/^/gm, '    '),
      ),
      '    cells = [list(row) for row in sheet.iter_rows(values_only=True)]',
      fill && [
        '    for merged in sheet.merged_cells.ranges:  # Each of its cells holds its value.',
        '        for row, column in merged.cells:',
        '            if cells[row - 1][column - 1] is None:',
        '                cells[row - 1][column - 1] = sheet.cell(merged.min_row, merged.min_col).value',
      ],
      '    return cells',
    ),
  };
}

/** In a column of moments a day is its midnight. */
function midnights({ source }: Plan): readonly string[] {
  const moments = source.columns.filter((c) => c.type === 'datetime').map((c) => text(c.name));
  if (moments.length === 0) return [];
  return [
    `for name in df.columns.intersection([${moments.join(', ')}]):`,
    '    df[name] = df[name].where(df[name].str.len() != 10, df[name] + " 00:00:00")',
  ];
}

/** `df` from the sheet. */
export function frameOfSheet(plan: Plan): readonly string[] {
  const positional = namedByPosition(plan);
  const names = positional ? 'columns' : 'header';
  return [
    positional ? '_, rows = read_sheet(path)' : 'header, rows = read_sheet(path)',
    `df = pd.DataFrame(rows, dtype="str").reindex(columns=range(len(${names})))`,
    `df.columns = pd.Index(${names})`,
    ...midnights(plan),
  ];
}
