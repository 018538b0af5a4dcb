import type { NumberClass } from './numberFormats.ts';
import { attribute } from './xml.ts';

/** What the styles of an OpenDocument say of values, as far as values do not say it themselves. */
export class OdsStyles {
  readonly #classes = new Map<string, NumberClass>();
  readonly #cells = new Map<string, { data: string | undefined; parent: string | undefined }>();
  readonly #hiddenTables = new Set<string>();
  #data = '';
  #table = '';

  /** Takes a tag within `automatic-styles` or `styles`. */
  open(name: string, raw: string): void {
    if (name === 'date-style' || name === 'time-style' || name === 'percentage-style') {
      this.#data = attribute(raw, 'style:name') ?? '';
      this.#classes.set(this.#data, dataClass(name, raw));
    } else if (this.#data !== '' && (name === 'hours' || name === 'minutes')) {
      if (this.#classes.get(this.#data) === 'date') this.#classes.set(this.#data, 'datetime');
    } else if (name === 'style') this.#style(raw);
    else if (name === 'table-properties' && attribute(raw, 'table:display') === 'false') {
      this.#hiddenTables.add(this.#table);
    }
  }

  close(name: string): void {
    if (name.endsWith('-style')) this.#data = '';
  }

  hidesTable = (style: string | undefined): boolean => this.#hiddenTables.has(style ?? '');

  /** What a cell of this style shows its value as; `number` when nothing is said. */
  classOf(style: string | undefined): NumberClass {
    let name = style;
    for (let depth = 0; name !== undefined && depth < 16; depth += 1) {
      const found = this.#cells.get(name);
      if (found?.data !== undefined) return this.#classes.get(found.data) ?? 'number';
      name = found?.parent;
    }
    return 'number';
  }

  #style(raw: string): void {
    const family = attribute(raw, 'style:family');
    const name = attribute(raw, 'style:name') ?? '';
    if (family === 'table') this.#table = name;
    if (family !== 'table-cell') return;
    this.#cells.set(name, {
      data: attribute(raw, 'style:data-style-name'),
      parent: attribute(raw, 'style:parent-style-name'),
    });
  }
}

function dataClass(name: string, raw: string): NumberClass {
  if (name === 'date-style') return 'date';
  if (name === 'percentage-style') return 'percent';
  return attribute(raw, 'number:truncate-on-overflow') === 'false' ? 'duration' : 'time';
}
