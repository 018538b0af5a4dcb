import type { Sheet } from '#lib/recipe/source.ts';
import { bodyKinds, filled, isHeaderRow, isUnitsRow } from './headerRow.ts';
import type { Merge, SheetRow } from './workbook.ts';

type Said = Partial<Pick<Sheet, 'skip' | 'header'>>;

interface Top {
  readonly skip: number;
  readonly header: number;
  readonly skipEvidence: string;
  readonly headerEvidence: string;
}

const headerLimit = 3;

/** How many rows stand above the header, and how many the header has. @param head rows that hold something */
export function headerOf(head: readonly SheetRow[], merges: readonly Merge[], said: Said): Top {
  const start = said.skip === undefined ? tableStart(head) : 0;
  const wide = head[start];
  if (!wide) {
    const none = 'the sheet holds nothing';
    return {
      skip: said.skip ?? 0,
      header: said.header ?? 0,
      skipEvidence: none,
      headerEvidence: none,
    };
  }
  if (said.skip !== undefined) {
    const found = headerFrom(head, groupRowsBelow(head, merges, 0));
    return {
      skip: said.skip,
      header: said.header ?? offset(head, said.skip, found.rows),
      skipEvidence: '',
      headerEvidence: found.evidence,
    };
  }
  const groups = groupRowsAbove(head, merges, start);
  const found = headerFrom(head, { first: start - groups, wide: start });
  const rows = said.header ?? found.rows;
  const topRow = rows === 0 ? start : Math.max(start - groups, start - groups + found.rows - rows);
  const skip = head[Math.min(topRow, start)]!.number - 1;
  return {
    skip,
    header: rows,
    skipEvidence: skipEvidence(head, start, skip),
    headerEvidence: found.evidence,
  };
}

/** Header rows counted from the row after `skip`, blank ones too. */
const offset = (head: readonly SheetRow[], skip: number, rows: number): number =>
  rows === 0 ? 0 : head[rows - 1]!.number - skip;

/** The first row of the table: of the first block of rows that is about as wide as the largest block. */
function tableStart(head: readonly SheetRow[]): number {
  const blocks = blocksOf(head);
  const size = (block: readonly number[]): number =>
    block.reduce((sum, k) => sum + filled(head[k]!), 0);
  const width = (block: readonly number[]): number =>
    Math.max(...block.map((k) => filled(head[k]!)));
  const largest = blocks.reduce<readonly number[]>(
    (a, b) => (size(b) > size(a) ? b : a),
    blocks[0] ?? [],
  );
  if (largest.length === 0) return 0;
  const full = width(largest);
  const table =
    blocks.find((b) => width(b) >= 0.6 * full && !(full > 2 && width(b) <= 2)) ?? largest;
  const widest = width(table);
  return table.find((k) => isWide(head[k]!, Math.min(full, widest))) ?? table[0]!;
}

/** About as many cells as the table is wide; the name of the first column may be missing. */
function isWide(row: SheetRow, full: number): boolean {
  const cells = filled(row);
  if (cells >= full - 1 && cells > 0 && (row.texts[0] ?? '') === '') return true;
  return cells >= (full > 3 ? Math.max(3, 0.6 * full) : Math.min(full, 2));
}

/** Indexes of rows that follow one another without a blank row. */
function blocksOf(head: readonly SheetRow[]): number[][] {
  const blocks: number[][] = [];
  head.forEach((row, k) => {
    if (k > 0 && head[k - 1]!.number === row.number - 1) blocks.at(-1)!.push(k);
    else blocks.push([k]);
  });
  return blocks;
}

/** Rows right above `start` that title groups of its columns: merged over some of them, or above repeated labels. */
function groupRowsAbove(
  head: readonly SheetRow[],
  merges: readonly Merge[],
  start: number,
): number {
  let groups = 0;
  while (groups < headerLimit - 1) {
    const row = head[start - groups - 1];
    const below = head[start - groups]!;
    if (!row || row.number !== below.number - 1 || !isGroupRow(row, below, merges)) break;
    groups += 1;
  }
  return groups;
}

function isGroupRow(row: SheetRow, below: SheetRow, merges: readonly Merge[]): boolean {
  if (row.kinds.some((kind) => kind > 2)) return false;
  const spans = merges.filter(
    (m) => m.top === row.number && m.bottom === m.top && m.right > m.left,
  );
  const cells = filled(row);
  if (spans.length > 0) return cells > 1 || spans[0]!.right - spans[0]!.left + 1 < filled(below);
  const labels = below.texts.filter((text) => (text ?? '') !== '');
  return cells > 1 && new Set(labels).size < labels.length;
}

/** The group rows when the user said where the header begins. */
function groupRowsBelow(
  head: readonly SheetRow[],
  merges: readonly Merge[],
  first: number,
): { first: number; wide: number } {
  let wide = first;
  while (wide < first + headerLimit - 1) {
    const below = head[wide + 1];
    if (!below || !isGroupRow(head[wide]!, below, merges)) break;
    wide += 1;
  }
  return { first, wide };
}

/** How many rows from `first` are the header: up to `wide`, perhaps with a row of units or second labels below. */
function headerFrom(
  head: readonly SheetRow[],
  { first, wide }: { first: number; wide: number },
): { rows: number; evidence: string } {
  const titles = wide - first;
  const body = head.slice(wide + 1);
  const verdict = isHeaderRow(head[wide]!, bodyKinds(body), body);
  if (!verdict.is && titles === 0) return { rows: 0, evidence: verdict.evidence };
  const place = `row ${head[wide]!.number} `;
  const next = head[wide + 1];
  if (titles < headerLimit - 1 && next && isUnitsRow(next, bodyKinds(head.slice(wide + 2)))) {
    const evidence = `${place}and row ${next.number} are text where the rows below hold numbers or dates`;
    return { rows: titles + 2, evidence };
  }
  if (titles === 0) return { rows: 1, evidence: verdict.evidence };
  const above = titles === 1 ? `row ${head[first]!.number} titles` : `${titles} rows above title`;
  return { rows: titles + 1, evidence: `${above} groups of the columns that ${place}names` };
}

function skipEvidence(head: readonly SheetRow[], start: number, skip: number): string {
  const row = head[start]!;
  const cells = filled(row);
  const has = `row ${row.number} is the first with ${cells === 1 ? '1 cell' : `${cells} cells`} filled`;
  const above = head.filter((r) => r.number <= skip);
  if (skip === 0) return `${has}: nothing stands above the header`;
  if (above.length === 0)
    return `${has}; the ${skip === 1 ? 'row' : `${skip} rows`} above ${skip === 1 ? 'is' : 'are'} blank`;
  const most = Math.max(...above.map(filled));
  return `${has}; above it no row has more than ${most}`;
}
