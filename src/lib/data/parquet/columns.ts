import { Damaged } from './damage.ts';
import type { DataPage, Pages } from './pages.ts';
import type { SchemaLeaf } from './schema.ts';
import type { TextColumn } from './texts.ts';

const fewer = (name: string): Damaged =>
  new Damaged(`column “${name}” has fewer values than the file has rows`);

/** The next rows of a column within a row group. */
export interface ColumnReader {
  take(rows: number, out: TextColumn): Promise<void>;
}

/** A column of single values. */
export class FlatColumn implements ColumnReader {
  readonly #pages: Pages;
  readonly #leaf: SchemaLeaf;
  #page: DataPage | null = null;
  #left = 0;
  #levels = new Uint8Array(0);

  constructor(pages: Pages, leaf: SchemaLeaf) {
    this.#pages = pages;
    this.#leaf = leaf;
  }

  async take(rows: number, out: TextColumn): Promise<void> {
    for (let done = 0; done < rows;) {
      if (this.#left === 0) {
        this.#page = await this.#pages.next();
        if (!this.#page) throw fewer(this.#leaf.name);
        this.#left = this.#page.count;
      }
      const n = Math.min(this.#left, rows - done);
      this.#write(this.#page!, n, out);
      this.#left -= n;
      done += n;
    }
  }

  #write({ definition, values }: DataPage, count: number, out: TextColumn): void {
    if (!definition) {
      values.write(count, out);
      return;
    }
    const full = this.#leaf.fullLevel;
    if (this.#levels.length < count) this.#levels = new Uint8Array(count);
    definition.fill(this.#levels, count);
    const levels = this.#levels.subarray(0, count);
    const first = out.rows;
    values.write(present(levels, full), out);
    out.spread(first, levels, full);
  }
}

/** How many of the levels are `full`, the highest that there may be. */
export function present(levels: Uint8Array, full: number): number {
  let count = 0;
  for (const level of levels) {
    if (level === full) count += 1;
    else if (level > full) throw new Damaged(`a value lies ${level} deep of ${full}`);
  }
  return count;
}
