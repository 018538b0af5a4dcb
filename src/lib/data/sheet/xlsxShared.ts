import type { ReadHooks } from '../formats/reader.ts';
import { readPart } from './document.ts';
import { sharedTextLimit } from './limits.ts';
import type { NumberClass } from './numberFormats.ts';
import type { Parts } from './parts.ts';
import { count, malformed, tooLarge } from './refusals.ts';
import type { XmlHandler } from './xml.ts';

/** What the cells of every sheet refer to. */
export interface XlsxShared {
  /** As in the file: Excel's _xHHHH_ not yet undone. */
  readonly texts: readonly string[];
  /** By the cell's `s`. */
  readonly classes: readonly NumberClass[];
  readonly date1904: boolean;
}

/** The texts that cells refer to by number. */
export async function sharedTexts(
  parts: Parts,
  path: string,
  hooks: ReadHooks,
): Promise<readonly string[]> {
  const handler = new SharedTexts(parts.file.name);
  await readPart(parts, path, handler, hooks);
  return handler.texts;
}

/** The table of shared texts; the runs of a rich text are joined, its reading aids left out. */
class SharedTexts implements XmlHandler {
  readonly texts: string[] = [];
  wantsText = false;
  readonly #file: string;
  #text = '';
  #aids = 0;
  #total = 0;

  constructor(file: string) {
    this.#file = file;
  }

  open(name: string): void {
    if (name === 'si') this.#text = '';
    else if (name === 'rPh') this.#aids += 1;
    else if (name === 't') this.wantsText = this.#aids === 0;
  }

  text(text: string): void {
    this.#text += text;
  }

  close(name: string): void {
    if (name === 't') this.wantsText = false;
    else if (name === 'rPh') this.#aids -= 1;
    else if (name === 'si') {
      this.texts.push(this.#text);
      this.#total += this.#text.length;
      if (this.#total > sharedTextLimit) {
        throw tooLarge(
          this.#file,
          `The workbook’s shared texts have more than ${count(sharedTextLimit)} characters, the limit`,
        );
      }
    }
  }
}

/** The shared text a cell names. */
export function sharedText(
  shared: XlsxShared,
  index: string,
  place: { file: string; row: number },
): string {
  const text = shared.texts[Number(index)];
  if (text !== undefined) return text;
  throw malformed(
    place.file,
    `A cell refers to shared text ${index}; there are ${count(shared.texts.length)}`,
    place.row,
  );
}
