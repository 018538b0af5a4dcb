import type { Delimited } from '#lib/recipe/source.ts';
import type { Repair } from '../formats/issues.ts';
import type { Guess } from '../formats/reader.ts';
import { guessDelimiter } from './delimiter.ts';
import { guessFooter, severalTables } from './ending.ts';
import { guessHeader, headerTexts } from './header.ts';
import { guessComment, guessSkip, possibleComment, separatorLine, usualWidth } from './preamble.ts';
import { guessEscape, guessQuote } from './quoting.ts';
import { sampleRecords, type Cut, type Head, type SampleRecord } from './sample.ts';

type Field = 'delimiter' | 'quote' | 'escape' | 'comment' | 'skip' | 'header' | 'footer';

/** How the text is divided into rows and cells. */
export type Layout = Pick<Delimited, Field>;

export interface Settled {
  readonly layout: Layout;
  readonly guesses: readonly Guess[];
  readonly repairs: readonly Repair[];
  /** Texts of the columns, '' where there is none. */
  readonly headers: readonly string[];
}

/** What was said of the layout, the guesses for the rest, and what they were taken from. */
class Guessing {
  readonly guesses: Guess[] = [];
  readonly asked: Partial<Layout>;
  readonly head: Head;
  constructor(asked: Partial<Layout>, head: Head) {
    this.asked = asked;
    this.head = head;
  }

  /** What was said, else what is guessed and told, else what holds without evidence. */
  text(field: 'delimiter' | 'quote' | 'escape' | 'comment', guess: () => Guess | null): string {
    const asked = this.asked[field];
    if (asked !== undefined) return asked;
    const guessed = guess();
    if (guessed) this.guesses.push(guessed);
    return guessed?.value ?? (field === 'quote' ? '"' : '');
  }

  number(field: 'skip' | 'header' | 'footer', guess: () => Guess | null): number {
    const asked = this.asked[field];
    if (asked !== undefined) return asked;
    const guessed = guess();
    if (guessed) this.guesses.push(guessed);
    return Number(guessed?.value ?? 0);
  }
}

/**
 * Settles how a text is laid out: what was said holds, the rest is guessed from its beginning and its end.
 * @param tail the end of the file from the beginning of a line on, where the head is not the whole of it
 */
export function settleLayout(head: Head, tail: Head | null, asked: Partial<Layout>): Settled {
  const guessing = new Guessing(asked, head);
  const separator = asked.skip === undefined ? separatorLine(head) : null;
  const skip = asked.skip ?? (separator === null ? 0 : 1);
  const cut = settleMarks(guessing, { skip, separator });
  const tables =
    asked.skip === undefined && asked.footer === undefined ? severalTables(head, cut) : null;
  const start = guessing.number('skip', () => {
    if (tables?.skip) return tables.skip;
    return guessSkip(sampleRecords(head, cut)) ?? (separator === null ? null : sepGuess(separator));
  });
  const records = sampleRecords(head, { ...cut, skip: start });
  const table = tables?.footer ? records.slice(0, -Number(tables.footer.value)) : records;
  const rows = (table.length > 0 ? table : records).map((r) => r.cells);
  const header = Math.min(
    guessing.number('header', () => guessHeader(rows)),
    Math.max(rows.length, asked.header ?? 0),
  );
  const { headers, repairs } = nameTexts(rows, header);
  const footer = guessing.number('footer', () => {
    if (tables?.footer) return tables.footer;
    const end = endOf(head, tail, { ...cut, skip: start });
    const data = end.slice(tail ? 0 : header);
    return guessFooter(data, headers.length, tail ? records.slice(header) : []);
  });
  const told = tables ? [tablesRepair(tables.message, tables.lines)] : [];
  return {
    layout: { ...cut, skip: start, header, footer },
    guesses: guessing.guesses,
    repairs: [...told, ...repairs],
    headers,
  };
}

interface Start {
  readonly skip: number;
  readonly separator: string | null;
}

function settleMarks(guessing: Guessing, { skip, separator }: Start): Cut {
  const { asked, head } = guessing;
  const lines = asked.comment ?? possibleComment(head, skip);
  const plain = { quote: asked.quote ?? '"', escape: asked.escape ?? '', comment: lines, skip };
  const first = asked.delimiter ?? separator ?? guessDelimiter(head, plain).value;
  const quote = guessing.text('quote', () => guessQuote(head, { ...plain, delimiter: first }));
  const escape = guessing.text('escape', () =>
    quote === '' && asked.quote === undefined
      ? null
      : guessEscape(head, { ...plain, quote, delimiter: first }),
  );
  const marks = { ...plain, quote, escape };
  const delimiter = guessing.text('delimiter', () =>
    separator === null
      ? guessDelimiter(head, marks)
      : { what: 'delimiter', value: separator, evidence: 'the first line says so: sep=' },
  );
  const comment = guessing.text('comment', () => guessComment(head, { ...marks, delimiter }));
  return { delimiter, quote, escape, comment, skip };
}

const sepGuess = (separator: string): Guess => ({
  what: 'skip',
  value: '1',
  evidence: `the first line, “sep=${separator}”, is Excel’s word for the delimiter`,
});

/** The last records, or all where the head holds them. */
const endOf = (head: Head, tail: Head | null, cut: Cut): readonly SampleRecord[] =>
  tail ? sampleRecords(tail, { ...cut, skip: 0 }, Infinity) : sampleRecords(head, cut, Infinity);

type Rows = readonly (readonly string[])[];

function nameTexts(rows: Rows, header: number): { headers: readonly string[]; repairs: Repair[] } {
  if (header === 0) {
    return { headers: Array.from({ length: usualWidth(rows) }, () => ''), repairs: [] };
  }
  const repairs: Repair[] = [];
  const texts = headerTexts(rows.slice(0, header));
  return { headers: widened(texts, rows.slice(header), repairs), repairs };
}

/** The header, made as wide as nearly all sampled rows are where they have more cells than it. */
function widened(header: readonly string[], rows: Rows, repairs: Repair[]): readonly string[] {
  const wide = rows.filter((r) => r.length > header.length);
  const width = usualWidth(wide);
  const alike = wide.filter((r) => r.length === width);
  if (rows.length === 0 || alike.length < 0.9 * rows.length) return header;
  const extra = width - header.length;
  const atFront = extra === 1 && alike.some((r) => r[width - 1] !== '');
  const blank = Array.from({ length: extra }, () => '');
  repairs.push({
    kind: 'header-short',
    message: `The header has ${header.length} cells and the rows have ${width}; ${extra === 1 ? 'a column' : `${extra} columns`} without a name ${extra === 1 ? 'was' : 'were'} added at the ${atFront ? 'front' : 'end'}`,
    count: 1,
    rows: [1],
    columns: [],
  });
  return atFront ? [...blank, ...header] : [...header, ...blank];
}

const tablesRepair = (message: string, lines: readonly number[]): Repair => ({
  kind: 'several-tables',
  message,
  count: lines.length,
  rows: [],
  columns: [],
});
