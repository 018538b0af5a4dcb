import type { FileSource } from '../files.ts';
import type { Batch, FormatReader, Issues, ReadHooks, Reading } from '../formats/reader.ts';
import { isPlainText, putText } from './byteTexts.ts';
import { codecNames, parquetCodec, type Decompress } from './codecs.ts';
import { FlatColumn, present, type ColumnReader } from './columns.ts';
import { asEngineError, Damaged, unsupported, wordsOf } from './damage.ts';
import { readFooter, type Footer, type RowGroup } from './footer.ts';
import { textBatch } from './batch.ts';
import { NestedColumn } from './nested.ts';
import type { Format } from './numberTexts.ts';
import { Pages, type DataPage, type PageSource } from './pages.ts';
import { Tallies } from './repairs.ts';
import { nextSize } from './sizes.ts';
import { layoutOf, type Layout, type SchemaLeaf, type TableColumn } from './schema.ts';
import { TextColumn } from './texts.ts';

/**
 * Apache Parquet, page by page: in memory are one page of each column and one batch of rows. Groups become columns
 * `a.b`; lists and maps become JSON; bytes that are no text become hexadecimal digits; instants in UTC end in Z.
 */
export const parquetReader: FormatReader = {
  open: async (file, _, hooks) => {
    try {
      return await new Opened(file, hooks).prepare();
    } catch (error) {
      throw asEngineError(error, file.name, 'Parquet');
    }
  },
};

/**
 * What the footer says of a file: rows, columns of the table it makes, and bytes of its values decompressed.
 * @throws EngineError as `parquetReader.open`
 */
export async function parquetSize(
  file: FileSource,
): Promise<{ readonly rows: number; readonly columns: number; readonly bytes: number }> {
  try {
    const footer = await readFooter(file);
    const sum = (of: (group: RowGroup) => number): number =>
      footer.groups.reduce((total, group) => total + of(group), 0);
    return {
      rows: sum(({ rows }) => rows),
      columns: layoutOf(footer, file.name).columns.length,
      bytes: sum(({ bytes }) => Math.max(0, bytes)),
    };
  } catch (error) {
    throw asEngineError(error, file.name, 'Parquet');
  }
}

class Opened implements Reading {
  readonly format = { kind: 'parquet' } as const;
  readonly guesses = [];
  headers: readonly string[] = [];
  readonly #file: FileSource;
  readonly #hooks: ReadHooks;
  readonly #tallies = new Tallies();
  readonly #codecs = new Map<number, Decompress>();
  #footer!: Footer;
  #layout!: Layout;
  #bytesDone = 0;

  constructor(file: FileSource, hooks: ReadHooks) {
    this.#file = file;
    this.#hooks = hooks;
  }

