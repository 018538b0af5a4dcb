import type { Sheet } from '#lib/recipe/source.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { headerRows, namedByPosition } from './facts.ts';
import { lines, type Fragment } from './fragment.ts';
import { numberText } from './cellTexts.ts';
import { openDocument } from './sheetOds.ts';
import { oldWorkbook, workbook, cellText } from './sheetXls.ts';

const text = printLiteral;

/** Cells of a sheet by their own types, as the texts that the app has for them. */
export function sheetDefinitions(plan: Plan, format: Sheet): readonly Fragment[] {
  const { footer, skip } = format;
  const header = headerRows(plan);
  const fills = format.merged === 'fill';
  const reading: Fragment = {
    code: lines(
      'def read_sheet(path: str) -> tuple[list[str], list[list[str | None]]]:',
      '    """Return the header and the rows that hold something."""',
      fills ? '    cells, merges = sheet_cells(path)' : '    cells, _ = sheet_cells(path)',
      '    while cells and not any(cells[-1]):',
      '        cells.pop()',
      fills && [
        '    filled = [any(row) for row in cells]',
        '    for top, left, bottom, right in sorted(merges):',
        `        for row in range(top, min(bottom, len(cells)) if top >= ${skip + header} else top):`,
        '            for column in range(left, min(right, len(cells[row]))):',
        '                if filled[row] and cells[row][column] is None:',
        '                    cells[row][column] = cells[top][left]',
      ],
      footer > 0 && `    cells = cells[:-${footer}]`,
      header === 0
        ? '    header: list[str] = []'
        : `    header = [cell or "" for cell in cells[${skip + header - 1}]]`,
      `    return header, [row for row in cells[${skip + header}:] if any(row)]`,
    ),
  };
  const cells =
    format.workbook === 'ods'
      ? openDocument(plan, format.sheet)
      : [
          cellText,
          format.workbook === 'xls'
            ? oldWorkbook(plan, format.sheet)
            : workbook(plan, format.sheet),
        ];
  return [numberText, ...cells, reading];
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
