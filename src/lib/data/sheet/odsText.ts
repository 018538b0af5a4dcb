import { tokenLimit } from './limits.ts';
import { attribute } from './xml.ts';

/** Elements in a cell whose text is not the cell's. */
const aside = new Set(['annotation', 'ruby-text', 'note-citation', 'shapes']);

/** The text of an OpenDocument cell: paragraphs as lines (ODF 1.2 part 1, 6.1). */
export class OdsText {
  #text = '';
  #paragraphs = 0;
  #depth = 0;
  #aside = 0;

  get wanted(): boolean {
    return this.#depth > 0 && this.#aside === 0;
  }

  start(): void {
    this.#text = '';
    this.#paragraphs = 0;
    this.#depth = 0;
    this.#aside = 0;
  }

  end(): string {
    return this.#text;
  }

  open(name: string, raw: string): void {
    if (aside.has(name)) this.#aside += 1;
    if (this.#aside > 0) return;
    if (name === 'p' || name === 'h') {
      if (this.#paragraphs > 0 && this.#depth === 0) this.#text += '\n';
      this.#paragraphs += 1;
      this.#depth += 1;
    } else if (name === 's') this.#text += ' '.repeat(spaces(attribute(raw, 'text:c')));
    else if (name === 'tab') this.#text += '\t';
    else if (name === 'line-break') this.#text += '\n';
  }

  /**
   * Nothing is stripped or joined, although the standard makes one space of white space: odfpy and hucre write line
   * breaks and spaces as they are, pandas reads them so, and what spreadsheets write never has any to join.
   */
  add(text: string): void {
    this.#text += text;
  }

  close(name: string): void {
    if (aside.has(name)) this.#aside -= 1;
    else if (this.#aside === 0 && (name === 'p' || name === 'h')) this.#depth -= 1;
  }
}

function spaces(value: string | undefined): number {
  const n = Number(value ?? 1);
  return Number.isInteger(n) && n >= 0 ? Math.min(n, tokenLimit) : 1;
}
