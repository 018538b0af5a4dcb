import { Damaged } from './damage.ts';
import type { PhysicalType } from './footer.ts';
import type { Format } from './numberTexts.ts';
import type { TextColumn } from './texts.ts';

/** Bytes of a page in which values lie, decompressed. */
export interface ValueBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** At most so many values, the nulls counted. */
  readonly most: number;
}

export interface ValueType {
  readonly type: PhysicalType;
  /** Bytes of a value, 0 where they differ. */
  readonly width: number;
  readonly format: Format;
}

/** Writes the next values of a page, one cell each. */
export interface ValueReader {
  write(count: number, out: TextColumn): void;
}

export const fewer = (): Damaged => new Damaged('a page has fewer values than it says');
