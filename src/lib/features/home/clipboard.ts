import { EngineError } from '#lib/recipe/errors.ts';
import { counted } from '#lib/ui/format.ts';
import { pastedFile } from './arrive.ts';
import { spread, textOf, type SpanCell } from './pastedCells.ts';

export interface Pasted {
  readonly file: File;
  /** What was done to what was copied, where anything was. */
  readonly note: string | null;
}

/**
 * The table in a clipboard: a file, the largest table of a web page or spreadsheet, or text with delimiters; null
 * where it holds nothing. To be called while the paste event lasts.
 * @throws EngineError file-kind where it holds a picture alone
 */
export function readClipboard(clipboard: DataTransfer): Pasted | null {
  const files = [...clipboard.files];
  const file = files.find((f) => !f.type.startsWith('image/'));
  if (file) return { file, note: null };
  const table = tableIn(clipboard.getData('text/html'));
  if (table) return { file: pastedFile(table.text), note: table.note };
  const text = clipboard.getData('text/plain');
  if (text.trim() !== '') return { file: pastedFile(text), note: null };
  if (files.length > 0) throw onlyAPicture(files[0]!.type);
  return null;
}

/** The largest table of a piece of HTML as text; null where there is none of more than one cell. */
export function tableIn(html: string): (Pick<Pasted, 'note'> & { readonly text: string }) | null {
  if (!/<table/i.test(html)) return null;
  const page = new DOMParser().parseFromString(html, 'text/html');
  const tables = [...page.querySelectorAll('table')].map(cellsOf);
  const size = (rows: readonly (readonly unknown[])[]): number =>
    rows.reduce((sum, row) => sum + row.length, 0);
  const largest = tables.reduce<SpanCell[][]>((a, b) => (size(b) > size(a) ? b : a), []);
  if (size(largest) < 2) return null;
  const { rows, filled } = spread(largest);
  const told = [
    ...(tables.length > 1 ? [`the largest of ${counted(tables.length, 'table')}`] : []),
    ...(filled > 0 ? [`${counted(filled, 'cell')} of merged ones filled`] : []),
  ];
  const note = told.length > 0 ? `Pasted ${told.join(', ')}` : null;
  return { text: textOf(rows), note };
}

/** A table's own rows; those of tables inside its cells are not among them. */
const cellsOf = (table: HTMLTableElement): SpanCell[][] =>
  [...table.rows]
    .map((row) =>
      [...row.cells].map((cell) => ({
        text: wordsOf(cell),
        across: cell.colSpan,
        down: cell.rowSpan,
      })),
    )
    .filter((row) => row.length > 0);

/** As it is seen: hidden parts left out, lines kept, other white space as one space. */
function wordsOf(cell: HTMLTableCellElement): string {
  for (const part of cell.querySelectorAll('script, style, [style*="display:none" i]'))
    part.remove();
  for (const end of cell.querySelectorAll('br')) end.replaceWith('\u2028');
  for (const block of cell.querySelectorAll('p, div, li')) block.append('\u2028');
  return (cell.textContent ?? '')
    .replace(/[^\S\u2028]+/g, ' ')
    .replace(/ ?\u2028 ?/g, '\n')
    .trim();
}

const onlyAPicture = (type: string): EngineError =>
  new EngineError({
    code: 'file-kind',
    what: `The clipboard holds a picture (${type.replace('image/', '')}), not cells`,
    where: {},
    remedy: 'Copy the cells themselves, in the spreadsheet or on the web page, and paste again.',
  });
