import type { Dialect } from '#lib/recipe/recipe.ts';
import { notNumber, numberIn } from '../numbers.ts';
import { Scanner } from './scanner.ts';

/** What was taken for granted, and why: shown to the user, who can say otherwise. */
export interface Guess {
  readonly what: 'encoding' | 'delimiter' | 'header' | 'missing';
  readonly value: string;
  readonly evidence: string;
}

export type DialectOptions = Partial<Pick<Dialect, 'delimiter' | 'quote' | 'header'>>;

/** The first records of a file under a dialect, cells as text. */
export interface Sample {
  readonly dialect: Omit<Dialect, 'encoding'>;
  readonly records: readonly (readonly string[])[];
  readonly guesses: readonly Guess[];
}

const sampled = 200;
const candidates = [
  { delimiter: '\t', name: 'tab' },
  { delimiter: ';', name: 'semicolon' },
  { delimiter: '|', name: 'bar' },
  { delimiter: ',', name: 'comma' },
] as const;

/** @param head the beginning of the file as UTF-8; `whole` when nothing follows */
export function sniff(head: Uint8Array, whole: boolean, options: DialectOptions): Sample {
  const quote = options.quote ?? '"';
  const guesses: Guess[] = [];
  let delimiter = options.delimiter;
  if (delimiter === undefined) {
    const guess = guessDelimiter(head, whole, quote);
    delimiter = guess.value;
    guesses.push(guess);
  }
  const records = firstRecords(head, whole, { delimiter, quote });
  let header = options.header;
  if (header === undefined) {
    const guess = guessHeader(records);
    header = guess.value === 'yes';
    guesses.push(guess);
  }
  return { dialect: { delimiter, quote, header }, records, guesses };
}

interface Marks {
  readonly delimiter: string;
  readonly quote: string;
}

const byteOf = (text: string): number => (text === '' ? -1 : text.charCodeAt(0));

/** The candidate that cuts most of the first records into the same number of cells, more than one. */
function guessDelimiter(head: Uint8Array, whole: boolean, quote: string): Guess {
  const scored = candidates.map((candidate) => {
    const counts = cellCounts(head, whole, { delimiter: candidate.delimiter, quote });
    return { ...candidate, ...consistency(counts), records: counts.length };
  });
  const cutting = scored.filter((s) => s.cells > 1);
  const best = cutting.reduce<(typeof scored)[number] | null>(
    (winner, s) => (winner === null || s.score > winner.score + 0.05 ? s : winner),
    null,
  );
  if (best && best.score >= 0.3) {
    const evidence = `${best.same} of the first ${best.records} rows have ${best.cells} cells with ${best.name}`;
    return { what: 'delimiter', value: best.delimiter, evidence };
  }
  const unused =
    [...scored].reverse().find((s) => s.cells <= 1 && s.same === s.records) ?? scored[3]!;
  return {
    what: 'delimiter',
    value: unused.delimiter,
    evidence: 'no delimiter cuts the rows alike: one column',
  };
}

function consistency(counts: readonly number[]): { cells: number; same: number; score: number } {
  const tally = new Map<number, number>();
  for (const n of counts) tally.set(n, (tally.get(n) ?? 0) + 1);
  let cells = 1;
  let same = 0;
  for (const [n, times] of tally) {
    if (times > same || (times === same && n > cells)) [cells, same] = [n, times];
  }
  const share = counts.length === 0 ? 0 : same / counts.length;
  const headed = Math.abs((counts[0] ?? 0) - cells) <= 1 && counts[0]! > 1 ? 1 : 0.6;
  return { cells, same, score: share * headed };
}

function cellCounts(head: Uint8Array, whole: boolean, marks: Marks): number[] {
  const counts: number[] = [];
  eachRecord(head, whole, marks, (_, cells) => counts.push(cells));
  return counts;
}

/** The first records as text; blank lines left out. */
function firstRecords(head: Uint8Array, whole: boolean, marks: Marks): string[][] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const records: string[][] = [];
  eachRecord(head, whole, marks, (cell, cells) => {
    records.push(Array.from({ length: cells }, (_, k) => decoder.decode(cell(k))));
  });
  return records;
}

type Visit = (cell: (k: number) => Uint8Array, cells: number) => void;

function eachRecord(head: Uint8Array, whole: boolean, marks: Marks, visit: Visit): void {
  const bytes = head.slice();
  const scanner = new Scanner(byteOf(marks.delimiter), byteOf(marks.quote));
  let seen = 0;
  for (let at = 0; at < bytes.length && seen < sampled;) {
    let next = scanner.scan(bytes, at, bytes.length, whole);
    const tangled = next < 0 || (scanner.multiline && scanner.stray);
    if (tangled && (next !== -1 || whole)) next = scanner.scanLine(bytes, at, bytes.length, true);
    if (next < 0) return;
    const blank = scanner.cells === 1 && isBlank(bytes, scanner.bounds[0]!, scanner.bounds[1]!);
    if (!blank) {
      for (const k of scanner.escaped) scanner.unescape(bytes, k);
      visit(
        (k) => bytes.subarray(scanner.bounds[2 * k]!, scanner.bounds[2 * k + 1]!),
        scanner.cells,
      );
      seen += 1;
    }
    at = next;
  }
}

/** Nothing but spaces and tabs. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p += 1) {
    const b = bytes[p]!;
    if (b !== 32 && b !== 9) return false;
  }
  return true;
}

/** There is a header unless the first record looks like the others. */
function guessHeader(records: readonly (readonly string[])[]): Guess {
  const first = records[0] ?? [];
  const rest = records.slice(1);
  const yes = (evidence: string): Guess => ({ what: 'header', value: 'yes', evidence });
  if (rest.length === 0) return yes('the file has one row');
  if (isYears(first)) return yes('the first row counts years');
  const isNumber = (text: string | undefined): boolean => numberIn(text ?? '').kind !== notNumber;
  const numeric: number[] = [];
  const texts: number[] = [];
  first.forEach((_, k) => {
    const present = rest.map((r) => r[k] ?? '').filter((t) => t !== '');
    (present.length > 0 && present.filter(isNumber).length >= present.length * 0.9
      ? numeric
      : texts
    ).push(k);
  });
  const odd = numeric.find((k) => !isNumber(first[k]));
  if (odd !== undefined) return yes(`“${short(first[odd]!)}” stands above numbers`);
  if (numeric.length === 0) return yes('the first row may well be names');
  const no = (evidence: string): Guess => ({ what: 'header', value: 'no', evidence });
  if (texts.length === 0) return no('the first row is all numbers, as the others are');
  const again = texts.find((k) => first[k] !== '' && rest.some((r) => r[k] === first[k]));
  return again === undefined
    ? yes('the texts of the first row do not come again')
    : no(`“${short(first[again]!)}” in the first row comes again below it`);
}

const isYears = (cells: readonly string[]): boolean =>
  cells.length > 1 &&
  cells.every((c, k) => /^(18|19|20)\d\d$/.test(c) && Number(c) === Number(cells[0]) + k);

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