  async prepare(): Promise<this> {
    this.#footer = await readFooter(this.#file);
    this.#layout = layoutOf(this.#footer, this.#file.name);
    this.headers = this.#layout.columns.map(({ header }) => header);
    if (this.headers.length === 0) throw new Damaged('it has no columns');
    for (const group of this.#footer.groups) await this.#check(group);
    return this;
  }

  async *batches(): AsyncGenerator<Batch> {
    try {
      yield* this.#read();
      this.#hooks.onBytes(this.#file.size);
    } catch (error) {
      throw asEngineError(error, this.#file.name, 'Parquet');
    }
  }

  issues(): Issues {
    const repairs = this.#tallies.repairs();
    return { repairs, rejects: [], rejectedRows: [], irregular: false };
  }

  /** What a row group says must fit the schema before any of its pages is read. */
  async #check({ columns, rows }: RowGroup): Promise<void> {
    const { leaves } = this.#layout;
    if (columns.length !== leaves.length)
      throw new Damaged(`a row group has ${columns.length} columns and the file ${leaves.length}`);
    for (const [k, { codec, values, type }] of columns.entries()) {
      const leaf = leaves[k]!;
      if (type !== leaf.values.type)
        throw new Damaged(`column “${leaf.name}” is ${leaf.values.type} and holds ${type}`);
      if (values < rows || (leaf.listLevel === 0 && values !== rows))
        throw new Damaged(
          `column “${leaf.name}” has ${wordsOf(values)} values in a row group of ${wordsOf(rows)} rows`,
        );
      if (this.#codecs.has(codec)) continue;
      const decompress = await parquetCodec(codec);
      if (!decompress) throw unknownCodec(codec, this.#file.name);
      this.#codecs.set(codec, decompress);
    }
  }

  async *#read(): AsyncGenerator<Batch> {
    const leaves = await this.#settledLeaves();
    const { columns } = this.#layout;
    let firstRow = 0;
    let size = 0;
    for (const group of this.#footer.groups) {
      const readers = columns.map((column) => this.#reader(column, group, leaves));
      const perRow = group.rows > 0 ? group.bytes / group.rows : 0;
      for (let left = group.rows; left > 0;) {
        this.#hooks.checkCancel();
        const rows = nextSize({ size, left, perRow, columns: columns.length });
        const texts = await this.#take(readers, rows, firstRow);
        size = Math.ceil(bytesOf(texts) / rows);
        yield textBatch(texts, rows);
        firstRow += rows;
        left -= rows;
      }
    }
    leaves.forEach((leaf) => {
      if (leaf.binary && leaf.values.format !== putText)
        this.#tallies.tell('binary', { count: firstRow, header: leaf.name });
    });
  }

  async #take(
    readers: readonly ColumnReader[],
    rows: number,
    firstRow: number,
  ): Promise<TextColumn[]> {
    const texts: TextColumn[] = [];
    for (const [j, column] of this.#layout.columns.entries()) {
      const out = new TextColumn(column.header, rows, 8 * rows);
      await readers[j]!.take(rows, out);
      this.#tallies.add(out, column.header, firstRow);
      if (column.kind === 'nested')
        this.#tallies.tell('nested', { count: rows - out.nulls, header: column.header });
      texts.push(out);
    }
    return texts;
  }

  #reader(column: TableColumn, group: RowGroup, leaves: readonly SchemaLeaf[]): ColumnReader {
    const pages = (k: number): Pages => this.#pages(group, leaves[k]!);
    if (column.kind === 'flat') return new FlatColumn(pages(column.leaf), leaves[column.leaf]!);
    return new NestedColumn(
      column.leaves.map(pages),
      column.leaves.map((k) => leaves[k]!),
      column.shape,
    );
  }

  #pages(group: RowGroup, leaf: SchemaLeaf): Pages {
    const chunk = group.columns[leaf.index]!;
    const share = (1 << 26) / this.#layout.leaves.length;
    const source: PageSource = {
      file: this.#file,
      end: this.#footer.start,
      window: Math.max(1 << 16, Math.min(1 << 22, share)),
      decompress: this.#codecs.get(chunk.codec)!,
      checkCancel: this.#hooks.checkCancel,
      onBytes: (bytes) => {
        this.#bytesDone += bytes;
        this.#hooks.onBytes(Math.min(this.#bytesDone, this.#file.size));
      },
    };
    return new Pages(source, chunk, leaf);
  }

  /** Columns of bytes that nothing calls text are read through once: if all are text, they are written so. */
  async #settledLeaves(): Promise<readonly SchemaLeaf[]> {
    const settled: SchemaLeaf[] = [];
    for (const leaf of this.#layout.leaves) {
      const text = leaf.binary && (await this.#allText(leaf));
      settled.push(text ? { ...leaf, values: { ...leaf.values, format: putText } } : leaf);
    }
    this.#bytesDone = 0;
    return settled;
  }

  async #allText(leaf: SchemaLeaf): Promise<boolean> {
    let text = true;
    const look: Format = (bytes, start, end) => {
      text &&= isPlainText(bytes, start, end);
    };
    const watched = { ...leaf, values: { ...leaf.values, format: look } };
    for (const group of this.#footer.groups) {
      const pages = this.#pages(group, watched);
      for (let page = await pages.next(); page && text; page = await pages.next())
        lookThrough(page, leaf);
      if (!text) return false;
    }
    return true;
  }
}

function lookThrough(page: DataPage, leaf: SchemaLeaf): void {
  const levels = new Uint8Array(Math.min(page.count, 1 << 16));
  for (let done = 0; done < page.count;) {
    const block = levels.subarray(0, Math.min(levels.length, page.count - done));
    page.definition?.fill(block, block.length);
    const there = page.definition ? present(block, leaf.fullLevel) : block.length;
    page.values.write(there, new TextColumn(leaf.name, there, 0));
    done += block.length;
  }
}

const bytesOf = (texts: readonly TextColumn[]): number =>
  texts.reduce((sum, { at, rows }) => sum + at + 4 * rows, 0);

const unknownCodec = (codec: number, file: string): Error =>
  unsupported(
    `The Parquet file is compressed with ${codecNames[codec] ?? `a codec that is not known (${codec})`}, which is not read here`,
    file,
    'Write it anew with snappy, gzip, zstd, brotli, lz4 or without compression.',
  );
