import type { CellBlock } from '../csv/reader.ts';
import { isWorthKernel, withColumns } from '../kernels.ts';
import { createRaw } from '../relation.ts';
import type { Sql } from '../sql.ts';
import type { Batch } from './reader.ts';
import { asStream } from './stream.ts';
import { blockTexts, encoded, pick, type Texts } from './texts.ts';

/** Rows that go into the table; their texts are views of the bytes that are sent. */
export interface Taken {
  readonly texts: readonly Texts[];
  readonly rows: number;
  readonly ipc: Uint8Array;
}

/** Bytes that may wait for the engine while more is read. */
const mostWaiting = 64 << 20;

/**
 * Puts batches of rows into a new raw table, numbering the rows, and keeps every n-th where asked. A batch is taken
 * over at once and goes in while the next ones are read; `done` waits for the last.
 */
export class Inserter {
  readonly #sql: Sql;
  readonly #table: string;
  readonly #every: number;
  /** Rows that came. */
  #seen = 0;
  /** Rows that went in, or are to. */
  #rows = 0;
  #inserted = 0;
  /** Sent, and not known to be in. */
  #waiting = 0;
  #failed = false;
  #last: Promise<void>;
  readonly #queue: Promise<void>[] = [];

  constructor(sql: Sql, table: string, { columns, every }: { columns: number; every: number }) {
    this.#sql = sql;
    this.#table = table;
    this.#every = every;
    this.#last = createRaw(sql, table, columns);
    // It is awaited later; until then a failure must not look like one that nobody looks at.
    this.#last.catch(() => (this.#failed = true));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Rows that are known to be in. */
  get inserted(): number {
    return this.#inserted;
  }

  /** Sends rows on their way, when not too many wait; a failure of earlier ones is thrown here. */
  async add({ ipc, rows }: Taken): Promise<void> {
    if (rows === 0) return;
    const size = ipc.length;
    this.#waiting += size;
    this.#last = this.#send(ipc, this.#last);
    this.#last.then(
      () => {
        this.#waiting -= size;
        this.#inserted += rows;
      },
      () => (this.#failed = true),
    );
    this.#queue.push(this.#last);
    if (this.#failed) await this.#last;
    while (this.#waiting > mostWaiting) await this.#queue.shift();
  }

  /** One after another: after a failure nothing more goes in. */
  async #send(ipc: Uint8Array, before: Promise<void>): Promise<void> {
    await before;
    await this.#sql.insertArrow(this.#table, ipc);
  }

  /** All that was sent is in. */
  done(): Promise<void> {
    return this.#last;
  }

  /** The rows of a batch that are sampled, to be sent next. */
  take(batch: Batch): Taken {
    const offset = (this.#every - (this.#seen % this.#every)) % this.#every;
    const came = batch.kind === 'block' ? batch.block.rows : batch.rows;
    this.#seen += came;
    if (this.#every === 1) return this.#taken(batch, came);
    const indices: number[] = [];
    for (let i = offset; i < came; i += this.#every) indices.push(i);
    return this.#taken(rowsOf(batch, indices), indices.length);
  }

  #taken(batch: Batch, rows: number): Taken {
    if (rows === 0) return { rows, texts: [], ipc: new Uint8Array(0) };
    const first = this.#rows;
    this.#rows += rows;
    return { rows, ...withTexts(batch, (texts) => asStream(texts, first, rows)) };
  }
}

function rowsOf(batch: Batch, indices: readonly number[]): Batch {
  const rows = indices.length;
  if (batch.kind === 'block') return { kind: 'block', block: rowsOfBlock(batch.block, indices) };
  if (batch.kind === 'texts')
    return {
      kind: 'texts',
      rows,
      columns: batch.columns.map((c) => indices.map((i) => c[i] ?? null)),
    };
  return { kind: 'columns', rows, columns: batch.columns.map((c) => pick(c, indices)) };
}

function rowsOfBlock(block: CellBlock, indices: readonly number[]): CellBlock {
  const width = 2 * block.columns;
  const bounds = new Int32Array(indices.length * width);
  indices.forEach((i, k) =>
    bounds.set(block.bounds.subarray(i * width, (i + 1) * width), k * width),
  );
  return { ...block, bounds, rows: indices.length };
}

/** @param use is handed texts that last until it returns */
function withTexts<T>(batch: Batch, use: (texts: readonly Texts[]) => T): T {
  if (batch.kind === 'columns') return use(batch.columns);
  if (batch.kind === 'texts') return use(batch.columns.map((column) => encoded(column)));
  const { block } = batch;
  if (isWorthKernel(block)) return withColumns(block, use);
  return use(Array.from({ length: block.columns }, (_, j) => blockTexts(block, j)));
}

/** The first cells, at most `limit` rows, as they stand. */
export function firstOf({ texts, rows }: Taken, limit: number): string[][] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from({ length: Math.min(limit, rows) }, (_, i) =>
    texts.map(({ offsets, bytes }) => decoder.decode(bytes.subarray(offsets[i]!, offsets[i + 1]!))),
  );
}
