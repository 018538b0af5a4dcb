import type { Guess } from '../formats/reader.ts';
import { consistency } from './delimiter.ts';
import { shapeOf, type Cut, type Head } from './sample.ts';

interface Fit {
  readonly score: number;
  readonly tangled: number;
  readonly quoted: number;
  readonly records: number;
  readonly same: number;
  readonly cells: number;
}

function fit(head: Head, cut: Cut): Fit {
  const { widths, tangled, quoted } = shapeOf(head, cut);
  return { ...consistency(widths), tangled, quoted, records: widths.length };
}

/** Another quote than " only where it stands around cells and " does not; none where " is text at the front of cells. */
export function guessQuote(head: Head, cut: Omit<Cut, 'quote'>): Guess | null {
  const double = fit(head, { ...cut, quote: '"' });
  const single = head.text.includes(39) ? fit(head, { ...cut, quote: "'" }) : null;
  if (single && isQuoting(single) && double.quoted + double.tangled === 0) {
    if (single.score >= double.score)
      return {
        what: 'quote',
        value: "'",
        evidence: `${single.quoted} of the first ${single.records} rows have cells in single quotes`,
        others: ['"', ''],
      };
  }
  if (double.tangled < 3 || double.tangled <= 0.2 * double.records) return null;
  const bare = fit(head, { ...cut, quote: '' });
  if (bare.score < 0.95 || bare.score < double.score || double.quoted > double.tangled) return null;
  return {
    what: 'quote',
    value: '',
    evidence: `in ${double.tangled} of the first ${double.records} rows a quote at the front of a cell is text; without quoting ${bare.same} rows have ${bare.cells} cells`,
    others: ['"', "'"],
  };
}

const isQuoting = ({ quoted, tangled, records }: Fit): boolean =>
  quoted >= 2 && quoted >= 0.5 * records && tangled <= 0.1 * records;

/** A backslash is an escape where rows fit that do not without it. */
export function guessEscape(head: Head, cut: Omit<Cut, 'escape'>): Guess | null {
  if (!hasEscapes(head.text, cut)) return null;
  const without = fit(head, { ...cut, escape: '' });
  const within = fit(head, { ...cut, escape: '\\' });
  const better =
    (within.score > without.score && within.tangled <= without.tangled) ||
    (within.tangled < without.tangled && within.score >= without.score);
  if (!better || within.cells === 1) return null;
  return {
    what: 'escape',
    value: '\\',
    evidence: `${within.same} of the first ${within.records} rows have ${within.cells} cells when a backslash makes the next character text, and ${without.same} when it does not`,
    others: [''],
  };
}

/** A backslash before a quote or a delimiter. */
function hasEscapes(text: Uint8Array, { quote, delimiter }: Omit<Cut, 'escape'>): boolean {
  const marks = new Set([quote, delimiter].map((mark) => mark.charCodeAt(0)));
  for (let p = text.indexOf(92); p >= 0; p = text.indexOf(92, p + 1)) {
    if (marks.has(text[p + 1] ?? -1)) return true;
    if (text[p + 1] === 92) p += 1;
  }
  return false;
}
