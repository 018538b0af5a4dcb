import type { Guess } from '../formats/reader.ts';
import { guessHeader } from './header.ts';
import { sampleRecords, type Cut, type Head, type SampleRecord } from './sample.ts';

/** Excel's own first line: sep=; */
export function separatorLine(head: Head): string | null {
  const first = new TextDecoder('latin1').decode(head.text.subarray(0, 16));
  return /^"?sep=([\x01-\x7f])"?\r?[\n\r]/i.exec(first)?.[1] ?? null;
}

const commentMarks = ['#', '%', '//'];

/** What lines that may be comments begin with, for cutting the others: the mark of few lines, not of most. */
export function possibleComment(head: Head, skip: number): string {
  const lines = firstLines(head).slice(skip);
  const marked = commentMarks.find((mark) => {
    const n = lines.filter((line) => line.startsWith(mark)).length;
    return n > 0 && n <= lines.length / 2;
  });
  return marked ?? '';
}

/**
 * Lines that begin with # are comments where none of them fits the table and some stand inside it; in front of it
 * only, they are a preamble, which other readers can skip too.
 */
export function guessComment(head: Head, cut: Omit<Cut, 'comment'>): Guess | null {
  const records = sampleRecords(head, { ...cut, comment: '' });
  for (const mark of commentMarks) {
    const marked = records.filter((r) => r.cells[0]!.startsWith(mark));
    const others = records.filter((r) => !r.cells[0]!.startsWith(mark));
    if (marked.length === 0 || others.length < 2) continue;
    const width = usualWidth(others.map((r) => r.cells));
    const misfits = marked.filter((r) => r.cells.length !== width || width === 1);
    const inside = marked.filter((r) => r.line > others[0]!.line);
    const bare = width > 1 || marked.every((r) => /^(#|%|\/\/)\s/.test(r.cells[0]!));
    const several = inside.length > 0 || (width === 1 && marked.length > 1);
    if (misfits.length < marked.length || !several || !bare) continue;
    return {
      what: 'comment',
      value: mark,
      evidence: `${marked.length} lines of the first ${records.length} begin with ${mark} and do not fit the table, such as “${short(marked[0]!.cells.join(cut.delimiter))}”`,
      others: [''],
    };
  }
  return null;
}

/** Lines before the header: what does not have the table's width, or is blank but for its first cells. */
export function guessSkip(records: readonly SampleRecord[]): Guess | null {
  const rows = records.map((r) => r.cells);
  const width = tableWidth(rows);
  if (width < 2) return null;
  const start = rows.findIndex((row, i) => begins(row, i, rows, width));
  if (start < 1) return null;
  const record = records[start]!;
  const preamble = records.slice(0, start);
  const shown = preamble.map((r) => r.cells.filter((c) => c.trim() !== '').join(' '));
  return {
    what: 'skip',
    value: String(record.line),
    evidence: `${record.line === 1 ? 'the line' : `the ${record.line} lines`} before the header ${record.line === 1 ? 'does' : 'do'} not fit the table of ${width} columns: “${short(shown.filter(Boolean)[0] ?? '')}”`,
    others: ['0'],
  };
}

/** The table begins with the first row of its width that is more than a title on its left. */
function begins(row: readonly string[], i: number, rows: Rows, width: number): boolean {
  const rest = rows.slice(i + 1);
  if (rest.length === 0) return i === 0;
  if (row.length === width) return !isTitle(row, rest, width);
  // A header may lack the names of some columns; it is a preamble where the row after it is a header.
  if (i > 0 || row.length < 2) return i === 0 && row.length === 1 && width === 2 && !named(rest);
  if (row.length > width) return true;
  return !named(rest.filter((r) => r.length === width));
}

const named = (rows: Rows): boolean =>
  rows.length > 1 && / stands above numbers$/.test(guessHeader(rows).evidence);

type Rows = readonly (readonly string[])[];

/** Texts at the left of a row that is blank otherwise, above rows that are full. */
function isTitle(row: readonly string[], rest: Rows, width: number): boolean {
  const filled = row.filter((c) => c.trim() !== '').length;
  if (filled === 0) return named(rest);
  if (width < 3 || filled >= width / 2) return false;
  const contiguous = row.slice(0, filled).every((c) => c.trim() !== '');
  const full = rest
    .slice(0, 20)
    .filter((r) => r.filter((c) => c.trim() !== '').length >= 0.8 * width);
  return contiguous && full.length >= Math.min(20, rest.length) / 2;
}

/** The width of the rows once the table has begun: of the widest run of rows that are alike, or of most. */
function tableWidth(rows: Rows): number {
  const most = usualWidth(rows);
  if (most > 1) return most;
  return usualWidth(rows.filter((r) => r.length > 1));
}

/** The most frequent number of cells. */
export function usualWidth(rows: Rows): number {
  const tally = new Map<number, number>();
  for (const r of rows) tally.set(r.length, (tally.get(r.length) ?? 0) + 1);
  return [...tally].reduce(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    [rows[0]?.length ?? 0, 0],
  )[0];
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** The lines of the first 64 KiB, without the last, which may be cut off. */
function firstLines({ text }: Head): string[] {
  return new TextDecoder()
    .decode(text.subarray(0, 1 << 16))
    .split(/\r\n|\r|\n/)
    .slice(0, -1);
}
