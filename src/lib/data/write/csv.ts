import {
  cellsWord,
  isNumberKind,
  type Change,
  type OutSource,
  type OutTable,
  type Written,
} from './table.ts';

export interface CsvOptions {
  /** One character. */
  readonly delimiter: string;
  /** Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers never do. */
  readonly spreadsheetSafe: boolean;
  readonly lineEnd: '\n' | '\r\n';
}

const chunkCharacters = 1 << 18;

/**
 * A table as delimited text in UTF-8 (RFC 4180): a text stands in quotes where it holds the delimiter, a quote or a
 * line break, and where it is empty, which tells it from what is missing and has nothing at all. Numbers have the fewest
 * digits that give them back.
 */
export function writeCsv(source: OutSource, options: CsvOptions): Written {
  const writer = new Writer(source, options);
  return { bytes: writer.bytes(), changed: () => writer.changed() };
}

class Writer {
  readonly #source: OutSource;
  readonly #options: CsvOptions;
  readonly #special: RegExp;
  readonly #guarded = new Map<string, number>();
  #blanks = 0;

  constructor(source: OutSource, options: CsvOptions) {
    this.#source = source;
    this.#options = options;
    const mark = options.delimiter.replace(/[\\\]^-]/g, '\\$&');
    this.#special = new RegExp(`[${mark}"\\r\\n]`);
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    let text = this.#header();
    for await (const page of this.#source.pages()) {
      for (let i = 0; i < page.rows; i += 1) {
        text += this.#row(page, i);
        if (text.length < chunkCharacters) continue;
        yield encoder.encode(text);
        text = '';
      }
    }
    if (text !== '') yield encoder.encode(text);
  }

  #header(): string {
    const { names } = this.#source;
    const { delimiter, lineEnd } = this.#options;
    const texts = names.map((name) => this.#text(name, name));
    // a byte order mark would be taken for one; in quotes it is text
    if (texts[0]?.startsWith('\ufeff')) texts[0] = `"${texts[0]}"`;
    return texts.join(delimiter) + lineEnd;
  }

  #row({ cell }: OutTable, row: number): string {
    const { names, kinds } = this.#source;
    let text = '';
    for (let j = 0; j < names.length; j += 1) {
      if (j > 0) text += this.#options.delimiter;
      const value = cell(row, j);
      if (typeof value === 'number') text += numberText(value);
      else if (value === null) text += names.length === 1 ? this.#blank() : '';
      else if (typeof value === 'boolean' || isNumberKind(kinds[j]!)) text += String(value);
      else text += this.#text(value, names[j]!);
    }
    return text + this.#options.lineEnd;
  }

  changed(): readonly Change[] {
    const changes: Change[] = [];
    const guarded = [...this.#guarded.values()].reduce((sum, n) => sum + n, 0);
    if (guarded > 0)
      changes.push({
        kind: 'spreadsheet-safe',
        message: `${cellsWord(guarded)} that a spreadsheet would take for ${guarded === 1 ? 'a formula' : 'formulas'} got an apostrophe in front`,
        count: guarded,
        columns: [...this.#guarded.keys()],
      });
    if (this.#blanks > 0)
      changes.push({
        kind: 'blank-lines',
        message: `${cellsWord(this.#blanks)} of the only column ${this.#blanks === 1 ? 'is' : 'are'} missing; written as an empty text, since readers pass over blank lines`,
        count: this.#blanks,
        columns: this.#source.names,
      });
    return changes;
  }

  #blank(): string {
    this.#blanks += 1;
    return '""';
  }

  #text(text: string, column: string): string {
    let written = text;
    if (this.#options.spreadsheetSafe && formula.test(text)) {
      written = `'${text}`;
      this.#guarded.set(column, (this.#guarded.get(column) ?? 0) + 1);
    }
    if (written !== '' && !this.#special.test(written)) return written;
    return `"${written.replaceAll('"', '""')}"`;
  }
}

/** What spreadsheets run: =, +, -, @, their full-width forms, and a tab or line break before them (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
