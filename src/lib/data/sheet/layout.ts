import type { Sheet } from '#lib/recipe/source.ts';
import type { Guess } from '../formats/reader.ts';
import { footerOf } from './footer.ts';
import { headerOf } from './header.ts';
import type { Scan } from './scan.ts';
import { columnLetters } from './texts.ts';
import type { Merge, SheetRow } from './workbook.ts';

type Said = Partial<Pick<Sheet, 'skip' | 'header' | 'footer' | 'merged'>>;

/** Where the table lies in its sheet. */
export interface Layout extends Pick<Sheet, 'skip' | 'header' | 'footer' | 'merged'> {
  /** The sheet's number of the last row of the body. */
  readonly last: number;
  readonly width: number;
  readonly headers: readonly string[];
  /** Merged ranges of the body. */
  readonly merges: readonly Merge[];
  readonly guesses: readonly Guess[];
}

/** Settles what was not said. @param scan has at least one row */
export function layoutOf(scan: Scan, said: Said): Layout {
  const guesses: Guess[] = [];
  const top = headerOf(scan.head, scan.extras.merges, said);
  const { skip, header } = top;
  if (said.skip === undefined) guesses.push(guess('skip', skip, top.skipEvidence));
  if (said.header === undefined) guesses.push(guess('header', header, top.headerEvidence));
  const first = skip + header + 1;
  const ends = [...scan.head, ...scan.tail];
  const foot = footerOf(ends.filter((row) => row.number >= first));
  const footer = said.footer ?? foot.footer;
  if (said.footer === undefined) guesses.push(guess('footer', footer, foot.evidence));
  const last = scan.last - footer;
  const width = Math.max(
    scan.middleWidth,
    ...ends.filter((row) => row.number > skip && row.number <= last).map((row) => row.width),
    0,
  );
  const merges = scan.extras.merges.filter(
    (m) =>
      m.top >= first && m.top <= last && m.left < width && (m.right > m.left || m.bottom > m.top),
  );
  const merged = said.merged ?? (merges.length > 0 ? 'fill' : 'first');
  if (said.merged === undefined && merges.length > 0) {
    const evidence = `${merges.length === 1 ? '1 merged range' : `${merges.length.toLocaleString('en-US')} merged ranges`} below the header, such as ${rangeName(merges[0]!)}`;
    guesses.push({ what: 'merged', value: merged, evidence });
  }
  const headers = headersOf(scan, { skip, header, width });
  return { skip, header, footer, merged, last, width, headers, merges, guesses };
}

const guess = (what: string, value: number, evidence: string): Guess => ({
  what,
  value: String(value),
  evidence,
});

export const rangeName = ({ top, bottom, left, right }: Merge): string =>
  `${columnLetters(left)}${top}:${columnLetters(right)}${bottom}`;

/** Texts of the header rows, from above joined with a space; a merged group title stands over each of its columns. */
function headersOf(
  { head, extras }: Scan,
  { skip, header, width }: { skip: number; header: number; width: number },
): string[] {
  const rows = head.filter((row) => row.number > skip && row.number <= skip + header);
  const above = rows.map((row) => titles(row, extras.merges, width));
  return Array.from({ length: width }, (_, column) =>
    above
      .map((texts) => texts[column] ?? '')
      .filter((text) => text !== '')
      .join(' '),
  );
}

function titles(row: SheetRow, merges: readonly Merge[], width: number): (string | null)[] {
  const texts = Array.from({ length: width }, (_, column) => row.texts[column] ?? null);
  for (const { top, left, right } of merges) {
    if (top !== row.number) continue;
    for (let c = left + 1; c <= Math.min(right, width - 1); c += 1)
      texts[c] ??= texts[left] ?? null;
  }
  return texts;
}
