import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { openingImports, withBytes } from './opened.ts';

const text = printLiteral;

/** What `sheet_cells` returns: rows of texts, and merged ranges as top, left, bottom and right, the last two beyond them. */
export const cellsType = 'tuple[list[list[str | None]], list[tuple[int, int, int, int]]]';
export const cellsDoc =
  '    """Return the cells of the sheet as text, row by row, and its merged ranges."""';

export const cellText: Fragment = {
  imports: [
    ['datetime', ''],
    ['re', ''],
    ['typing', 'Any'],
  ],
  code: lines(
    'def cell_text(cell: Any, form: str) -> str | None:',
    '    """Return a cell as text: dates in ISO 8601, numbers with all digits."""',
    '    if cell is None or isinstance(cell, str):',
    '        return cell',
    '    if isinstance(cell, bool):',
    '        return str(cell).lower()',
    '    if isinstance(cell, datetime.datetime):',
    '        shown = re.sub(r"\\"[^\\"]*\\"|\\[[^\\]]*\\]|\\\\.", "", form.lower())',
    '        if cell.year == 1904 and re.search("[ydbeg]", shown) is None:',
    '            return str(cell.time())  # The first day stands for none.',
    '        of_day = re.search("[hs]", shown) is None',
    '        return str(cell).removesuffix(" 00:00:00") if of_day else str(cell)',
    '    if isinstance(cell, datetime.timedelta):',
    '        seconds, rest = divmod(round(abs(cell.total_seconds()) * 1000), 1000)',
    '        clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"',
    '        sign = "-" if cell.total_seconds() < 0 else ""',
    '        return sign + clock + (f".{rest:03}000" if rest else "")',
    '    return str(cell) if isinstance(cell, datetime.time) else number_text(cell)',
  ),
};

/** `sheet_cells(path)` of an .xlsx. */
export const workbook = (plan: Plan, sheet: string): Fragment => ({
  imports: [['openpyxl', ''], ['re', ''], ...openingImports(plan, false)],
  code: lines(
    `def sheet_cells(path: str) -> ${cellsType}:`,
    cellsDoc,
    withBytes(plan, [`sheet = openpyxl.load_workbook(file, data_only=True)[${text(sheet)}]`]).map(
      indented,
    ),
    '    cells = [[cell_text(c.value, c.number_format) for c in row] for row in sheet.iter_rows()]',
    '    for row in cells:',
    '        for column, cell in enumerate(row):',
    '            if cell is not None and "_x" in cell:  # Excel writes controls so.',
    '                row[column] = re.sub("_x([0-9A-Fa-f]{4})_", control, cell)',
    '    ranges = [merged.bounds for merged in sheet.merged_cells.ranges]',
    '    return cells, [(top - 1, left - 1, down, right) for left, top, right, down in ranges]',
    '',
    '',
    'def control(code: re.Match[str]) -> str:',
    '    """Return the character that an escape of Excel stands for."""',
    '    return chr(int(code[1], 16))',
  ),
});

/** `sheet_cells(path)` of an .xls. */
export const oldWorkbook = (plan: Plan, sheet: string): Fragment => ({
  imports: [
    ['datetime', ''],
    ['re', ''],
    ['typing', 'Any'],
    ['xlrd', ''],
    ...openingImports(plan, false),
  ],
  code: lines(
    `def sheet_cells(path: str) -> ${cellsType}:`,
    cellsDoc,
    withBytes(plan, [
      'book = xlrd.open_workbook(file_contents=file.read(), formatting_info=True)',
    ]).map(indented),
    `    sheet = book.sheet_by_name(${text(sheet)})`,
    '    cells = [[value_of(cell, book) for cell in row] for row in sheet.get_rows()]',
    '    ranges = [(top, left, down, right) for top, down, left, right in sheet.merged_cells]',
    '    return cells, ranges',
    '',
    '',
    'def value_of(cell: Any, book: Any) -> str | None:',
    '    """Return a cell of an old workbook as text."""',
    '    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):',
    '        return None',
    '    if cell.ctype == xlrd.XL_CELL_ERROR:',
    '        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))',
    '    if cell.ctype == xlrd.XL_CELL_BOOLEAN:',
    '        return cell_text(bool(cell.value), "")',
    '    if cell.ctype != xlrd.XL_CELL_DATE:',
    '        return cell_text(cell.value, "")',
    '    form = book.format_map[book.xf_list[cell.xf_index].format_key].format_str',
    '    span = datetime.timedelta(milliseconds=round(cell.value * 86_400_000))',
    '    if re.search(r"\\[(h+|m+|s+)\\]", form.lower()):',
    '        return cell_text(span, form)',
    '    if 0 <= cell.value < 1 and book.datemode == 0:',
    '        return str((datetime.datetime(1904, 1, 1) + span).time())',
    '    return cell_text(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode), form)',
  ),
});
