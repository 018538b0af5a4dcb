import type { TextChunk } from '../arrow.ts';
import type { Texts } from '../formats/texts.ts';
import { lossy, notNumber, scanNumber, type NumberScan } from '../numbers.ts';
import type { Held, HeldColumn } from './held.ts';
import { NumberKeeper } from './numberKeeper.ts';
import { TextKeeper } from './textKeeper.ts';

/** Columns take this much memory at most while they are kept: those that take most are let go. */
const mostBytes = 320e6;

/**
 * Keeps what batches say of their columns while they go into the engine. How a column is kept follows from its first
 * batch; one that proves otherwise later is let go, and read again from the engine.
 */
export class Keeper {
  readonly #most: number;
  #keepers: (NumberKeeper | TextKeeper | null)[] = [];
  #rows = 0;

  /** @param most bytes of memory */
  constructor(most: number = mostBytes) {
    this.#most = most;
  }

  take(texts: readonly Texts[], rows: number): void {
    if (rows === 0) return;
    if (this.#rows === 0) this.#keepers = texts.map((t) => keeperFor(chunkOf(t, rows)));
    this.#rows += rows;
    for (const [j, text] of texts.entries()) {
      const keeper = this.#keepers[j];
      if (keeper && !keeper.add(chunkOf(text, rows), text.nulls)) this.#keepers[j] = null;
    }
    this.#makeRoom();
  }

  /** Ends the keeping. */
  done(): Held {
    const columns: (HeldColumn | null)[] = [];
    for (const [j, keeper] of this.#keepers.entries()) {
      columns.push(keeper?.done(this.#rows) ?? null);
      this.#keepers[j] = null;
    }
    return { rows: this.#rows, columns };
  }

  #makeRoom(): void {
    const sizes = this.#keepers.map((keeper) => keeper?.bytes ?? 0);
    let all = sizes.reduce((a, b) => a + b, 0);
    while (all > this.#most) {
      const largest = sizes.indexOf(Math.max(...sizes));
      all -= sizes[largest]!;
      sizes[largest] = 0;
      this.#keepers[largest] = null;
    }
  }
}

const always = (): boolean => true;

const chunkOf = ({ offsets, bytes, bitmap }: Texts, rows: number): TextChunk => ({
  length: rows,
  offsets,
  bytes,
  present: bitmap ? (i) => ((bitmap[i >> 3]! >> (i & 7)) & 1) === 1 : always,
});

/** So many rows say how a column is kept. */
const looked = 2000;

/** As numbers, where half of the present texts are some, and all of these lose nothing by it. */
function keeperFor({ length, offsets, bytes, present }: TextChunk): NumberKeeper | TextKeeper {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  let [texts, numbers] = [0, 0];
  for (let i = 0; i < Math.min(length, looked); i += 1) {
    if (offsets[i] === offsets[i + 1] || !present(i)) continue;
    scanNumber(bytes, offsets[i]!, offsets[i + 1]!, scan);
    if (scan.kind === lossy) return new TextKeeper();
    if (scan.kind === notNumber) texts += 1;
    else numbers += 1;
  }
  return numbers >= texts ? new NumberKeeper() : new TextKeeper();
}
