import { kinds } from './workbook.ts';
import type { SheetRow } from './workbook.ts';

/** Cells of a row that hold something. */
export const filled = ({ texts }: SheetRow): number =>
  texts.reduce<number>((n, text) => ((text ?? '') === '' ? n : n + 1), 0);

const sampled = 100;

/** By column, the kind that most of its filled cells have in the first rows of the body; undefined when empty. */
export function bodyKinds(body: readonly SheetRow[]): readonly (number | undefined)[] {
  const tallies: Map<number, number>[] = [];
  for (const { texts, kinds: row } of body.slice(0, sampled)) {
    row.forEach((kind, column) => {
      if ((texts[column] ?? '') === '' || kind === kinds.error) return;
      const tally = (tallies[column] ??= new Map<number, number>());
      tally.set(kind, (tally.get(kind) ?? 0) + 1);
    });
  }
  return Array.from(tallies, (tally) => {
    const sorted = [...(tally ?? [])].sort((a, b) => b[1] - a[1]);
    return sorted[0]?.[0];
  });
}

interface Verdict {
  readonly is: boolean;
  readonly evidence: string;
}

/** Whether a row names the columns below it, or is one of their rows. */
export function isHeaderRow(
  row: SheetRow,
  body: readonly (number | undefined)[],
  rows: readonly SheetRow[],
): Verdict {
  const place = `row ${row.number}`;
  if (rows.length === 0) return { is: true, evidence: `${place} is the only one` };
  let [alike, unlike] = [0, 0];
  row.kinds.forEach((kind, column) => {
    const below = body[column];
    if (below === undefined || below === kinds.text || (row.texts[column] ?? '') === '') return;
    if (kind === kinds.text) unlike += 1;
    else if (kind === below) alike += 1;
  });
  if (alike > 0 && numbersColumns(row, rows[0]!))
    return { is: true, evidence: `${place} counts years or numbers up` };
  if (unlike > alike) {
    const columns = unlike === 1 ? '1 column' : `${unlike} columns`;
    return { is: true, evidence: `${place} is text where ${columns} below hold numbers or dates` };
  }
  if (alike > 0)
    return { is: false, evidence: `${place} holds numbers or dates as the rows below do` };
  return ofTexts(row, rows);
}

/** All is text: labels differ from one another and do not come again in their columns. */
function ofTexts(row: SheetRow, rows: readonly SheetRow[]): Verdict {
  const place = `row ${row.number}`;
  const labels = row.texts.filter((text) => (text ?? '') !== '');
  const again = row.texts.some(
    (text, column) =>
      (text ?? '') !== '' && rows.slice(0, sampled).some((r) => r.texts[column] === text),
  );
  if (again) return { is: false, evidence: `a text of ${place} comes again in its column` };
  if (new Set(labels).size < labels.length) {
    return { is: false, evidence: `${place} has the same text twice, as rows of data do` };
  }
  return { is: true, evidence: `${place} has texts that do not come again in their columns` };
}

/** Years, or numbers that count up, over a row of others. */
const numbersColumns = (row: SheetRow, next: SheetRow): boolean =>
  countsUp(row) && (!countsUp(next) || (ofYears(row) && !ofYears(next)));

const ofYears = ({ kinds: row, texts }: SheetRow): boolean =>
  texts.every((text, k) => row[k] !== kinds.number || /^(1[89]|20)\d\d$/.test(text ?? ''));

/** 2019, 2020, 2021 … : three numbers or more, each one above the one before, and all whole. */
function countsUp({ kinds: row, texts }: SheetRow): boolean {
  const numbers = row.flatMap((kind, column) =>
    kind === kinds.number ? [Number(texts[column])] : [],
  );
  return (
    numbers.length > 2 &&
    numbers.every((n, k) => Number.isInteger(n) && (k === 0 || n === numbers[k - 1]! + 1))
  );
}

const markers = /^(n\/?a|nan|null|none|nil|missing|unknown|[-–—.?*]+)$/i;

/** A row of units or second labels: text in each filled column, of which two or more hold numbers or dates below. */
export function isUnitsRow(row: SheetRow, body: readonly (number | undefined)[]): boolean {
  let typed = 0;
  for (const [column, kind] of row.kinds.entries()) {
    const text = row.texts[column] ?? '';
    if (text === '') continue;
    if (kind !== kinds.text || markers.test(text.trim())) return false;
    const below = body[column];
    if (below !== undefined && below !== kinds.text) typed += 1;
  }
  return typed >= 2 && typed >= body.filter((k) => k !== undefined && k !== kinds.text).length / 2;
}
