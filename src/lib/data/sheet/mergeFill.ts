import { malformed } from './refusals.ts';
import type { Merge, SheetRow } from './workbook.ts';

/** Gives the empty cells of merged ranges their range's value, row by row from above. */
export class MergeFill {
  readonly #merges: readonly Merge[];
  readonly #width: number;
  readonly #file: string;
  #next = 0;
  #open: { readonly merge: Merge; readonly value: string | null }[] = [];

  constructor(merges: readonly Merge[], width: number, file: string) {
    this.#merges = [...merges].sort((a, b) => a.top - b.top);
    this.#width = width;
    this.#file = file;
  }

  /** The row's texts, filled. Rows must come in order; those left out hold nothing. */
  fill(row: SheetRow): readonly (string | null)[] {
    this.#open = this.#open.filter(({ merge }) => merge.bottom >= row.number);
    for (; this.#next < this.#merges.length; this.#next += 1) {
      const merge = this.#merges[this.#next]!;
      if (merge.top > row.number) break;
      if (merge.bottom < row.number) continue;
      const value = merge.top === row.number ? (row.texts[merge.left] ?? null) : null;
      this.#open.push({ merge, value });
    }
    if (this.#open.length === 0) return row.texts;
    return this.#filled(row);
  }

  #filled(row: SheetRow): (string | null)[] {
    const texts = [...row.texts];
    let covered = 0;
    for (const { merge, value } of this.#open) {
      const right = Math.min(merge.right, this.#width - 1);
      covered += right - merge.left + 1;
      // So much work in every row of a hostile sheet would not end.
      if (covered > this.#width)
        throw malformed(this.#file, 'Merged ranges lie over one another', row.number);
      for (let c = merge.left; c <= right; c += 1) texts[c] ??= value;
    }
    return texts;
  }
}
