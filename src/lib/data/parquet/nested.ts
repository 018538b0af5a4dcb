import { putJsonString } from './byteTexts.ts';
import { present, type ColumnReader } from './columns.ts';
import { Damaged, TooLarge } from './damage.ts';
import type { Hybrid } from './hybrid.ts';
import type { DataPage, Pages } from './pages.ts';
import type { SchemaLeaf, Shape } from './schema.ts';
import { TextColumn } from './texts.ts';

const blockSize = 1024;
const entriesLimit = 1 << 26;

/**
 * The levels and texts of one leaf for some rows at a time.
 * @see Melnik et al., Dremel: Interactive Analysis of Web-Scale Datasets (2010), section 4
 */
class LeafRows {
  /** Levels of the entry at hand; repetition 0 begins a row, −1 is the end of the rows gathered. */
  repetition = -1;
  definition = 0;
  readonly leaf: SchemaLeaf;
  readonly #pages: Pages;
  #page: DataPage | null = null;
  #left = 0;
  #repetitions = new Uint8Array(blockSize);
  #definitions = new Uint8Array(blockSize);
  /** Entries: those read, those of the rows gathered, and the one at hand. */
  #held = 0;
  #end = 0;
  #at = 0;
  #texts: TextColumn;
  #text = 0;

  constructor(pages: Pages, leaf: SchemaLeaf) {
    this.#pages = pages;
    this.leaf = leaf;
    this.#texts = new TextColumn(leaf.name, blockSize);
  }

