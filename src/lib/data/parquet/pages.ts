import type { FileSource } from '../files.ts';
import type { Decompress } from './codecs.ts';
import { crc32 } from './crc.ts';
import { Damaged, TooLarge, wordsOf } from './damage.ts';
import type { ColumnChunk } from './footer.ts';
import { Hybrid, widthOf } from './hybrid.ts';
import { Compact, NeedsMore, thrift } from './thrift.ts';
import { Dictionary, valueReader } from './values.ts';
import type { ValueReader, ValueType } from './valueTypes.ts';

/** What a chunk's pages are read with. */
export interface Leaf {
  readonly name: string;
  /** Definition level of a value that is there, repetition level of the innermost list. */
  readonly fullLevel: number;
  readonly listLevel: number;
  readonly values: ValueType;
}

export interface PageSource {
  readonly file: FileSource;
  /** Where the file's data ends. */
  readonly end: number;
  /** Bytes to ask for at once. */
  readonly window: number;
  readonly decompress: Decompress;
  readonly onBytes: (bytes: number) => void;
  readonly checkCancel: () => void;
}

export interface DataPage {
  /** Values with the nulls among them: as many as there are levels. */
  readonly count: number;
  readonly repetition: Hybrid | null;
  readonly definition: Hybrid | null;
  readonly values: ValueReader;
}

const pageLimit = 1 << 29;

/** The data pages of a column chunk, one after another. */
export class Pages {
  readonly #source: PageSource;
  readonly #chunk: ColumnChunk;
  readonly #leaf: Leaf;
  #dictionary: Dictionary | null = null;
  #window: Uint8Array = new Uint8Array(0);
  /** File position of the window's first byte, and of the next one to be read. */
  #windowAt: number;
  #at: number;
  #valuesLeft: number;

  constructor(source: PageSource, chunk: ColumnChunk, leaf: Leaf) {
    this.#source = source;
    this.#chunk = chunk;
    this.#leaf = leaf;
    this.#windowAt = chunk.start;
    this.#at = chunk.start;
    this.#valuesLeft = chunk.values;
  }

  /** The next data page that has values, null after the last. */
  async next(): Promise<DataPage | null> {
    while (this.#valuesLeft > 0) {
      this.#source.checkCancel();
      const before = this.#at;
      const header = await this.#header();
      checkHeader(header);
      const body = await this.#take(header.packed);
      this.#source.onBytes(this.#at - before);
      if (header.crc !== null && crc32(body) !== header.crc >>> 0)
        throw new Damaged('the bytes of a page do not match its checksum');
      const page = this.#page(header, body);
      if (page && page.count > 0) return page;
    }
    return null;
  }

  #page(header: PageHeader, body: Uint8Array): DataPage | null {
    switch (header.type) {
      case pageTypes.data:
        return this.#counted(this.#dataPage(header, this.#plain(body, header.plain)));
      case pageTypes.dataV2:
        return this.#counted(this.#dataPageV2(header, body));
      case pageTypes.dictionary: {
        const bytes = this.#plain(body, header.plain);
        const page = { bytes, start: 0, end: bytes.length, most: header.values };
        if (this.#dictionary) throw new Damaged('a column chunk has two dictionaries');
        this.#dictionary = new Dictionary(page, this.#leaf.values, this.#leaf.name);
        return null;
      }
      default:
        return null;
    }
  }

  #counted(page: DataPage): DataPage {
    this.#valuesLeft -= page.count;
    if (this.#valuesLeft < 0) throw new Damaged('its pages have more values than it says');
    return page;
  }

