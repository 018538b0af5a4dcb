import { numberIn, notNumber } from '../numbers.ts';
import type { Guess } from '../formats/reader.ts';
import { sampleRecords, shapeOf, type Cut, type Head } from './sample.ts';
import { blanks } from './scanner.ts';

interface Candidate {
  readonly delimiter: string;
  readonly name: string;
  /** Weaker ones must cut nearly all rows alike, into cells that look like a table's. */
  readonly weak?: 'mark' | 'text';
}

const candidates: readonly Candidate[] = [
  { delimiter: '\t', name: 'tab' },
  { delimiter: ';', name: 'semicolon' },
  { delimiter: '|', name: 'bar' },
  { delimiter: ',', name: 'comma' },
  { delimiter: '\x01', name: 'control character 1', weak: 'mark' },
  { delimiter: '\x1f', name: 'unit separator', weak: 'mark' },
  { delimiter: '^', name: 'caret', weak: 'mark' },
  { delimiter: '~', name: 'tilde', weak: 'mark' },
  { delimiter: ':', name: 'colon', weak: 'text' },
  { delimiter: ' ', name: 'space', weak: 'text' },
  { delimiter: blanks, name: 'runs of spaces', weak: 'text' },
];

interface Scored extends Candidate {
  readonly cells: number;
  readonly same: number;
  readonly records: number;
  readonly score: number;
}

/** The candidate that cuts most of the first records into the same number of cells, more than one. */
export function guessDelimiter(head: Head, cut: Omit<Cut, 'delimiter'>): Guess {
  const score = (candidate: Candidate): Scored => {
    const { widths } = shapeOf(head, { ...cut, delimiter: candidate.delimiter });
    return { ...candidate, ...consistency(widths), records: widths.length };
  };
  const usual = candidates.filter((c) => !c.weak).map(score);
  const cutting = usual.filter((s) => s.cells > 1);
  const strong = besideDecimals(head, cutting) ?? bestOf(cutting);
  const others = cutting.sort((a, b) => b.score - a.score).map((s) => s.delimiter);
  if (strong && strong.score >= 0.95) return told(strong, others);
  const weak = candidates
    .filter((c) => c.weak)
    .map(score)
    .filter((s) => s.cells > 1 && s.score >= 0.8 && s.score > (strong?.score ?? 0) + 0.05)
    .filter((s) => s.weak === 'mark' || isTable(head, { ...cut, delimiter: s.delimiter }, s));
  const best = bestOf(weak) ?? (strong && strong.score >= 0.3 ? strong : null);
  if (best) return told(best, others);
  const inside = strong ? null : bestOf(usual.map((s) => longestRun(head, cut, s)).filter(isRun));
  if (inside) return told(inside, others);
  const unused = [...usual].reverse().find((s) => s.cells <= 1 && s.same === s.records);
  return {
    what: 'delimiter',
    value: (unused ?? usual[3]!).delimiter,
    evidence: 'no delimiter cuts the rows alike: one column',
    others,
  };
}

const told = (best: Scored, others: readonly string[]): Guess => ({
  what: 'delimiter',
  value: best.delimiter,
  evidence: `${best.same} of the first ${best.records} rows have ${best.cells} cells with ${best.name}`,
  others: others.filter((d) => d !== best.delimiter),
});

const bestOf = (scored: readonly Scored[]): Scored | null =>
  scored.reduce<Scored | null>(
    (winner, s) => (winner === null || s.score > winner.score + 0.05 ? s : winner),
    null,
  );

/**
 * Commas between digits are decimal commas where another mark cuts nearly all rows alike: below a title, a comma in
 * it would otherwise speak for commas.
 */
function besideDecimals({ text }: Head, cutting: readonly Scored[]): Scored | null {
  const others = cutting.filter((s) => s.delimiter !== ',' && s.same >= 0.9 * s.records);
  const isDigit = (b: number | undefined): boolean => b !== undefined && b >= 48 && b <= 57;
  if (others.length !== 1 || cutting.length === 1) return null;
  let commas = 0;
  let decimal = 0;
  for (let p = text.indexOf(44); p >= 0 && p < 1 << 16; p = text.indexOf(44, p + 1)) {
    commas += 1;
    if (isDigit(text[p - 1]) && isDigit(text[p + 1])) decimal += 1;
  }
  return decimal >= 0.9 * commas ? others[0]! : null;
}

/** How alike the widths are; a first record of another width is held against it. */
export function consistency(widths: readonly number[]): {
  cells: number;
  same: number;
  score: number;
} {
  const tally = new Map<number, number>();
  for (const n of widths) tally.set(n, (tally.get(n) ?? 0) + 1);
  let cells = 1;
  let same = 0;
  for (const [n, times] of tally) {
    if (times > same || (times === same && n > cells)) [cells, same] = [n, times];
  }
  const share = widths.length === 0 ? 0 : same / widths.length;
  const headed = Math.abs((widths[0] ?? 0) - cells) <= 1 && widths[0]! > 1 ? 1 : 0.6;
  return { cells, same, score: share * headed };
}

/** A small table below a long preamble: the widest part of the file that is cut alike. */
function longestRun(head: Head, cut: Omit<Cut, 'delimiter'>, candidate: Scored): Scored {
  const { widths } = shapeOf(head, { ...cut, delimiter: candidate.delimiter });
  let best = { cells: 1, same: 0 };
  let same = 0;
  widths.forEach((width, i) => {
    same = width === widths[i - 1] ? same + 1 : 1;
    if (width > 1 && same > best.same) best = { cells: width, same };
  });
  return { ...candidate, ...best, score: best.same / Math.max(1, widths.length) };
}

const isRun = ({ cells, same, score }: Scored): boolean =>
  cells >= 3 && same >= 3 && score >= (same > 3 ? 0.15 : 0.3);

/**
 * Spaces and colons are in names and times too: only where half of three or more columns hold numbers, or text of
 * another kind than words and clocks, do they divide cells.
 */
function isTable(head: Head, cut: Cut, { cells, records }: Scored): boolean {
  if (cells < 3 || records < 3) return false;
  const rows = sampleRecords(head, cut)
    .slice(1)
    .map((r) => r.cells)
    .filter((r) => r.length === cells);
  const isClock = (text: string): boolean => /^\d\d(\.\d+)?$/.test(text.trim());
  const numeric = Array.from({ length: cells }, (_, j) => j).filter((j) =>
    rows.every((r) => numberIn(r[j]!).kind !== notNumber),
  );
  if (cut.delimiter === ':' && numeric.every((j) => j === 0 || rows.every((r) => isClock(r[j]!))))
    return false;
  return rows.length > 0 && numeric.length >= cells / 2;
}
