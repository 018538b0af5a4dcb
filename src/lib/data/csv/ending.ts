import type { Guess } from '../formats/reader.ts';
import { guessHeader } from './header.ts';
import { usualWidth } from './preamble.ts';
import { outline, sampleRecords, type Cut, type Head, type SampleRecord } from './sample.ts';

const footerLimit = 30;

/** Rows at the end that are no part of the table: totals, sources, counts of rows. */
export function guessFooter(
  tail: readonly SampleRecord[],
  width: number,
  head: readonly SampleRecord[],
): Guess | null {
  const alike = tail.filter((r) => r.cells.length === width).length;
  if (tail.length < 2 || alike < 0.5 * tail.length) return null;
  const notes = notesFrom(tail, width);
  const total = tail[notes - 1]!;
  const before = [...head, ...tail.slice(0, notes - 1)];
  const hasTotal = notes > 1 && isTotal(total.cells, before);
  const footer = tail.slice(hasTotal ? notes - 1 : notes);
  if (footer.length === 0 || !(hasTotal || isSure(footer, width))) return null;
  const shown = footer[0]!.cells.filter((c) => c.trim() !== '').join(' ');
  const which = footer.length === 1 ? 'the last row is' : `the last ${footer.length} rows are`;
  return {
    what: 'footer',
    value: String(footer.length),
    evidence: `${which} ${hasTotal ? 'totals' : 'no part of the table'}: “${shown.slice(0, 60)}”`,
    others: ['0'],
  };
}

/** Where the notes at the end begin. */
function notesFrom(tail: readonly SampleRecord[], width: number): number {
  let from = tail.length;
  while (from > 1 && tail.length - from < footerLimit && isNote(tail[from - 1]!, width)) from -= 1;
  return from;
}

/** A row that is cut off is no footer: there must be words of one, or a blank line before it. */
const isSure = (footer: readonly SampleRecord[], width: number): boolean =>
  footer.some((r) => saysSo.test(firstText(r.cells))) ||
  (width > 2 && footer[0]?.afterBlank === true);

const firstText = (cells: readonly string[]): string => cells.find((c) => c.trim() !== '') ?? '';

/** A line of text where the table has several cells. */
function isNote({ cells }: SampleRecord, width: number): boolean {
  const filled = cells.filter((c) => c.trim() !== '').length;
  if (width === 1) return countOfRows.test(cells[0]!);
  const text = cells[0]!.trim();
  const short = cells.length < width && (cells.length === 1 || saysSo.test(text));
  const padded = cells.length === width && width > 2 && filled === 1 && saysSo.test(text);
  return (short || padded) && filled > 0;
}

const countOfRows = /^\s*\(?\d+ (rows?|records?|Zeilen|lignes)( affected| selected)?\)?\.?\s*$/i;

const saysSo = new RegExp(
  `${countOfRows.source}|^\\W*(sources?|notes?|footnotes?|quelle|anmerkung|fuente|nota|fonte|source des données|generated|created|exported|report(ed)? (by|on|generated)|copyright|©|\\(c\\)|end of (file|report|data)|eof|last updated|updated|data (from|as of)|as of|see also|disclaimer|legend|https?://|total|\\*+ )`,
  'i',
);

const totalLabel =
  /^\s*((grand|sub|sub-)\s?)?(totals?|sum|summe|gesamt(summe)?|insgesamt|somme|suma|totale|totaal|итого|всего|合计|总计|合計|総計)\s*:?\s*$/i;

/** A row that begins with a word for the sum, which no other row does, and has numbers. */
function isTotal(cells: readonly string[], rows: readonly SampleRecord[]): boolean {
  const k = cells.findIndex((c) => c.trim() !== '');
  if (k < 0 || cells.length < 2 || !totalLabel.test(cells[k]!)) return false;
  const hasNumbers = cells.slice(k + 1).some((c) => /\d/.test(c));
  return hasNumbers && !rows.some((r) => totalLabel.test(r.cells[k] ?? ''));
}

/** One of several tables in a file. */
interface Section {
  /** Records before it, and in it. */
  readonly start: number;
  readonly size: number;
  readonly line: number;
  readonly width: number;
  /** Columns with anything in them. */
  readonly filled: number;
  readonly header: string;
}