  #plain(body: Uint8Array, length: number): Uint8Array {
    const plain = this.#source.decompress(body, length);
    if (plain.length !== length)
      throw new Damaged(
        `a page has ${wordsOf(plain.length)} bytes and says that it has ${wordsOf(length)}`,
      );
    return plain;
  }

  #dataPage(header: PageHeader, bytes: Uint8Array): DataPage {
    const { fullLevel, listLevel } = this.#leaf;
    let at = 0;
    const levels = (most: number, encoding: number): Hybrid | null => {
      if (most === 0) return null;
      if (encoding !== rleEncoding)
        throw new Damaged(
          `its levels are in the encoding ${encoding}, which was given up in 2013 and is not read here`,
        );
      if (at + 4 > bytes.length) throw new Damaged('a page ends in its levels');
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
      const start = at + 4;
      at = start + length;
      return new Hybrid(bytes, start, at, widthOf(most));
    };
    const repetition = levels(listLevel, header.repetitionEncoding);
    const definition = levels(fullLevel, header.definitionEncoding);
    return {
      count: header.values,
      repetition,
      definition,
      values: this.#values(header, bytes, at),
    };
  }

  #dataPageV2(header: PageHeader, body: Uint8Array): DataPage {
    const { fullLevel, listLevel } = this.#leaf;
    const { repetitionBytes, definitionBytes } = header;
    const levels = repetitionBytes + definitionBytes;
    if (repetitionBytes < 0 || definitionBytes < 0 || levels > body.length || levels > header.plain)
      throw new Damaged('a page ends in its levels');
    const rest = body.subarray(levels);
    const plain =
      header.compressed && rest.length > 0 ? this.#plain(rest, header.plain - levels) : rest;
    const hybrid = (most: number, start: number, end: number): Hybrid | null =>
      most === 0 ? null : new Hybrid(body, start, end, widthOf(most));
    return {
      count: header.values,
      repetition: hybrid(listLevel, 0, repetitionBytes),
      definition: hybrid(fullLevel, repetitionBytes, levels),
      values: this.#values(header, plain, 0),
    };
  }

  #values(header: PageHeader, bytes: Uint8Array, start: number): ValueReader {
    const page = { bytes, start, end: bytes.length, most: header.values };
    // a page of nulls alone may have no bytes for its values, not even those of an encoding's head
    if (start === bytes.length) return nothing;
    return valueReader(header.encoding, page, this.#leaf.values, this.#dictionary);
  }

  async #header(): Promise<PageHeader> {
    for (let room = 1 << 12; ; room *= 8) {
      await this.#ensure(room);
      const r = new Compact(this.#window, this.#at - this.#windowAt);
      try {
        const header = readHeader(r);
        this.#at = this.#windowAt + r.at;
        return header;
      } catch (error) {
        const whole = this.#windowAt + this.#window.length >= this.#source.end;
        if (!(error instanceof NeedsMore) || whole || room > 1 << 24) throw error;
      }
    }
  }

  async #take(length: number): Promise<Uint8Array> {
    await this.#ensure(length);
    const start = this.#at - this.#windowAt;
    if (start + length > this.#window.length)
      throw new Damaged(`a page of ${wordsOf(length)} bytes goes beyond the file's data`);
    this.#at += length;
    return this.#window.subarray(start, start + length);
  }

  /** Makes `length` bytes from here on available, as far as the file has them. */
  async #ensure(length: number): Promise<void> {
    const { file, end, window } = this.#source;
    if (this.#at + Math.min(length, end - this.#at) <= this.#windowAt + this.#window.length) return;
    const chunkLeft = this.#chunk.start + this.#chunk.bytes - this.#at;
    const wanted = Math.max(length, Math.min(window, chunkLeft));
    this.#windowAt = this.#at;
    this.#window = await file.slice(this.#at, Math.min(end, this.#at + wanted));
  }
}

const nothing: ValueReader = {
  write: (count) => {
    if (count > 0) throw new Damaged('a page has fewer values than it says');
  },
};

/** PageType of parquet.thrift. */
const pageTypes = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;
const rleEncoding = 3;

interface PageHeader {
  readonly type: number;
  readonly plain: number;
  readonly packed: number;
  readonly crc: number | null;
  readonly values: number;
  readonly encoding: number;
  readonly definitionEncoding: number;
  readonly repetitionEncoding: number;
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly compressed: boolean;
}

function checkHeader({ packed, plain, values, type }: PageHeader): void {
  if (packed < 0 || plain < 0) throw new Damaged('a page says that it has less than 0 bytes');
  if (Math.max(packed, plain) > pageLimit)
    throw new TooLarge(
      `A page says that it has ${wordsOf(Math.max(packed, plain))} bytes; the limit is ${wordsOf(pageLimit)}`,
    );
  if (type !== pageTypes.index && values < 0)
    throw new Damaged(`a page says that it has ${values} values`);
}

function readHeader(r: Compact): PageHeader {
  const head = new Map<number, number>();
  let data = new Map<number, number>();
  let compressed = true;
  r.struct((id, type) => {
    if (type === thrift.i32) head.set(id, r.int());
    else if (type === thrift.struct && (id === 5 || id === 7 || id === 8)) {
      data = new Map();
      r.struct((field, kind) => {
        if (kind === thrift.i32) data.set(field, r.int());
        else if (field === 7 && (kind === thrift.true || kind === thrift.false))
          compressed = id !== 8 || kind === thrift.true;
        else return false;
        return true;
      });
    } else return false;
    return true;
  });
  const v2 = head.get(1) === pageTypes.dataV2;
  const of = (map: ReadonlyMap<number, number>, id: number): number => map.get(id) ?? -1;
  return {
    type: of(head, 1),
    plain: of(head, 2),
    packed: of(head, 3),
    crc: head.get(4) ?? null,
    values: of(data, 1),
    encoding: of(data, v2 ? 4 : 2),
    definitionEncoding: of(data, 3),
    repetitionEncoding: of(data, 4),
    definitionBytes: of(data, 5),
    repetitionBytes: of(data, 6),
    compressed,
  };
}
