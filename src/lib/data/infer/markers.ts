import type { Guess } from '../formats/reader.ts';
import type { ColumnFacts } from './facts.ts';
import { wordsForMissing } from '#lib/recipe/missingWords.ts';
import { areCountryCodes } from './places.ts';

/** Ways to write "missing" that mean nothing else, compared without surrounding spaces. */
const known: ReadonlySet<string> = new Set([
  '',
  'NA',
  'N/A',
  'n/a',
  'N.A.',
  'n.a.',
  '#N/A',
  '#NA',
  '<NA>',
  'NaN',
  'nan',
  '-nan',
  'NaT',
  'NULL',
  'null',
  'Null',
  '(null)',
  '\\N',
  '?',
  '#NULL!',
  '#VALUE!',
  '#REF!',
  '#DIV/0!',
  '#NUM!',
  '#NAME?',
]);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Those that are words as well: missing only where they stand among numbers or dates. */
const likely: ReadonlySet<string> = new Set([
  '-',
  '--',
  '---',
  '–',
  '—',
  '.',
  '..',
  '...',
  '*',
  'None',
  'none',
  'NONE',
  'nil',
  'missing',
  'Missing',
  'MISSING',
  'unknown',
  'Unknown',
  'UNKNOWN',
  'na',
  'Na',
  'N/a',
  'n.d.',
  'N.D.',
  'nd',
  'k.A.',
  'k. A.',
  'not available',
  'Not Available',
  'TBD',
  'tbd',
  'blank',
  '(blank)',
  'undefined',
  ...wordsForMissing.flatMap((word) => [word, capital(word), word.toUpperCase()]),
]);

export const mayBeMarker = (text: string): boolean => {
  const trimmed = text.trim();
  return known.has(trimmed) || likely.has(trimmed);
};

export interface Markers {
  /** Always begins with the empty text. */
  readonly missing: readonly string[];
  readonly guesses: readonly Guess[];
}

/** Exactly those that the user said. */
export const fixedMarkers = (texts: readonly string[]): Markers => ({
  missing: ['', ...new Set(texts.filter((text) => text !== ''))],
  guesses: [],
});

interface Seen {
  count: number;
  readonly columns: string[];
  /** Cells in columns of numbers or dates. */
  among: number;
}

/**
 * Which of the markers that occur mean missing in this file.
 * @param isTyped whether a column is of numbers, dates or durations when all markers in it are left out
 */
export function chooseMarkers(
  columns: readonly ColumnFacts[],
  isTyped: (column: ColumnFacts) => boolean,
): Markers {
  const seen = new Map<string, Seen>();
  for (const column of columns) {
    if (column.markers.size === 0) continue;
    const typed = isTyped(column);
    for (const [text, count] of column.markers) {
      const entry = seen.get(text) ?? { count: 0, columns: [], among: 0 };
      entry.count += count;
      entry.columns.push(column.name);
      if (typed) entry.among += count;
      seen.set(text, entry);
    }
  }
  const namibia = columns.find(holdsNamibia);
  const chosen = [...seen]
    .filter(([text, entry]) => {
      if (text.trim() === 'NA' && namibia) return false;
      return known.has(text.trim()) || (entry.among > 0 && 2 * entry.among >= entry.count);
    })
    .sort((a, b) => b[1].count - a[1].count);
  const guesses = chosen.filter(([text]) => text !== '').map(([text, entry]) => guess(text, entry));
  return {
    missing: ['', ...chosen.map(([text]) => text).filter((text) => text !== '')],
    guesses: namibia ? [...guesses, namibiaGuess(namibia)] : guesses,
  };
}

function guess(text: string, { count, columns }: Seen): Guess {
  const place =
    columns.length === 1
      ? `in ${columns[0]!}`
      : `in ${columns.length} columns, first ${columns[0]!}`;
  return {
    what: 'missing',
    value: text,
    evidence: `${count} ${count === 1 ? 'cell holds' : 'cells hold'} it ${place}`,
  };
}

/** NA among other codes of two letters, of which nearly all are codes of countries. */
function holdsNamibia({ tally, markers }: ColumnFacts): boolean {
  return markers.has('NA') && tally?.levels != null && areCountryCodes([...tally.levels.keys()]);
}

const namibiaGuess = ({ name, tally, markers }: ColumnFacts): Guess => ({
  what: 'missing',
  value: '',
  evidence: `NA is not taken for missing: in ${name} it stands ${markers.get('NA')!} times among ${tally!.distinct} other codes of countries, where it is Namibia`,
  others: ['NA'],
});