export interface Tables {
  readonly skip: Guess | null;
  readonly footer: Guess | null;
  readonly message: string;
  /** Lines at which the other tables begin, from 1. */
  readonly lines: readonly number[];
}

/** Several tables, one below the other, in a file that the head holds whole: the longest is read. */
export function severalTables(head: Head, cut: Cut): Tables | null {
  if (!head.whole) return null;
  const records = outline(head, cut);
  if (records.filter((r) => r.width > 1).length < records.length / 2) return null;
  const starts = records.flatMap((r, i) => (i > 0 && divides(records, i) ? [i] : []));
  if (starts.length === 0 || starts.length > 100) return null;
  const all = sampleRecords(head, cut, Infinity);
  const sections = sectionsOf(all, [0, ...starts]);
  if (sections.length < 2) return null;
  const main = sections.reduce((best, s) => (s.size > best.size ? s : best));
  const others = sections.filter((s) => s !== main);
  const after = all.length - main.start - main.size;
  const where = (s: Section): string => `line ${s.line + 1} (${s.width} columns, ${s.size} rows)`;
  const message = `The file holds ${sections.length} tables: the one at ${where(main)} is read, the other${others.length > 1 ? 's' : ''} at ${others.map(where).join(' and ')} left out`;
  const guess = (what: string, value: number): Guess | null =>
    value === 0 ? null : { what, value: String(value), evidence: message, others: ['0'] };
  return {
    skip: guess('skip', main.start === 0 ? 0 : main.line),
    footer: guess('footer', after),
    message,
    lines: others.map((s) => s.line + 1),
  };
}

type Outline = ReturnType<typeof outline>;

/** A blank line, or a lasting change of the width. */
function divides(records: Outline, i: number): boolean {
  const at = (k: number): number | undefined => records[k]?.width;
  if (records[i]!.afterBlank || (records[i - 1]!.empty && !records[i]!.empty)) return true;
  const lasting = at(i) === at(i + 1) && at(i) === at(i + 2);
  const before = at(i - 1) === at(i - 2) && at(i - 1) === at(i - 3);
  return at(i) !== at(i - 1) && lasting && before && at(i)! > 1 && at(i - 1)! > 1;
}

/** Parts that are tables of their own: another width or a header of their own; the rest belongs to what is before it. */
function sectionsOf(records: readonly SampleRecord[], starts: readonly number[]): Section[] {
  const found: Section[] = [];
  starts.forEach((start, k) => {
    const part = records.slice(start, starts[k + 1] ?? records.length);
    const rows = part.map((r) => r.cells);
    const width = usualWidth(rows);
    const size = rows.length;
    const alike = rows.filter((r) => r.length === width).length;
    const isTable = width > 1 && size >= 2 && alike >= 0.8 * size && rows[0]!.length === width;
    const header = rows[0]!.join('\0');
    const filled = Math.max(...rows.map(filledWidth));
    const last = found.at(-1);
    const section = { start, size, line: part[0]!.line, width, filled, header };
    if (isTable && (!last || isAnother(last, section, part))) found.push(section);
    else if (last && isTable && width === last.width)
      found[found.length - 1] = { ...last, size: start + size - last.start };
  });
  return found;
}

const filledWidth = (row: readonly string[]): number =>
  row.findLastIndex((c) => c.trim() !== '') + 1;

/** The same header again, or a header of its own above columns of its own. */
function isAnother(last: Section, section: Section, part: readonly SampleRecord[]): boolean {
  if (section.header === last.header) return true;
  const rows = part.map((r) => r.cells);
  if (section.width === last.width && section.filled === last.filled)
    return part[0]!.afterBlank && rows.length > 2 && standsAbove(rows);
  const header = rows[0]!.slice(0, section.filled);
  const named = header.every((t) => t.trim() !== '' && !/^[\s\d.,%$€-]*$/.test(t));
  return named && rows.length > 1 && (section.width !== last.width || standsAbove(rows));
}

const standsAbove = (rows: readonly (readonly string[])[]): boolean =>
  / stands above numbers$/.test(guessHeader(rows).evidence);
