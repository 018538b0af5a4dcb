import { filled } from './headerRow.ts';
import { kinds } from './workbook.ts';
import type { SheetRow } from './workbook.ts';

const total =
  /^\W*(grand\s+total|sub-?total|totals?|sum|sums|average|mean|gesamt(summe)?|summe|insgesamt|total\s+g[eé]n[eé]ral|somme|totale|suma|totaal|合計|总计|合计)\W*$/i;
const remark =
  /^\W*(sources?|notes?|footnotes?|remarks?|comments?|data\s+source|as\s+of|last\s+updated|generated|copyright|quellen?|anmerkung(en)?|hinweis(e)?|stand|fuente|nota|fonte|bron)\b|^[*†‡©]|^\(?\d\)\s/i;
/** Rows at the end that may be a footer. */
const longest = 20;

/**
 * How many rows at the end are no part of the table, blank ones between them too: totals, sources and notes.
 * @param rows of the body that hold something: the first ones and the last ones
 */
export function footerOf(rows: readonly SheetRow[]): { footer: number; evidence: string } {
  const last = rows.at(-1);
  if (!last) return { footer: 0, evidence: 'there are no rows' };
  let kept = rows.length;
  while (kept > 1 && rows.length - kept < longest) {
    const row = rows[kept - 1]!;
    const apart = row.number - rows[kept - 2]!.number > 1;
    const block = blockAt(rows, kept);
    if (block > 0 && kept - block >= 1) kept -= block;
    else if (!apart && endsTable(row, rows.slice(0, kept - 1))) kept -= 1;
    else break;
  }
  if (kept === rows.length) {
    return { footer: 0, evidence: `row ${last.number}, the last, is like those above` };
  }
  const first = rows[kept]!;
  const text = first.texts.find((t) => (t ?? '') !== '') ?? '';
  return {
    footer: last.number - rows[kept - 1]!.number,
    evidence: `from row ${first.number} on (“${text.slice(0, 40)}”) there are totals or notes`,
  };
}

/** How many rows stand at the end after a blank row, when all of them are totals or notes; else 0. */
function blockAt(rows: readonly SheetRow[], end: number): number {
  let first = end - 1;
  while (
    first > 0 &&
    rows[first]!.number - rows[first - 1]!.number === 1 &&
    end - first < longest
  ) {
    first -= 1;
  }
  if (first === 0 || rows[first]!.number - rows[first - 1]!.number === 1) return 0;
  const above = rows.slice(0, first);
  const wide = Math.max(...above.map(filled));
  const block = rows.slice(first, end);
  return block.every((row) => isAside(row, wide)) ? block.length : 0;
}

const firstOf = (row: SheetRow): { text: string; kind: number } => {
  const column = row.texts.findIndex((text) => (text ?? '') !== '');
  return { text: row.texts[column] ?? '', kind: row.kinds[column] ?? 0 };
};

/** A total, a remark, or a single text in a table of several columns. */
function isAside(row: SheetRow, wide: number): boolean {
  const { text, kind } = firstOf(row);
  if (kind === 0) return row.notes.length > 0 && wide > 1;
  if (kind !== kinds.text) return false;
  return total.test(text) || remark.test(text) || (filled(row) === 1 && wide > 1);
}

/** A total or a remark right below the table, of a kind that none of its rows is. */
function endsTable(row: SheetRow, above: readonly SheetRow[]): boolean {
  const { text, kind } = firstOf(row);
  if (kind !== kinds.text) return false;
  const isOne = (t: string): boolean => total.test(t);
  if (isOne(text)) return !above.some((r) => isOne(firstOf(r).text));
  return (
    filled(row) === 1 && remark.test(text) && above.length > 1 && Math.max(...above.map(filled)) > 1
  );
}