  /** Makes the entries of the next rows available, and the first of them the one at hand. */
  async gather(rows: number): Promise<void> {
    this.#drop();
    let seen = 0;
    let k = 0;
    for (;;) {
      for (; k < this.#held; k += 1) {
        if (this.#repetitions[k] !== 0) continue;
        seen += 1;
        if (seen > rows) break;
      }
      if (seen > rows || !(await this.#load())) break;
    }
    if (seen < rows)
      throw new Damaged(`column “${this.leaf.name}” has fewer values than the file has rows`);
    if (this.#held > 0 && this.#repetitions[0] !== 0)
      throw new Damaged(`column “${this.leaf.name}” begins in the middle of a row`);
    this.#end = k;
    this.#show();
  }

  next(): void {
    if (this.definition === this.leaf.fullLevel) this.#text += 1;
    this.#at += 1;
    this.#show();
  }

  /** Writes the value at hand as JSON. */
  put(out: TextColumn): void {
    const { bytes, offsets } = this.#texts;
    const start = offsets[this.#text]!;
    const end = offsets[this.#text + 1]!;
    if (isBare(this.leaf, bytes, start)) out.copy(bytes, start, end);
    else putJsonString(out, bytes, start, end);
  }

  #show(): void {
    const there = this.#at < this.#end;
    this.repetition = there ? this.#repetitions[this.#at]! : -1;
    this.definition = there ? this.#definitions[this.#at]! : 0;
  }

  /** Forgets the entries that were used. */
  #drop(): void {
    this.#repetitions.copyWithin(0, this.#end, this.#held);
    this.#definitions.copyWithin(0, this.#end, this.#held);
    this.#held -= this.#end;
    const rest = new TextColumn(this.leaf.name, blockSize);
    const { bytes, offsets, rows } = this.#texts;
    for (let k = this.#text; k < rows; k += 1) {
      rest.copy(bytes, offsets[k]!, offsets[k + 1]!);
      rest.end();
    }
    this.#texts = rest;
    this.#text = 0;
    this.#at = 0;
    this.#end = 0;
  }

  /** @returns false after the last page */
  async #load(): Promise<boolean> {
    if (this.#left === 0) {
      this.#page = await this.#pages.next();
      if (!this.#page) return false;
      this.#left = this.#page.count;
    }
    const { repetition, definition, values } = this.#page!;
    const { fullLevel, listLevel, name } = this.leaf;
    const n = Math.min(blockSize, this.#left);
    if (this.#held + n > entriesLimit)
      throw new TooLarge(
        `A row of column “${name}” has more than ${entriesLimit} values, the limit`,
      );
    this.#room(n);
    fillLevels(repetition, this.#repetitions.subarray(this.#held, this.#held + n), listLevel);
    const definitions = this.#definitions.subarray(this.#held, this.#held + n);
    fillLevels(definition, definitions, fullLevel);
    values.write(present(definitions, fullLevel), this.#texts);
    this.#held += n;
    this.#left -= n;
    return true;
  }

  #room(more: number): void {
    if (this.#held + more <= this.#repetitions.length) return;
    const grown = [this.#repetitions, this.#definitions].map((held) => {
      const wider = new Uint8Array(2 * (this.#held + more));
      wider.set(held);
      return wider;
    });
    [this.#repetitions, this.#definitions] = grown as [
      Uint8Array<ArrayBuffer>,
      Uint8Array<ArrayBuffer>,
    ];
  }

  /** Hands over what was noted of values; their rows are not known. */
  takeNotes(out: TextColumn): void {
    for (const [kind, { count }] of this.#texts.notes) {
      const entry = out.notes.get(kind) ?? { count: 0, rows: [] };
      entry.count += count;
      out.notes.set(kind, entry);
    }
    this.#texts.notes.clear();
  }
}

function fillLevels(levels: Hybrid | null, out: Uint8Array, most: number): void {
  if (levels) levels.fill(out, out.length);
  else out.fill(most);
  for (const level of out)
    if (level > most) throw new Damaged(`a value lies ${level} deep of ${most}`);
}

const minus = 45;

/** Numbers and truth values stand in JSON as they are; NaN, infinities, dates and texts in quotes. */
function isBare({ bare, values }: SchemaLeaf, bytes: Uint8Array, start: number): boolean {
  if (!bare || values.type === 'boolean') return bare;
  const first = bytes[start] === minus ? bytes[start + 1]! : bytes[start]!;
  return first >= 48 && first <= 57;
}

/** A column of lists, maps and what lies within them, as JSON. */
export class NestedColumn implements ColumnReader {
  readonly #leaves: ReadonlyMap<number, LeafRows>;
  readonly #shape: Shape;

  constructor(pages: readonly Pages[], leaves: readonly SchemaLeaf[], shape: Shape) {
    this.#leaves = new Map(leaves.map((leaf, k) => [leaf.index, new LeafRows(pages[k]!, leaf)]));
    this.#shape = shape;
  }

  async take(rows: number, out: TextColumn): Promise<void> {
    const leaves = [...this.#leaves.values()];
    for (const leaf of leaves) await leaf.gather(rows);
    for (let k = 0; k < rows; k += 1) {
      if (this.#isNull(this.#shape)) {
        this.#pass(this.#shape);
        out.null();
      } else {
        this.#put(this.#shape, out);
        out.end();
      }
      for (const { repetition, leaf } of leaves)
        if (repetition > 0 || (repetition < 0 && k < rows - 1))
          throw new Damaged(`the parts of column “${leaf.name}” do not go together`);
    }
    for (const leaf of leaves) leaf.takeNotes(out);
  }

  #leaf(index: number): LeafRows {
    return this.#leaves.get(index)!;
  }

  #isNull(shape: Shape): boolean {
    return this.#leaf(shape.kind === 'leaf' ? shape.leaf : shape.first).definition < shape.level;
  }

  /** Steps over the one entry that says that there is nothing. */
  #pass(shape: Shape): void {
    if (shape.kind === 'leaf') this.#leaf(shape.leaf).next();
    else for (const leaf of shape.leaves) this.#leaf(leaf).next();
  }

  #put(shape: Shape, out: TextColumn): void {
    if (this.#isNull(shape)) {
      this.#pass(shape);
      out.ascii('null');
    } else if (shape.kind === 'leaf') {
      const leaf = this.#leaf(shape.leaf);
      leaf.put(out);
      leaf.next();
    } else if (shape.kind === 'struct') this.#putStruct(shape, out);
    else this.#putList(shape, out);
  }

  #putStruct({ fields }: Shape & { kind: 'struct' }, out: TextColumn): void {
    out.ascii('{');
    fields.forEach(([name, shape], k) => {
      if (k > 0) out.ascii(',');
      putName(name, out);
      this.#put(shape, out);
    });
    out.ascii('}');
  }

  #putList(shape: Shape & { kind: 'list' | 'map' }, out: TextColumn): void {
    const isMap = shape.kind === 'map';
    out.ascii(isMap ? '{' : '[');
    const first = this.#leaf(shape.first);
    if (first.definition < shape.fullLevel) this.#pass(shape);
    else {
      for (let more = false, again = true; again; more = true) {
        if (more) out.ascii(',');
        if (isMap) this.#putPair(shape.item, out);
        else this.#put(shape.item, out);
        again = first.repetition === shape.repetition;
        for (const leaf of shape.leaves)
          if ((this.#leaf(leaf).repetition === shape.repetition) !== again)
            throw new Damaged(`the parts of column “${first.leaf.name}” do not go together`);
      }
    }
    out.ascii(isMap ? '}' : ']');
  }

  /** "key":value, the key always in quotes. */
  #putPair(item: Shape, out: TextColumn): void {
    if (item.kind !== 'struct') throw new Damaged('a map has no keys');
    const [[, key], [, value]] = item.fields as [[string, Shape], [string, Shape]];
    const text = new TextColumn('key', 1, 64);
    this.#put(key, text);
    if (text.bytes[0] === quote) out.copy(text.bytes, 0, text.at);
    else putJsonString(out, text.bytes, 0, text.at);
    out.ascii(':');
    this.#put(value, out);
  }
}

const quote = 34;
const encoder = new TextEncoder();

function putName(name: string, out: TextColumn): void {
  const bytes = encoder.encode(name);
  putJsonString(out, bytes, 0, bytes.length);
  out.ascii(':');
}
